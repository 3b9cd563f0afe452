// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/auditmodel.h"

#include <QDateTime>
#include <QHash>

namespace opsdeck {

namespace {

/// Words for one of the record's own; what has none is shown as it was written.
QString wordsFor(const QString &written, const QHash<QString, QString> &words)
{
    return words.value(written, written);
}

} // namespace

QString AuditModel::actionWords(const QString &action)
{
    return wordsFor(action, {
                                {QStringLiteral("runbook.intent"), tr("Run announced")},
                                {QStringLiteral("runbook.step-start"), tr("Step began")},
                                {QStringLiteral("runbook.step-end"), tr("Step ended")},
                                {QStringLiteral("runbook.result"), tr("Run ended")},
                                {QStringLiteral("runbook.refused"), tr("Run refused")},
                                {QStringLiteral("runbook.settled"), tr("Interrupted run looked at")},
                                {QStringLiteral("environment.arm"), tr("Armed")},
                                {QStringLiteral("environment.disarm"), tr("Disarmed")},
                                {QStringLiteral("configuration.edit"), tr("Configuration edited")},
                            });
}

QString AuditModel::outcomeWords(const QString &outcome)
{
    return wordsFor(outcome, {
                                 {QStringLiteral("planned"), tr("not begun yet")},
                                 {QStringLiteral("running"), tr("under way")},
                                 {QStringLiteral("succeeded"), tr("done")},
                                 {QStringLiteral("failed"), tr("failed")},
                                 {QStringLiteral("cancelled"), tr("stopped")},
                                 {QStringLiteral("skipped"), tr("left out")},
                                 {QStringLiteral("refused"), tr("refused")},
                                 {QStringLiteral("unknown"), tr("end unknown")},
                             });
}

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
    const QString subject = entry.body.value(QStringLiteral("title"), entry.body.value(QStringLiteral("runbook"), entry.body.value(QStringLiteral("step")))).toString();
    switch (role) {
    case Qt::DisplayRole:
        return subject.isEmpty() ? tr("%1: %2", "action, outcome").arg(actionWords(entry.action), outcomeWords(entry.outcome))
                                 : tr("%1: %2, %3", "action, subject, outcome").arg(actionWords(entry.action), subject, outcomeWords(entry.outcome));
    case Qt::AccessibleTextRole:
        return tr("%1 UTC, %2, %3: %4", "time, who, where, what")
            .arg(QDateTime::fromMSecsSinceEpoch(entry.timeMs, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")), entry.actor, entry.target,
                 data(index, Qt::DisplayRole).toString());
    case Qt::ToolTipRole:
        return entry.body.value(QStringLiteral("why"), entry.body.value(QStringLiteral("error"), entry.body.value(QStringLiteral("message")))).toString();
    case EntryRole:
        return QVariant::fromValue(entry);
    case TimeRole:
        return entry.timeMs;
    case SubjectRole:
        return subject;
    case ActionRole:
        return actionWords(entry.action);
    case OutcomeRole:
        return outcomeWords(entry.outcome);
    default:
        return {};
    }
}

} // namespace opsdeck
