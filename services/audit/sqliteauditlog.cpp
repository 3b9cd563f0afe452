// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/audit/sqliteauditlog.h"

#include "services/audit/recordfiles.h"
#include "services/audit/recordreader.h"
#include "services/base/callerrelay.h"
#include "services/base/logging.h"
#include "services/storage/sqlitefile.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSqlError>

namespace opsdeck {

namespace {

const char *const kSchema = "CREATE TABLE IF NOT EXISTS audit (sequence INTEGER PRIMARY KEY, cbor "
                            "BLOB NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL)";

AuditRow rowOf(const QSqlQuery &row)
{
    return {row.value(0).toLongLong(), row.value(1).toByteArray(), row.value(2).toByteArray(),
            row.value(3).toByteArray()};
}

AuditEntry fromRow(const QSqlQuery &row)
{
    return entryOf(rowOf(row));
}

} // namespace

/// Lives on the log's thread.
class SqliteAuditLog::Writer final : public QObject
{
public:
    Writer(QString path, std::function<void(const QString &)> repaired)
        : m_path(std::move(path))
        , m_head(m_path)
        , m_repaired(std::move(repaired))
    {}

    Result<AuditEntry> append(AuditEntry entry)
    {
        if (auto ready = ensureOpen(); !ready)
            return failure(ready.error());
        if (auto begun = m_file.begin(); !begun)
            return failure(advised(begun.error()));
        QSqlQuery last = m_file.query();
        if (!last.exec(
                QStringLiteral("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1")))
            return failed(last);
        const bool any = last.next();
        entry.sequence = any ? last.value(0).toLongLong() + 1 : 1;
        entry.previousHash = any ? last.value(1).toByteArray() : QByteArray(32, '\0');
        last.finish();
        if (entry.timeMs == 0)
            entry.timeMs = QDateTime::currentMSecsSinceEpoch();
        const QByteArray body = canonicalBody(entry);
        entry.hash = chainedHash(entry.previousHash, body);
        QSqlQuery insert = m_file.query();
        insert.prepare(QStringLiteral(
            "INSERT INTO audit (sequence, cbor, previous, hash) VALUES (?, ?, ?, ?)"));
        insert.addBindValue(entry.sequence);
        insert.addBindValue(body);
        insert.addBindValue(entry.previousHash);
        insert.addBindValue(entry.hash);
        if (!insert.exec())
            return failed(insert);
        if (auto done = m_file.commit(); !done) {
            m_file.rollback();
            return failure(advised(done.error()));
        }
        // Behind by a row at most when the program ends here; the next row makes up for it.
        if (!m_head.advance(entry.sequence, entry.hash,
                            [this](qint64 sequence) { return hashOf(sequence); }))
            qCWarning(logStorage, "%s can't be written", qPrintable(m_head.path()));
        return entry;
    }

    Result<QList<AuditEntry>> list(int limit)
    {
        if (auto ready = ensureOpen(); !ready)
            return failure(ready.error());
        QSqlQuery rows = m_file.query();
        rows.prepare(QStringLiteral(
            "SELECT sequence, cbor, previous, hash FROM audit ORDER BY sequence DESC LIMIT ?"));
        rows.addBindValue(limit);
        if (!rows.exec())
            return failure(advised(m_file.errorOf(rows.lastError(), tr("reading"))));
        QList<AuditEntry> entries;
        while (rows.next())
            entries.append(fromRow(rows));
        return entries;
    }

    Result<QList<UnsettledRun>> unsettledRuns()
    {
        if (auto ready = ensureOpen(); !ready)
            return failure(ready.error());
        // Only what came since the last look.
        QSqlQuery rows = m_file.query();
        rows.setForwardOnly(true);
        rows.prepare(QStringLiteral("SELECT sequence, cbor, previous, hash FROM audit WHERE "
                                    "sequence > ? ORDER BY sequence"));
        rows.addBindValue(m_journalTo);
        if (!rows.exec())
            return failure(advised(m_file.errorOf(rows.lastError(), tr("reading"))));
        while (rows.next()) {
            m_journal.take(fromRow(rows));
            m_journalTo = rows.value(0).toLongLong();
        }
        if (rows.lastError().type() != QSqlError::NoError)
            return failure(advised(m_file.errorOf(rows.lastError(), tr("reading"))));
        return m_journal.unsettled();
    }

    Result<AuditVerdict> verify()
    {
        if (auto ready = ensureOpen(); !ready)
            return failure(ready.error());
        ChainCheck chain(m_head.read());
        QSqlQuery rows = m_file.query();
        rows.setForwardOnly(true);
        if (!rows.exec(QStringLiteral(
                "SELECT sequence, cbor, previous, hash FROM audit ORDER BY sequence")))
            return failure(advised(m_file.errorOf(rows.lastError(), tr("reading"))));
        while (rows.next())
            chain.add(rowOf(rows));
        if (rows.lastError().type() != QSqlError::NoError)
            return failure(advised(m_file.errorOf(rows.lastError(), tr("reading"))));
        return chain.verdict(true);
    }

private:
    QByteArray hashOf(qint64 sequence) const
    {
        QSqlQuery row = m_file.query();
        row.prepare(QStringLiteral("SELECT hash FROM audit WHERE sequence = ?"));
        row.addBindValue(sequence);
        return row.exec() && row.next() ? row.value(0).toByteArray() : QByteArray();
    }

    Result<void> ensureOpen()
    {
        const auto kept = keepToOurselves(m_path);
        if (!kept)
            return failure(kept.error());
        for (const QString &sentence : *kept)
            m_repaired(sentence);
        if (m_file.isOpen()) {
            if (m_file.isInPlace())
                return {};
            // What is written into a removed file is on no record. Said once; who then goes on
            // begins a new one.
            m_file.close();
            return failure(
                ErrorKind::Storage,
                QFileInfo(m_path).dir().exists()
                    ? tr("The record %1 was removed or replaced while it was in use.").arg(m_path)
                    : tr("The data folder %1 was removed while it was in use.")
                          .arg(QFileInfo(m_path).absolutePath()),
                tr("This was not written down. Try: put the file back; without it the next action "
                   "begins a new record."));
        }
        m_journal.clear();
        m_journalTo = 0;
        auto ready = m_file.open(m_path, SqliteFile::Durability::Full);
        if (ready)
            ready = known();
        if (ready)
            ready = m_file.run(QString::fromLatin1(kSchema));
        if (ready)
            return {};
        m_file.close();
        return failure(advised(ready.error()));
    }

    Result<void> known()
    {
        const auto version = recordVersionOf(m_file);
        if (!version)
            return failure(version.error());
        // Where it can't be written the record can still be read.
        if (*version < kRecordVersion)
            (void)m_file.run(QStringLiteral("PRAGMA user_version=%1").arg(kRecordVersion));
        return {};
    }

    Result<AuditEntry> failed(const QSqlQuery &query)
    {
        const Error error = m_file.errorOf(query.lastError(), tr("writing"));
        m_file.rollback();
        return failure(advised(error));
    }

    /// A record is never replaced by an empty one.
    static Error advised(Error error)
    {
        if (error.kind == ErrorKind::Garbage)
            error.advice = tr(
                "Nothing is run without it. Try: put the file aside by hand after looking at it.");
        return error;
    }

    QString m_path;
    AuditHead m_head;
    std::function<void(const QString &)> m_repaired;
    SqliteFile m_file;
    RunJournal m_journal;
    qint64 m_journalTo = 0; ///< sequence of the last row in m_journal
};

SqliteAuditLog::SqliteAuditLog(QString path, QObject *parent)
    : AuditLog(parent)
{
    const auto tell = [this](const QString &sentence) {
        QMetaObject::invokeMethod(
            this, [this, sentence] { Q_EMIT repaired(sentence); }, Qt::QueuedConnection);
    };
    m_reader = new RecordReader(path, tell);
    m_readThread.setObjectName(QStringLiteral("audit-reader"));
    m_reader->moveToThread(&m_readThread);
    connect(&m_readThread, &QThread::finished, m_reader, &QObject::deleteLater);
    m_readThread.start();
    m_writer = new Writer(std::move(path), tell);
    m_thread.setObjectName(QStringLiteral("audit"));
    m_writer->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_writer, &QObject::deleteLater);
    m_thread.start();
}

SqliteAuditLog::~SqliteAuditLog()
{
    m_reader->stop();
    // Behind what waits in the queue: a row that was handed over is written.
    QMetaObject::invokeMethod(m_writer, [thread = &m_thread] { thread->quit(); });
    m_thread.wait();
    m_readThread.quit();
    m_readThread.wait();
}

void SqliteAuditLog::append(const AuditEntry &entry, QObject *context, Done done)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, entry, box, done = std::move(done)] {
        const Result<AuditEntry> result = writer->append(entry);
        box->post([done, result] { done(result); });
    });
}

void SqliteAuditLog::unsettledRuns(QObject *context, RunsDone done)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, box, done = std::move(done)] {
        const auto result = writer->unsettledRuns();
        box->post([done, result] { done(result); });
    });
}

void SqliteAuditLog::list(int limit, QObject *context, ListDone done)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, limit, box, done = std::move(done)] {
        const auto result = writer->list(limit);
        box->post([done, result] { done(result); });
    });
}

void SqliteAuditLog::listOf(const QStringList &actions, QObject *context, RowsDone done)
{
    const auto box = CallerRelay::make(context);
    const auto read = [reader = m_reader, actions, box, done = std::move(done)] {
        const auto result = reader->listOf(actions);
        box->post([done, result] { done(result); });
    };
    // Behind what was handed over before.
    QMetaObject::invokeMethod(m_writer, [reader = m_reader, read] {
        QMetaObject::invokeMethod(reader, read, Qt::QueuedConnection);
    });
}

void SqliteAuditLog::marksAt(const QString &workspace, qint64 atMs, QObject *context,
                             MarksDone done)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(m_reader,
                              [reader = m_reader, workspace, atMs, box, done = std::move(done)] {
                                  const auto result = reader->marksAt(workspace, atMs);
                                  box->post([done, result] { done(result); });
                              });
}

qint64 SqliteAuditLog::rowsListed() const
{
    return m_reader->readCount();
}

void SqliteAuditLog::verify(QObject *context, VerifyDone done)
{
    const auto box = CallerRelay::make(context);
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, box, done = std::move(done)] {
        const auto result = writer->verify();
        box->post([done, result] { done(result); });
    });
}

} // namespace opsdeck
