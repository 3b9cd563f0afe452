// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/findings.h"
#include "services/probes/outcome.h"
#include "services/probes/redis/celeryfacts.h"

#include <QTest>

using namespace opsdeck;

namespace {

QByteArray published(const QByteArray &body)
{
    return R"({"body": ")" + body.toBase64() + R"(", "properties": {"body_encoding": "base64"}})";
}

} // namespace

/// What is read from Celery's messages, and what is made of it.
class TestCeleryFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void heartbeats();
    void notHeartbeats_data();
    void notHeartbeats();
    void queuedTasks();
    void moments_data();
    void moments();
    void shortTimes();
    void bindings();
    void consumers();
    void silentWorkersAreJudgedByWhatIsKnown_data();
    void silentWorkersAreJudgedByWhatIsKnown();
    void fewerWorkersThanExpected_data();
    void fewerWorkersThanExpected();
    void figureIsBeatsTickWhereItIsAskedFor();
    void aTickAheadProvesNoLife();
    void expectationsMayNotContradict();
};

void TestCeleryFacts::heartbeats()
{
    const auto found = celery::heartbeatIn(published(
        R"({"hostname": "w1@host", "type": "worker-heartbeat", "active": 2, "processed": 40,
        "loadavg": [1.5, 1, 1], "timestamp": 1700000000.5, "sw_ver": "5.2.6", "freq": 2.0})"));
    QVERIFY(found.has_value());
    QCOMPARE(found->worker, QString("w1@host"));
    QCOMPARE(found->version, QString("5.2.6"));
    QCOMPARE(found->active, 2.0);
    QCOMPARE(found->processed, 40.0);
    QCOMPARE(found->load, 1.5);
    QVERIFY(!found->isOffline);
    const auto gone = celery::heartbeatIn(
        published(R"({"hostname": "w\u001b[31m1", "type": "worker-offline", "active": -4})"));
    QVERIFY(gone && gone->isOffline);
    QCOMPARE(gone->worker, QString("w1"));
    QCOMPARE(gone->active, 0.0);
    // Not encoded.
    const QByteArray plain = R"({"body": "{\"hostname\": \"a\", \"type\": \"worker-heartbeat\"}"})";
    QVERIFY(celery::heartbeatIn(plain).has_value());
}

void TestCeleryFacts::notHeartbeats_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("hello");
    QTest::newRow("array") << QByteArray("[]");
    QTest::newRow("no body") << QByteArray("{}");
    QTest::newRow("body of another form") << QByteArray(R"({"body": 3, "properties": []})");
    QTest::newRow("cut")
        << published(R"({"hostname": "w1", "type": "worker-heartbeat"})").chopped(9);
    QTest::newRow("many at once") << published(
        R"([{"hostname": "w1", "type": "worker-heartbeat"}])");
    QTest::newRow("nameless") << published(R"({"type": "worker-heartbeat"})");
    QTest::newRow("of a task") << published(R"({"hostname": "w1", "type": "task-received"})");
}

void TestCeleryFacts::notHeartbeats()
{
    QFETCH(QByteArray, payload);
    QVERIFY(!celery::heartbeatIn(payload).has_value());
}

void TestCeleryFacts::queuedTasks()
{
    celery::QueuedTask task = celery::queuedTaskIn(
        R"({"headers": {"id": "x-1", "task": "tasks.nap", "timestamp": 1700000000}})", "timestamp");
    QCOMPARE(task.id, QString("x-1"));
    QCOMPARE(task.name, QString("tasks.nap"));
    QCOMPARE(task.queuedAt, std::optional(1'700'000'000.0));
    task = celery::queuedTaskIn(
        R"({"headers": {"sent": "2023-11-14T22:13:20Z"}, "properties": {"delivery_tag": "t-2"}})",
        "sent");
    QCOMPARE(task.id, QString("t-2"));
    QCOMPARE(task.queuedAt, std::optional(1'700'000'000.0));
    task = celery::queuedTaskIn(
        R"({"headers": {"timestamp": "soon"}, "properties": {"timestamp": 1700000001}})",
        "timestamp");
    QCOMPARE(task.queuedAt, std::optional(1'700'000'001.0));
    task = celery::queuedTaskIn("garbage", "timestamp");
    QVERIFY(task.id.isEmpty() && !task.queuedAt);
}

void TestCeleryFacts::shortTimes()
{
    const auto text = [](double seconds) {
        return secondsText(seconds).replace(QChar(QChar::Nbsp), ' ');
    };
    QCOMPARE(text(0.48), QString("480 ms"));
    QCOMPARE(text(0.0034), QString("3.4 ms"));
    QCOMPARE(text(2), QString("2 s"));
    QCOMPARE(text(0), QString("0 s"));
}

void TestCeleryFacts::moments_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<double>("seconds");
    QTest::newRow("seconds") << QByteArray("1700000000") << 1.7e9;
    QTest::newRow("fraction") << QByteArray(" 1700000000.25\n") << 1700000000.25;
    QTest::newRow("milliseconds") << QByteArray("1700000000250") << 1700000000.25;
    QTest::newRow("microseconds") << QByteArray("1700000000250000") << 1700000000.25;
    QTest::newRow("nanoseconds") << QByteArray("1700000000250000000") << 1700000000.25;
    QTest::newRow("ISO, UTC") << QByteArray("2023-11-14T22:13:20Z") << 1.7e9;
    QTest::newRow("ISO, zone") << QByteArray("2023-11-15T00:13:20+02:00") << 1.7e9;
    QTest::newRow("ISO, none") << QByteArray("2023-11-14T22:13:20") << 1.7e9;
    QTest::newRow("Python") << QByteArray("2023-11-14T22:13:20.250000+00:00") << 1700000000.25;
    QTest::newRow("empty") << QByteArray() << -1.0;
    QTest::newRow("zero") << QByteArray("0") << -1.0;
    QTest::newRow("negative") << QByteArray("-5") << -1.0;
    QTest::newRow("nan") << QByteArray("nan") << -1.0;
    QTest::newRow("inf") << QByteArray("inf") << -1.0;
    QTest::newRow("beyond") << QByteArray("1e300") << -1.0;
    QTest::newRow("words") << QByteArray("yesterday") << -1.0;
    QTest::newRow("too far ahead") << QByteArray("6041-11-14T22:13:20Z") << -1.0;
    QTest::newRow("long") << QByteArray(10'000, '1') << -1.0;
}

void TestCeleryFacts::moments()
{
    QFETCH(QByteArray, text);
    QFETCH(double, seconds);
    QCOMPARE(celery::momentIn(text).value_or(-1), seconds);
}

void TestCeleryFacts::bindings()
{
    QCOMPARE(celery::queueOfBinding("celery\x06\x16\x06\x16"
                                    "celery"),
             QByteArray("celery"));
    QCOMPARE(celery::queueOfBinding("key\x06\x16pattern\x06\x16slow"), QByteArray("slow"));
    QCOMPARE(celery::queueOfBinding("\x06\x16\x06\x16w1@test.celery.pidbox"), QByteArray());
    QCOMPARE(celery::queueOfBinding("worker.#\x06\x16\x06\x16"
                                    "celeryev.4a"),
             QByteArray());
    QCOMPARE(celery::queueOfBinding("celery"), QByteArray());
    QCOMPARE(celery::queueOfBinding("one\x06\x16"
                                    "two"),
             QByteArray());
    QCOMPARE(celery::queueOfBinding(""), QByteArray());
    QCOMPARE(celery::listsOf("q").at(2), QByteArray("q\x06\x16"
                                                    "6"));
}

void TestCeleryFacts::consumers()
{
    QVERIFY(celery::showsConsumers("id=1 sub=0 psub=1 cmd=get\n"));
    QVERIFY(celery::showsConsumers("id=1 psub=0 cmd=ping\nid=2 psub=0 cmd=brpop user=x\n"));
    QVERIFY(!celery::showsConsumers("id=1 psub=0 cmd=client|list name=cmd_brpop\n"));
    QVERIFY(!celery::showsConsumers(""));
    // One that is stopped keeps its connection and asks no more.
    QVERIFY(celery::showsAsking("id=1 idle=0 flags=N psub=0 cmd=brpop\n", 1));
    QVERIFY(celery::showsAsking("id=1 idle=40 flags=b psub=0 cmd=brpop\n", 1));
    QVERIFY(!celery::showsAsking("id=1 idle=3 flags=N psub=0 cmd=brpop\n", 1.5));
    QVERIFY(!celery::showsAsking("id=1 idle=0 flags=P psub=1 cmd=psubscribe\n", 1));
    QVERIFY(!celery::showsAsking("id=1 flags=N cmd=brpop idle=x\n", 1));
}

void TestCeleryFacts::silentWorkersAreJudgedByWhatIsKnown_data()
{
    QTest::addColumn<std::optional<bool>>("connected");
    QTest::addColumn<bool>("asking");
    QTest::addColumn<bool>("heardBefore");
    QTest::addColumn<CheckStatus>("status");
    QTest::newRow("nobody is there")
        << std::optional(false) << false << false << CheckStatus::Critical;
    QTest::newRow("who is there is not known")
        << std::optional<bool>() << false << false << CheckStatus::Critical;
    QTest::newRow("they never spoke, and ask for tasks")
        << std::optional(true) << true << false << CheckStatus::Warning;
    QTest::newRow("they never spoke, nor ask for tasks")
        << std::optional(true) << false << false << CheckStatus::Critical;
    QTest::newRow("they have fallen silent")
        << std::optional(true) << true << true << CheckStatus::Critical;
}

void TestCeleryFacts::silentWorkersAreJudgedByWhatIsKnown()
{
    QFETCH(std::optional<bool>, connected);
    QFETCH(bool, asking);
    QFETCH(bool, heardBefore);
    QFETCH(CheckStatus, status);
    CeleryFacts facts;
    facts.listened = true;
    facts.listenedFor = 2.5;
    facts.consumersConnected = connected;
    facts.isAsking = asking;
    facts.heardBefore = heardBefore;
    const Findings findings = judgeCelery(facts, {}, "broker:6379");
    QCOMPARE(findings.all().size(), 1);
    QCOMPARE(findings.all().first().status, status);
}

void TestCeleryFacts::fewerWorkersThanExpected_data()
{
    QTest::addColumn<int>("heard");
    QTest::addColumn<int>("atLeast");
    QTest::addColumn<int>("expected");
    QTest::addColumn<CheckStatus>("status");
    QTest::addColumn<QString>("figure");
    QTest::newRow("all") << 3 << 1 << 3 << CheckStatus::Ok << "0 queued";
    QTest::newRow("more") << 5 << 1 << 3 << CheckStatus::Ok << "0 queued";
    QTest::newRow("one of three") << 1 << 1 << 3 << CheckStatus::Warning << "1 of 3";
    QTest::newRow("two of three") << 2 << 1 << 3 << CheckStatus::Warning << "2 of 3";
    QTest::newRow("none of three") << 0 << 1 << 3 << CheckStatus::Critical << "0 of 3";
    QTest::newRow("too few and fewer") << 1 << 2 << 3 << CheckStatus::Critical << "1 of 3";
    QTest::newRow("nothing expected") << 1 << 1 << 0 << CheckStatus::Ok << "0 queued";
}

void TestCeleryFacts::fewerWorkersThanExpected()
{
    QFETCH(int, heard);
    QFETCH(int, atLeast);
    QFETCH(int, expected);
    QFETCH(CheckStatus, status);
    QFETCH(QString, figure);
    CeleryFacts facts;
    facts.listened = true;
    facts.listenedFor = 2.5;
    for (int i = 0; i < heard; ++i)
        facts.workers.insert(QString("w%1@host").arg(i), {});
    CeleryLimits limits;
    limits.workersAtLeast = atLeast;
    limits.workersExpected = expected;
    ProbeOutcome outcome;
    outcome.status = CheckStatus::Ok;
    outcome.figure = facts.figure();
    outcome.message = facts.message();
    judgeCelery(facts, limits, "broker:6379").apply(outcome);
    QCOMPARE(outcome.status, status);
    QCOMPARE(outcome.figure, figure);
    if (status == CheckStatus::Warning) {
        QCOMPARE(outcome.error->kind, ErrorKind::Condition);
        QVERIFY2(outcome.message.startsWith(figure + " workers on broker:6379"),
                 qPrintable(outcome.message));
    }
    if (status == CheckStatus::Ok)
        QCOMPARE(outcome.message, heard == 1 ? QString("1 worker, 0 queued")
                                             : QString("%1 workers, 0 queued").arg(heard));
}

void TestCeleryFacts::figureIsBeatsTickWhereItIsAskedFor()
{
    CeleryFacts facts;
    CeleryFacts::Queue queue;
    queue.length = 4;
    facts.queues = {queue};
    QCOMPARE(facts.figure(), QString("4 queued"));
    QCOMPARE(facts.message(), QString("4 queued"));
    facts.beat = CeleryFacts::Beat::Known;
    facts.beatAge = 12.3;
    const QString age = QString("12%1s").arg(QChar(QChar::Nbsp));
    QCOMPARE(facts.figure(), "tick " + age);
    QCOMPARE(facts.message(), "last tick " + age + " ago");
    facts.listened = true;
    QCOMPARE(facts.message(), "0 workers, last tick " + age + " ago");
    CeleryLimits limits;
    limits.workersAtLeast = 0;
    limits.beat.critical = 5000;
    const Findings findings = judgeCelery(facts, limits, "broker:6379");
    QCOMPARE(findings.all().size(), 1);
    QCOMPARE(findings.all().first().figure, "tick " + age);
}

void TestCeleryFacts::aTickAheadProvesNoLife()
{
    CeleryLimits limits;
    limits.workersAtLeast = 0;
    limits.beat.critical = 5000;
    CeleryFacts facts;
    // Clocks differ by some seconds everywhere.
    facts.takeTick(1'700'000'059, 1'700'000'000);
    QCOMPARE(facts.beat, CeleryFacts::Beat::Known);
    QCOMPARE(facts.beatAge, 0.0);
    QVERIFY(judgeCelery(facts, limits, "broker:6379").all().isEmpty());
    facts.takeTick(1'700'007'200, 1'700'000'000);
    ProbeOutcome outcome;
    outcome.status = CheckStatus::Ok;
    judgeCelery(facts, limits, "broker:6379").apply(outcome);
    QCOMPARE(outcome.status, CheckStatus::Unknown);
    QVERIFY2(outcome.message.startsWith("Beat's last tick on broker:6379 lies ")
                 && outcome.message.contains(" ahead: "),
             qPrintable(outcome.message));
    QVERIFY(!facts.fields().contains("celery.beat_age_seconds"));
    facts.takeTick(1'699'999'000, 1'700'000'000);
    QCOMPARE(facts.beatAge, 1000.0);
}

void TestCeleryFacts::expectationsMayNotContradict()
{
    QVERIFY(CeleryLimits::findings({{"workers_expected", 3}, {"workers_at_least", 1}}).isEmpty());
    QVERIFY(CeleryLimits::findings({{"workers_at_least", 4}}).isEmpty());
    const QList<ParameterFinding> found =
        CeleryLimits::findings({{"workers_expected", 1}, {"workers_at_least", 2}});
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.first().parameter, QString("workers_expected"));
}

QTEST_GUILESS_MAIN(TestCeleryFacts)
#include "tst_celeryfacts.moc"
