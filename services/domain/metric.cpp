// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/metric.h"

#include "services/domain/share.h"

namespace opsdeck {

QString SeriesKey::toString() const
{
    QString text = check.toString() + QLatin1Char(':') + metric;
    if (labels.isEmpty())
        return text;
    QStringList pairs;
    for (auto it = labels.cbegin(); it != labels.cend(); ++it) {
        QString value = it.value();
        value.replace(QLatin1Char('\\'), QLatin1String("\\\\"))
            .replace(QLatin1Char('"'), QLatin1String("\\\""));
        pairs << it.key() + QLatin1String("=\"") + value + QLatin1Char('"');
    }
    return text + QLatin1Char('{') + pairs.join(QLatin1Char(',')) + QLatin1Char('}');
}

QString sampleName(const MetricDefinition &metric)
{
    if (metric.isHistogram())
        return metric.metric + QLatin1String("_bucket");
    const std::optional<ShareNames> share = shareOf(metric);
    return share ? share->dividend : metric.metric;
}

QString seriesLabelOf(const MetricDefinition &metric)
{
    return metric.isHistogram() ? QStringLiteral("le") : metric.seriesLabel;
}

QString quantileName(double quantile)
{
    return QLatin1Char('p') + QString::number(quantile * 100, 'g', 10);
}

QString toWord(ChartKind kind)
{
    switch (kind) {
    case ChartKind::Lines:
        return QStringLiteral("lines");
    case ChartKind::Stacked:
        return QStringLiteral("stacked");
    case ChartKind::Number:
        return QStringLiteral("number");
    case ChartKind::Table:
        return QStringLiteral("table");
    case ChartKind::HeatMap:
        return QStringLiteral("heat-map");
    }
    return QStringLiteral("lines");
}

QStringList chartKindWords()
{
    QStringList words;
    for (int kind = 0; kind <= static_cast<int>(ChartKind::HeatMap); ++kind)
        words << toWord(static_cast<ChartKind>(kind));
    return words;
}

QString toWord(Unit unit)
{
    switch (unit) {
    case Unit::None:
        return QStringLiteral("none");
    case Unit::Seconds:
        return QStringLiteral("seconds");
    case Unit::Bytes:
        return QStringLiteral("bytes");
    case Unit::BytesPerSecond:
        return QStringLiteral("bytes-per-second");
    case Unit::Ratio:
        return QStringLiteral("ratio");
    case Unit::Percent:
        return QStringLiteral("percent");
    case Unit::PerSecond:
        return QStringLiteral("per-second");
    case Unit::Count:
        return QStringLiteral("count");
    }
    return QStringLiteral("none");
}

Unit unitOf(const QString &word)
{
    for (int unit = 0; unit <= static_cast<int>(Unit::Count); ++unit) {
        if (toWord(static_cast<Unit>(unit)) == word)
            return static_cast<Unit>(unit);
    }
    return Unit::None;
}

bool areComparable(Unit one, Unit other)
{
    const auto isShare = [](Unit unit) { return unit == Unit::Ratio || unit == Unit::Percent; };
    const auto isNumber = [](Unit unit) { return unit == Unit::None || unit == Unit::Count; };
    return one == other || (isShare(one) && isShare(other)) || (isNumber(one) && isNumber(other));
}

} // namespace opsdeck
