// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/audit/auditchain.h"
#include "services/audit/markrecord.h"
#include "services/audit/recordrows.h"
#include "services/storage/sqlitefile.h"

#include <QObject>

#include <atomic>
#include <functional>

namespace opsdeck {

/// `PRAGMA user_version` of the records that this program writes; 0 stands in those of before it
/// was told.
constexpr int kRecordVersion = 1;

/// The version of a record; an error where a newer program wrote it.
Result<int> recordVersionOf(const SqliteFile &file);

/// Reads a record on a connection and a thread of its own: it waits for no writer, and no writer
/// for it. What was read is remembered, for rows are never changed; each look reads what came
/// since. A row that can't be read, or is not what its hash says, is left out and told.
class RecordReader final : public QObject
{
    Q_OBJECT
public:
    RecordReader(QString path, std::function<void(const QString &)> repaired);

    Result<RecordRows> listOf(const QStringList &actions);
    Result<RecordedMarks> marksAt(const QString &workspace, qint64 atMs);

    /// Any thread: what is under way ends soon, with an error.
    void stop() { m_isStopped = true; }

    /// Rows read so far. Any thread.
    qint64 readCount() const { return m_read; }

private:
    /// Rows that are left out.
    struct Gap
    {
        qint64 from = 0; ///< sequence
        qint64 to = 0;
        qint64 sinceMs = 0; ///< UTC, of the last row before them; 0: there is none
    };

    struct Listed
    {
        QList<AuditEntry> entries;
        MarkTimeline marks;
        QList<Gap> gaps;
        qint64 to = 0;          ///< sequence of the last row that was looked at
        QByteArray lastBody;    ///< of the last one that could be read
        bool isToTheEnd = true; ///< false: what comes after `to` can't be read now
    };

    Result<void> ensureOpen();
    Result<Listed *> look(const QStringList &actions);
    Result<void> readOn(Listed &listed, const QStringList &actions);
    void take(const AuditRow &row, Listed &listed, const QList<QByteArray> &words,
              const QStringList &actions);
    void addGap(Listed &listed, qint64 from, qint64 to);
    qint64 nextReadable(qint64 after) const;
    qint64 readableFrom(qint64 sequence) const;
    static QString remarkOf(const Listed &listed, qint64 atMs);

    QString m_path;
    std::function<void(const QString &)> m_repaired;
    SqliteFile m_file;
    QHash<QStringList, Listed> m_listed; ///< by actions
    std::atomic<qint64> m_read = 0;
    std::atomic<bool> m_isStopped = false;
};

} // namespace opsdeck
