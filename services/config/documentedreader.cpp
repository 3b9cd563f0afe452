// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/documentedreader.h"

#include "services/config/configtext.h"
#include "services/config/documentedkeys.h"
#include "services/config/factreader.h"

namespace opsdeck {

using namespace std::chrono_literals;

namespace {

constexpr Milliseconds kLongestHold = std::chrono::hours(24 * 31);
constexpr auto kAbsent = Milliseconds(-1);

std::optional<Milliseconds> lengthOf(MapReader &reader, const QString &key)
{
    const Milliseconds length = reader.duration(key, kAbsent, 0ms, kLongestHold);
    return length == kAbsent ? std::nullopt : std::optional(length);
}

/// Whether `ref` is new among `known`; reported otherwise.
template <typename List>
bool isNew(const List &known, const QString &ref, YamlPosition at, const Reporter &reporter)
{
    if (ref.isEmpty())
        return false;
    const bool isThere =
        std::any_of(known.cbegin(), known.cend(), [&](const auto &one) { return one.ref == ref; });
    if (isThere)
        reporter.error(at, ConfigText::tr("'%1' is there twice").arg(ref.left(63)));
    return !isThere;
}

} // namespace

DocumentedReader::DocumentedReader(MapReader &platform, const Reporter &reporter)
    : m_platform(platform)
    , m_reporter(reporter)
{}

void DocumentedReader::read(Platform &platform)
{
    platform.document = document();
    platform.startOrder = startOrder();
    platform.rules = rules();
    platform.contradictions = contradictions();
}

Document DocumentedReader::document() const
{
    Document document;
    const YamlNode *node = m_platform.map(QStringLiteral("document"));
    if (node == nullptr)
        return document;
    MapReader reader(*node, m_reporter, ConfigText::tr("'document'"));
    document.title = reader.requiredText(QStringLiteral("title"));
    document.file = reader.text(QStringLiteral("file"));
    reader.refuseOthers();
    return document;
}

ServiceId DocumentedReader::service(const YamlNode &name)
{
    m_services.append({name.text(), name.at()});
    return ServiceId(name.text());
}

QList<StartStep> DocumentedReader::startOrder()
{
    QList<StartStep> steps;
    const QList<YamlNode> nodes = m_platform.list(QStringLiteral("start_order"));
    for (const YamlNode &node : nodes) {
        MapReader reader(node, m_reporter, ConfigText::tr("a step of the start order"));
        if (!reader.isMap())
            continue;
        StartStep step;
        const QList<YamlNode> names = reader.texts(QStringLiteral("services"));
        for (const YamlNode &name : names)
            step.services.append(service(name));
        step.source = readSource(reader, m_reporter);
        reader.refuseOthers();
        if (names.isEmpty())
            m_reporter.error(node.at(),
                             ConfigText::tr("a step of the start order needs 'services'"));
        else
            steps.append(step);
    }
    return steps;
}

QList<DocumentedRule> DocumentedReader::rules()
{
    QList<DocumentedRule> rules;
    const QList<YamlNode> nodes = m_platform.list(QStringLiteral("rules"));
    for (const YamlNode &node : nodes) {
        MapReader reader(node, m_reporter, ConfigText::tr("a rule"));
        if (!reader.isMap())
            continue;
        DocumentedRule rule;
        rule.ref = reader.requiredId(QStringLiteral("ref"));
        rule.title = reader.text(QStringLiteral("title"), rule.ref);
        rule.kind =
            static_cast<RuleKind>(reader.choice(QStringLiteral("kind"),
                                                {toWord(RuleKind::Alert), toWord(RuleKind::Scale),
                                                 toWord(RuleKind::Target), toWord(RuleKind::Class)},
                                                0));
        if (const YamlNode *name = reader.value(QStringLiteral("service")))
            rule.service = service(*name);
        rule.metric = reader.text(QStringLiteral("metric"));
        rule.condition = reader.requiredText(QStringLiteral("condition"));
        rule.holdFor = lengthOf(reader, QStringLiteral("for"));
        const QStringList severities{QStringLiteral("critical"), QStringLiteral("warning"),
                                     QStringLiteral("info")};
        rule.severity = severities.value(reader.choice(QStringLiteral("severity"), severities, -1));
        rule.action = reader.text(QStringLiteral("action"));
        rule.recovery = reader.text(QStringLiteral("recovery"));
        rule.scaleDown = reader.text(QStringLiteral("scale_down"));
        rule.scaleDownFor = lengthOf(reader, QStringLiteral("scale_down_for"));
        rule.source = readSource(reader, ruleSourceFields(), rule.fieldSources, m_reporter);
        reader.refuseOthers();
        if (isNew(rules, rule.ref, node.at(), m_reporter))
            rules.append(rule);
    }
    return rules;
}

QList<Contradiction> DocumentedReader::contradictions()
{
    QList<Contradiction> all;
    const QList<YamlNode> nodes = m_platform.list(QStringLiteral("contradictions"));
    for (const YamlNode &node : nodes) {
        MapReader reader(node, m_reporter, ConfigText::tr("a contradiction"));
        if (!reader.isMap())
            continue;
        Contradiction one;
        one.ref = reader.requiredId(QStringLiteral("ref"));
        one.title = reader.requiredText(QStringLiteral("title"));
        one.text = reader.requiredText(QStringLiteral("text"));
        one.isGap = reader.choice(QStringLiteral("kind"),
                                  {QStringLiteral("contradiction"), QStringLiteral("gap")}, 0)
                    == 1;
        const QList<YamlNode> names = reader.texts(QStringLiteral("services"));
        for (const YamlNode &name : names)
            one.services.append(service(name));
        one.choices = textsOf(reader.texts(QStringLiteral("choices")));
        one.source = readSource(reader, m_reporter);
        reader.refuseOthers();
        if (isNew(all, one.ref, node.at(), m_reporter))
            all.append(one);
    }
    return all;
}

void DocumentedReader::check(const QStringList &services) const
{
    for (const auto &[name, at] : m_services) {
        if (!services.contains(name))
            m_reporter.error(
                at, ConfigText::tr("there is no service %1.%2")
                        .arg(ConfigText::quoted(name), ConfigText::didYouMean(name, services)));
    }
}

QList<SettledAnswer> readSettled(MapReader &entry, const Reporter &reporter)
{
    QList<SettledAnswer> answers;
    const YamlNode *map = entry.map(QStringLiteral("settled"));
    if (map == nullptr)
        return answers;
    for (qsizetype i = 0; i < map->keys().size(); ++i) {
        const YamlKey &key = map->keys().at(i);
        const YamlNode &node = map->children().at(i);
        SettledAnswer answer{key.name, key.at, {}};
        if (node.isScalar()) {
            answer.settlement.answer = node.text();
        } else {
            MapReader reader(node, reporter, ConfigText::tr("an answer"));
            if (!reader.isMap())
                continue;
            answer.settlement.answer = reader.requiredText(QStringLiteral("answer"));
            answer.settlement.note = reader.text(QStringLiteral("note"));
            answer.settlement.on = reader.text(QStringLiteral("on"));
            reader.refuseOthers();
        }
        if (!answer.settlement.answer.isEmpty())
            answers.append(answer);
    }
    return answers;
}

void settle(Platform &platform, const QList<SettledAnswer> &answers, const Reporter &workspace)
{
    QStringList refs;
    for (const Contradiction &one : std::as_const(platform.contradictions))
        refs << one.ref;
    for (const SettledAnswer &answer : answers) {
        const auto row = refs.indexOf(answer.ref);
        if (row >= 0)
            platform.contradictions[row].settled = answer.settlement;
        else
            workspace.error(answer.at, ConfigText::tr("the platform lists no contradiction %1.%2")
                                           .arg(ConfigText::quoted(answer.ref),
                                                ConfigText::didYouMean(answer.ref, refs)));
    }
}

} // namespace opsdeck
