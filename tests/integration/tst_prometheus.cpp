// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/englishplurals.h"
#include "tests/support/badhttp.h"
#include "tests/support/probebench.h"

#include <QTest>

using namespace opsdeck;

namespace {

constexpr const char *kPage = "# HELP http_requests_total Requests.\n"
                              "# TYPE http_requests_total counter\n"
                              "http_requests_total{code=\"200\"} 1027\n"
                              "http_requests_total{code=\"500\"} 3\n"
                              "# TYPE queue_depth gauge\n"
                              "queue_depth 12\n"
                              "# TYPE lag_seconds gauge\n"
                              "lag_seconds NaN\n";

} // namespace

/// The prometheus probe over pages that are sound, endless, broken or not pages of metrics at all.
class TestPrometheus : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(QCoreApplication::installTranslator(&m_plurals)); }

    void init()
    {
        m_server = std::make_unique<BadHttp>();
        m_bench = std::make_unique<ProbeBench>();
        m_server->setBody("/metrics", kPage, "text/plain; version=0.0.4");
    }

    void pageBecomesSamples();
    void limits_data();
    void limits();
    void samplesOfAnotherTime_data();
    void samplesOfAnotherTime();
    void wrongPagesFailWhole_data();
    void wrongPagesFailWhole();
    void endlessPagesAreCut();

private:
    CheckResult run(const QVariantMap &more = {}, int timeoutMs = 5000)
    {
        QVariantMap all{{"url", m_server->url("/metrics")}};
        for (auto it = more.cbegin(); it != more.cend(); ++it)
            all.insert(it.key(), it.value());
        return m_bench->run("prometheus", all, timeoutMs);
    }

    EnglishPlurals m_plurals;
    std::unique_ptr<BadHttp> m_server;
    std::unique_ptr<ProbeBench> m_bench;
};

void TestPrometheus::pageBecomesSamples()
{
    CheckResult result = run();
    QCOMPARE(result.status, CheckStatus::Ok);
    QVERIFY2(result.message.startsWith("/metrics: 4 samples, "), qPrintable(result.message));
    QCOMPARE(result.samples.size(), 7);
    QCOMPARE(result.samples.at(0),
             (Sample{"http_requests_total", {{"code", "200"}}, 1027, MetricType::Counter}));
    QCOMPARE(result.samples.at(2), (Sample{"queue_depth", {}, 12, MetricType::Gauge}));
    QCOMPARE(result.samples.at(4).metric, QString("scrape_samples_scraped"));
    QCOMPARE(result.samples.at(4).value, 4.0);
    QVERIFY(m_server->requests().first().contains("Accept: text/plain;version=0.0.4"));

    result = run({{"metrics", QStringList{"queue_*", "nothing"}}});
    QCOMPARE(result.samples.size(), 4);
    QCOMPARE(result.samples.first().metric, QString("queue_depth"));
    // What a limit needs is kept, whatever else is wanted.
    result = run({{"metrics", QStringList{"queue_*"}},
                  {"limits", QVariantMap{{"http_requests_total{code=\"500\"}", "< 2"}}}});
    QCOMPARE(result.status, CheckStatus::Critical);
}

void TestPrometheus::limits_data()
{
    QTest::addColumn<QVariantMap>("limits");
    QTest::addColumn<QVariantMap>("warnings");
    QTest::addColumn<CheckStatus>("status");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("message");
    const QVariantMap none;
    QTest::newRow("met") << QVariantMap{{"queue_depth", "< 15"}} << none << CheckStatus::Ok << ""
                         << "/metrics: 4 samples";
    QTest::newRow("broken") << QVariantMap{{"queue_depth", "< 10"}} << none << CheckStatus::Critical
                            << "condition" << "queue_depth is 12, expected < 10";
    QTest::newRow("warning") << none << QVariantMap{{"queue_depth", "<= 11"}}
                             << CheckStatus::Warning << "condition"
                             << "queue_depth is 12, expected <= 11";
    QTest::newRow("equal") << QVariantMap{{"queue_depth", "12"}} << none << CheckStatus::Ok << ""
                           << "/metrics";
    QTest::newRow("one label") << QVariantMap{{"http_requests_total{code=\"500\"}", "< 3"}} << none
                               << CheckStatus::Critical << "condition"
                               << "http_requests_total{code=\"500\"} is 3, expected < 3";
    QTest::newRow("every series") << QVariantMap{{"http_requests_total", "< 1000"}} << none
                                  << CheckStatus::Critical << "condition"
                                  << "http_requests_total is 1027";
    QTest::newRow("missing") << QVariantMap{{"queue_length", "< 3"}} << none << CheckStatus::Unknown
                             << "not-found"
                             << "queue_length is not on the page: it can't be judged";
    QTest::newRow("NaN") << QVariantMap{{"lag_seconds", "< 3"}} << none << CheckStatus::Unknown
                         << "condition" << "lag_seconds is nan: it can't be judged";
    QTest::newRow("worst wins") << QVariantMap{{"a_missing", "< 3"}, {"queue_depth", "< 1"}}
                                << QVariantMap{{"queue_depth", "< 2"}} << CheckStatus::Critical
                                << "condition" << "queue_depth is 12, expected < 1";
    QTest::newRow("no number") << QVariantMap{{"queue_depth", "< many"}} << none
                               << CheckStatus::Unknown << "config"
                               << "'< many' compares with no number";
    QTest::newRow("no name") << QVariantMap{{"queue depth", "< 1"}} << none << CheckStatus::Unknown
                             << "config" << "'queue depth' names no sample";
}

void TestPrometheus::limits()
{
    QFETCH(QVariantMap, limits);
    QFETCH(QVariantMap, warnings);
    QFETCH(CheckStatus, status);
    QFETCH(QString, kind);
    QFETCH(QString, message);
    const CheckResult result = run({{"limits", limits}, {"limits_warning", warnings}});
    QVERIFY2(result.message.startsWith(message), qPrintable(result.message));
    QCOMPARE(result.status, status);
    QCOMPARE(result.error ? toWord(result.error->kind) : QString(), kind);
}

void TestPrometheus::samplesOfAnotherTime_data()
{
    QTest::addColumn<qint64>("ageMs");
    QTest::addColumn<bool>("inSeconds");
    QTest::addColumn<bool>("isAlone");
    QTest::addColumn<QVariantMap>("limits");
    QTest::addColumn<int>("intervalMs");
    QTest::addColumn<CheckStatus>("status");
    QTest::addColumn<QString>("message");
    constexpr qint64 kMinute = 60'000;
    const QVariantMap none;
    const QVariantMap met{{"queue_depth", "< 15"}};
    const QVariantMap broken{{"queue_depth", "< 10"}};
    const QVariantMap other{{"up", "1"}};
    const auto row = [](const char *name, qint64 ageMs, const QVariantMap &limits,
                        CheckStatus status, const char *message, int intervalMs = 30'000,
                        bool inSeconds = false, bool isAlone = false) {
        QTest::newRow(name) << ageMs << inSeconds << isAlone << limits << intervalMs << status
                            << message;
    };
    row("of now", 4 * kMinute, met, CheckStatus::Ok, "2 samples");
    row("of now and broken", 4 * kMinute, broken, CheckStatus::Critical, "queue_depth is 12");
    row("old", 6 * kMinute, met, CheckStatus::Unknown, "not of now: it can't be judged");
    row("old and would be broken", 6 * kMinute, broken, CheckStatus::Unknown, "not of now");
    row("a day old", 24 * 60 * kMinute, met, CheckStatus::Unknown, "queue_depth is of 2");
    row("old in seconds", 6 * kMinute, met, CheckStatus::Unknown, "not of now", 30'000, true);
    row("of now in seconds", kMinute, met, CheckStatus::Ok, "2 samples", 30'000, true);
    row("asked seldom", 20 * kMinute, met, CheckStatus::Ok, "2 samples", 10 * 60'000);
    row("asked seldom and old", 40 * kMinute, met, CheckStatus::Unknown, "not of now", 10 * 60'000);
    row("ahead", -5 * kMinute, met, CheckStatus::Unknown, "not of now");
    row("not judged", 6 * kMinute, other, CheckStatus::Ok, "1 of another time left out");
    row("all of it", 6 * kMinute, none, CheckStatus::Unknown, "/metrics is of 2", 30'000, false,
        true);
}

void TestPrometheus::samplesOfAnotherTime()
{
    QFETCH(qint64, ageMs);
    QFETCH(bool, inSeconds);
    QFETCH(bool, isAlone);
    QFETCH(QVariantMap, limits);
    QFETCH(int, intervalMs);
    QFETCH(CheckStatus, status);
    QFETCH(QString, message);
    const qint64 at = m_bench->clock.now().wallMs - ageMs;
    const QByteArray time = inSeconds ? QByteArray::number(static_cast<double>(at) / 1000, 'f', 3)
                                      : QByteArray::number(at);
    m_server->setBody("/metrics",
                      (isAlone ? QByteArray() : QByteArray("up 1\n")) + "queue_depth 12 " + time
                          + '\n',
                      "text/plain; version=0.0.4");
    Check check =
        ProbeBench::check("prometheus", {{"url", m_server->url("/metrics")}, {"limits", limits}});
    check.interval = Milliseconds(intervalMs);
    const CheckResult result = m_bench->run(check);
    QVERIFY2(result.message.contains(message), qPrintable(result.message));
    QCOMPARE(result.status, status);
    // What is not of now is no figure of now.
    const bool isKept =
        std::any_of(result.samples.cbegin(), result.samples.cend(),
                    [](const Sample &each) { return each.metric == "queue_depth"; });
    QCOMPARE(isKept, status != CheckStatus::Unknown && !limits.contains("up"));
}

void TestPrometheus::wrongPagesFailWhole_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("message");
    const QByteArray plain = "text/plain; version=0.0.4";
    QTest::newRow("HTML") << QByteArray("<!DOCTYPE html><html>Sign in</html>\n")
                          << QByteArray("text/html") << "garbage"
                          << "/metrics answered 200 with HTML instead of metrics";
    QTest::newRow("empty") << QByteArray() << plain << "garbage"
                           << "/metrics answered without a single sample";
    QTest::newRow("comments") << QByteArray("# nothing\n") << plain << "garbage"
                              << "without a single sample";
    QTest::newRow("JSON") << QByteArray("{\"a\":1}\n") << plain << "garbage"
                          << "line 1: no metric name";
    QTest::newRow("third line") << QByteArray("a 1\nb 2\nc x\n") << plain << "garbage"
                                << "line 3: 'x' is no value";
    QTest::newRow("cut line") << QByteArray("a 1\nb 12") << plain << "garbage"
                              << "line 2: the page ends within it";
    QTest::newRow("twice") << QByteArray("a 1\na 2\n") << plain << "garbage"
                           << "line 2: a stands twice with the same labels";
    QTest::newRow("OpenMetrics cut")
        << QByteArray("a 1\n") << QByteArray("application/openmetrics-text; version=1.0.0")
        << "garbage" << "ends before # EOF";
    QTest::newRow("too many") << QByteArray(
        "a{n=\"1\"} 1\na{n=\"2\"} 1\na{n=\"3\"} 1\na{n=\"4\"} 1\na{n=\"5\"} 1\na{n=\"6\"} 1\n")
                              << plain << "too-large" << "line 6: more than 5 samples";
}

void TestPrometheus::wrongPagesFailWhole()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    QFETCH(QString, kind);
    QFETCH(QString, message);
    m_server->setBody("/metrics", body, type);
    const CheckResult result = run({{"sample_limit", 5}});
    QVERIFY(result.error.has_value());
    QCOMPARE(toWord(result.error->kind), kind);
    QCOMPARE(result.status, CheckStatus::Critical);
    QVERIFY2(result.message.contains(message), qPrintable(result.message));
    QCOMPARE(result.samples.size(), 1); // no half pages, and no time of one
    m_server->setBody("/metrics", "", "text/plain", 503);
    QCOMPARE(run().message, QString("HTTP 503 on /metrics"));
}

void TestPrometheus::endlessPagesAreCut()
{
    QCOMPARE(run().status, CheckStatus::Ok);
    qint64 before = residentBytes();
    CheckResult result = run({{"url", m_server->url("/endless")}});
    QCOMPARE(toWord(result.error->kind), QString("too-large"));
    QVERIFY2(result.message.contains("line 1: longer than"), qPrintable(result.message));
    QVERIFY(residentBytes() - before < 32LL << 20);

    QByteArray page;
    for (int i = 0; i < 1'000'000; ++i)
        page += "metric_" + QByteArray::number(i) + " 1\n";
    m_server->setBody("/metrics", page, "text/plain");
    before = residentBytes();
    result = run({{"max_bytes", 256 << 20}});
    QVERIFY2(result.message.contains("more than 20000 samples"), qPrintable(result.message));
    QVERIFY2(residentBytes() - before < 32LL << 20,
             qPrintable(QString::number(residentBytes() - before)));
    result = run();
    QCOMPARE(toWord(result.error->kind), QString("too-large"));
    QVERIFY(result.message.contains("is larger than the limit of 8.4"));
}

QTEST_GUILESS_MAIN(TestPrometheus)
#include "tst_prometheus.moc"
