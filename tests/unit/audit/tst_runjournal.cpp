// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/audit/runjournal.h"
#include "services/audit/sqliteauditlog.h"

#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

AuditEntry row(const QString &action, const QString &outcome, const QString &run,
               const QString &step = {})
{
    AuditEntry entry;
    entry.actor = "anna";
    entry.action = action;
    entry.outcome = outcome;
    entry.runId = run;
    entry.target = "shop/prod";
    entry.planHash = "hash";
    entry.timeMs = 1000;
    if (action == "runbook.intent")
        entry.body = {{"runbook", "restart"}, {"title", "Restart"}};
    else if (!step.isEmpty())
        entry.body = {{"step", step}};
    return entry;
}

QStringList states(const QList<UnsettledRun> &runs)
{
    QStringList all;
    for (const UnsettledRun &run : runs)
        all << QStringLiteral("%1 %2 %3")
                   .arg(run.runId, run.isOpen ? "open" : "unknown", run.step)
                   .trimmed();
    return all;
}

} // namespace

/// Which runs have no known end, by the rows of the record.
class TestRunJournal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void follows_data();
    void follows();
    void facts();
    void recordTellsWhatOthersWrote();
};

void TestRunJournal::follows_data()
{
    QTest::addColumn<QStringList>("rows"); ///< "action outcome run step"
    QTest::addColumn<QStringList>("expected");
    const QString intent = "runbook.intent planned a";
    QTest::newRow("nothing") << QStringList{} << QStringList{};
    QTest::newRow("intent") << QStringList{intent} << QStringList{"a open"};
    QTest::newRow("in a step") << QStringList{intent, "runbook.step-start running a one"}
                               << QStringList{"a open one"};
    QTest::newRow("behind a step") << QStringList{intent, "runbook.step-start running a one",
                                                  "runbook.step-end succeeded a one"}
                                   << QStringList{"a open"};
    QTest::newRow("succeeded") << QStringList{intent, "runbook.result succeeded a"}
                               << QStringList{};
    QTest::newRow("failed") << QStringList{intent, "runbook.result failed a"} << QStringList{};
    QTest::newRow("cancelled") << QStringList{intent, "runbook.result cancelled a"}
                               << QStringList{};
    QTest::newRow("unknown") << QStringList{intent, "runbook.step-start running a one",
                                            "runbook.result unknown a"}
                             << QStringList{"a unknown one"};
    QTest::newRow("settled") << QStringList{intent, "runbook.result unknown a",
                                            "runbook.settled looked a"}
                             << QStringList{};
    QTest::newRow("two") << QStringList{intent, "runbook.intent planned b",
                                        "runbook.result succeeded b"}
                         << QStringList{"a open"};
    QTest::newRow("another's result")
        << QStringList{intent, "runbook.result succeeded b"} << QStringList{"a open"};
    QTest::newRow("refused is no run") << QStringList{"runbook.refused refused "} << QStringList{};
}

void TestRunJournal::follows()
{
    QFETCH(QStringList, rows);
    RunJournal journal;
    for (const QString &each : rows) {
        const QStringList words = each.split(' ');
        journal.take(row(words.at(0), words.at(1), words.value(2), words.value(3)));
    }
    QTEST(states(journal.unsettled()), "expected");
}

void TestRunJournal::facts()
{
    RunJournal journal;
    journal.take(row("runbook.intent", "planned", "a"));
    const UnsettledRun &run = journal.unsettled().first();
    QCOMPARE(run.runbook, "restart");
    QCOMPARE(run.title, "Restart");
    QCOMPARE(run.target, "shop/prod");
    QCOMPARE(run.actor, "anna");
    QCOMPARE(run.planHash, "hash");
    QCOMPARE(run.startedMs, 1000);
    journal.clear();
    QVERIFY(journal.unsettled().isEmpty());
}

void TestRunJournal::recordTellsWhatOthersWrote()
{
    const QTemporaryDir folder;
    SqliteAuditLog mine(folder.filePath("audit.db"));
    SqliteAuditLog others(folder.filePath("audit.db"));
    const auto write = [this](SqliteAuditLog &log, const AuditEntry &entry) {
        bool isDone = false;
        log.append(entry, this,
                   [&](const Result<AuditEntry> &written) { isDone = written.has_value(); });
        QTRY_VERIFY(isDone);
    };
    const auto seen = [this, &mine] {
        std::optional<QStringList> all;
        mine.unsettledRuns(this, [&](const Result<QList<UnsettledRun>> &runs) {
            all = runs ? states(*runs) : QStringList{"error"};
        });
        [&] { QTRY_VERIFY(all.has_value()); }();
        return all.value_or(QStringList());
    };
    QCOMPARE(seen(), QStringList());
    write(others, row("runbook.intent", "planned", "a"));
    QCOMPARE(seen(), QStringList{"a open"});
    write(others, row("runbook.step-start", "running", "a", "one"));
    write(mine, row("runbook.intent", "planned", "b"));
    QCOMPARE(seen(), (QStringList{"a open one", "b open"}));
    write(others, row("runbook.result", "succeeded", "b"));
    write(mine, row("runbook.result", "unknown", "a"));
    QCOMPARE(seen(), QStringList{"a unknown one"});
    QCOMPARE(seen(), QStringList{"a unknown one"});
}

QTEST_GUILESS_MAIN(TestRunJournal)
#include "tst_runjournal.moc"
