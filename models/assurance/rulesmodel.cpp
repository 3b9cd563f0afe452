// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/rulesmodel.h"

#include "models/assurance/rulewords.h"
#include "models/documents/servicelookup.h"
#include "models/documents/sourcewords.h"
#include "services/domain/rulewatch.h"

namespace opsdeck {

namespace {

QString kindText(RuleKind kind)
{
    switch (kind) {
    case RuleKind::Alert:
        return RulesModel::tr("alert");
    case RuleKind::Scale:
        return RulesModel::tr("scale trigger");
    case RuleKind::Target:
        return RulesModel::tr("target");
    case RuleKind::Class:
        break;
    }
    return RulesModel::tr("class of alerts");
}

/// Which part of a rule a column shows.
std::optional<RulePart> partOf(int column)
{
    switch (column) {
    case RulesModel::ConditionColumn:
        return RulePart::Value;
    case RulesModel::ForColumn:
        return RulePart::For;
    case RulesModel::SeverityColumn:
        return RulePart::Severity;
    case RulesModel::ActionColumn:
        return RulePart::Action;
    case RulesModel::RecoveryColumn:
        return RulePart::Recovery;
    default:
        return {};
    }
}

/// Keys of the rule that a column shows.
QStringList fieldsOf(int column)
{
    switch (column) {
    case RulesModel::RuleColumn:
        return {QStringLiteral("title"), QStringLiteral("kind")};
    case RulesModel::ServiceColumn:
        return {QStringLiteral("service"), QStringLiteral("metric")};
    case RulesModel::ConditionColumn:
        return {QStringLiteral("condition")};
    case RulesModel::ForColumn:
        return {QStringLiteral("for")};
    case RulesModel::SeverityColumn:
        return {QStringLiteral("severity")};
    case RulesModel::ActionColumn:
        return {QStringLiteral("action")};
    case RulesModel::RecoveryColumn:
        return {QStringLiteral("recovery"), QStringLiteral("scale_down"),
                QStringLiteral("scale_down_for")};
    default:
        return {};
    }
}

/// Such a one is no rule yet, so nothing is missing of a single service.
QString serviceText(const Platform &platform, const DocumentedRule &rule)
{
    return rule.service.isEmpty() ? RulesModel::tr("no single one")
                                  : titleOfService(platform, rule.service);
}

} // namespace

RulesModel::RulesModel(StatusBoard &board, QObject *parent)
    : DocumentedRows(board,
                     {tr("Platform"), tr("Rule"), tr("Service"), tr("Watched"), tr("Condition"),
                      tr("For"), tr("Severity"), tr("Action"), tr("Recovery"), tr("Source")},
                     parent)
{
    rebuild();
}

void RulesModel::addRowsOf(int platform)
{
    for (int i = 0; i < workspace().platforms.at(platform).rules.size(); ++i)
        add({platform, i});
}

const DocumentedRule &RulesModel::ruleOf(int row) const
{
    return platformOf(row).rules.at(at(row).rule);
}

QString RulesModel::statedText(int row, int column) const
{
    const Platform &platform = platformOf(row);
    const DocumentedRule &rule = ruleOf(row);
    switch (column) {
    case PlatformColumn:
        return platform.title;
    case RuleColumn:
        return rule.title;
    case ServiceColumn:
        return serviceText(platform, rule);
    case WatchedColumn:
        return watchWords(platform, rule).state;
    case ConditionColumn:
        return rule.condition;
    case ForColumn:
        return rule.holdFor ? ruleLength(*rule.holdFor) : QString();
    case SeverityColumn:
        return ruleSeverity(rule.severity);
    case ActionColumn:
        return rule.action;
    case RecoveryColumn:
        if (rule.scaleDown.isEmpty())
            return rule.recovery;
        return rule.scaleDownFor ? tr("in: %1 for %2", "scale in when, for how long")
                                       .arg(rule.scaleDown, ruleLength(*rule.scaleDownFor))
                                 : tr("in: %1", "scale in when").arg(rule.scaleDown);
    case SourceColumn:
        return sourceText(rule.source, platform.contradictions);
    default:
        return {};
    }
}

QString RulesModel::saidText(int row, int column) const
{
    const QString stated = statedText(row, column);
    const auto part = partOf(column);
    return stated.isEmpty() && part ? ownText(platformOf(row), ruleOf(row), *part) : stated;
}

QString RulesModel::captionOf(int row, int column) const
{
    const Platform &platform = platformOf(row);
    const DocumentedRule &rule = ruleOf(row);
    const auto part = partOf(column);
    if (const QString own = part ? ownCaption(platform, rule, *part) : QString(); !own.isEmpty())
        return own;
    const QStringList fields = fieldsOf(column);
    QStringList sources;
    for (const QString &field : fields) {
        if (rule.fieldSources.contains(field))
            sources << sourceText(rule.fieldSources.value(field), platform.contradictions);
    }
    sources.removeDuplicates();
    return sources.join(QStringLiteral("; "));
}

QString RulesModel::cell(int row, int column) const
{
    const QString text = saidText(row, column);
    return text.isEmpty() ? notStatedText() : text;
}

QString RulesModel::spoken(int row, int column) const
{
    const QString text = DocumentedModel::spoken(row, column);
    const QString own = column == WatchedColumn ? watchWords(platformOf(row), ruleOf(row)).reason
                                                : captionOf(row, column);
    return own.isEmpty() ? text : tr("%1 (%2)", "text, whose it is").arg(text, own);
}

QVariant RulesModel::own(int row, int role) const
{
    if (role == assurance::KeyRole)
        return platformOf(row).id.toString() + QLatin1Char('/') + ruleOf(row).ref;
    if (role == WatchedRole)
        return watchWords(platformOf(row), ruleOf(row)).isWatched;
    return role == RuleRole ? QVariant::fromValue(ruleOf(row)) : QVariant();
}

DocumentedModel::Look RulesModel::look(int row, int column) const
{
    const DocumentedRule &rule = ruleOf(row);
    const bool isSaid = !saidText(row, column).isEmpty();
    Look look;
    if (column == WatchedColumn) {
        const RuleWatchWords watch = watchWords(platformOf(row), rule);
        look.caption = watch.reason;
        look.isStrong = !watch.isWatched || watch.isPartly;
        return look;
    }
    if (column == RuleColumn)
        look.caption = tr("%1, %2", "reference, kind").arg(rule.ref, kindText(rule.kind));
    else if (column == ServiceColumn)
        look.caption = rule.metric;
    else
        look.caption = captionOf(row, column);
    look.isQuiet = !isSaid || (column == ServiceColumn && rule.service.isEmpty());
    look.isStrong = column == RuleColumn;
    look.isFigure = isSaid && (column == ConditionColumn || column == ForColumn);
    look.isGroup = column == PlatformColumn;
    return look;
}

QString RulesModel::search(int row) const
{
    const DocumentedRule &rule = ruleOf(row);
    QStringList texts{rule.ref, kindText(rule.kind), rule.metric};
    for (int column = 0; column < Columns; ++column)
        texts << cell(row, column) << captionOf(row, column);
    texts << watchWords(platformOf(row), rule).reason;
    return texts.join(QLatin1Char('\n'));
}

bool RulesModel::isOpen(int row) const
{
    return isIncomplete(platformOf(row), ruleOf(row));
}

QString RulesModel::detail(int row) const
{
    const Platform &platform = platformOf(row);
    const DocumentedRule &rule = ruleOf(row);
    QStringList parts;
    for (int column = WatchedColumn; column < SourceColumn; ++column)
        parts << spoken(row, column);
    return tr("%1 (%2), %3", "title, reference, service")
               .arg(rule.title, rule.ref, serviceText(platform, rule))
           + QLatin1Char('\n') + parts.join(QStringLiteral(". ")) + QLatin1Char('\n')
           + sourcesText(rule.source, rule.fieldSources, platform);
}

} // namespace opsdeck
