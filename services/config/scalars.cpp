// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/scalars.h"

#include "services/config/configlimits.h"
#include "services/domain/quantity.h"

#include <QList>
#include <QRegularExpression>

#include <cmath>

namespace opsdeck::scalars {

namespace {

/// The largest unit that needs no fraction: "21d", "1MiB".
QString inUnits(qint64 value, const QList<std::pair<qint64, QString>> &units)
{
    for (const auto &[size, word] : units) {
        if (value % size == 0 && value >= size)
            return QString::number(value / size) + word;
    }
    return QString::number(value) + units.constLast().second;
}

/// Without blanks in it and zeros before it.
bool isPlainNumber(const QString &text)
{
    static const QRegularExpression other(QStringLiteral(R"(\s|^[+-]?0\d)"));
    return !other.match(text).hasMatch();
}

} // namespace

std::optional<Milliseconds> duration(const QString &text)
{
    return durationFromText(text);
}

std::optional<qint64> bytes(const QString &text)
{
    return bytesFromText(text);
}

std::optional<bool> boolean(const QString &text)
{
    if (text == QLatin1String("true"))
        return true;
    if (text == QLatin1String("false"))
        return false;
    return std::nullopt;
}

std::optional<qint64> integer(const QString &text)
{
    bool good = false;
    const qint64 value = text.toLongLong(&good);
    return good && isPlainNumber(text) ? std::optional(value) : std::nullopt;
}

std::optional<double> number(const QString &text)
{
    bool good = false;
    const double value = text.toDouble(&good);
    return good && std::isfinite(value) && isPlainNumber(text) ? std::optional(value)
                                                               : std::nullopt;
}

QString durationWord(Milliseconds duration)
{
    static const QList<std::pair<qint64, QString>> units{{86'400'000, QStringLiteral("d")},
                                                         {3'600'000, QStringLiteral("h")},
                                                         {60'000, QStringLiteral("m")},
                                                         {1000, QStringLiteral("s")},
                                                         {1, QStringLiteral("ms")}};
    return inUnits(duration.count(), units);
}

QString bytesWord(qint64 bytes)
{
    static const QList<std::pair<qint64, QString>> units{
        {1024LL * 1024 * 1024, QStringLiteral("GiB")},
        {1024LL * 1024, QStringLiteral("MiB")},
        {1024, QStringLiteral("KiB")},
        {1, QStringLiteral("B")}};
    return inUnits(bytes, units);
}

bool isId(const QString &text)
{
    static const QRegularExpression shape(QStringLiteral(R"(^[A-Za-z0-9][A-Za-z0-9._-]*$)"));
    return text.size() <= configlimits::kIdCharacters && shape.match(text).hasMatch();
}

} // namespace opsdeck::scalars
