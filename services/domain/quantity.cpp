// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/quantity.h"

#include <QHash>
#include <QRegularExpression>

#include <cmath>
#include <limits>

namespace opsdeck {

namespace {

constexpr qint64 kLongestMs = 1000LL * 3600 * 24 * 3660;

} // namespace

std::optional<Milliseconds> durationFromText(const QString &text)
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

std::optional<qint64> bytesFromText(const QString &text)
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

} // namespace opsdeck
