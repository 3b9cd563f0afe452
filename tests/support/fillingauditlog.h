// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/audit/auditlog.h"

#include <QList>
#include <QPointer>

namespace opsdeck {

/// A record in memory whose disk is full after so many rows: what no real one can be made to do at
/// a chosen row.
class FillingAuditLog final : public AuditLog
{
public:
    explicit FillingAuditLog(int room)
        : m_room(room)
    {}

    void append(const AuditEntry &entry, QObject *context, Done done) override
    {
        QMetaObject::invokeMethod(
            this,
            [this, entry, guard = QPointer<QObject>(context), done = std::move(done)] {
                const bool fits = m_entries.size() < m_room;
                if (fits)
                    m_entries.append(entry);
                if (!guard)
                    return;
                if (fits)
                    done(entry);
                else
                    done(failure(ErrorKind::Storage,
                                 QStringLiteral("The record could not be written: disk full.")));
            },
            Qt::QueuedConnection);
    }

    void unsettledRuns(QObject *context, RunsDone done) override
    {
        QMetaObject::invokeMethod(
            this,
            [this, guard = QPointer<QObject>(context), done = std::move(done)] {
                RunJournal journal;
                for (const AuditEntry &entry : m_entries)
                    journal.take(entry);
                if (guard)
                    done(journal.unsettled());
            },
            Qt::QueuedConnection);
    }

    const QList<AuditEntry> &entries() const { return m_entries; }

private:
    int m_room;
    QList<AuditEntry> m_entries;
};

} // namespace opsdeck
