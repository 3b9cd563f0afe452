// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/seriesboard.h"

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

bool contains(const Labels &all, const Labels &wanted)
{
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
        if (all.value(it.key()) != it.value())
            return false;
    }
    return true;
}

/// Per-second increase from one raw value to the next; a smaller value means that the counter began anew.
double rateBetween(double before, qint64 beforeMs, double after, qint64 afterMs)
{
    const double seconds = static_cast<double>(afterMs - beforeMs) / 1000.0;
    if (seconds <= 0)
        return std::nan("");
    return (after >= before ? after - before : after) / seconds;
}

} // namespace

SeriesBoard::SeriesBoard(QObject *parent) : QObject(parent) {}

void SeriesBoard::setWorkspace(const WorkspacePtr &workspace)
{
    QHash<MetricKey, QList<Line>> kept;
    m_metricsOfCheck.clear();
    for (const Platform &platform : workspace ? workspace->platforms : QList<Platform>()) {
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services) {
                const ServiceKey key{{platform.id, environment.id}, service.id};
                for (const MetricDefinition &metric : service.metrics) {
                    const MetricKey metricKey{key, metric.id};
                    const MetricDefinition *before = definition(metricKey);
                    if (before != nullptr && *before == metric)
                        kept.insert(metricKey, m_lines.value(metricKey));
                    m_metricsOfCheck[{key, metric.check}].append(metric.id);
                }
            }
        }
    }
    m_workspace = workspace;
    m_lines = std::move(kept);
    Q_EMIT workspaceChanged();
}

QList<MetricKey> SeriesBoard::metrics(const EnvironmentKey &environment) const
{
    QList<MetricKey> keys;
    const Environment *found = m_workspace ? m_workspace->environment(environment) : nullptr;
    for (const Service &service : found == nullptr ? QList<Service>() : found->services) {
        for (const MetricDefinition &metric : service.metrics)
            keys.append({{environment, service.id}, metric.id});
    }
    return keys;
}

const Service *SeriesBoard::service(const MetricKey &key) const
{
    return m_workspace ? m_workspace->service(key.service) : nullptr;
}

const MetricDefinition *SeriesBoard::definition(const MetricKey &key) const
{
    const Service *found = service(key);
    if (found == nullptr)
        return nullptr;
    const auto it = std::find_if(found->metrics.cbegin(), found->metrics.cend(),
                                 [&](const MetricDefinition &metric) { return metric.id == key.metric; });
    return it == found->metrics.cend() ? nullptr : &*it;
}

Milliseconds SeriesBoard::interval(const MetricKey &key) const
{
    const MetricDefinition *metric = definition(key);
    const Check *check = metric == nullptr ? nullptr : m_workspace->check({key.service, metric->check});
    return check == nullptr ? Milliseconds(30'000) : check->interval;
}

const QList<SeriesBoard::Line> &SeriesBoard::lines(const MetricKey &key) const
{
    static const QList<Line> none;
    const auto it = m_lines.constFind(key);
    return it == m_lines.constEnd() ? none : *it;
}

SeriesBoard::Line *SeriesBoard::lineFor(const MetricKey &key, const MetricDefinition &definition, const Labels &labels)
{
    const QString label = definition.seriesLabel.isEmpty() ? QString() : labels.value(definition.seriesLabel);
    QList<Line> &lines = m_lines[key];
    const auto it = std::lower_bound(lines.begin(), lines.end(), label,
                                     [](const Line &line, const QString &wanted) { return line.label < wanted; });
    if (it != lines.end() && it->label == label)
        return &*it;
    if (lines.size() >= kMostLines)
        return nullptr;
    return &*lines.insert(it, Line{label, SeriesBuffer(), 0, 0});
}

void SeriesBoard::addResults(const QList<CheckResult> &results)
{
    QList<MetricKey> changed;
    for (const CheckResult &result : results) {
        for (const QString &metricId : m_metricsOfCheck.value(result.key)) {
            const MetricKey key{result.key.service, metricId};
            const MetricDefinition *metric = definition(key);
            if (metric == nullptr)
                continue;
            // Samples that fall on the same line (labels that the definition does not name) are added up.
            QMap<QString, double> sums;
            QMap<QString, Labels> labelsOf;
            for (const Sample &sample : result.samples) {
                if (sample.metric != metric->metric || !contains(sample.labels, metric->labels) || std::isnan(sample.value))
                    continue;
                const QString label = metric->seriesLabel.isEmpty() ? QString() : sample.labels.value(metric->seriesLabel);
                sums[label] += sample.value;
                labelsOf[label] = sample.labels;
            }
            for (auto it = sums.cbegin(); it != sums.cend(); ++it) {
                Line *line = lineFor(key, *metric, labelsOf.value(it.key()));
                if (line == nullptr)
                    continue;
                const qint64 timeMs = result.observedAt.wallMs;
                double value = it.value();
                if (metric->rate) {
                    value = line->lastRawMs == 0 ? std::nan("") : rateBetween(line->lastRaw, line->lastRawMs, it.value(), timeMs);
                    line->lastRaw = it.value();
                    line->lastRawMs = timeMs;
                }
                line->points.append({timeMs, value});
            }
            if (!sums.isEmpty() && !changed.contains(key))
                changed.append(key);
        }
    }
    if (!changed.isEmpty())
        Q_EMIT linesChanged(changed);
}

void SeriesBoard::addHistory(const MetricKey &key, const QList<StoredLine> &stored)
{
    const MetricDefinition *metric = definition(key);
    if (metric == nullptr)
        return;
    QMap<QString, QMap<qint64, double>> sums;
    QMap<QString, Labels> labelsOf;
    for (const StoredLine &line : stored) {
        if (!contains(line.labels, metric->labels))
            continue;
        const QString label = metric->seriesLabel.isEmpty() ? QString() : line.labels.value(metric->seriesLabel);
        labelsOf[label] = line.labels;
        for (const Point &point : line.points) {
            if (!std::isnan(point.value))
                sums[label][point.timeMs] += point.value;
        }
    }
    const qint64 longest = interval(key).count() * 3;
    for (auto it = sums.cbegin(); it != sums.cend(); ++it) {
        Line *line = lineFor(key, *metric, labelsOf.value(it.key()));
        if (line == nullptr)
            continue;
        QList<Point> values;
        for (auto point = it->cbegin(); point != it->cend(); ++point) {
            if (!metric->rate) {
                values.append({point.key(), point.value()});
                continue;
            }
            if (point == it->cbegin() || point.key() - std::prev(point).key() > longest)
                continue;
            const auto before = std::prev(point);
            values.append({point.key(), rateBetween(before.value(), before.key(), point.value(), point.key())});
        }
        line->points.prepend(values);
    }
    if (!sums.isEmpty())
        Q_EMIT linesChanged({key});
}

} // namespace opsdeck
