// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/probebench.h"
#include "tests/support/realqueues.h"

#include <QDateTime>
#include <QTest>

using namespace opsdeck;

/// The kind celery against a real Celery on a real Redis.
class TestCelery : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_broker = std::make_unique<RealRedis>();
        QVERIFY(m_broker->start());
        m_bench = std::make_unique<ProbeBench>();
    }

    void cleanup()
    {
        m_bench.reset();
        m_broker.reset();
    }

    void workersAndQueues();
    void noWorkerAtAll();
    void workerHangs();
    void workerHangsFromTheBeginning();
    void workersWithoutHeartbeats();
    void tasksPileUp();
    void oldestTask();
    void beat_data();
    void beat();
    void hugeTaskIsNoFailure();
    void narrowUser();
    void brokerFaults();

private:
    CheckResult run(const QVariantMap &more = {}, int timeoutMs = 5000)
    {
        QVariantMap all{{"host", "127.0.0.1"}, {"port", m_broker->port()}};
        static const ProbeRegistry registry = builtinProbes();
        for (const ParameterSpec &spec : registry.find("celery")->info.parameters) {
            if (spec.defaultValue.isValid())
                all.insert(spec.name, spec.defaultValue);
        }
        for (auto it = more.cbegin(); it != more.cend(); ++it)
            all.insert(it.key(), it.value());
        return m_bench->run("celery", all, timeoutMs);
    }

    /// Without the wait for heartbeats.
    CheckResult look(QVariantMap more = {}, int timeoutMs = 5000)
    {
        more.insert("heartbeats", false);
        return run(more, timeoutMs);
    }

    static std::optional<double> sampleOf(const CheckResult &result, const QString &metric,
                                          const QString &label = {}, const QString &value = {})
    {
        for (const Sample &sample : result.samples) {
            if (sample.metric == metric && (label.isEmpty() || sample.labels.value(label) == value))
                return sample.value;
        }
        return std::nullopt;
    }

    QString where() const { return QString("127.0.0.1:%1").arg(m_broker->port()); }

    std::unique_ptr<RealRedis> m_broker;
    std::unique_ptr<ProbeBench> m_bench;
};

void TestCelery::workersAndQueues()
{
    RealCeleryWorker worker(*m_broker, "w1@lab");
    QVERIFY(worker.start());
    QVERIFY(worker.send("(0,)"));
    CheckResult result;
    QTRY_VERIFY_WITH_TIMEOUT(
        (result = run(), sampleOf(result, "celery_tasks_processed_total").value_or(0) >= 1),
        15'000);
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
    QVERIFY2(result.message.startsWith("1 worker,") && result.message.endsWith(", 0 queued"),
             qPrintable(result.message));
    QCOMPARE(result.figure, QString("0 queued"));
    QCOMPARE(result.fields.value("celery.workers").toString(), QString("w1@lab"));
    QCOMPARE(result.fields.value("celery.queues").toString(), QString("celery: 0, slow: 0"));
    QVERIFY(result.fields.value("celery.version").toString().startsWith("5."));
    QCOMPARE(sampleOf(result, "celery_worker_up", "worker", "w1@lab"), std::optional(1.0));
    QCOMPARE(sampleOf(result, "celery_queue_length", "queue", "slow"), std::optional(0.0));
    // Listening is not the broker's latency.
    QVERIFY2(result.latency < std::chrono::milliseconds(1000),
             qPrintable(latencyText(result.latency)));

    // All that are asked for are heard: no need to listen on.
    result = run({{"workers", QStringList{"w1@lab"}}, {"heartbeat_wait", 4000}});
    QCOMPARE(result.status, CheckStatus::Ok);
    result = run({{"workers", QStringList{"w1@lab", "w2@lab"}}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QVERIFY2(result.message.startsWith("No heartbeat of w2@lab on " + where()),
             qPrintable(result.message));
    QCOMPARE(result.figure, QString("1 of 2"));

    // Fewer than planned, but not too few.
    result = run({{"workers_expected", 3}});
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    QCOMPARE(result.figure, QString("1 of 3"));
    QVERIFY2(result.message.startsWith("1 of 3 workers on " + where()), qPrintable(result.message));
    QCOMPARE(run({{"workers_expected", 1}}).status, CheckStatus::Ok);
}

void TestCelery::noWorkerAtAll()
{
    CheckResult result = run({{"heartbeat_wait", 300}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QCOMPARE(toWord(result.error->kind), QString("status"));
    QVERIFY2(result.message.startsWith("No worker on " + where() + " has sent a heartbeat within"),
             qPrintable(result.message));
    QVERIFY(!result.error->advice.isEmpty());
    result = run({{"heartbeat_wait", 300}, {"workers_at_least", 0}});
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
    QCOMPARE(look().status, CheckStatus::Ok);
    QCOMPARE(look().message, QString("0 queued"));
}

void TestCelery::workerHangs()
{
    RealCeleryWorker worker(*m_broker, "w1@lab");
    QVERIFY(worker.start());
    QTRY_COMPARE_WITH_TIMEOUT(run().status, CheckStatus::Ok, 15'000);
    // Still connected, to the broker's eye.
    worker.pause();
    const CheckResult result = run();
    worker.resume();
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.startsWith("No worker on "), qPrintable(result.message));
    QTRY_COMPARE_WITH_TIMEOUT(run().status, CheckStatus::Ok, 15'000);
}

/// At the first look, when nobody has heard of it before.
void TestCelery::workerHangsFromTheBeginning()
{
    RealCeleryWorker worker(*m_broker, "w1@lab");
    QVERIFY(worker.start());
    worker.pause();
    const CheckResult result = run();
    worker.resume();
    QVERIFY2(result.status == CheckStatus::Critical, qPrintable(result.message));
    QVERIFY2(result.message.startsWith("No worker on "), qPrintable(result.message));
    QVERIFY(result.error->advice.startsWith("Workers are connected, and none asks for tasks"));
}

void TestCelery::workersWithoutHeartbeats()
{
    RealCeleryWorker worker(*m_broker, "w1@lab");
    QVERIFY(worker.start(false));
    const CheckResult result = run();
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    QCOMPARE(result.message, "Workers are connected to " + where() + " and send no heartbeats");
    QVERIFY(result.error->advice.contains("heartbeats: false"));
}

void TestCelery::tasksPileUp()
{
    const RealCeleryWorker sender(*m_broker, "nobody@lab");
    for (const char *options :
         {"(0,)", "(0,), priority=6", "(0,), priority=9", "(0,), queue='slow'"})
        QVERIFY(sender.send(options));
    CheckResult result = look();
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
    QCOMPARE(result.message, QString("4 queued"));
    QCOMPARE(sampleOf(result, "celery_queue_length", "queue", "celery"), std::optional(3.0));
    QCOMPARE(sampleOf(result, "celery_queue_length", "queue", "slow"), std::optional(1.0));
    result = look({{"queue_warning", 2}});
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(result.message, "3 tasks wait in the queue celery of " + where() + ", limit 2");
    QCOMPARE(result.figure, QString("3 queued"));
    result = look({{"queue_warning", 2}, {"queues", QStringList{"slow"}}});
    QCOMPARE(result.status, CheckStatus::Ok);
    QCOMPARE(result.message, QString("1 queued"));
}

void TestCelery::oldestTask()
{
    const RealCeleryWorker sender(*m_broker, "nobody@lab");
    const QByteArray early = QByteArray::number(QDateTime::currentSecsSinceEpoch() - 600);
    QVERIFY(sender.send("(0,), headers={'timestamp': " + early + "}"));
    CheckResult result = look();
    QCOMPARE(result.status, CheckStatus::Warning);
    QCOMPARE(toWord(result.error->kind), QString("condition"));
    QVERIFY2(result.message.startsWith("The oldest task in the queue celery of " + where()
                                       + " has waited for 10"),
             qPrintable(result.message));
    QVERIFY(sampleOf(result, "celery_oldest_message_age_seconds", "queue", "celery").value_or(0)
            >= 600);

    // Where nobody wrote when it was sent, it has waited for as long as it was seen to.
    QVERIFY(sender.send("(0,), queue='slow'"));
    QCOMPARE(look({{"queues", QStringList{"slow"}}, {"oldest_warning", 300}}).status,
             CheckStatus::Ok);
    QTRY_VERIFY((result = look({{"queues", QStringList{"slow"}}, {"oldest_warning", 300}}),
                 result.status == CheckStatus::Warning));
    QVERIFY2(result.message.contains("has waited for at least"), qPrintable(result.message));
}

void TestCelery::beat_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<CheckStatus>("status");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("message");
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    QTest::newRow("fresh") << QString::number(now) << CheckStatus::Ok << "" << "last tick ";
    QTest::newRow("fresh, ISO") << QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)
                                << CheckStatus::Ok << "" << "last tick ";
    QTest::newRow("old") << QString::number(now - 900) << CheckStatus::Critical << "condition"
                         << "Beat's last tick on %1 is 15";
    QTest::newRow("absent") << "" << CheckStatus::Critical << "not-found"
                            << "%1 has no key beat:tick: beat has not ticked";
    QTest::newRow("nonsense") << "soon" << CheckStatus::Critical << "garbage"
                              << "The key beat:tick of %1 holds no time";
}

void TestCelery::beat()
{
    QFETCH(QString, value);
    QFETCH(CheckStatus, status);
    QFETCH(QString, kind);
    QFETCH(QString, message);
    if (!value.isEmpty())
        m_broker->command({"SET", "beat:tick", value});
    const CheckResult result = look({{"beat_key", "beat:tick"}});
    QCOMPARE(result.status, status);
    if (status != CheckStatus::Ok) {
        QCOMPARE(toWord(result.error->kind), kind);
    } else {
        QVERIFY2(result.message.endsWith(" ago"), qPrintable(result.message));
        QVERIFY2(result.figure.startsWith("tick "), qPrintable(result.figure));
    }
    QVERIFY2(result.message.startsWith(message.contains("%1") ? message.arg(where()) : message),
             qPrintable(result.message));
}

void TestCelery::hugeTaskIsNoFailure()
{
    m_broker->command({"EVAL", "redis.call('LPUSH', 'celery', string.rep('x', 3000000))", "0"});
    const CheckResult result = look();
    QVERIFY2(result.status == CheckStatus::Ok, qPrintable(result.message));
    QCOMPARE(result.message, QString("1 queued"));
    // A key of another type under a queue's name.
    m_broker->command({"SET", "notes", "text"});
    const CheckResult wrong = look({{"queues", QStringList{"notes"}}});
    QCOMPARE(toWord(wrong.error->kind), QString("status"));
    QVERIFY2(wrong.message.contains("WRONGTYPE"), qPrintable(wrong.message));
}

void TestCelery::narrowUser()
{
    m_bench->credentials.put("c", "her-word");
    const QVariantMap account{
        {"credential", "c"}, {"username", "watcher"}, {"heartbeat_wait", 300}};
    m_broker->command({"ACL", "SETUSER", "watcher", "on", ">her-word", "+ping"});
    CheckResult result = run(account);
    QCOMPARE(toWord(result.error->kind), QString("auth"));
    QVERIFY2(result.error->advice.contains("+llen"), qPrintable(result.error->advice));
    m_broker->command({"ACL", "SETUSER", "watcher", "~*", "&*", "+scan", "+smembers", "+llen",
                       "+hlen", "+get", "+lindex", "+subscribe"});
    result = run(account);
    // It may not list clients; nothing hangs on that.
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.startsWith("No worker on "), qPrintable(result.message));
}

void TestCelery::brokerFaults()
{
    QCOMPARE(look().status, CheckStatus::Ok);
    m_broker->pause();
    CheckResult result = run({}, 500);
    const CheckResult tick = look({{"beat_key", "beat:tick"}}, 500);
    m_broker->resume();
    QCOMPARE(toWord(result.error->kind), QString("timeout"));
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(result.message, "The broker at " + where()
                                 + " does not answer: timeout; whether workers run is not known");
    QVERIFY2(result.error->detail.endsWith(": it was asked, no answer came"),
             qPrintable(result.error->detail));
    QCOMPARE(tick.status, CheckStatus::Unknown);
    QVERIFY2(tick.message.endsWith("; whether workers and beat run is not known"),
             qPrintable(tick.message));

    m_broker->command({"CONFIG", "SET", "requirepass", "its-word"});
    m_bench->credentials.put("wrong", "no-such-word");
    result = run({{"credential", "wrong"}});
    QCOMPARE(toWord(result.error->kind), QString("auth"));
    QCOMPARE(result.status, CheckStatus::Unknown);
    QVERIFY2(
        result.message.startsWith("The broker at " + where() + " does not answer this check: "),
        qPrintable(result.message));
    // Once it answers, what it tells is judged.
    m_bench->credentials.put("right", "its-word");
    result = run({{"credential", "right"}, {"heartbeat_wait", 300}});
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.startsWith("No worker on "), qPrintable(result.message));

    m_broker->killHard();
    result = run();
    QCOMPARE(toWord(result.error->kind), QString("refused"));
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(result.message, "The broker at " + where()
                                 + " does not answer: refused; whether workers run is not known");
}

QTEST_GUILESS_MAIN(TestCelery)
#include "tst_celery.moc"
