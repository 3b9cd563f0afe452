// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/goldentiles.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace opsdeck;

namespace {

const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};
const ServiceKey kApi{kProd, ServiceId("api")};
constexpr qint64 kStart = 1'700'000'000'000; // 22:13:20
constexpr Milliseconds kSpan{15 * 60'000};

Check check(const char *id, const char *kind)
{
    Check made;
    made.id = CheckId(id);
    made.title = QString(id).toUpper();
    made.kind = kind;
    made.interval = std::chrono::seconds(10);
    made.timeout = std::chrono::seconds(2);
    return made;
}

WorkspacePtr workspaceOf(const Service &service)
{
    Environment environment;
    environment.id = kProd.environment;
    environment.services = {service};
    Platform platform;
    platform.id = kProd.platform;
    platform.environments = {environment};
    auto made = std::make_shared<Workspace>();
    made->platforms = {platform};
    return made;
}

Service api(const QList<Check> &checks)
{
    Service service;
    service.id = kApi.service;
    service.title = "API";
    service.checks = checks;
    return service;
}

Instant at(qint64 seconds)
{
    return {std::chrono::seconds(seconds), kStart + seconds * 1000};
}

CheckResult answer(const char *check, qint64 seconds, int ms, const QList<Sample> &samples = {})
{
    CheckResult made;
    made.key = {kApi, CheckId(check)};
    made.status = CheckStatus::Ok;
    made.observedAt = at(seconds);
    made.latency = std::chrono::milliseconds(ms);
    made.samples = samples;
    return made;
}

CheckResult silence(const char *check, qint64 seconds, ErrorKind kind = ErrorKind::Refused)
{
    CheckResult made;
    made.key = {kApi, CheckId(check)};
    made.status = CheckStatus::Critical;
    made.observedAt = at(seconds);
    made.error = Error{kind, "Refused.", {}, {}};
    return made;
}

QString plain(QString text)
{
    return text.replace(QChar(QChar::Nbsp), QLatin1Char(' '));
}

} // namespace

class TestGoldenTiles final : public QObject
{
    Q_OBJECT

    struct Bench
    {
        GoldenBoard board;
        SeriesBoard series;

        explicit Bench(const Service &service)
        {
            const WorkspacePtr workspace = workspaceOf(service);
            series.setWorkspace(workspace);
            board.setWorkspace(workspace);
        }

        void add(const QList<CheckResult> &results)
        {
            series.addResults(results);
            board.addResults(results);
        }

        GoldenTile tile(Golden which, qint64 seconds) const
        {
            return goldenTiles(board, series, kApi, kSpan, at(seconds)).at(static_cast<int>(which));
        }
    };

private Q_SLOTS:

    void latencyIsThatOfTheNearestCheck()
    {
        Bench bench(api({check("box", "docker"), check("port", "tcp"), check("page", "http")}));
        for (int i = 1; i <= 100; ++i)
            bench.add(
                {answer("box", i * 5, 500), answer("port", i * 5, 1), answer("page", i * 5, i)});
        const GoldenTile tile = bench.tile(Golden::Latency, 504);
        QVERIFY(tile.isKnown);
        QVERIFY(!tile.isOld);
        QCOMPARE(plain(tile.value), QString("100 ms"));
        QCOMPARE(plain(tile.details.value(0)), QString("p50 50 ms · p95 95 ms · p99 99 ms"));
        QCOMPARE(tile.source, QString("PAGE (http)"));
        QCOMPARE(tile.ageMs, 4000);
        QVERIFY(std::isnan(tile.spark.first()));
        QVERIFY(std::abs(tile.spark.last() - 0.1) < 1e-6);
    }

    void theTimeOfAnotherIsNotTakenForItsOwn()
    {
        Bench bench(api({check("box", "docker")}));
        bench.add({answer("box", 10, 500)});
        QCOMPARE(bench.tile(Golden::Latency, 11).what, QString("of another that tells of it"));
        Bench own(api({check("page", "http")}));
        own.add({answer("page", 10, 5)});
        QCOMPARE(own.tile(Golden::Latency, 11).what, QString());
    }

    void whatIsOldIsNeverOfNow()
    {
        Bench bench(api({check("page", "http")}));
        bench.add({answer("page", 100, 20)});
        QVERIFY(!bench.tile(Golden::Latency, 115).isOld);
        const GoldenTile old = bench.tile(Golden::Latency, 116);
        QVERIFY(old.isOld);
        QCOMPARE(old.note, QString("last at 22:15:00"));
        QVERIFY(bench.tile(Golden::Errors, 116).isOld);
        // The clock was set back.
        QVERIFY(bench.tile(Golden::Latency, 80).isOld);

        bench.add({silence("page", 120), silence("page", 130)});
        const GoldenTile silent = bench.tile(Golden::Latency, 131);
        QVERIFY(silent.isOld);
        QCOMPARE(silent.note, QString("no answer since 22:15:20"));
        QVERIFY(accessibleText(silent).contains("no answer since 22:15:20"));
        // That it failed is known now.
        QVERIFY(!bench.tile(Golden::Errors, 131).isOld);
        bench.add({answer("page", 140, 30)});
        QVERIFY(!bench.tile(Golden::Latency, 141).isOld);
    }

    void errorsAreTheShareOfFailedAnswers()
    {
        Bench bench(api({check("page", "http"), check("port", "tcp")}));
        for (int i = 1; i <= 10; ++i)
            bench.add({i > 5 ? silence("page", i * 10) : answer("page", i * 10, 5),
                       answer("port", i * 10, 1)});
        // Nobody was asked.
        bench.add({silence("page", 105, ErrorKind::Way)});
        const GoldenTile tile = bench.tile(Golden::Errors, 106);
        QCOMPARE(plain(tile.value), QString("25 %"));
        QCOMPARE(plain(tile.details.value(0)),
                 QString("5 of 20 answers of its checks failed in 15 min"));
        QCOMPARE(tile.source, QString("its checks"));
    }

    void requestsThatFailComeBeforeChecks()
    {
        Bench bench(api({check("page", "http"), check("metrics", "prometheus")}));
        const auto page = [](double good, double bad) {
            return QList<Sample>{
                {"http_requests_total", {{"status", "200"}}, good, MetricType::Counter},
                {"http_requests_total", {{"status", "500"}}, bad, MetricType::Counter}};
        };
        bench.add({answer("metrics", 10, 3, page(0, 0)), answer("page", 10, 5)});
        bench.add({answer("metrics", 20, 3, page(80, 20)), silence("page", 20)});
        const GoldenTile errors = bench.tile(Golden::Errors, 21);
        QCOMPARE(plain(errors.value), QString("20 %"));
        QCOMPARE(errors.what, QString("of its requests, answered 5xx"));
        QVERIFY(plain(errors.details.value(0)).startsWith("1 of 4 answers of its checks failed"));
        const GoldenTile traffic = bench.tile(Golden::Traffic, 21);
        QCOMPARE(plain(traffic.value), QString("10 /s"));
        QCOMPARE(traffic.source, QString("METRICS (prometheus)"));
    }

    void saturationIsTheFullest()
    {
        Bench bench(api({check("box", "docker"), check("stats", "postgres-stats")}));
        const Labels one{{"instance", "api-1"}};
        bench.add({answer("box", 10, 3,
                          {{"docker_container_memory_ratio", one, 0.4},
                           {"docker_container_cpu_ratio", one, 0.1}}),
                   answer("stats", 10, 3,
                          {{"pg_stat_activity_connections", {}, 90},
                           {"pg_settings_max_connections", {}, 100}})});
        const GoldenTile tile = bench.tile(Golden::Saturation, 11);
        QCOMPARE(plain(tile.value), QString("90 %"));
        QCOMPARE(tile.what, QString("connections"));
        QCOMPARE(plain(tile.details.value(0)), QString("40 % memory · 10 % CPU"));
        // What has gone silent does not hide what is known now.
        bench.add({silence("stats", 20), answer("box", 20, 3,
                                                {{"docker_container_memory_ratio", one, 0.5},
                                                 {"docker_container_cpu_ratio", one, 0.1}})});
        const GoldenTile later = bench.tile(Golden::Saturation, 21);
        QCOMPARE(plain(later.value), QString("50 %"));
        QCOMPARE(later.what, QString("memory, api-1"));
        QVERIFY(!later.isOld);
    }

    void whatIsNotKnownSaysWhatToSetUp()
    {
        Bench bench(api({check("port", "tcp")}));
        const GoldenTile before = bench.tile(Golden::Latency, 10);
        QVERIFY(!before.isKnown);
        QCOMPARE(before.value, QString("not known"));
        QCOMPARE(before.setUp, QString("Not observed."));
        bench.add({answer("port", 10, 1)});
        QVERIFY(bench.tile(Golden::Latency, 11).isKnown);
        for (const Golden which : {Golden::Traffic, Golden::Saturation}) {
            const GoldenTile tile = bench.tile(which, 11);
            QVERIFY(!tile.isKnown);
            QCOMPARE(tile.value, QString("not known"));
            QVERIFY(tile.setUp.contains("golden: " + toWord(which)));
            QVERIFY(accessibleText(tile).contains(tile.setUp));
        }
        Bench none(api({}));
        QVERIFY(none.tile(Golden::Latency, 10).setUp.contains("No check asks it"));
    }

    void aCounterThatWasSeenOnceHasNoRateYet()
    {
        Bench bench(api({check("scrape", "prometheus")}));
        bench.add(
            {answer("scrape", 10, 1, {{"http_requests_total", {}, 100, MetricType::Counter}})});
        const GoldenTile tile = bench.tile(Golden::Traffic, 11);
        QVERIFY(!tile.isKnown);
        QVERIFY2(tile.setUp.startsWith("No rate yet"), qPrintable(tile.setUp));
        bench.add(
            {answer("scrape", 20, 1, {{"http_requests_total", {}, 150, MetricType::Counter}})});
        QVERIFY(bench.tile(Golden::Traffic, 21).isKnown);
    }

    void theDefinitionNamesAMetric()
    {
        Service service = api({check("page", "http")});
        MetricDefinition metric;
        metric.id = "waiting";
        metric.title = "Waiting jobs";
        metric.check = CheckId("page");
        metric.metric = "jobs_waiting";
        metric.seriesLabel = "queue";
        metric.unit = Unit::Count;
        service.metrics = {metric};
        setGoldenMetric(service, Golden::Saturation, metric.id, {});
        setGoldenMetric(service, Golden::Traffic, metric.id, {});
        QCOMPARE(goldenMetrics(service, Golden::Saturation), QStringList{"waiting"});
        QCOMPARE(goldenMetrics(service, Golden::Errors), QStringList());
        Bench bench(service);
        // The name is that of a rule, too; the definition's word counts.
        bench.add({answer("page", 10, 3,
                          {{"jobs_waiting", {{"queue", "a"}}, 4},
                           {"jobs_waiting", {{"queue", "b"}}, 9},
                           {"node_memory_used_ratio", {}, 0.99}})});
        const GoldenTile tile = bench.tile(Golden::Saturation, 11);
        QCOMPARE(tile.value, QString("9"));
        QCOMPARE(tile.what, QString("Waiting jobs"));
        QCOMPARE(bench.tile(Golden::Traffic, 11).value, QString("13"));
        bench.add({silence("page", 20)});
        QCOMPARE(bench.tile(Golden::Saturation, 21).note, QString("no answer since 22:13:40"));
    }

    void aSumThatIsNotTheWholeIsNotShown()
    {
        Service service = api({check("page", "http")});
        MetricDefinition metric;
        metric.id = "served";
        metric.title = "Served";
        metric.check = CheckId("page");
        metric.metric = "served";
        metric.seriesLabel = "queue";
        metric.unit = Unit::PerSecond;
        service.metrics = {metric};
        setGoldenMetric(service, Golden::Traffic, metric.id, {});
        Bench bench(service);
        const Sample one{"served", {{"queue", "a"}}, 4};
        const Sample other{"served", {{"queue", "b"}}, 9};
        // One is missing from an answer: the sum before it stays, and grows old.
        bench.add({answer("page", 10, 3, {one, other}), answer("page", 15, 3, {one})});
        GoldenTile tile = bench.tile(Golden::Traffic, 16);
        QVERIFY2(tile.value.startsWith("13"), qPrintable(tile.value));
        QCOMPARE(tile.ageMs, 6000);
        // One that does not come back is none of the sum any more.
        for (int second = 20; second <= 40; second += 5)
            bench.add({answer("page", second, 3, {one})});
        tile = bench.tile(Golden::Traffic, 41);
        QVERIFY2(tile.value.startsWith("4"), qPrintable(tile.value));
        // Of more lines than are kept there is no sum.
        QList<Sample> many;
        for (int i = 0; i < SeriesBoard::kMostLines + 3; ++i)
            many.append({"served", {{"queue", QString::number(i)}}, 1});
        bench.add({answer("page", 45, 3, many)});
        tile = bench.tile(Golden::Traffic, 46);
        QVERIFY2(!tile.isKnown, qPrintable(tile.value));
    }

    void whatWasStoredStandsInFront()
    {
        Bench bench(api({check("page", "http")}));
        const CheckKey key{kApi, CheckId("page")};
        bench.add({answer("page", 100, 10)});
        const QList<CheckResult> stored{answer("page", 100, 99), answer("page", 90, 30),
                                        answer("page", 80, 50)};
        // Of what is not looked at nothing is asked for.
        bench.board.addPastResults(key, stored);
        QCOMPARE(bench.board.kept(key)->answers.size(), size_t(1));
        bench.board.watch(kApi);
        QSignalSpy changed(&bench.board, &GoldenBoard::changed);
        bench.board.addPastResults(key, stored);
        bench.board.addPastResults(key, stored);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(bench.board.kept(key)->answers.size(), size_t(3));
        QCOMPARE(plain(bench.tile(Golden::Latency, 101).details.value(0)),
                 QString("p50 30 ms · p95 50 ms · p99 50 ms"));
    }

    void littleIsKeptOfWhatIsNotWatched()
    {
        Bench bench(api({check("page", "http")}));
        const CheckKey key{kApi, CheckId("page")};
        for (int i = 1; i <= 1000; ++i)
            bench.add({answer("page", i * 10, 10, {{"node_memory_used_ratio", {}, 0.5}})});
        QVERIFY(bench.board.kept(key)->answers.size() <= GoldenBoard::kKept);
        QCOMPARE(bench.board.kept(key)->answers.back().timeMs, at(10'000).wallMs);
        QVERIFY(bench.board.kept(key)->sources.front().points.size() <= GoldenBoard::kKept);
        bench.board.watch(kApi);
        for (int i = 1001; i <= 2000; ++i)
            bench.add({answer("page", i * 10, 10)});
        QVERIFY(bench.board.kept(key)->answers.size() > 1000);
        bench.board.watch({});
        QVERIFY(bench.board.kept(key)->answers.size() <= GoldenBoard::kKept);
    }
};

QTEST_GUILESS_MAIN(TestGoldenTiles)
#include "tst_goldentiles.moc"
