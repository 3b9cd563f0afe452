// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/audit/auditchain.h"
#include "services/audit/auditlog.h"
#include "services/audit/recordrows.h"

#include <QThread>

#include <memory>

namespace opsdeck {

class RecordReader;

/// The record in a SQLite file of its own, synchronous=FULL, each row hashed over its content and
/// the row before it. One thread writes, another reads what is asked of the past (RecordReader);
/// several processes keep one chain. A changed or removed row
/// is found by verify(), removed last ones by the file beside it (AuditHead).
class SqliteAuditLog final : public AuditLog
{
    Q_OBJECT
public:
    using ListDone = std::function<void(Result<QList<AuditEntry>>)>;
    using RowsDone = std::function<void(Result<RecordRows>)>;
    using MarksDone = std::function<void(Result<RecordedMarks>)>;
    using VerifyDone = std::function<void(Result<AuditVerdict>)>;

    explicit SqliteAuditLog(QString path, QObject *parent = nullptr);
    /// Waits for what is under way.
    ~SqliteAuditLog() override;

    void append(const AuditEntry &entry, QObject *context, Done done) override;
    void unsettledRuns(QObject *context, RunsDone done) override;
    /// Newest first, at most `limit`.
    void list(int limit, QObject *context, ListDone done);
    /// Every row of one of these actions, oldest first, those that were handed over before among
    /// them. The first time the whole record is read, then what came since.
    void listOf(const QStringList &actions, QObject *context, RowsDone done);
    /// What the rows up to `atMs` say of marks; see marksAt(). Waits for no row that is being
    /// written.
    void marksAt(const QString &workspace, qint64 atMs, QObject *context, MarksDone done);
    /// That these two read so far. Any thread.
    qint64 rowsListed() const;
    void verify(QObject *context, VerifyDone done);

Q_SIGNALS:
    /// A file of the record was open to others, and no longer is.
    void repaired(const QString &sentence);

private:
    class Writer;

    QThread m_thread;
    QThread m_readThread;
    Writer *m_writer = nullptr;
    RecordReader *m_reader = nullptr;
};

} // namespace opsdeck
