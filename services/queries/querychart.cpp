// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queries/querychart.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace opsdeck::queries {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(QueryChart)
};

/// As long as Prometheus takes a sample for one of now.
constexpr qint64 kLookbackMs = 300'000;

/// Those of every own sample of the environment tell nothing apart.
bool tellsApart(const QString &label)
{
    return label != QLatin1String("__name__") && label != QLatin1String("platform")
           && label != QLatin1String("environment");
}

QString lineName(const MetricDefinition &chart, const expressions::Labels &labels)
{
    if (!chart.seriesLabel.isEmpty())
        return labels.value(chart.seriesLabel);
    QStringList parts;
    for (const expressions::Label &label : labels.list()) {
        if (tellsApart(label.name))
            parts << QStringLiteral("%1=%2").arg(label.name, label.value);
    }
    return parts.join(QStringLiteral(", "));
}

/// The names that more than one series has.
template <typename Series>
QSet<QString> ambiguous(const MetricDefinition &chart, const Series &answer)
{
    QSet<QString> seen;
    QSet<QString> twice;
    for (const auto &each : answer) {
        const QString name = lineName(chart, each.labels);
        (seen.contains(name) ? twice : seen).insert(name);
    }
    return twice;
}

} // namespace

QuerySource sourceOf(const MetricDefinition &chart)
{
    switch (chart.askedOf) {
    case AskedOf::Own:
        return QuerySource::Own;
    case AskedOf::Server:
        return QuerySource::Server;
    case AskedOf::Either:
        break;
    }
    return QuerySource::Automatic;
}

QueryLines queryLines(const MetricDefinition &chart, const expressions::Matrix &answer,
                      std::optional<qint64> newestMs)
{
    QueryLines told;
    const QSet<QString> twice = ambiguous(chart, answer);
    if (!twice.isEmpty()) {
        const QString name = *std::min_element(twice.cbegin(), twice.cend());
        told.warnings << Words::tr("Several series are called “%1”: none of them is drawn. Sum "
                                   "them in the query, or name another series_label.")
                             .arg(name);
    }
    for (const expressions::Series &series : answer) {
        ServedLine line{lineName(chart, series.labels), {}};
        if (twice.contains(line.label))
            continue;
        for (const expressions::Point &point : series.points) {
            if (std::isfinite(point.v) && (!newestMs || point.t <= *newestMs))
                line.parts.append({point.t, point.v, point.v});
        }
        if (!line.parts.isEmpty())
            told.lines.append(line);
    }
    std::sort(told.lines.begin(), told.lines.end(),
              [](const ServedLine &a, const ServedLine &b) { return a.label < b.label; });
    return told;
}

QMap<QString, double> queryValues(const MetricDefinition &chart, const expressions::Value &answer)
{
    QMap<QString, double> values;
    if (const auto *number = std::get_if<double>(&answer)) {
        if (std::isfinite(*number))
            values.insert(QString(), *number);
        return values;
    }
    const auto *vector = std::get_if<expressions::Vector>(&answer);
    if (vector == nullptr)
        return values;
    const QSet<QString> twice = ambiguous(chart, *vector);
    for (const expressions::VectorSample &sample : *vector) {
        const QString name = lineName(chart, sample.labels);
        if (std::isfinite(sample.value) && !twice.contains(name))
            values.insert(name, sample.value);
    }
    return values;
}

bool isOutdated(const MetricDefinition &chart, qint64 atMs, std::optional<qint64> newestMs)
{
    return newestMs && atMs - *newestMs > std::max<qint64>(kLookbackMs, chart.interval.count() * 2);
}

} // namespace opsdeck::queries
