// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/goldenrules.h"

#include <QTest>

#include <cmath>

using namespace opsdeck;

namespace {

const GoldenRule &ruleOf(Golden tile, const char *metric)
{
    for (const GoldenRule &rule : goldenRules()) {
        if (rule.tile == tile && isNamed(rule, metric))
            return rule;
    }
    qFatal("no rule");
}

Sample counter(const char *metric, double value, const Labels &labels = {})
{
    return {metric, labels, value, MetricType::Counter};
}

Sample gauge(const char *metric, double value, const Labels &labels = {})
{
    return {metric, labels, value, MetricType::Gauge};
}

} // namespace

class TestGoldenRules final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void aRowIsWhole()
    {
        for (const GoldenRule &rule : goldenRules()) {
            const bool needsOther = rule.reading == GoldenReading::Share
                                    || rule.reading == GoldenReading::RateShare
                                    || rule.reading == GoldenReading::MeanTime;
            QVERIFY2(needsOther == (rule.of != nullptr), rule.metric);
            QVERIFY2(!whatText(rule).isEmpty(), rule.metric);
            QVERIFY2(rule.unit != Unit::None, rule.metric);
            QVERIFY2(rule.tile != Golden::Errors || rule.unit == Unit::Ratio, rule.metric);
            QVERIFY2(rule.tile != Golden::Latency || rule.unit == Unit::Seconds, rule.metric);
        }
    }

    void whatAsksTheServiceItselfIsNearer()
    {
        QVERIFY(latencyRank("http") < latencyRank("tcp"));
        QVERIFY(latencyRank("postgres") < latencyRank("postgres-stats"));
        QVERIFY(latencyRank("tcp") < latencyRank("redis-exporter"));
        QVERIFY(latencyRank("redis-exporter") < latencyRank("docker"));
        QVERIFY(latencyRank("prometheus") < latencyRank("ssh"));
    }

    void requestsARate()
    {
        GoldenReader reader(ruleOf(Golden::Traffic, "shop_http_requests_total"));
        const auto page = [](double get, double post) {
            return QList<Sample>{counter("http_requests_total", get, {{"method", "GET"}}),
                                 counter("http_requests_total", post, {{"method", "POST"}})};
        };
        QVERIFY(!reader.next(page(100, 10), 10'000));
        auto figure = reader.next(page(150, 20), 20'000);
        QVERIFY(figure);
        QCOMPARE(figure->value, 6.0);
        // One of them began anew: nobody knows what it lost, so there is no sum until it counts on.
        QVERIFY(!reader.next(page(160, 5), 30'000));
        figure = reader.next(page(170, 10), 40'000);
        QVERIFY(figure);
        QCOMPARE(figure->value, 1.5);
    }

    void failedRequestsAreAShareOfAll()
    {
        GoldenReader reader(ruleOf(Golden::Errors, "http_requests_total"));
        const auto page = [](double good, std::optional<double> bad) {
            QList<Sample> samples{counter("http_requests_total", good, {{"status", "200"}})};
            if (bad)
                samples << counter("http_requests_total", *bad, {{"status", "503"}});
            return samples;
        };
        QVERIFY(!reader.next(page(100, {}), 10'000));
        // No failure has been counted so far.
        QCOMPARE(reader.next(page(200, {}), 20'000)->value, 0.0);
        // The counter of failures begins with the first of them.
        QCOMPARE(reader.next(page(290, 10), 30'000)->value, 0.1);
        QCOMPARE(reader.next(page(380, 20), 40'000)->value, 0.1);
        // Without a request there is no share of them.
        QVERIFY(!reader.next(page(380, 20), 50'000));
        // A page that does not tell how they were answered says nothing of failures.
        GoldenReader blind(ruleOf(Golden::Errors, "http_requests_total"));
        QVERIFY(!blind.next({counter("http_requests_total", 1)}, 10'000));
        QVERIFY(!blind.next({counter("http_requests_total", 100)}, 20'000));
    }

    void rolledBackIsAShareOfBoth()
    {
        GoldenReader reader(ruleOf(Golden::Errors, "pg_stat_database_xact_rollback"));
        const auto page = [](double commits, double rollbacks) {
            return QList<Sample>{counter("pg_stat_database_xact_commit", commits),
                                 counter("pg_stat_database_xact_rollback", rollbacks)};
        };
        QVERIFY(!reader.next(page(0, 0), 10'000));
        QCOMPARE(reader.next(page(75, 25), 20'000)->value, 0.25);
    }

    void meanTimeOfRequests()
    {
        GoldenReader reader(ruleOf(Golden::Latency, "api_http_request_duration_seconds_sum"));
        const auto page = [](double seconds, double count) {
            return QList<Sample>{counter("http_request_duration_seconds_sum", seconds),
                                 counter("http_request_duration_seconds_count", count)};
        };
        QVERIFY(!reader.next(page(1, 10), 10'000));
        QCOMPARE(reader.next(page(2, 20), 20'000)->value, 0.1);
    }

    void aShareIsOfItsOwnLimit()
    {
        GoldenReader reader(ruleOf(Golden::Saturation, "pgbouncer_databases_current_connections"));
        const auto figure = reader.next(
            {gauge("pgbouncer_databases_current_connections", 8, {{"database", "shop"}}),
             gauge("pgbouncer_databases_pool_size", 10, {{"database", "shop"}}),
             gauge("pgbouncer_databases_current_connections", 9, {{"database", "log"}}),
             gauge("pgbouncer_databases_pool_size", 100, {{"database", "log"}}),
             gauge("pgbouncer_databases_current_connections", 50, {{"database", "free"}})},
            10'000);
        QVERIFY(figure);
        QCOMPARE(figure->value, 0.8);
        QCOMPARE(figure->who, QString("shop"));
        // No limit at all: nothing is full.
        QVERIFY(!reader.next({gauge("pgbouncer_databases_current_connections", 8),
                              gauge("pgbouncer_databases_pool_size", 0)},
                             20'000));
    }

    void theFullestOfSeveral()
    {
        GoldenReader reader(ruleOf(Golden::Saturation, "docker_container_memory_ratio"));
        const auto figure =
            reader.next({gauge("docker_container_memory_ratio", 0.2, {{"instance", "api-1"}}),
                         gauge("docker_container_memory_ratio", 0.7, {{"instance", "api-2"}})},
                        10'000);
        QCOMPARE(figure->value, 0.7);
        QCOMPARE(figure->who, QString("api-2"));
    }
};

QTEST_GUILESS_MAIN(TestGoldenRules)
#include "tst_goldenrules.moc"
