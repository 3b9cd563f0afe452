// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/rulesmodel.h"

#include "models/documents/servicelookup.h"
#include "models/documents/sourcewords.h"

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

QString severityText(const QString &severity)
{
    if (severity == QLatin1String("critical"))
        return RulesModel::tr("critical");
    if (severity == QLatin1String("warning"))
        return RulesModel::tr("warning");
    return severity.isEmpty() ? QString() : RulesModel::tr("info");
}

/// As it is written in a document: minutes stay minutes.
QString lengthText(Milliseconds length)
{
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(length);
    return minutes == length && minutes.count() == 1 ? RulesModel::tr("1 min")
                                                     : durationText(length);
}

bool isIncomplete(const DocumentedRule &rule)
{
    return !rule.holdFor || rule.severity.isEmpty() || rule.action.isEmpty()
           || (rule.recovery.isEmpty() && rule.scaleDown.isEmpty());
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
                     {tr("Platform"), tr("Rule"), tr("Service"), tr("Condition"), tr("For"),
                      tr("Severity"), tr("Action"), tr("Recovery"), tr("Source")},
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
    case ConditionColumn:
        return rule.condition;
    case ForColumn:
        return rule.holdFor ? lengthText(*rule.holdFor) : QString();
    case SeverityColumn:
        return severityText(rule.severity);
    case ActionColumn:
        return rule.action;
    case RecoveryColumn:
        if (rule.scaleDown.isEmpty())
            return rule.recovery;
        return rule.scaleDownFor ? tr("in: %1 for %2", "scale in when, for how long")
                                       .arg(rule.scaleDown, lengthText(*rule.scaleDownFor))
                                 : tr("in: %1", "scale in when").arg(rule.scaleDown);
    case SourceColumn:
        return sourceText(rule.source, platform.contradictions);
    default:
        return {};
    }
}

QString RulesModel::cell(int row, int column) const
{
    const QString text = statedText(row, column);
    return text.isEmpty() ? notStatedText() : text;
}

DocumentedModel::Look RulesModel::look(int row, int column) const
{
    const DocumentedRule &rule = ruleOf(row);
    const bool isStated = !statedText(row, column).isEmpty();
    Look look;
    if (column == RuleColumn)
        look.caption = tr("%1, %2", "reference, kind").arg(rule.ref, kindText(rule.kind));
    else if (column == ServiceColumn)
        look.caption = rule.metric;
    look.isQuiet = !isStated || (column == ServiceColumn && rule.service.isEmpty());
    look.isStrong = column == RuleColumn;
    look.isFigure = isStated && (column == ConditionColumn || column == ForColumn);
    look.isGroup = column == PlatformColumn;
    return look;
}

QString RulesModel::search(int row) const
{
    const DocumentedRule &rule = ruleOf(row);
    QStringList texts{rule.ref, kindText(rule.kind), rule.metric};
    for (int column = 0; column < Columns; ++column)
        texts << cell(row, column);
    return texts.join(QLatin1Char('\n'));
}

bool RulesModel::isOpen(int row) const
{
    return isIncomplete(ruleOf(row));
}

QString RulesModel::detail(int row) const
{
    const Platform &platform = platformOf(row);
    const DocumentedRule &rule = ruleOf(row);
    QStringList parts;
    for (int column = ConditionColumn; column < SourceColumn; ++column)
        parts << spoken(row, column);
    return tr("%1 (%2), %3", "title, reference, service")
               .arg(rule.title, rule.ref, serviceText(platform, rule))
           + QLatin1Char('\n') + parts.join(QStringLiteral(". ")) + QLatin1Char('\n')
           + tr("Source: %1").arg(sourceSentence(rule.source, platform));
}

} // namespace opsdeck
