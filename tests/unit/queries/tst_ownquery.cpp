// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/expressionerrors.h"
#include "services/queries/ownquery.h"
#include "tests/unit/queries/storedhistory.h"

#include <QSemaphore>
#include <QTemporaryDir>

using namespace opsdeck;
using namespace opsdeck::queries;
using namespace opsdeck::test;
using namespace std::chrono_literals;

/// Expressions over stored samples.
class TestOwnQuery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void names();
    void atAMoment();
    void overATime();
    void anAnswerWithoutItEndsASeries();
    void latencyAndStatus();
    void whatIsNotInAChunkYet();
    void olderThanSinglePoints();
    void longTimesInSlices();
    void askedTooSeldom();
    void noFile();
    void brokenFile();
    void nothingFits();
    void beyondWhatIsWorkedHere();
    void tooMuch();
    void cancelled();
    void givenUpInTheMiddle();
    void deadline();
    void tooManyWait();
    void goneBeforeTheAnswer();

private:
    Result<QueryReply> ask(const QString &expression, qint64 atMs);
    Result<QueryReply> ask(const QString &expression, qint64 fromMs, qint64 toMs, qint64 stepMs);
    static expressions::Vector vectorOf(const Result<QueryReply> &reply);
    static expressions::Matrix matrixOf(const Result<QueryReply> &reply);
    void write(const QList<CheckResult> &results, const HistoryLimits &limits = {});
    void writeLoad(int count);

    std::unique_ptr<QTemporaryDir> m_folder;
    QThreadPool m_pool;
    OwnStore m_store;
};

void TestOwnQuery::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = OwnStore();
    m_store.path = m_folder->filePath("history.db");
    m_store.pool = &m_pool;
}

void TestOwnQuery::write(const QList<CheckResult> &results, const HistoryLimits &limits)
{
    writeHistory(m_store.path, results, limits);
}

/// `load` 0, 1, 2 … of one check, a tick apart.
void TestOwnQuery::writeLoad(int count)
{
    QList<CheckResult> results;
    for (int i = 0; i < count; ++i)
        results += resultOf("shop/prod/api/metrics", kStart + i * kTick, {gauge("load", i)});
    write(results);
}

Result<QueryReply> TestOwnQuery::ask(const QString &expression, qint64 atMs)
{
    OwnQuery query(m_store, {EnvironmentKey::fromString("shop/prod"), expression, atMs, atMs, 0,
                             QuerySource::Own, 60s});
    return answerOf(query);
}

Result<QueryReply> TestOwnQuery::ask(const QString &expression, qint64 fromMs, qint64 toMs,
                                     qint64 stepMs)
{
    OwnQuery query(m_store, {EnvironmentKey::fromString("shop/prod"), expression, fromMs, toMs,
                             stepMs, QuerySource::Own, 60s});
    return answerOf(query);
}

expressions::Vector TestOwnQuery::vectorOf(const Result<QueryReply> &reply)
{
    if (!reply)
        qWarning("%s", qPrintable(reply.error().message));
    return reply ? std::get<expressions::Vector>(reply->value) : expressions::Vector();
}

expressions::Matrix TestOwnQuery::matrixOf(const Result<QueryReply> &reply)
{
    if (!reply)
        qWarning("%s", qPrintable(reply.error().message));
    return reply ? std::get<expressions::Matrix>(reply->value) : expressions::Matrix();
}

void TestOwnQuery::names()
{
    const auto labels = ownLabels(CheckKey::fromString("shop/prod/api/metrics"), "api-1", "load",
                                  {{"service", "x"}, {"exported_service", "y"}, {"mode", "idle"}});
    QCOMPARE(labels.text(),
             QString("load{check=\"metrics\", environment=\"prod\", "
                     "exported_exported_service=\"x\", exported_service=\"y\", "
                     "instance=\"api-1\", mode=\"idle\", platform=\"shop\", service=\"api\"}"));
}

void TestOwnQuery::atAMoment()
{
    write({resultOf("shop/prod/api/metrics", kStart, {gauge("load", 1, {{"core", "0"}})}),
           resultOf("shop/prod/api/metrics", kStart + kTick, {gauge("load", 2, {{"core", "0"}})}),
           resultOf("shop/prod2/api/metrics", kStart, {gauge("load", 7)}),
           resultOf("shop/pro/api/metrics", kStart, {gauge("load", 8)}),
           resultOf("shop/prod/db/metrics", kStart, {gauge("load", 3), gauge("other", 4)})});
    m_store.checks.insert(CheckKey::fromString("shop/prod/api/metrics"), {"api-1", 15s});
    const auto reply = ask("load", kStart + kTick + 1000);
    const expressions::Vector vector = vectorOf(reply);
    QCOMPARE(vector.size(), std::size_t(2));
    QCOMPARE(vector[0].value, 2.0);
    QCOMPARE(vector[0].labels.text(),
             QString("load{check=\"metrics\", core=\"0\", environment=\"prod\", "
                     "instance=\"api-1\", platform=\"shop\", service=\"api\"}"));
    QCOMPARE(vector[1].value, 3.0);
    QCOMPARE(reply->source, QuerySource::Own);
    QVERIFY(!reply->sourceTitle.isEmpty());
    QVERIFY(!reply->isPartial);
    QVERIFY2(reply->warnings.isEmpty(), qPrintable(reply->warnings.join('\n')));
    QCOMPARE(reply->newestMs, std::optional<qint64>(kStart + kTick));
    QCOMPARE(vectorOf(ask("load{service=\"db\"} + 1", kStart)).at(0).value, 4.0);
    // Five minutes later there is nothing.
    const auto late = ask("load", kStart + kTick + 300'001);
    QVERIFY(vectorOf(late).empty());
    QCOMPARE(late->newestMs, std::optional<qint64>());
}

void TestOwnQuery::overATime()
{
    writeLoad(100);
    const expressions::Matrix matrix =
        matrixOf(ask("rate(load[1m])", kStart + 600'000, kStart + 900'000, 30'000));
    QCOMPARE(matrix.size(), std::size_t(1));
    QCOMPARE(matrix[0].points.size(), std::size_t(11));
    QCOMPARE(matrix[0].points[3].t, kStart + 690'000);
    QVERIFY(qAbs(matrix[0].points[3].v - 1.0 / 15) < 1e-12);
}

void TestOwnQuery::anAnswerWithoutItEndsASeries()
{
    write({resultOf("shop/prod/api/metrics", kStart, {gauge("load", 1), gauge("heat", 5)}),
           resultOf("shop/prod/api/metrics", kStart + kTick, {gauge("heat", 6)}),
           resultOf("shop/prod/api/metrics", kStart + 2 * kTick, {}, CheckStatus::Critical)});
    QCOMPARE(vectorOf(ask("load", kStart + kTick - 1)).size(), std::size_t(1));
    QCOMPARE(vectorOf(ask("load", kStart + kTick)).size(), std::size_t(0));
    QCOMPARE(vectorOf(ask("heat", kStart + kTick)).size(), std::size_t(1));
    QCOMPARE(vectorOf(ask("heat", kStart + 2 * kTick)).size(), std::size_t(0));
}

void TestOwnQuery::latencyAndStatus()
{
    write({resultOf("shop/prod/api/health", kStart, {}),
           resultOf("shop/prod/api/health", kStart + kTick, {}, CheckStatus::Unknown)});
    QCOMPARE(vectorOf(ask("opsdeck_check_latency_seconds", kStart)).at(0).value, 0.02);
    QCOMPARE(vectorOf(ask("opsdeck_check_latency_seconds", kStart + kTick)).size(), std::size_t(0));
    const auto status = vectorOf(ask("opsdeck_check_status{check=\"health\"}", kStart + kTick));
    QCOMPARE(status.at(0).value, 3.0);
}

void TestOwnQuery::whatIsNotInAChunkYet()
{
    // Somebody writes at the same time.
    HistoryStore writer;
    writer.open(m_store.path);
    ChangeSet changes;
    changes.results = {resultOf("shop/prod/api/metrics", kStart, {gauge("load", 1)})};
    writer.append(changes);
    bool isThere = false;
    writer.loadSeries(CheckKey::fromString("shop/prod/api/metrics"), "load", 0, kStart * 2, this,
                      [&](const auto &) { isThere = true; });
    QTRY_VERIFY(isThere);
    QCOMPARE(vectorOf(ask("load", kStart)).size(), std::size_t(1));
}

void TestOwnQuery::olderThanSinglePoints()
{
    HistoryLimits limits;
    limits.samples.points = 1h;
    limits.pruneEvery = 10ms;
    HistoryStore writer(limits);
    writer.open(m_store.path);
    // As they come: what is packed is packed bit by bit.
    ChangeSet changes;
    for (int i = 0; i <= 4 * 240; ++i) {
        changes.results +=
            resultOf("shop/prod/api/metrics", kStart + i * kTick, {gauge("load", i)});
        if (i % 20 == 0)
            writer.append(std::exchange(changes, {}));
    }
    const qint64 end = kStart + 4 * 240 * kTick;
    const auto isCoarse = [&] {
        const auto reply = ask("max_over_time(load[3h])", end - 3'600'000);
        return reply && !reply->warnings.isEmpty() && reply->warnings.first().contains("lowest");
    };
    QTRY_VERIFY_WITH_TIMEOUT(isCoarse(), 20'000);
    QCOMPARE(vectorOf(ask("max_over_time(load[3h])", end - 7'200'000)).at(0).value, 480.0);
    // Between the values that are worked out no answer of the check ends the series.
    QCOMPARE(vectorOf(ask("count_over_time(load[1h])", end - 9'000'000)).at(0).value, 241.0);
    for (int minute = 0; minute < 10; ++minute)
        QCOMPARE(vectorOf(ask("load", end - 9'000'000 + minute * 7'000)).size(), std::size_t(1));
    // A long time takes no more room than it has steps, and each is as when it is asked alone.
    m_store.limits.loadedSamples = 280;
    const qint64 from = kStart + 100'000;
    const qint64 to = kStart + 5'000'000;
    QString why;
    const auto isAnswered = [&] {
        const auto reply = ask("load * 2", from, to, 420'000);
        why = reply ? QString() : reply.error().message;
        return reply.has_value();
    };
    QTRY_VERIFY2_WITH_TIMEOUT(isAnswered(), qPrintable(why), 20'000);
    for (const char *whole : {"max_over_time(load[1m])", "load offset 1m"}) {
        const auto reply = ask(whole, from, to, 420'000);
        QVERIFY2(!reply, whole);
        QCOMPARE(reply.error().fault, expressions::kLimitFault);
    }
    const auto over = matrixOf(ask("load * 2", from, to, 420'000));
    QCOMPARE(over.size(), std::size_t(1));
    QCOMPARE(over[0].points.size(), std::size_t(12));
    for (const auto &point : over[0].points)
        QCOMPARE(point.v, vectorOf(ask("load * 2", point.t)).at(0).value);
    m_store.limits = {};
    // Of what is new there is nothing to say.
    QVERIFY(ask("load", end)->warnings.isEmpty());
}

void TestOwnQuery::longTimesInSlices()
{
    QList<CheckResult> results;
    for (int i = 0; i < 200; ++i)
        results += resultOf("shop/prod/api/metrics", kStart + i * 43'200'000LL, {gauge("load", i)});
    write(results);
    const auto all = vectorOf(ask("count_over_time(load[2y])", kStart + 200 * 43'200'000LL));
    QCOMPARE(all.at(0).value, 200.0);
    QCOMPARE(vectorOf(ask("sum_over_time(load[100y])", kStart * 2)).at(0).value, 19'900.0);
}

void TestOwnQuery::askedTooSeldom()
{
    write({resultOf("shop/prod/api/backup", kStart, {gauge("age", 1)})});
    m_store.checks.insert(CheckKey::fromString("shop/prod/api/backup"), {{}, 15min});
    const auto reply = ask("age", kStart + 400'000);
    QVERIFY(vectorOf(reply).empty());
    QVERIFY2(reply->warnings.join('\n').contains("api/backup is asked less often"),
             qPrintable(reply->warnings.join('\n')));
    QCOMPARE(vectorOf(ask("last_over_time(age[15m])", kStart + 400'000)).size(), std::size_t(1));
}

void TestOwnQuery::noFile()
{
    const auto reply = ask("load", kStart);
    QVERIFY(!reply);
    QCOMPARE(reply.error().kind, ErrorKind::NotFound);
    QVERIFY(!QFile::exists(m_store.path));
}

void TestOwnQuery::brokenFile()
{
    QFile file(m_store.path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8192, 'x'));
    file.close();
    const auto reply = ask("load", kStart);
    QVERIFY(!reply);
    QCOMPARE(reply.error().kind, ErrorKind::Garbage);
}

void TestOwnQuery::nothingFits()
{
    writeLoad(3);
    const auto none = ask("sum(laod{service=~\"a.*\"}) or vector(0)", kStart);
    QVERIFY(none);
    QCOMPARE(none->warnings,
             QStringList("No series that is kept here fits laod{service=~\"a.*\"}."));
    const auto earlier = ask("load", kStart - 1);
    QCOMPARE(earlier->warnings,
             QStringList("There is no sample of load in the time that is asked for."));
}

void TestOwnQuery::beyondWhatIsWorkedHere()
{
    writeLoad(3);
    const auto reply = ask("max_over_time(rate(load[1m])[1h:1m])", kStart);
    QVERIFY(!reply);
    QCOMPARE(reply.error().fault, expressions::kServerFault);
    QVERIFY2(reply.error().message.contains("needs a Prometheus server"),
             qPrintable(reply.error().message));
    const auto wrong = ask("sum(load", kStart);
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().fault, expressions::kSyntaxFault);
}

void TestOwnQuery::tooMuch()
{
    QList<CheckResult> results;
    for (int i = 0; i < 10; ++i)
        results += resultOf("shop/prod/api/metrics", kStart + i * kTick,
                            {gauge("load", i, {{"n", "0"}}), gauge("load", i, {{"n", "1"}}),
                             gauge("load", i, {{"n", "2"}})});
    write(results);
    m_store.limits.series = 2;
    const auto many = ask("load", kStart);
    QVERIFY(!many);
    QCOMPARE(many.error().fault, expressions::kLimitFault);
    QCOMPARE(many.error().message, QString("load fits more than 2 series."));
    m_store.limits = {};
    m_store.limits.loadedSamples = 25;
    const auto samples = ask("sum(count_over_time(load[1h]))", kStart + 10 * kTick);
    QVERIFY(!samples);
    QCOMPARE(samples.error().fault, expressions::kLimitFault);
    m_store.limits = {};
    const auto steps = ask("load", kStart, kStart + 86'400'000, 1000);
    QVERIFY(!steps);
    QVERIFY2(steps.error().message.contains("86401 steps"), qPrintable(steps.error().message));
}

void TestOwnQuery::cancelled()
{
    writeLoad(3);
    OwnQuery query(m_store, {EnvironmentKey::fromString("shop/prod"), "load", kStart, kStart, 0,
                             QuerySource::Own, 60s});
    QList<ErrorKind> kinds;
    connect(&query, &Query::finished, this, [&](const Result<QueryReply> &reply) {
        kinds += reply ? ErrorKind::Internal : reply.error().kind;
    });
    query.start();
    query.cancel();
    QCOMPARE(kinds, QList<ErrorKind>{ErrorKind::Cancelled});
    query.cancel();
    m_pool.waitForDone();
    QCoreApplication::processEvents();
    QCOMPARE(kinds.size(), 1);
}

void TestOwnQuery::givenUpInTheMiddle()
{
    writeLoad(200);
    const std::atomic_bool stop = true;
    // Also where no sample is read.
    for (const char *expression : {"load", "rate(load[5m])", "vector(1) + vector(2)"}) {
        const auto reply = askOwnSamples(m_store,
                                         {EnvironmentKey::fromString("shop/prod"), expression,
                                          kStart, kStart + 3'000'000, 1000, QuerySource::Own, 60s},
                                         &stop);
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Cancelled);
    }
}

void TestOwnQuery::deadline()
{
    writeLoad(3);
    QThreadPool busy;
    busy.setMaxThreadCount(1);
    QSemaphore release;
    busy.start([&] { release.acquire(); });
    m_store.pool = &busy;
    OwnQuery query(m_store, {EnvironmentKey::fromString("shop/prod"), "load", kStart, kStart, 0,
                             QuerySource::Own, 50ms});
    const auto reply = answerOf(query);
    release.release();
    QVERIFY(!reply);
    QCOMPARE(reply.error().kind, ErrorKind::Timeout);
    busy.waitForDone();
    QCoreApplication::processEvents(); // what came too late is nobody's
    QCOMPARE(m_store.waiting->load(), 0);
}

void TestOwnQuery::tooManyWait()
{
    writeLoad(3);
    QThreadPool busy;
    busy.setMaxThreadCount(1);
    QSemaphore release;
    busy.start([&] { release.acquire(); });
    m_store.pool = &busy;
    m_store.mostWaiting = 1;
    const QueryRequest request{
        EnvironmentKey::fromString("shop/prod"), "load", kStart, kStart, 0, QuerySource::Own, 60s};
    OwnQuery first(m_store, request);
    first.start();
    OwnQuery second(m_store, request);
    const auto refused = answerOf(second);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::TooLarge);
    release.release();
    busy.waitForDone();
    OwnQuery third(m_store, request);
    QVERIFY(answerOf(third));
}

void TestOwnQuery::goneBeforeTheAnswer()
{
    writeLoad(3);
    int answers = 0;
    {
        OwnQuery query(m_store, {EnvironmentKey::fromString("shop/prod"), "load", kStart, kStart, 0,
                                 QuerySource::Own, 60s});
        connect(&query, &Query::finished, this, [&] { ++answers; });
        query.start();
    }
    m_pool.waitForDone();
    QCoreApplication::processEvents();
    QCOMPARE(answers, 0);
    QCOMPARE(m_store.waiting->load(), 0);
}

QTEST_GUILESS_MAIN(TestOwnQuery)
#include "tst_ownquery.moc"
