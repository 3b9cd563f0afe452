// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/seriesboard.h"

#include "models/metrics/asking.h"
#include "models/metrics/linelabels.h"
#include "models/metrics/storedsums.h"
#include "services/domain/histogram.h"
#include "services/domain/share.h"

#include <QSet>

#include <algorithm>
#include <cmath>
#include <optional>

namespace opsdeck {

namespace {

/// NaN only when all are.
double sumOf(double a, double b)
{
    return std::isnan(a) ? b : std::isnan(b) ? a : a + b;
}

/// Of counters, whose values tell nothing by themselves.
bool isOfRates(const MetricDefinition &metric)
{
    return metric.rate || metric.isHistogram();
}

/// Tells a counter that is divided by from one of the same labels; no label may be called so.
const QString kNameLabel = QStringLiteral("__name__");

constexpr qsizetype kMostStretches = 500;
/// A line that has had no point for so long makes room for another.
constexpr qint64 kEndedMs = 1'800'000;
constexpr qsizetype kMostLeftOut = 1000; ///< lines that are counted
constexpr qsizetype kMostNames = 200;    ///< of samples that were given in place of those wanted

/// A counter unseen for this long begins anew.
constexpr qint64 kCounterKeptMs = 3'600'000;

} // namespace

SeriesBoard::SeriesBoard(QObject *parent)
    : QObject(parent)
{}

void SeriesBoard::setWorkspace(const WorkspacePtr &workspace)
{
    QHash<MetricKey, QList<Line>> kept;
    QHash<MetricKey, CounterRates> rates;
    QHash<MetricKey, HeatBuffer> heat;
    m_metricsOfCheck.clear();
    for (const Platform &platform : workspace ? workspace->platforms : QList<Platform>()) {
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services) {
                const ServiceKey key{{platform.id, environment.id}, service.id};
                for (const MetricDefinition &metric : service.metrics) {
                    const MetricKey metricKey{key, metric.id};
                    const MetricDefinition *before = definition(metricKey);
                    if (before != nullptr && *before == metric) {
                        kept.insert(metricKey, m_lines.value(metricKey));
                        rates.insert(metricKey, m_rates.value(metricKey));
                        if (metric.isHistogram())
                            heat.insert(metricKey, m_heat.value(metricKey));
                    }
                    m_metricsOfCheck[{key, metric.check}].append(metric.id);
                }
            }
        }
    }
    m_workspace = workspace;
    m_lines = std::move(kept);
    m_rates = std::move(rates);
    m_heat = std::move(heat);
    m_failedSince.removeIf(
        [this](const auto &failed) { return definition(failed.key()) == nullptr; });
    m_given.clear();
    m_leftOut.clear();
    m_asked.removeIf([this](const auto &known) { return !m_metricsOfCheck.contains(known.key()); });
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

QList<ChartPage> SeriesBoard::pages(const PlatformId &platform) const
{
    const Platform *found = m_workspace ? m_workspace->platform(platform) : nullptr;
    return found == nullptr ? QList<ChartPage>() : found->pages;
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
    const auto it =
        std::find_if(found->metrics.cbegin(), found->metrics.cend(),
                     [&](const MetricDefinition &metric) { return metric.id == key.metric; });
    return it == found->metrics.cend() ? nullptr : &*it;
}

Milliseconds SeriesBoard::interval(const MetricKey &key) const
{
    const MetricDefinition *metric = definition(key);
    if (metric != nullptr && metric->isQuery())
        return metric->interval;
    const Check *check =
        metric == nullptr ? nullptr : m_workspace->check({key.service, metric->check});
    return check == nullptr ? Milliseconds(30'000) : check->interval;
}

qint64 SeriesBoard::gapMs(const MetricKey &key) const
{
    const qint64 pace = interval(key).count();
    const MetricDefinition *metric = definition(key);
    const Check *check =
        metric == nullptr ? nullptr : m_workspace->check({key.service, metric->check});
    const qint64 slowest = pace + (check == nullptr ? 0 : check->timeout.count());
    qint64 step = 0;
    for (const Line &line : lines(key)) {
        const qint64 own = line.points.usualStepMs();
        step = step == 0 || (own > 0 && own < step) ? own : step;
    }
    // Of a check that fails every other time the step is not twice its pace.
    return std::clamp(step, pace, slowest) * 3 / 2;
}

/// As when all is asked anew after a pause.
qint64 SeriesBoard::leastStepMs(const MetricKey &key) const
{
    return interval(key).count() / 4;
}

qint64 SeriesBoard::askedReachMs(const CheckKey &check) const
{
    const Check *definition = m_workspace ? m_workspace->check(check) : nullptr;
    if (definition != nullptr)
        return definition->interval.count() * 3 / 2 + definition->timeout.count();
    // Of queries the one that is asked least often.
    qint64 reach = 0;
    for (const QString &metric : m_metricsOfCheck.value(check))
        reach = std::max<qint64>(reach, interval({check.service, metric}).count() * 2);
    return reach;
}

QList<Stretch> SeriesBoard::asked(const MetricKey &key) const
{
    const MetricDefinition *metric = definition(key);
    return metric == nullptr ? QList<Stretch>() : m_asked.value({key.service, metric->check});
}

void SeriesBoard::noteAsked(const CheckKey &check, qint64 timeMs)
{
    if (!m_metricsOfCheck.contains(check))
        return;
    QList<Stretch> &known = m_asked[check];
    if (!known.isEmpty() && timeMs - known.last().toMs <= askedReachMs(check)) {
        known.last().toMs = std::max(known.last().toMs, timeMs);
        return;
    }
    known.append({timeMs, timeMs});
    if (known.size() > kMostStretches)
        known.removeFirst();
}

void SeriesBoard::addAsked(const CheckKey &check, const QList<Stretch> &stored)
{
    if (stored.isEmpty() || !m_metricsOfCheck.contains(check))
        return;
    QList<Stretch> all = joined(m_asked.value(check) + stored, askedReachMs(check));
    if (all.size() > kMostStretches)
        all = all.mid(all.size() - kMostStretches);
    if (all == m_asked.value(check))
        return;
    m_asked.insert(check, all);
    QList<MetricKey> changed;
    for (const QString &metric : m_metricsOfCheck.value(check))
        changed.append({check.service, metric});
    Q_EMIT linesChanged(changed);
}

const QList<SeriesBoard::Line> &SeriesBoard::lines(const MetricKey &key) const
{
    static const QList<Line> none;
    const auto it = m_lines.constFind(key);
    return it == m_lines.constEnd() ? none : *it;
}

qint64 SeriesBoard::noAnswerSince(const MetricKey &key) const
{
    const qint64 failed = m_failedSince.value(key);
    if (failed == 0)
        return 0;
    qint64 last = 0;
    for (const Line &line : lines(key))
        last = line.points.isEmpty() ? last : std::max(last, line.points.last().timeMs);
    const MetricDefinition *metric = definition(key);
    if (last == 0 || metric == nullptr
        || failed - last <= askedReachMs({key.service, metric->check}))
        return failed;
    // An earlier run had asked in vain, too.
    const qint64 asked = askedFirstAfter(key, last);
    return asked == 0 ? failed : std::min(failed, asked);
}

/// The first question after a point, as far as it is known; 0: none is. Of a stretch only its ends
/// are: within one the next question came an interval later.
qint64 SeriesBoard::askedFirstAfter(const MetricKey &key, qint64 timeMs) const
{
    const qint64 pace = interval(key).count();
    for (const Stretch &stretch : asked(key)) {
        if (stretch.fromMs > timeMs)
            return stretch.fromMs;
        if (stretch.toMs >= timeMs + pace)
            return timeMs + pace;
    }
    return 0;
}

Heat SeriesBoard::heat(const MetricKey &key, const Stretch &stretch) const
{
    return m_heat.value(key).within(stretch);
}

SeriesBoard::Line *SeriesBoard::lineFor(const MetricKey &key, const QString &label, qint64 nowMs)
{
    QList<Line> &lines = m_lines[key];
    const auto it = std::lower_bound(
        lines.begin(), lines.end(), label,
        [](const Line &line, const QString &wanted) { return line.label < wanted; });
    if (it != lines.end() && it->label == label)
        return &*it;
    if (lines.size() < kMostLines) {
        m_leftOut[key].remove(label);
        return &*lines.insert(it, Line{label, SeriesBuffer()});
    }
    const auto endOf = [](const Line &line) {
        return line.points.isEmpty() ? 0 : line.points.last().timeMs;
    };
    const auto ended =
        std::min_element(lines.begin(), lines.end(),
                         [&](const Line &a, const Line &b) { return endOf(a) < endOf(b); });
    if (nowMs - endOf(*ended) > std::max(kEndedMs, gapMs(key) * 2)) {
        lines.erase(ended);
        return lineFor(key, label, nowMs);
    }
    QHash<QString, qint64> &left = m_leftOut[key];
    left.removeIf([nowMs](const auto &seen) { return nowMs - seen.value() > kEndedMs; });
    if (nowMs > 0 && (left.size() < kMostLeftOut || left.contains(label)))
        left.insert(label, nowMs);
    return nullptr;
}

int SeriesBoard::leftOut(const MetricKey &key) const
{
    return static_cast<int>(m_leftOut.value(key).size());
}

/// Samples that fall on the same line (labels that the definition does not name) are added up;
/// counters only after the rate of each, for the sum falls when one of them begins anew or goes.
SeriesBoard::Told SeriesBoard::told(const CheckResult &result, const MetricKey &key,
                                    const MetricDefinition &metric, const QString &name)
{
    const qint64 timeMs = result.observedAt.wallMs;
    const bool areRates = isOfRates(metric);
    const qint64 leastStep = leastStepMs(key);
    const bool isDivisor = name == divisorName(metric);
    Told told;
    for (const Sample &sample : result.samples) {
        if (sample.metric != name || !isDrawn(metric, sample.labels) || std::isnan(sample.value))
            continue;
        const QString label = lineOf(metric, sample.labels);
        double value = sample.value;
        if (areRates) {
            Labels counter = sample.labels;
            if (isDivisor)
                counter.insert(kNameLabel, name);
            CounterRates &rates = m_rates[key];
            const bool isKnown = rates.knows(counter);
            value = rates.next(counter, {timeMs, sample.value}, 0, leastStep);
            if (isKnown && std::isnan(value))
                told.unknown.insert(label);
        }
        told.values.insert(label, sumOf(told.values.value(label, std::nan("")), value));
    }
    if (areRates && !told.values.isEmpty())
        m_rates[key].forget(timeMs - std::max<qint64>(kCounterKeptMs, interval(key).count() * 3));
    return told;
}

SeriesBoard::Told SeriesBoard::told(const CheckResult &result, const MetricKey &key,
                                    const MetricDefinition &metric)
{
    if (const std::optional<ShareNames> share = shareOf(metric)) {
        MetricDefinition dividend = metric; // alone, for both may have the same name
        dividend.metric = share->dividend;
        dividend.labels.insert(share->labels);
        const Told of = this->told(result, key, metric, share->divisor);
        const Told told = this->told(result, key, dividend, share->dividend);
        Told shares;
        for (auto it = of.values.cbegin(); it != of.values.cend(); ++it) {
            if (share->isPart() || told.values.contains(it.key()))
                shares.values.insert(it.key(), shareIn(told.values.value(it.key()), it.value()));
        }
        shares.unknown = told.unknown + of.unknown;
        return shares;
    }
    Told told = this->told(result, key, metric, sampleName(metric));
    if (!metric.isHistogram() || told.values.isEmpty())
        return told;
    Told lines;
    lines.values = quantileLines(metric, told.values);
    if (told.unknown.isEmpty())
        m_heat[key].append(result.observedAt.wallMs, gapMs(key), bucketRates(told.values));
    else
        lines.unknown = QSet<QString>(lines.values.keyBegin(), lines.values.keyEnd());
    return lines;
}

void SeriesBoard::addResults(const QList<CheckResult> &results)
{
    QList<MetricKey> changed;
    for (const CheckResult &result : results) {
        if (wasAsked(result))
            noteAsked(result.key, result.observedAt.wallMs);
        for (const QString &metricId : m_metricsOfCheck.value(result.key)) {
            const MetricKey key{result.key.service, metricId};
            const MetricDefinition *metric = definition(key);
            if (metric == nullptr)
                continue;
            const qint64 timeMs = result.observedAt.wallMs;
            // It waited for us, not we for it: nobody knows when the counters stood so.
            const Check *check = m_workspace->check(result.key);
            if (isOfRates(*metric) && check != nullptr && result.latency > check->timeout)
                continue;
            const Told told = this->told(result, key, *metric);
            for (auto it = told.values.cbegin(); it != told.values.cend(); ++it) {
                Line *line = lineFor(key, it.key(), timeMs);
                if (line != nullptr && !told.unknown.contains(it.key()))
                    line->points.append({timeMs, it.value()});
            }
            const bool hasFailed =
                result.status == CheckStatus::Critical || result.status == CheckStatus::Unknown;
            bool isNews = !told.values.isEmpty();
            noteGiven(key, result, isNews || hasFailed);
            if (isNews) {
                // Until a value is known again, the one from before stays old.
                if (std::any_of(told.values.keyBegin(), told.values.keyEnd(),
                                [&](const QString &label) {
                                    return !told.unknown.contains(label)
                                           && !std::isnan(told.values.value(label));
                                }))
                    m_failedSince.remove(key);
            } else if (hasFailed && !m_failedSince.contains(key)) {
                m_failedSince.insert(key, timeMs);
                isNews = true;
            }
            if (isNews && !changed.contains(key))
                changed.append(key);
        }
    }
    if (!changed.isEmpty())
        Q_EMIT linesChanged(changed);
}

/// Only of charts that never had a value: what was there once is told by its age.
void SeriesBoard::noteGiven(const MetricKey &key, const CheckResult &result, bool isNone)
{
    if (isNone || result.samples.isEmpty() || !lines(key).isEmpty()) {
        m_given.remove(key);
        return;
    }
    QStringList names;
    for (const Sample &sample : result.samples) {
        if (names.size() < kMostNames && !names.contains(sample.metric))
            names << sample.metric;
    }
    m_given.insert(key, names);
}

void SeriesBoard::addAnswer(const MetricKey &key, qint64 timeMs,
                            const QMap<QString, double> &values)
{
    const MetricDefinition *metric = definition(key);
    if (metric == nullptr || !metric->isQuery())
        return;
    noteAsked({key.service, metric->check}, timeMs);
    for (auto it = values.cbegin(); it != values.cend(); ++it) {
        if (Line *line = lineFor(key, it.key(), timeMs))
            line->points.append({timeMs, it.value()});
    }
    if (!values.isEmpty())
        m_failedSince.remove(key);
    else if (!m_failedSince.contains(key))
        m_failedSince.insert(key, timeMs);
    Q_EMIT linesChanged({key});
}

void SeriesBoard::addHistory(const MetricKey &key, const QList<StoredLine> &stored)
{
    const MetricDefinition *metric = definition(key);
    if (metric == nullptr)
        return;
    const qint64 longest = interval(key).count() * 3;
    StoredSums sums;
    StoredSums divisors;
    QMap<QString, QSet<qint64>> seen; // by line, when the dividend was
    for (const StoredLine &line : stored) {
        if (!(line.isDivisor ? isDrawn : isDividend)(*metric, line.labels))
            continue;
        QMap<qint64, double> &sum =
            (line.isDivisor ? divisors : sums)[lineOf(*metric, line.labels)];
        std::optional<Point> before;
        for (const Point &point : line.points) {
            if (std::isnan(point.value))
                continue;
            if (!line.isDivisor)
                seen[lineOf(*metric, line.labels)].insert(point.timeMs);
            if (!isOfRates(*metric))
                sum[point.timeMs] += point.value;
            else if (before && point.timeMs > before->timeMs
                     && point.timeMs - before->timeMs <= longest) {
                const bool isAnew = point.value < before->value;
                if (!isAnew && point.timeMs - before->timeMs < leastStepMs(key))
                    continue;
                // NaN stays NaN in the sum, and is not kept.
                sum[point.timeMs] += counterRate(*before, point);
            }
            before = point;
        }
    }
    if (metric->isHistogram()) {
        m_heat[key].prepend(heatColumns(sums, gapMs(key)));
        sums = quantileSums(*metric, sums);
    }
    if (const std::optional<ShareNames> share = shareOf(*metric)) {
        if (share->isPart())
            addNothing(sums, divisors, seen);
        sums = shareSums(sums, divisors);
    }
    for (auto it = sums.cbegin(); it != sums.cend(); ++it) {
        Line *line = lineFor(key, it.key());
        if (line == nullptr)
            continue;
        QList<Point> values;
        for (auto point = it->cbegin(); point != it->cend(); ++point)
            values.append({point.key(), point.value()});
        line->points.prepend(values);
    }
    if (!sums.isEmpty())
        Q_EMIT linesChanged({key});
}

} // namespace opsdeck
