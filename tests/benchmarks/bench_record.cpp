// SPDX-License-Identifier: GPL-3.0-or-later
// What a step of a replay costs where the record of actions is long: the first one, those after it,
// and how long an action that is to be recorded meanwhile waits.
#include "services/audit/auditchain.h"
#include "services/audit/markrecord.h"
#include "services/audit/sqliteauditlog.h"
#include "services/storage/sqlitefile.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <cstdio>

using namespace opsdeck;

namespace {

constexpr int kRows = 200'000;
constexpr int kMarkEvery = 20; ///< rows
constexpr qint64 kStartMs = 1'700'000'000'000;
const QString kWorkspace = QStringLiteral("shop");

AuditEntry entryAt(int number)
{
    const ServiceKey service =
        ServiceKey::fromString(QStringLiteral("shop/prod/s%1").arg(number % 40));
    const qint64 timeMs = kStartMs + number * qint64(1000);
    if (number % kMarkEvery == 0)
        return markSetEntry(kWorkspace, service,
                            {OperatorMarkKind::Acknowledged, QStringLiteral("anna"), timeMs, 0,
                             QStringLiteral("seen, the disk is replaced")});
    AuditEntry entry;
    entry.timeMs = timeMs;
    entry.actor = QStringLiteral("operator");
    entry.action = QStringLiteral("runbook.step-start");
    entry.target = service.toString();
    entry.outcome = QStringLiteral("succeeded");
    entry.runId = QStringLiteral("run-%1").arg(number);
    entry.body = {{QStringLiteral("step"), QStringLiteral("restart the worker")},
                  {QStringLiteral("output"), QString(200, QLatin1Char('x'))}};
    return entry;
}

bool fill(const QString &path)
{
    SqliteFile file;
    if (!file.open(path, SqliteFile::Durability::Normal)
        || !file.run(QStringLiteral("CREATE TABLE audit (sequence INTEGER PRIMARY KEY, cbor BLOB "
                                    "NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL)"))
        || !file.begin())
        return false;
    QSqlQuery insert = file.query();
    insert.prepare(QStringLiteral("INSERT INTO audit VALUES (?, ?, ?, ?)"));
    QByteArray previous(32, '\0');
    for (int i = 1; i <= kRows; ++i) {
        AuditEntry entry = entryAt(i);
        entry.sequence = i;
        const QByteArray body = canonicalBody(entry);
        const QByteArray hash = chainedHash(previous, body);
        insert.bindValue(0, i);
        insert.bindValue(1, body);
        insert.bindValue(2, previous);
        insert.bindValue(3, hash);
        if (!insert.exec())
            return false;
        previous = hash;
    }
    return file.commit().has_value();
}

/// One step, and an action that is recorded while it is read.
void step(SqliteAuditLog &log, const char *name, qint64 atMs)
{
    QElapsedTimer timer;
    timer.start();
    double readMs = -1;
    double writtenMs = -1;
    const auto ms = [&] { return static_cast<double>(timer.nsecsElapsed()) / 1e6; };
#ifdef OPSDECK_BENCH_WHOLE_RECORD
    log.listOf(markActions(), &log, [&](const Result<RecordRows> &entries) {
        static_cast<void>(marksAt(*entries, kWorkspace, atMs));
        readMs = ms();
    });
#else
    log.marksAt(kWorkspace, atMs, &log, [&](const Result<RecordedMarks> &) { readMs = ms(); });
#endif
    log.append(entryAt(1), &log, [&](const Result<AuditEntry> &) { writtenMs = ms(); });
    while (readMs < 0 || writtenMs < 0)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    std::printf("%-11s marks after %8.2f ms, an action of the same moment recorded after %8.2f "
                "ms\n",
                name, readMs, writtenMs);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("audit.db"));
    if (!fill(path))
        return 1;
    SqliteAuditLog log(path);
    std::printf("%d rows, one in %d of a mark\n", kRows, kMarkEvery);
    step(log, "first step", kStartMs + kRows * qint64(500));
    for (int i = 1; i <= 3; ++i)
        step(log, "next step", kStartMs + kRows * qint64(500) + i * 60'000);
    return 0;
}
