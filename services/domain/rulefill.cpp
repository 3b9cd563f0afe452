// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/rulefill.h"

#include <algorithm>

namespace opsdeck {

namespace {

const QString kTopic = QStringLiteral("rules");

/// "RS-S3.for"
QString idOf(const DocumentedRule &rule, RulePart part)
{
    return rule.ref + QLatin1Char('.') + toWord(part);
}

const Fact *factOf(const Platform &platform, const DocumentedRule &rule, RulePart part)
{
    const QString id = idOf(rule, part);
    const auto found =
        std::find_if(platform.facts.cbegin(), platform.facts.cend(),
                     [&](const Fact &fact) { return fact.topic == kTopic && fact.id == id; });
    return found == platform.facts.cend() ? nullptr : &*found;
}

} // namespace

QList<RulePart> ruleParts()
{
    return {RulePart::Value, RulePart::For, RulePart::Severity, RulePart::Action,
            RulePart::Recovery};
}

QString toWord(RulePart part)
{
    switch (part) {
    case RulePart::Value:
        return QStringLiteral("value");
    case RulePart::For:
        return QStringLiteral("for");
    case RulePart::Severity:
        return QStringLiteral("severity");
    case RulePart::Action:
        return QStringLiteral("action");
    case RulePart::Recovery:
        break;
    }
    return QStringLiteral("recovery");
}

bool isStated(const DocumentedRule &rule, RulePart part)
{
    switch (part) {
    case RulePart::Value:
        return rule.kind != RuleKind::Class;
    case RulePart::For:
        return rule.holdFor.has_value();
    case RulePart::Severity:
        return !rule.severity.isEmpty();
    case RulePart::Action:
        return !rule.action.isEmpty();
    case RulePart::Recovery:
        break;
    }
    return !rule.recovery.isEmpty() || !rule.scaleDown.isEmpty();
}

QList<Fact> factsOf(const DocumentedRule &rule, const RuleFill &fill,
                    const QList<RulePart> &disputed)
{
    QList<Fact> facts;
    for (auto it = fill.texts.cbegin(); it != fill.texts.cend(); ++it) {
        Source source;
        source.basis = disputed.contains(it.key()) ? FactBasis::Disputed : FactBasis::Ours;
        source.note = fill.note;
        source.isGiven = true;
        facts.append({idOf(rule, it.key()), kTopic, idOf(rule, it.key()), *it, source});
    }
    return facts;
}

RuleFill fillOf(const Platform &platform, const DocumentedRule &rule)
{
    RuleFill fill;
    for (const RulePart part : ruleParts()) {
        const Fact *fact = factOf(platform, rule, part);
        if (fact == nullptr)
            continue;
        fill.texts.insert(part, fact->value);
        fill.note = fact->source.note;
    }
    return fill;
}

bool isDisputed(const Platform &platform, const DocumentedRule &rule, RulePart part)
{
    const Fact *fact = factOf(platform, rule, part);
    return fact != nullptr && fact->source.basis == FactBasis::Disputed;
}

bool isOpen(const DocumentedRule &rule, const RuleFill &fill, RulePart part)
{
    return !isStated(rule, part) && !fill.texts.contains(part);
}

} // namespace opsdeck
