// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/auditentry.h"
#include "services/domain/ledger.h"
#include "services/domain/operatormarks.h"

#include <utility>

namespace opsdeck {

// How the record keeps what operators say of services: one row for each that is set or lifted, and
// one where an acknowledgement ended because the service was well; what ends at its time has none.
// Rows name the workspace, for several may have the same environments.

/// `mark.by` and `mark.sinceMs` become the row's actor and time.
AuditEntry markSetEntry(const QString &workspace, const ServiceKey &service,
                        const OperatorMark &mark);
AuditEntry markLiftedEntry(const QString &workspace, const ServiceKey &service,
                           OperatorMarkKind kind, const QString &by, qint64 nowMs);

/// Of an acknowledgement that ended by itself; `by`: whose program saw that.
AuditEntry markEndedEntry(const QString &workspace, const ServiceKey &service, const QString &by,
                          qint64 nowMs);

/// The mark that a row sets; nothing for any other row.
std::optional<OperatorMark> markOf(const AuditEntry &entry);

/// What rows are of marks.
QStringList markActions();

/// What the rows of `workspace` say, in their order.
MarkBook markBookOf(const QList<AuditEntry> &oldestFirst, const QString &workspace,
                    MarkBook::From from = MarkBook::From::Record);

/// What the rows up to `atMs` say: what was in force then, once it is applied to the states of
/// then. Of an acknowledgement from before ends were recorded it is judged by these.
MarkBook marksAt(const QList<AuditEntry> &oldestFirst, const QString &workspace, qint64 atMs);

/// What rows say of marks, so that a moment of the past is found without looking at all of them.
/// Pure value.
class MarkTimeline final
{
public:
    /// In the order of the record; what is no row of a mark counts for nothing.
    void take(const AuditEntry &entry);
    /// As marksAt() of all that was taken.
    MarkBook at(const QString &workspace, qint64 atMs) const;

private:
    using Place = std::pair<ServiceKey, int>; ///< with the kind

    struct Said
    {
        qint64 timeMs = 0;
        std::optional<OperatorMark> mark; ///< nothing: lifted
        MarkBook::From from = MarkBook::From::Record;
    };

    QHash<QString, QHash<Place, QList<Said>>> m_said; ///< by workspace
};

/// When services of `workspace` were in maintenance by those rows: from when it was said until it
/// was lifted, or until the time that was said; oldest first.
QHash<ServiceKey, QList<MaintenanceSpan>> maintenanceOf(const QList<AuditEntry> &oldestFirst,
                                                        const QString &workspace);

} // namespace opsdeck
