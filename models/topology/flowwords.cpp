// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/flowwords.h"

#include "models/metrics/unittext.h"
#include "models/topology/edgeflows.h"

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr int kWidest = 3;

/// Two telling digits: a third would change with every answer.
QString shortRate(double rate)
{
    if (rate <= 0)
        return unitText(0, Unit::PerSecond);
    const double unit = std::pow(10, std::floor(std::log10(rate)) - 1);
    return unitText(rate < 100 ? std::round(rate / unit) * unit : std::round(rate),
                    Unit::PerSecond);
}

} // namespace

QString rateText(const FlowReading &reading)
{
    if (!reading.rate)
        return {};
    const QString text = shortRate(reading.rate->value);
    return reading.isAtMost ? QStringLiteral("≤") + QChar(QChar::Nbsp) + text : text;
}

QString shareText(const FlowReading &reading)
{
    if (!reading.share)
        return {};
    const double percent = std::round(reading.share->value * 1000) / 10;
    const bool isTiny = reading.share->value > 0 && percent == 0;
    return isTiny ? FlowWords::tr("below 0.1 % errors")
                  : FlowWords::tr("%1 errors", "a share of what flows")
                        .arg(unitText(percent, Unit::Percent));
}

FlowLabel flowLabel(const FlowReading &reading)
{
    FlowLabel label;
    QStringList parts{rateText(reading)};
    // That nothing fails needs no word, unless there is no other.
    if (reading.share && (reading.share->value > 0 || !reading.rate))
        parts << shareText(reading);
    parts.removeAll(QString());
    label.text = parts.join(QStringLiteral(", "));
    label.isStale = reading.isStale();
    label.isAtMost = reading.isAtMost;
    if (label.isStale)
        label.text = FlowWords::tr("%1, stale", "figures").arg(label.text);
    label.isBad = !label.isStale && reading.share && reading.share->value > EdgeFlows::kMostErrors;
    label.shortText = label.isStale ? FlowWords::tr("stale")
                      : label.isBad ? parts.constLast()
                                    : parts.value(0);
    return label;
}

QList<int> flowWidths(const QList<std::optional<double>> &rates)
{
    double largest = 0;
    for (const std::optional<double> &rate : rates)
        largest = std::max(largest, rate.value_or(0));
    QList<int> widths;
    for (const std::optional<double> &rate : rates) {
        if (!rate) {
            widths << 0;
        } else if (*rate <= 0) {
            widths << 1;
        } else {
            const int less = static_cast<int>(std::lround(std::log10(largest / *rate)));
            widths << std::clamp(kWidest - less, 1, kWidest);
        }
    }
    return widths;
}

} // namespace opsdeck
