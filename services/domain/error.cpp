// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/error.h"

#include <array>
#include <utility>

namespace opsdeck {

namespace {

using Row = std::pair<ErrorKind, QLatin1String>;

constexpr std::array<Row, 20> kWords{{
    {ErrorKind::Timeout, QLatin1String("timeout")},
    {ErrorKind::Refused, QLatin1String("refused")},
    {ErrorKind::Unreachable, QLatin1String("unreachable")},
    {ErrorKind::Resolve, QLatin1String("resolve")},
    {ErrorKind::Tls, QLatin1String("tls")},
    {ErrorKind::Auth, QLatin1String("auth")},
    {ErrorKind::Credential, QLatin1String("credential")},
    {ErrorKind::Status, QLatin1String("status")},
    {ErrorKind::Way, QLatin1String("way")},
    {ErrorKind::Condition, QLatin1String("condition")},
    {ErrorKind::Garbage, QLatin1String("garbage")},
    {ErrorKind::TooLarge, QLatin1String("too-large")},
    {ErrorKind::Config, QLatin1String("config")},
    {ErrorKind::NotFound, QLatin1String("not-found")},
    {ErrorKind::Permission, QLatin1String("permission")},
    {ErrorKind::Guard, QLatin1String("guard")},
    {ErrorKind::Cancelled, QLatin1String("cancelled")},
    {ErrorKind::Storage, QLatin1String("storage")},
    {ErrorKind::Process, QLatin1String("process")},
    {ErrorKind::Internal, QLatin1String("internal")},
}};

} // namespace

QString toWord(ErrorKind kind)
{
    for (const auto &[value, word] : kWords) {
        if (value == kind)
            return word;
    }
    return QStringLiteral("internal");
}

ErrorKind errorKindFromWord(const QString &text)
{
    for (const auto &[value, word] : kWords) {
        if (word == text)
            return value;
    }
    return ErrorKind::Internal;
}

} // namespace opsdeck
