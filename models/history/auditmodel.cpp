// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/auditmodel.h"

#include "services/domain/audittext.h"

#include <QDateTime>

namespace opsdeck {

void AuditModel::setEntries(const QList<AuditEntry> &newestFirst)
{
    if (newestFirst == m_entries)
        return;
    // The record only grows: what is there keeps its place and its selection.
    const auto added = newestFirst.size() - m_entries.size();
    if (added > 0 && !m_entries.isEmpty() && newestFirst.mid(added) == m_entries) {
        beginInsertRows({}, 0, static_cast<int>(added) - 1);
        m_entries = newestFirst;
        endInsertRows();
        return;
    }
    beginResetModel();
    m_entries = newestFirst;
    endResetModel();
}

int AuditModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant AuditModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const AuditEntry &entry = m_entries.at(index.row());
    const QString subject =
        entry.body
            .value(QStringLiteral("title"),
                   entry.body.value(QStringLiteral("step"),
                                    entry.body.value(QStringLiteral("runbook"),
                                                     entry.body.value(QStringLiteral("what")))))
            .toString();
    switch (role) {
    case Qt::DisplayRole:
        return subject.isEmpty()
                   ? tr("%1: %2", "action, outcome")
                         .arg(auditActionWords(entry.action), auditOutcomeWords(entry.outcome))
                   : tr("%1: %2, %3", "action, subject, outcome")
                         .arg(auditActionWords(entry.action), subject,
                              auditOutcomeWords(entry.outcome));
    case Qt::AccessibleTextRole:
        return tr("%1 UTC, %2, %3: %4", "time, who, where, what")
            .arg(QDateTime::fromMSecsSinceEpoch(entry.timeMs, Qt::UTC)
                     .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
                 entry.actor, entry.target, data(index, Qt::DisplayRole).toString());
    case Qt::ToolTipRole:
        return entry.body
            .value(QStringLiteral("why"),
                   entry.body.value(QStringLiteral("error"),
                                    entry.body.value(QStringLiteral("message"))))
            .toString();
    case EntryRole:
        return QVariant::fromValue(entry);
    case TimeRole:
        return entry.timeMs;
    case SubjectRole:
        return subject;
    case ActionRole:
        return auditActionWords(entry.action);
    case OutcomeRole:
        return auditOutcomeWords(entry.outcome);
    default:
        return {};
    }
}

} // namespace opsdeck
