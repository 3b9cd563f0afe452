// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/metricreader.h"

#include "services/config/configtext.h"
#include "services/config/documentedkeys.h"
#include "services/config/factreader.h"
#include "services/config/scalarhints.h"
#include "services/config/scalars.h"
#include "services/domain/share.h"
#include "services/expressions/expression.h"
#include "services/expressions/expressionerrors.h"

#include <algorithm>
#include <array>

namespace opsdeck {

using namespace std::chrono_literals;

namespace {

constexpr Milliseconds kLongestHold = 24h;
constexpr Milliseconds kQueryInterval = 30s;
constexpr Milliseconds kLeastQueryInterval = 5s;
constexpr Milliseconds kLongestQueryInterval = 24h;
constexpr qsizetype kMostQuantiles = 6;

QStringList unitWords()
{
    QStringList words;
    for (int unit = static_cast<int>(Unit::None); unit <= static_cast<int>(Unit::Count); ++unit)
        words << toWord(static_cast<Unit>(unit));
    return words;
}

std::optional<double> numberOf(MapReader &reader, const QString &key, const Reporter &reporter)
{
    const QString text = reader.text(key);
    if (text.isEmpty())
        return std::nullopt;
    const auto number = scalars::number(text);
    if (!number)
        reporter.error(
            reader.at(key),
            ConfigText::tr("'%1' must be a number, not %2").arg(key, ConfigText::quoted(text))
                + scalars::numberHint(text));
    return number;
}

/// What names the limit: a key, the side that it stands for, and whether the limit itself counts.
struct LimitKey
{
    const char *name;
    bool above;
    bool isInclusive;
};

constexpr std::array kLimitKeys{LimitKey{"above", true, false}, LimitKey{"below", false, false},
                                LimitKey{"at_least", true, true}, LimitKey{"at_most", false, true}};

/// Whether there is something between the limit and where it is normal again, or they may be one.
bool isClearFit(const Threshold &threshold)
{
    if (!threshold.clear)
        return true;
    if (*threshold.clear == threshold.enter)
        return !threshold.isInclusive;
    return threshold.above == (*threshold.clear < threshold.enter);
}

QString clearFault(const LimitKey &key)
{
    if (key.isInclusive)
        return key.above ? ConfigText::tr("'clear' must be below 'at_least'")
                         : ConfigText::tr("'clear' must be above 'at_most'");
    return key.above ? ConfigText::tr("'clear' must not be above 'above'")
                     : ConfigText::tr("'clear' must not be below 'below'");
}

std::optional<Threshold> readThreshold(const YamlNode &node, const Reporter &reporter)
{
    MapReader reader(node, reporter, ConfigText::tr("a threshold"));
    if (!reader.isMap())
        return std::nullopt;
    Threshold threshold;
    const LimitKey *named = nullptr;
    int count = 0;
    for (const LimitKey &key : kLimitKeys) {
        const auto limit = numberOf(reader, QString::fromLatin1(key.name), reporter);
        if (!limit)
            continue;
        ++count;
        named = &key;
        threshold.enter = *limit;
    }
    threshold.clear = numberOf(reader, QStringLiteral("clear"), reporter);
    threshold.severity = static_cast<Severity>(reader.choice(
        QStringLiteral("severity"), {QStringLiteral("warning"), QStringLiteral("critical")}, 0));
    threshold.holdFor = reader.duration(QStringLiteral("for"), 0ms, 0ms, kLongestHold);
    threshold.rule = reader.text(QStringLiteral("rule"));
    threshold.source =
        readSource(reader, thresholdSourceFields(), threshold.fieldSources, reporter);
    reader.refuseOthers();
    if (count != 1) {
        reporter.error(node.at(), ConfigText::tr("a threshold needs one of 'above', 'below', "
                                                 "'at_least' and 'at_most'"));
        return std::nullopt;
    }
    threshold.above = named->above;
    threshold.isInclusive = named->isInclusive;
    if (!isClearFit(threshold)) {
        reporter.error(reader.at(QStringLiteral("clear")), clearFault(*named));
        return std::nullopt;
    }
    return threshold;
}

/// Whether `first` is crossed by all that crosses `other`, and by more. Both are of one side.
bool isBefore(const Threshold &first, const Threshold &other)
{
    if (first.enter == other.enter)
        return first.isInclusive && !other.isInclusive;
    return first.above == (first.enter < other.enter);
}

/// A critical limit on the near side of a warning makes the warning useless.
void warnOfOrder(const QList<Threshold> &thresholds, YamlPosition at, const Reporter &reporter)
{
    for (const Threshold &critical : thresholds) {
        for (const Threshold &warning : thresholds) {
            const bool arePair = critical.severity == Severity::Critical
                                 && warning.severity == Severity::Warning
                                 && critical.above == warning.above;
            if (arePair && isBefore(critical, warning))
                reporter.warning(
                    at,
                    ConfigText::tr("the critical threshold %1 is reached before the warning at %2")
                        .arg(critical.enter)
                        .arg(warning.enter));
        }
    }
}

/// When more instances are advised, and when fewer.
void readScaling(MapReader &reader, MetricDefinition &metric, const Reporter &reporter)
{
    const auto read = [&](const QString &key) {
        const YamlNode *node = reader.value(key);
        return node == nullptr ? std::nullopt : readThreshold(*node, reporter);
    };
    metric.scaleOut = read(QStringLiteral("scale_out"));
    metric.scaleIn = read(QStringLiteral("scale_in"));
    if (!metric.scaleOut || !metric.scaleIn)
        return;
    const Threshold &out = *metric.scaleOut;
    const Threshold &in = *metric.scaleIn;
    const bool isApart =
        out.above != in.above && (out.above ? in.enter < out.enter : in.enter > out.enter);
    if (!isApart)
        reporter.error(reader.at(QStringLiteral("scale_in")),
                       ConfigText::tr("'scale_in' must lie beyond 'scale_out': above 0.7 and below "
                                      "0.3, with something between them"));
}

/// What the document says of it.
void readOrigin(MapReader &reader, MetricDefinition &metric, const Reporter &reporter)
{
    metric.origin = reader.text(QStringLiteral("origin"));
    metric.expression = reader.text(QStringLiteral("expression"));
    metric.target = reader.text(QStringLiteral("target"));
    metric.source = readSource(reader, metricSourceFields(), metric.fieldSources, reporter);
}

/// Rising, so that lines stand in their order.
QList<double> readQuantiles(MapReader &reader, const MetricDefinition &metric,
                            const Reporter &reporter)
{
    const QString key = QStringLiteral("quantiles");
    QList<double> quantiles;
    const QList<YamlNode> nodes = reader.list(key);
    for (const YamlNode &node : nodes) {
        const auto number = node.isScalar() ? scalars::number(node.text()) : std::nullopt;
        if (!number || *number <= 0 || *number >= 1)
            reporter.error(node.at(), ConfigText::tr("a quantile must be a number between 0 and 1, "
                                                     "0.95 for the 95th percentile"));
        else if (quantiles.contains(*number))
            reporter.error(node.at(), ConfigText::tr("this quantile is there twice"));
        else
            quantiles.append(*number);
    }
    if (quantiles.size() > kMostQuantiles)
        reporter.error(reader.at(key),
                       ConfigText::tr("a chart has room for %1 quantiles").arg(kMostQuantiles));
    if (!nodes.isEmpty() && (metric.rate || !metric.seriesLabel.isEmpty()))
        reporter.error(reader.at(key),
                       ConfigText::tr("'quantiles' already tells what is drawn of a histogram. "
                                      "Leave out 'rate' and 'series_label'."));
    if (!nodes.isEmpty() && metric.metric.endsWith(QLatin1String("_bucket")))
        reporter.error(reader.at(QStringLiteral("metric")),
                       ConfigText::tr("with 'quantiles' the histogram is named without '_bucket'"));
    std::sort(quantiles.begin(), quantiles.end());
    return quantiles;
}

/// "a / b" is one metric over another.
void refuseBadShare(MapReader &reader, const MetricDefinition &metric, const Reporter &reporter)
{
    if (!metric.metric.contains(QLatin1Char('/')))
        return;
    const YamlPosition at = reader.at(QStringLiteral("metric"));
    if (!isShare(metric.metric))
        reporter.error(at, ConfigText::tr("%1 is no name of samples. One metric over another is "
                                          "written with two names: \"a / b\"; a part of a "
                                          "whole with a label: 'a{status=\"500\"} / a'")
                               .arg(ConfigText::quoted(metric.metric)));
    else if (metric.isHistogram())
        reporter.error(at, ConfigText::tr("'quantiles' are of one histogram, not of two metrics"));
}

/// What a chart of an expression draws is told by it alone.
void readQuery(MapReader &reader, MetricDefinition &metric, const Reporter &reporter)
{
    const QString key = QStringLiteral("query");
    metric.query = reader.requiredText(key);
    for (const char *other : {"check", "metric", "labels", "rate", "quantiles", "golden"}) {
        if (reader.value(QLatin1String(other)) != nullptr)
            reporter.error(reader.at(QLatin1String(other)),
                           ConfigText::tr("'query' already tells what is drawn. Leave out '%1'.")
                               .arg(QLatin1String(other)));
    }
    metric.seriesLabel = reader.text(QStringLiteral("series_label"));
    metric.interval = reader.duration(QStringLiteral("interval"), kQueryInterval,
                                      kLeastQueryInterval, kLongestQueryInterval);
    metric.askedOf = static_cast<AskedOf>(reader.choice(
        QStringLiteral("from"),
        {QStringLiteral("either"), QStringLiteral("own"), QStringLiteral("server")}, 0));
    const Result<expressions::Expression> read = expressions::parse(metric.query);
    // What a server alone understands is its matter.
    if (!read && read.error().fault != expressions::kServerFault) {
        reporter.error(reader.at(key), ConfigText::tr("the expression is wrong: %1 %2")
                                           .arg(read.error().message, read.error().advice)
                                           .trimmed());
    } else if (read && read->type() != expressions::ValueType::Scalar
               && read->type() != expressions::ValueType::Vector) {
        reporter.error(reader.at(key),
                       ConfigText::tr("the expression gives nothing that can be drawn: a chart is "
                                      "of a number or of an instant vector"));
    }
}

struct ReadMetric
{
    MetricDefinition metric;
    std::optional<Golden> golden; ///< the tile that it tells
};

/// It has to be drawn: a tile shows what its check delivers.
std::optional<Golden> readGolden(MapReader &reader, bool isUndrawn, const Reporter &reporter)
{
    const QString key = QStringLiteral("golden");
    const int none = static_cast<int>(kGoldenFour.size());
    const int chosen = reader.choice(key, goldenWords(), none);
    if (chosen >= none)
        return std::nullopt;
    if (isUndrawn) {
        reporter.error(reader.at(key),
                       ConfigText::tr("'golden' needs a metric with samples. Name its 'check'."));
        return std::nullopt;
    }
    return kGoldenFour.at(static_cast<size_t>(chosen));
}

struct CheckNames
{
    const QList<Check> &checks;
    const QStringList &dormant;
    bool isUndrawn; ///< nothing of it needs to be there
};

/// Which samples of which check are drawn.
void readSamples(MapReader &reader, MetricDefinition &metric, const CheckNames &known,
                 const Reporter &reporter)
{
    metric.check =
        CheckId(known.isUndrawn ? QString() : reader.requiredText(QStringLiteral("check")));
    QStringList ids = known.dormant;
    for (const Check &check : known.checks)
        ids << check.id.toString();
    if (!metric.check.isEmpty() && !ids.contains(metric.check.toString())) {
        reporter.error(reader.at(QStringLiteral("check")),
                       ConfigText::tr("the service has no check %1.%2")
                           .arg(ConfigText::quoted(metric.check.toString()),
                                ConfigText::didYouMean(metric.check.toString(), ids)));
    }
    metric.metric = known.isUndrawn ? reader.text(QStringLiteral("metric"))
                                    : reader.requiredText(QStringLiteral("metric"));
    if (const YamlNode *labels = reader.map(QStringLiteral("labels"))) {
        for (qsizetype i = 0; i < labels->keys().size(); ++i) {
            const YamlNode &value = labels->children().at(i);
            if (value.isScalar())
                metric.labels.insert(labels->keys().at(i).name, value.text());
            else
                reporter.error(value.at(), ConfigText::tr("a label's value must be one text"));
        }
    }
    metric.seriesLabel = reader.text(QStringLiteral("series_label"));
    metric.rate = reader.flag(QStringLiteral("rate"), false);
    metric.quantiles = readQuantiles(reader, metric, reporter);
    refuseBadShare(reader, metric, reporter);
}

ReadMetric readMetric(const YamlNode &node, const QList<Check> &checks, const QStringList &dormant,
                      const Reporter &reporter)
{
    MapReader reader(node, reporter, ConfigText::tr("a metric"));
    if (!reader.isMap())
        return {};
    MetricDefinition metric;
    metric.id = reader.requiredId(QStringLiteral("id"));
    metric.title = reader.text(QStringLiteral("title"), metric.id);
    readOrigin(reader, metric, reporter);
    const bool isQuery = node.find(QStringLiteral("query")) != nullptr;
    // One that is documented and has no samples here is told, not drawn.
    const bool isUndrawn =
        metric.source.isGiven && !isQuery && node.find(QStringLiteral("check")) == nullptr;
    if (isQuery)
        readQuery(reader, metric, reporter);
    else
        readSamples(reader, metric, {checks, dormant, isUndrawn}, reporter);
    metric.unit = static_cast<Unit>(reader.choice(QStringLiteral("unit"), unitWords(), 0));
    metric.kind =
        static_cast<ChartKind>(reader.choice(QStringLiteral("kind"), chartKindWords(), 0));
    if (metric.kind == ChartKind::HeatMap && !metric.isHistogram())
        reporter.error(reader.at(QStringLiteral("kind")),
                       ConfigText::tr("a heat map needs a histogram. Name its 'quantiles'."));
    const QList<YamlNode> thresholds = reader.list(QStringLiteral("thresholds"));
    for (const YamlNode &each : thresholds) {
        if (const auto threshold = readThreshold(each, reporter))
            metric.thresholds.append(*threshold);
    }
    warnOfOrder(metric.thresholds, reader.at(QStringLiteral("thresholds")), reporter);
    readScaling(reader, metric, reporter);
    const std::optional<Golden> golden =
        isQuery ? std::nullopt : readGolden(reader, isUndrawn, reporter);
    reader.refuseOthers();
    return {metric, golden};
}

} // namespace

void readMetrics(MapReader &reader, const QStringList &dormant, Service &service,
                 const Reporter &reporter)
{
    const QList<YamlNode> nodes = reader.list(QStringLiteral("metrics"));
    for (const YamlNode &node : nodes) {
        const int before = reporter.errorReports();
        const auto [metric, golden] = readMetric(node, service.checks, dormant, reporter);
        const auto isSame = [id = metric.id](const MetricDefinition &other) {
            return other.id == id;
        };
        if (std::any_of(service.metrics.cbegin(), service.metrics.cend(), isSame)
            || std::any_of(service.undrawnMetrics.cbegin(), service.undrawnMetrics.cend(), isSame))
            reporter.error(node.at(), ConfigText::tr("metric '%1' is there twice").arg(metric.id));
        if (reporter.errorReports() != before)
            continue;
        const bool hasNothing =
            !metric.isQuery()
            && (metric.check.isEmpty() || dormant.contains(metric.check.toString()));
        (hasNothing ? service.undrawnMetrics : service.metrics).append(metric);
        if (golden && !hasNothing)
            setGoldenMetric(service, *golden, metric.id, metric.source);
    }
}

} // namespace opsdeck
