// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/rulefills.h"

#include "services/config/configtext.h"

#include <algorithm>

namespace opsdeck {

using namespace std::chrono_literals;

namespace {

constexpr Milliseconds kLongestHold = std::chrono::hours(24 * 31);
constexpr auto kAbsent = Milliseconds(-1);

void readFill(MapReader &reader, const YamlNode &node, NamedFill &named)
{
    RuleFill &fill = named.fill;
    const Milliseconds length = reader.duration(toWord(RulePart::For), kAbsent, 0ms, kLongestHold);
    if (length != kAbsent) {
        named.holdFor = length;
        fill.texts.insert(RulePart::For, node.textOf(toWord(RulePart::For)));
    }
    const QStringList severities{QStringLiteral("critical"), QStringLiteral("warning"),
                                 QStringLiteral("info")};
    const int severity = reader.choice(toWord(RulePart::Severity), severities, -1);
    if (severity >= 0)
        fill.texts.insert(RulePart::Severity, severities.at(severity));
    for (const RulePart part : {RulePart::Value, RulePart::Action, RulePart::Recovery}) {
        if (const QString text = reader.text(toWord(part)); !text.isEmpty())
            fill.texts.insert(part, text);
    }
    fill.note = reader.text(QStringLiteral("note"));
    fill.on = reader.text(QStringLiteral("on"));
}

/// What the rule states and the operator writes otherwise.
QList<RulePart> disputedOf(const DocumentedRule &rule, const NamedFill &named)
{
    const QMap<RulePart, QString> stated{{RulePart::Value, rule.condition},
                                         {RulePart::Severity, rule.severity},
                                         {RulePart::Action, rule.action},
                                         {RulePart::Recovery, rule.recovery}};
    QList<RulePart> disputed;
    for (auto it = named.fill.texts.cbegin(); it != named.fill.texts.cend(); ++it) {
        const bool isSame = it.key() == RulePart::For ? named.holdFor == rule.holdFor
                                                      : stated.value(it.key()) == *it;
        if (isStated(rule, it.key()) && !isSame)
            disputed << it.key();
    }
    return disputed;
}

/// Limits of metrics that stand for the rule go by what was filled in where it is open.
void applyToThresholds(Platform &platform, const DocumentedRule &rule, const NamedFill &named)
{
    const bool takesFor = !isStated(rule, RulePart::For) && named.holdFor;
    const QString severity =
        isStated(rule, RulePart::Severity) ? QString() : named.fill.texts.value(RulePart::Severity);
    Source ours;
    ours.basis = FactBasis::Ours;
    ours.isGiven = true;
    ours.note = named.fill.note;
    for (Environment &environment : platform.environments) {
        for (Service &service : environment.services) {
            for (MetricDefinition &metric : service.metrics) {
                if (metric.scaleOut && metric.scaleOut->rule == rule.ref && takesFor) {
                    metric.scaleOut->holdFor = *named.holdFor;
                    metric.scaleOut->fieldSources.insert(toWord(RulePart::For), ours);
                }
                for (Threshold &threshold : metric.thresholds) {
                    if (threshold.rule != rule.ref)
                        continue;
                    if (takesFor) {
                        threshold.holdFor = *named.holdFor;
                        threshold.fieldSources.insert(toWord(RulePart::For), ours);
                    }
                    if (!severity.isEmpty())
                        threshold.fieldSources.insert(toWord(RulePart::Severity), ours);
                    if (severity == QLatin1String("critical"))
                        threshold.severity = Severity::Critical;
                    else if (severity == QLatin1String("warning"))
                        threshold.severity = Severity::Warning;
                }
            }
        }
    }
}

} // namespace

QList<NamedFill> readFills(MapReader &entry, const Reporter &reporter)
{
    QList<NamedFill> fills;
    const YamlNode *map = entry.map(QStringLiteral("rules"));
    if (map == nullptr)
        return fills;
    for (qsizetype i = 0; i < map->keys().size(); ++i) {
        const YamlKey &key = map->keys().at(i);
        const YamlNode &node = map->children().at(i);
        MapReader reader(node, reporter, ConfigText::tr("what is filled in of a rule"));
        if (!reader.isMap())
            continue;
        NamedFill named{key.name, key.at, {}, {}};
        readFill(reader, node, named);
        for (const RulePart part : ruleParts())
            named.places.insert(part, reader.at(toWord(part)));
        reader.refuseOthers();
        const bool saysNothing =
            std::all_of(named.places.cbegin(), named.places.cend(),
                        [&](const YamlPosition &at) { return at == reader.at(); });
        if (saysNothing)
            reporter.error(key.at, ConfigText::tr("nothing is filled in of rule %1; give 'for', "
                                                  "'severity', 'value', 'action' or 'recovery'")
                                       .arg(ConfigText::quoted(key.name)));
        fills.append(named);
    }
    return fills;
}

void fillIn(Platform &platform, const QList<NamedFill> &fills, const Reporter &workspace)
{
    QStringList refs;
    for (const DocumentedRule &rule : std::as_const(platform.rules))
        refs << rule.ref;
    for (const NamedFill &named : fills) {
        const auto row = refs.indexOf(named.ref);
        if (row < 0) {
            workspace.error(named.at, ConfigText::tr("the platform lists no rule %1.%2")
                                          .arg(ConfigText::quoted(named.ref),
                                               ConfigText::didYouMean(named.ref, refs)));
            continue;
        }
        const DocumentedRule rule = platform.rules.at(row);
        const QList<RulePart> disputed = disputedOf(rule, named);
        for (const RulePart part : disputed)
            workspace.warning(named.places.value(part),
                              ConfigText::tr("rule %1 states its '%2': yours differs, is shown as "
                                             "disputed and not put in force")
                                  .arg(rule.ref, toWord(part)));
        platform.facts += factsOf(rule, named.fill, disputed);
        applyToThresholds(platform, rule, named);
    }
}

} // namespace opsdeck
