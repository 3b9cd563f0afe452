// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queries/chartquestion.h"

#include "services/domain/histogram.h"
#include "services/domain/share.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace opsdeck::queries {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(ChartQuestion)
};

const QString kJob = QStringLiteral("job");
const QString kInstance = QStringLiteral("instance");
const QString kPart = QStringLiteral("opsdeck_part"); ///< what of a line it is
const char *const kLow = "low";
const char *const kHigh = "high";
const char *const kDividend = "dividend";
const char *const kDivisor = "divisor";

/// Shorter steps are told by the newest sample each.
constexpr qint64 kExtremesFromMs = 60'000;
constexpr qint64 kLeastRateMs = 300'000;
constexpr int kTargetsNamed = 3;

/// As a server calls a page's own label: those of the target are its.
QString served(const QString &label)
{
    return label == kJob || label == kInstance ? QStringLiteral("exported_") + label : label;
}

QString seconds(qint64 ms)
{
    return QString::number((ms + 999) / 1000) + QLatin1Char('s');
}

QString selectorOf(const ServedChart &chart, const QString &metric)
{
    QStringList matchers;
    const auto match = [&](const QString &label, const QString &value) {
        matchers << label + QLatin1Char('=') + expressions::quoted(value);
    };
    if (const QString job = chart.server.jobs.value(chart.service); !job.isEmpty())
        match(kJob, job);
    for (auto it = chart.definition.labels.cbegin(); it != chart.definition.labels.cend(); ++it)
        match(served(it.key()), it.value());
    return matchers.isEmpty()
               ? metric
               : QStringLiteral("%1{%2}").arg(metric, matchers.join(QLatin1Char(',')));
}

QString hostOf(const QString &instance)
{
    return QUrl(QStringLiteral("//") + instance).host();
}

bool isOf(const ServedChart &chart, const QString &job, const QString &instance)
{
    const QUrl page(chart.check.parameters.value(QStringLiteral("url")).toString());
    const int port = page.port(page.scheme() == QLatin1String("https") ? 443 : 80);
    const QString host = hostOf(instance);
    const bool isAddress = QUrl(QStringLiteral("//") + instance).port(port) == port
                           && host == page.host() && !host.isEmpty();
    const QString named = chart.check.instance;
    // One of several instances is told by its own name or address alone.
    if (!named.isEmpty())
        return isAddress || host == named || instance == named;
    if (chart.server.jobs.contains(chart.service))
        return job == chart.server.jobs.value(chart.service);
    return isAddress || job == chart.service.toString() || host == chart.service.toString();
}

struct Extremes
{
    std::optional<double> low;
    std::optional<double> high;
};

using SummedLines = std::map<QString, std::map<qint64, Extremes>>;

/// Of buckets what is drawn of them.
SummedLines quantilesOf(const MetricDefinition &metric, const SummedLines &buckets)
{
    std::map<qint64, QMap<QString, double>> byTime;
    for (const auto &[bound, points] : buckets) {
        for (const auto &[timeMs, rate] : points)
            byTime[timeMs].insert(bound, rate.low.value_or(0));
    }
    SummedLines lines;
    for (const auto &[timeMs, rates] : byTime) {
        const QMap<QString, double> values = quantileLines(metric, rates);
        for (auto it = values.cbegin(); it != values.cend(); ++it) {
            if (!std::isnan(it.value()))
                lines[it.key()].insert({timeMs, {it.value(), it.value()}});
        }
    }
    return lines;
}

/// After the targets of both were added up.
SummedLines sharesOf(const ShareNames &names, const SummedLines &dividends,
                     const SummedLines &divisors)
{
    SummedLines lines;
    for (const auto &[label, points] : divisors) {
        const auto of = dividends.find(label);
        for (const auto &[timeMs, at] : points) {
            const bool isThere = of != dividends.end() && of->second.contains(timeMs);
            const double dividend = isThere ? of->second.at(timeMs).high.value_or(0) : 0;
            const double share =
                isThere || names.isPart() ? shareIn(dividend, at.high.value_or(0)) : std::nan("");
            if (!std::isnan(share))
                lines[label].insert({timeMs, {share, share}});
        }
    }
    return lines;
}

QString nameOf(const std::pair<QString, QString> &target)
{
    return Words::tr("job %1 at %2").arg(target.first, target.second);
}

} // namespace

bool canBeServed(const Check &check)
{
    return check.kind == QLatin1String("prometheus");
}

QString servedExpression(const ServedChart &chart, qint64 stepMs)
{
    const MetricDefinition &definition = chart.definition;
    if (definition.isQuery())
        return definition.query;
    QStringList by{kJob, kInstance};
    if (const QString label = seriesLabelOf(definition); !label.isEmpty())
        by << served(label);
    const QString sum = QStringLiteral("sum by (%1) (").arg(by.join(QLatin1Char(',')));
    const auto over = [&](const char *function, qint64 ms, const QString &selector) {
        return sum + QLatin1String(function) + QLatin1Char('(') + selector + QLatin1Char('[')
               + seconds(ms) + QLatin1String("]))");
    };
    const auto named = [](const QString &expression, const char *part) {
        return QStringLiteral("label_replace(%1,\"%2\",\"%3\",\"\",\"\")")
            .arg(expression, kPart, QLatin1String(part));
    };
    const bool isRate = definition.rate || definition.isHistogram();
    const auto plain = [&](const QString &selector) {
        return isRate                     ? over("rate", std::max(stepMs, kLeastRateMs), selector)
               : stepMs < kExtremesFromMs ? sum + selector + QLatin1Char(')')
                                          : over("avg_over_time", stepMs, selector);
    };
    if (const std::optional<ShareNames> share = shareOf(definition)) {
        ServedChart dividend = chart;
        dividend.definition.metric = share->dividend;
        dividend.definition.labels.insert(share->labels);
        return named(plain(selectorOf(dividend, share->dividend)), kDividend)
               + QLatin1String(" or ") + named(plain(selectorOf(chart, share->divisor)), kDivisor);
    }
    const QString selector = selectorOf(chart, sampleName(definition));
    if (isRate || stepMs < kExtremesFromMs)
        return plain(selector);
    return named(over("min_over_time", stepMs, selector), kLow) + QLatin1String(" or ")
           + named(over("max_over_time", stepMs, selector), kHigh);
}

ServedLines servedLines(const ServedChart &chart, const expressions::Matrix &answer,
                        std::optional<qint64> newestMs)
{
    ServedLines told;
    std::set<std::pair<QString, QString>> others;
    std::set<std::pair<QString, QString>> targets;
    SummedLines sums; // of a histogram by the ends of its buckets
    SummedLines divisors;
    for (const expressions::Series &series : answer) {
        const std::pair target(series.labels.value(kJob), series.labels.value(kInstance));
        if (!isOf(chart, target.first, target.second)) {
            others.insert(target);
            continue;
        }
        targets.insert(target);
        const QString part = series.labels.value(kPart);
        const QString by = seriesLabelOf(chart.definition);
        auto &sum = (part == QLatin1String(kDivisor)
                         ? divisors
                         : sums)[by.isEmpty() ? QString() : series.labels.value(served(by))];
        for (const expressions::Point &point : series.points) {
            if (!std::isfinite(point.v) || (newestMs && point.t > *newestMs))
                continue;
            Extremes &at = sum[point.t];
            if (part != QLatin1String(kHigh))
                at.low = at.low.value_or(0) + point.v;
            if (part != QLatin1String(kLow))
                at.high = at.high.value_or(0) + point.v;
        }
    }
    if (chart.definition.isHistogram())
        sums = quantilesOf(chart.definition, sums);
    if (const std::optional<ShareNames> share = shareOf(chart.definition))
        sums = sharesOf(*share, sums, divisors);
    for (const auto &[label, points] : sums) {
        ServedLine line{label, {}};
        for (const auto &[timeMs, at] : points)
            line.parts.append({timeMs, at.low.value_or(at.high.value_or(0)),
                               at.high.value_or(at.low.value_or(0))});
        if (!line.parts.isEmpty())
            told.lines.append(line);
    }
    for (const auto &target : targets)
        told.targets << nameOf(target);
    if (targets.empty() && !others.empty()) {
        QStringList names;
        for (const auto &target : others) {
            if (names.size() < kTargetsNamed)
                names << nameOf(target);
        }
        if (static_cast<int>(others.size()) > kTargetsNamed)
            names << QStringLiteral("…");
        told.remark = Words::tr("It has %1 of %2, which is not known to be this service. Try: "
                                "'jobs' under the environment's 'prometheus'.")
                          .arg(chart.definition.metric, names.join(QStringLiteral(", ")));
    }
    const QString page = chart.service.toString() + QLatin1Char('/') + chart.check.id.toString();
    if (told.lines.isEmpty() && chart.server.leftOut.contains(page))
        told.remark = chart.server.leftOut.value(page);
    return told;
}

QStringList metadataNames(const QString &metric)
{
    QStringList names{metric};
    for (const char *end : {"_total", "_bucket", "_sum", "_count"}) {
        if (metric.endsWith(QLatin1String(end)))
            names << metric.chopped(static_cast<qsizetype>(qstrlen(end)));
    }
    return names;
}

QString exemplarExpression(const ServedChart &chart)
{
    if (shareOf(chart.definition))
        return {};
    QString metric = sampleName(chart.definition);
    for (const char *end : {"_sum", "_count"}) {
        if (metric.endsWith(QLatin1String(end)))
            metric =
                metric.chopped(static_cast<qsizetype>(qstrlen(end))) + QLatin1String("_bucket");
    }
    const bool canHave =
        metric.endsWith(QLatin1String("_bucket")) || metric.endsWith(QLatin1String("_total"));
    return canHave ? selectorOf(chart, metric) : QString();
}

QList<ServedExemplar> servedExemplars(const ServedChart &chart,
                                      const QList<prometheus::Exemplar> &answer)
{
    QList<ServedExemplar> told;
    for (const prometheus::Exemplar &each : answer) {
        if (!isOf(chart, each.series.value(kJob), each.series.value(kInstance)))
            continue;
        ServedExemplar exemplar{{}, each.timeMs, each.value, {}};
        if (!chart.definition.seriesLabel.isEmpty())
            exemplar.label = each.series.value(served(chart.definition.seriesLabel));
        for (const expressions::Label &label : each.labels.list()) {
            const QString name = label.name.toLower();
            if (name == QLatin1String("trace_id") || name == QLatin1String("traceid"))
                exemplar.trace = label.value;
        }
        told.append(exemplar);
    }
    return told;
}

} // namespace opsdeck::queries
