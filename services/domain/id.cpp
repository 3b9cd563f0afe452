// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/id.h"

#include <QStringList>

namespace opsdeck {

namespace {

/// Splits at '/' into exactly `count` parts; missing ones are empty, surplus ones stay in the last.
QStringList parts(const QString &text, int count)
{
    QStringList all = text.split(QLatin1Char('/'));
    while (all.size() < count)
        all << QString();
    while (all.size() > count) {
        const QString tail = all.takeLast();
        all.last() += QLatin1Char('/') + tail;
    }
    return all;
}

} // namespace

QString EnvironmentKey::toString() const
{
    return platform.toString() + QLatin1Char('/') + environment.toString();
}

EnvironmentKey EnvironmentKey::fromString(const QString &text)
{
    const QStringList p = parts(text, 2);
    return {PlatformId(p.at(0)), EnvironmentId(p.at(1))};
}

QString ServiceKey::toString() const
{
    return environment.toString() + QLatin1Char('/') + service.toString();
}

ServiceKey ServiceKey::fromString(const QString &text)
{
    const QStringList p = parts(text, 3);
    return {{PlatformId(p.at(0)), EnvironmentId(p.at(1))}, ServiceId(p.at(2))};
}

QString CheckKey::toString() const
{
    return service.toString() + QLatin1Char('/') + check.toString();
}

CheckKey CheckKey::fromString(const QString &text)
{
    const QStringList p = parts(text, 4);
    return {{{PlatformId(p.at(0)), EnvironmentId(p.at(1))}, ServiceId(p.at(2))}, CheckId(p.at(3))};
}

} // namespace opsdeck
