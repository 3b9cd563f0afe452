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
    : QAbstractTableModel(parent)
    , m_board(board)
{
    connect(&m_board, &StatusBoard::workspaceChanged, this, &RulesModel::rebuild);
    rebuild();
}

void RulesModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    m_workspace = m_board.workspace();
    for (int i = 0; m_workspace && i < m_workspace->platforms.size(); ++i) {
        for (int j = 0; j < m_workspace->platforms.at(i).rules.size(); ++j)
            m_rows.append({i, j});
    }
    endResetModel();
}

int RulesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RulesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QString RulesModel::cell(const Platform &platform, const DocumentedRule &rule, int column) const
{
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

QString RulesModel::caption(const DocumentedRule &rule, int column) const
{
    if (column == RuleColumn)
        return tr("%1, %2", "reference, kind").arg(rule.ref, kindText(rule.kind));
    return column == ServiceColumn ? rule.metric : QString();
}

QString RulesModel::search(const Platform &platform, const DocumentedRule &rule) const
{
    QStringList texts{rule.ref, kindText(rule.kind), rule.metric};
    for (int column = 0; column < Columns; ++column) {
        const QString text = cell(platform, rule, column);
        texts << (text.isEmpty() ? notStatedText() : text);
    }
    return texts.join(QLatin1Char('\n'));
}

QString RulesModel::detail(const Platform &platform, const DocumentedRule &rule) const
{
    QStringList parts;
    for (int column = ConditionColumn; column < SourceColumn; ++column) {
        const QString text = cell(platform, rule, column);
        parts << tr("%1: %2", "column, text")
                     .arg(headerData(column, Qt::Horizontal).toString(),
                          text.isEmpty() ? notStatedText() : text);
    }
    return tr("%1 (%2), %3", "title, reference, service")
               .arg(rule.title, rule.ref, serviceText(platform, rule))
           + QLatin1Char('\n') + parts.join(QStringLiteral(". ")) + QLatin1Char('\n')
           + tr("Source: %1").arg(sourceSentence(rule.source, platform));
}

QVariant RulesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Platform &platform = m_workspace->platforms.at(m_rows.at(index.row()).platform);
    const DocumentedRule &rule = platform.rules.at(m_rows.at(index.row()).rule);
    const QString text = cell(platform, rule, index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text.isEmpty() ? notStatedText() : text;
    case Qt::AccessibleTextRole:
        return tr("%1: %2", "column, text")
            .arg(headerData(index.column(), Qt::Horizontal).toString(),
                 text.isEmpty() ? notStatedText() : text);
    case assurance::PlatformRole:
        return platform.id.toString();
    case assurance::SearchRole:
        return search(platform, rule);
    case assurance::OpenRole:
        return isIncomplete(rule);
    case assurance::DetailRole:
        return detail(platform, rule);
    case assurance::CaptionRole:
        return caption(rule, index.column());
    case assurance::QuietRole:
        return text.isEmpty() || (index.column() == ServiceColumn && rule.service.isEmpty());
    case assurance::StrongRole:
        return index.column() == RuleColumn;
    case assurance::FigureRole:
        return (index.column() == ConditionColumn || index.column() == ForColumn)
               && !text.isEmpty();
    case assurance::GroupRole:
        return index.column() == PlatformColumn;
    default:
        return {};
    }
}

QVariant RulesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case PlatformColumn:
        return tr("Platform");
    case RuleColumn:
        return tr("Rule");
    case ServiceColumn:
        return tr("Service");
    case ConditionColumn:
        return tr("Condition");
    case ForColumn:
        return tr("For");
    case SeverityColumn:
        return tr("Severity");
    case ActionColumn:
        return tr("Action");
    case RecoveryColumn:
        return tr("Recovery");
    case SourceColumn:
        return tr("Source");
    default:
        return {};
    }
}

} // namespace opsdeck
