// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/metricreader.h"

#include "services/config/configtext.h"
#include "services/config/factreader.h"
#include "services/config/scalarhints.h"
#include "services/config/scalars.h"

namespace opsdeck {

using namespace std::chrono_literals;

namespace {

constexpr Milliseconds kLongestHold = 24h;

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

std::optional<Threshold> readThreshold(const YamlNode &node, const Reporter &reporter)
{
    MapReader reader(node, reporter, ConfigText::tr("a threshold"));
    if (!reader.isMap())
        return std::nullopt;
    const auto above = numberOf(reader, QStringLiteral("above"), reporter);
    const auto below = numberOf(reader, QStringLiteral("below"), reporter);
    Threshold threshold;
    threshold.clear = numberOf(reader, QStringLiteral("clear"), reporter);
    threshold.severity = static_cast<Severity>(reader.choice(
        QStringLiteral("severity"), {QStringLiteral("warning"), QStringLiteral("critical")}, 0));
    threshold.holdFor = reader.duration(QStringLiteral("for"), 0ms, 0ms, kLongestHold);
    threshold.rule = reader.text(QStringLiteral("rule"));
    threshold.source = readSource(reader, reporter);
    reader.refuseOthers();
    if (above.has_value() == below.has_value()) {
        reporter.error(node.at(), ConfigText::tr("a threshold needs either 'above' or 'below'"));
        return std::nullopt;
    }
    threshold.above = above.has_value();
    threshold.enter = threshold.above ? *above : *below;
    if (threshold.clear
        && (threshold.above ? *threshold.clear > threshold.enter
                            : *threshold.clear < threshold.enter)) {
        reporter.error(reader.at(QStringLiteral("clear")),
                       threshold.above ? ConfigText::tr("'clear' must not be above 'above'")
                                       : ConfigText::tr("'clear' must not be below 'below'"));
        return std::nullopt;
    }
    return threshold;
}

/// A critical limit on the near side of a warning makes the warning useless.
void warnOfOrder(const QList<Threshold> &thresholds, YamlPosition at, const Reporter &reporter)
{
    for (const Threshold &critical : thresholds) {
        for (const Threshold &warning : thresholds) {
            const bool arePair = critical.severity == Severity::Critical
                                 && warning.severity == Severity::Warning
                                 && critical.above == warning.above;
            if (arePair
                && (critical.above ? critical.enter < warning.enter
                                   : critical.enter > warning.enter))
                reporter.warning(
                    at,
                    ConfigText::tr("the critical threshold %1 is reached before the warning at %2")
                        .arg(critical.enter)
                        .arg(warning.enter));
        }
    }
}

/// What the document says of it.
void readOrigin(MapReader &reader, MetricDefinition &metric, const Reporter &reporter)
{
    metric.origin = reader.text(QStringLiteral("origin"));
    metric.expression = reader.text(QStringLiteral("expression"));
    metric.target = reader.text(QStringLiteral("target"));
    metric.source = readSource(reader, reporter);
}

MetricDefinition readMetric(const YamlNode &node, const QList<Check> &checks,
                            const QStringList &dormant, const Reporter &reporter)
{
    MapReader reader(node, reporter, ConfigText::tr("a metric"));
    if (!reader.isMap())
        return {};
    MetricDefinition metric;
    metric.id = reader.requiredId(QStringLiteral("id"));
    metric.title = reader.text(QStringLiteral("title"), metric.id);
    readOrigin(reader, metric, reporter);
    // One that is documented and has no samples here is told, not drawn.
    const bool isUndrawn = metric.source.isGiven && node.find(QStringLiteral("check")) == nullptr;
    metric.check = CheckId(isUndrawn ? QString() : reader.requiredText(QStringLiteral("check")));
    QStringList ids = dormant;
    for (const Check &check : checks)
        ids << check.id.toString();
    if (!metric.check.isEmpty() && !ids.contains(metric.check.toString())) {
        reporter.error(reader.at(QStringLiteral("check")),
                       ConfigText::tr("the service has no check %1.%2")
                           .arg(ConfigText::quoted(metric.check.toString()),
                                ConfigText::didYouMean(metric.check.toString(), ids)));
    }
    metric.metric = isUndrawn ? reader.text(QStringLiteral("metric"))
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
    metric.unit = static_cast<Unit>(reader.choice(QStringLiteral("unit"), unitWords(), 0));
    metric.rate = reader.flag(QStringLiteral("rate"), false);
    const QList<YamlNode> thresholds = reader.list(QStringLiteral("thresholds"));
    for (const YamlNode &each : thresholds) {
        if (const auto threshold = readThreshold(each, reporter))
            metric.thresholds.append(*threshold);
    }
    warnOfOrder(metric.thresholds, reader.at(QStringLiteral("thresholds")), reporter);
    reader.refuseOthers();
    return metric;
}

} // namespace

QList<MetricDefinition> readMetrics(MapReader &service, const QList<Check> &checks,
                                    const QStringList &dormant, QList<MetricDefinition> &undrawn,
                                    const Reporter &reporter)
{
    QList<MetricDefinition> metrics;
    const QList<YamlNode> nodes = service.list(QStringLiteral("metrics"));
    for (const YamlNode &node : nodes) {
        const int before = reporter.errorReports();
        const MetricDefinition metric = readMetric(node, checks, dormant, reporter);
        const auto isSame = [&](const MetricDefinition &other) { return other.id == metric.id; };
        if (std::any_of(metrics.cbegin(), metrics.cend(), isSame)
            || std::any_of(undrawn.cbegin(), undrawn.cend(), isSame))
            reporter.error(node.at(), ConfigText::tr("metric '%1' is there twice").arg(metric.id));
        if (reporter.errorReports() != before)
            continue;
        const bool hasNothing = metric.check.isEmpty() || dormant.contains(metric.check.toString());
        (hasNothing ? undrawn : metrics).append(metric);
    }
    return metrics;
}

} // namespace opsdeck
