// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/scalars.h"

#include "services/config/configlimits.h"

#include <QHash>
#include <QRegularExpression>

#include <cmath>

namespace opsdeck::scalars {

namespace {

constexpr qint64 kLongestMs = 1000LL * 3600 * 24 * 3660;

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
    static const QRegularExpression whole(
        QStringLiteral(R"(^(\d{1,9}(\.\d{1,6})?(ms|s|m|h|d))+$)"));
    static const QRegularExpression part(QStringLiteral(R"((\d+(?:\.\d+)?)(ms|s|m|h|d))"));
    static const QHash<QString, double> units{{QStringLiteral("ms"), 1.0},
                                              {QStringLiteral("s"), 1000.0},
                                              {QStringLiteral("m"), 60'000.0},
                                              {QStringLiteral("h"), 3'600'000.0},
                                              {QStringLiteral("d"), 86'400'000.0}};
    if (text.size() > 40 || !whole.match(text).hasMatch())
        return std::nullopt;
    double sum = 0;
    for (auto it = part.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        sum += match.captured(1).toDouble() * units.value(match.captured(2));
    }
    if (sum > static_cast<double>(kLongestMs))
        return std::nullopt;
    return Milliseconds(static_cast<qint64>(std::llround(sum)));
}

std::optional<qint64> bytes(const QString &text)
{
    static const QRegularExpression shape(
        QStringLiteral(R"(^(0|[1-9]\d{0,11})\s?(|B|kB|KB|MB|GB|KiB|MiB|GiB)$)"));
    static const QHash<QString, qint64> units{{QString(), 1},
                                              {QStringLiteral("B"), 1},
                                              {QStringLiteral("kB"), 1000},
                                              {QStringLiteral("KB"), 1000},
                                              {QStringLiteral("MB"), 1'000'000},
                                              {QStringLiteral("GB"), 1'000'000'000},
                                              {QStringLiteral("KiB"), 1024},
                                              {QStringLiteral("MiB"), 1024 * 1024},
                                              {QStringLiteral("GiB"), 1024LL * 1024 * 1024}};
    const QRegularExpressionMatch match = shape.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const qint64 factor = units.value(match.captured(2));
    const qint64 count = match.captured(1).toLongLong();
    if (count > std::numeric_limits<qint64>::max() / factor)
        return std::nullopt;
    return count * factor;
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
    return good && std::isfinite(value) && isPlainNumber(text) ? std::optional(value) : std::nullopt;
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
    static const QList<std::pair<qint64, QString>> units{{1024LL * 1024 * 1024, QStringLiteral("GiB")},
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
