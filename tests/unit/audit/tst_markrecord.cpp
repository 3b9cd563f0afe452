// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/audit/markrecord.h"
#include "services/audit/sqliteauditlog.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace opsdeck;

namespace {

const ServiceKey kDb = ServiceKey::fromString(QStringLiteral("shop/prod/db"));
const ServiceKey kApi = ServiceKey::fromString(QStringLiteral("shop/prod/api"));
constexpr qint64 kNow = 1'700'000'000'123;

OperatorMark mark(OperatorMarkKind kind, qint64 untilMs = 0)
{
    return {kind, QStringLiteral("anna"), kNow, untilMs, QString::fromUtf8("Platte żółw: „neu“")};
}

template <typename T, typename Start>
Result<T> wait(Start start)
{
    std::optional<Result<T>> answer;
    start([&](const Result<T> &result) { answer = result; });
    while (!answer)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return *answer;
}

void write(SqliteAuditLog &log, const QList<AuditEntry> &entries)
{
    for (const AuditEntry &entry : entries)
        QVERIFY(
            wait<AuditEntry>([&](const AuditLog::Done &done) { log.append(entry, &log, done); }));
}

QList<AuditEntry> readBack(const QString &path)
{
    SqliteAuditLog log(path);
    return wait<RecordRows>(
               [&](const SqliteAuditLog::RowsDone &done) { log.listOf(markActions(), &log, done); })
        ->entries;
}

AuditEntry foreign()
{
    AuditEntry entry;
    entry.action = QStringLiteral("runbook.result");
    entry.target = kDb.toString();
    return entry;
}

} // namespace

class TestMarkRecord final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void onlyWhatCameSinceIsRead()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("audit.db"));
        SqliteAuditLog log(path);
        const auto list = [&] {
            return wait<RecordRows>([&](const SqliteAuditLog::RowsDone &done) {
                       log.listOf(markActions(), &log, done);
                   })
                ->entries;
        };
        for (int i = 0; i < 50; ++i)
            write(log, {foreign()});
        write(log, {markSetEntry("shop", kDb, mark(OperatorMarkKind::Acknowledged))});
        QCOMPARE(list().size(), 1);
        QCOMPARE(log.rowsListed(), 51);
        QCOMPARE(list().size(), 1);
        QCOMPARE(log.rowsListed(), 51);
        // Another program's rows, too.
        {
            SqliteAuditLog other(path);
            write(other, {foreign(), markLiftedEntry("shop", kDb, OperatorMarkKind::Acknowledged,
                                                     "anna", kNow + 1)});
        }
        const QList<AuditEntry> all = list();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all.last().action, markActions().at(1));
        QCOMPARE(log.rowsListed(), 53);
        // Other actions are other rows.
        const auto others = *wait<RecordRows>([&](const SqliteAuditLog::RowsDone &done) {
            log.listOf({"runbook.result"}, &log, done);
        });
        QCOMPARE(others.entries.size(), 51);
    }

    void theRecordSaysWhatHolds()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("audit.db"));
        const QString shop = QStringLiteral("shop");
        const OperatorMark known = mark(OperatorMarkKind::Acknowledged);
        const OperatorMark work = mark(OperatorMarkKind::Maintenance, kNow + 3'600'000);
        {
            SqliteAuditLog log(path);
            write(log, {markSetEntry(shop, kDb, mark(OperatorMarkKind::Shelved, kNow + 1)),
                        foreign(), markSetEntry(shop, kDb, known),
                        markSetEntry(QStringLiteral("other"), kApi, work),
                        markSetEntry(shop, kApi, mark(OperatorMarkKind::Maintenance, kNow + 5)),
                        markSetEntry(shop, kApi, work),
                        markLiftedEntry(shop, kDb, OperatorMarkKind::Shelved, QStringLiteral("ben"),
                                        kNow + 9)});
        }
        const QList<AuditEntry> rows = readBack(path);
        QCOMPARE(rows.size(), 6);
        QCOMPARE(rows.first().actor, QStringLiteral("anna"));
        QCOMPARE(rows.first().timeMs, kNow);
        QCOMPARE(rows.last().actor, QStringLiteral("ben"));
        const MarkBook book = markBookOf(rows, shop);
        QCOMPARE(book.of(kDb), OperatorMarks{known});
        QCOMPARE(book.of(kApi), OperatorMarks{work});
        // The same environments of another workspace are others.
        QVERIFY(markBookOf(rows, QStringLiteral("other")).of(kDb).isEmpty());
        QCOMPARE(markBookOf(rows, QStringLiteral("other")).of(kApi).size(), 1);
    }

    void maintenanceLastsUntilItsEndOrItIsLifted()
    {
        const QString shop = QStringLiteral("shop");
        const auto set = [&](const ServiceKey &service, qint64 fromMs, qint64 untilMs) {
            OperatorMark made = mark(OperatorMarkKind::Maintenance, untilMs);
            made.sinceMs = fromMs;
            return markSetEntry(shop, service, made);
        };
        const auto lift = [&](const ServiceKey &service, OperatorMarkKind kind, qint64 atMs) {
            return markLiftedEntry(shop, service, kind, QStringLiteral("ben"), atMs);
        };
        const auto all = maintenanceOf(
            {set(kDb, 100, 200), set(kDb, 300, 900), lift(kDb, OperatorMarkKind::Shelved, 350),
             lift(kDb, OperatorMarkKind::Maintenance, 400),
             lift(kDb, OperatorMarkKind::Maintenance, 500), set(kApi, 10, 90), set(kApi, 50, 70),
             markSetEntry(QStringLiteral("other"), kApi, mark(OperatorMarkKind::Maintenance, 99)),
             markSetEntry(shop, kApi, mark(OperatorMarkKind::Acknowledged))},
            shop);
        QCOMPARE(all.size(), 2);
        QCOMPARE(all.value(kDb), QList<MaintenanceSpan>({{100, 200}, {300, 400}}));
        // Said anew it is shorter.
        QCOMPARE(all.value(kApi), QList<MaintenanceSpan>({{10, 50}, {50, 70}}));
    }

    /// A later moment knows of the end, an earlier one does not.
    void whatWasInForceAtAMoment()
    {
        const QString shop = QStringLiteral("shop");
        const OperatorMark known = mark(OperatorMarkKind::Acknowledged);
        const QList<AuditEntry> rows{markSetEntry(shop, kDb, known),
                                     markEndedEntry(shop, kDb, QStringLiteral("anna"), kNow + 60)};
        QVERIFY(marksAt(rows, shop, kNow - 1).isEmpty());
        QCOMPARE(marksAt(rows, shop, kNow).of(kDb), OperatorMarks{known});
        QCOMPARE(marksAt(rows, shop, kNow + 59).of(kDb), OperatorMarks{known});
        QVERIFY(marksAt(rows, shop, kNow + 60).isEmpty());
        QVERIFY(markBookOf(rows, shop).isEmpty());
        QVERIFY(marksAt(rows, QStringLiteral("other"), kNow).isEmpty());
    }

    /// Those of before ends were recorded are of the trouble that was there, and no other.
    void anOldAcknowledgementIsOfItsOwnTrouble()
    {
        const QString shop = QStringLiteral("shop");
        AuditEntry old = markSetEntry(shop, kDb, mark(OperatorMarkKind::Acknowledged));
        for (const bool isRecorded : {true, false}) {
            if (!isRecorded)
                old.body.remove(QStringLiteral("end"));
            EnvironmentView view;
            view.services.append(ServiceView());
            ServiceView &service = view.services.first();
            service.key = kDb;
            service.health = Health::Down;
            CheckView check;
            check.health = Health::Down;
            check.state.since = {std::chrono::seconds(9), kNow + 1}; // after it was said
            service.checks = {check};
            marksAt({old}, shop, kNow + 5).apply(view, {std::chrono::seconds(10), kNow + 5});
            QCOMPARE(service.marks.isEmpty(), !isRecorded);
        }
    }

    void whatCannotBeReadMarksNothing()
    {
        AuditEntry entry = markSetEntry(QStringLiteral("shop"), kDb,
                                        mark(OperatorMarkKind::Maintenance, kNow + 1));
        entry.body[QStringLiteral("until")] = QStringLiteral("some day");
        QVERIFY(markBookOf({entry}, QStringLiteral("shop")).isEmpty());
        entry = markSetEntry(QStringLiteral("shop"), kDb, mark(OperatorMarkKind::Acknowledged));
        entry.body[QStringLiteral("what")] = QStringLiteral("forgotten");
        QVERIFY(markBookOf({entry}, QStringLiteral("shop")).isEmpty());
        entry = markSetEntry(QStringLiteral("shop"), kDb, mark(OperatorMarkKind::Acknowledged));
        entry.target = QStringLiteral("shop");
        QVERIFY(markBookOf({entry}, QStringLiteral("shop")).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestMarkRecord)
#include "tst_markrecord.moc"
