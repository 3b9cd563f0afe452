// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartcard.h"
#include "ui/charts/timechart.h"
#include "ui/theme/theme.h"

#include <QTest>

using namespace opsdeck;

namespace {

const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};
const MetricKey kLatency{{kProd, ServiceId("redis")}, "latency"};
constexpr qint64 kSecond = 1000;

WorkspacePtr workspace()
{
    Check check;
    check.id = CheckId("ping");
    check.interval = std::chrono::seconds(10);
    MetricDefinition metric;
    metric.id = kLatency.metric;
    metric.title = "Time of PING";
    metric.check = check.id;
    metric.metric = "probe_duration_seconds";
    metric.unit = Unit::Seconds;
    Service service;
    service.id = kLatency.service.service;
    service.title = "redis";
    service.checks = {check};
    service.metrics = {metric};
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

CheckResult result(qint64 timeMs, std::optional<double> seconds)
{
    CheckResult made;
    made.key = {kLatency.service, CheckId("ping")};
    made.status = seconds ? CheckStatus::Ok : CheckStatus::Critical;
    made.observedAt = {std::chrono::milliseconds(timeMs), timeMs};
    if (seconds)
        made.samples.append({"probe_duration_seconds", {}, *seconds, MetricType::Gauge});
    return made;
}

} // namespace

/// A card never shows what is not of now as if it were.
class TestChartCard final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void aRefusalIsAHoleAndNotATime()
    {
        ThemeHub theme;
        SeriesBoard board;
        board.setWorkspace(workspace());
        MetricsModel model(board);
        model.setEnvironment(kProd);
        ChartCard card(kLatency, board, theme);
        card.resize(420, 220);
        const auto at = [&](qint64 seconds) {
            const qint64 now = seconds * kSecond;
            model.tick({std::chrono::seconds(seconds), now});
            card.setSpan(now - 900 * kSecond, now);
            card.refresh(model.index(0));
        };
        for (int second = 1000; second <= 1200; second += 10)
            board.addResults({result(second * kSecond, 0.0004)});
        at(1204);
        QCOMPARE(card.accessibleName(),
                 QString("Time of PING of redis: 0.4%1ms, 4%1s old").arg(QChar(QChar::Nbsp)));

        for (int second = 1210; second <= 1300; second += 10)
            board.addResults({result(second * kSecond, std::nullopt)});
        at(1304);
        QCOMPARE(card.accessibleName(), QString("Time of PING of redis: no answer since 00:20"));
        // The line ends where the answers did; from there on it is hatched.
        const ChartContent &content = card.chart()->content();
        QCOMPARE(content.lines.size(), 1);
        QCOMPARE(static_cast<qint64>(content.lines.first().segments.last().last().x()),
                 1200 * kSecond);
        QCOMPARE(content.gaps.last(), (std::pair<qint64, qint64>(1200 * kSecond, 1304 * kSecond)));

        // Where the last answer has left the chart, its place is not taken by nothing.
        at(2300);
        QVERIFY(card.chart()->content().lines.isEmpty());
        QCOMPARE(card.chart()->content().emptyText, QString("No answer since 00:20:00."));

        board.addResults({result(1310 * kSecond, 0.0005)});
        at(1312);
        QVERIFY2(card.accessibleName().contains("0.5"), qPrintable(card.accessibleName()));
        QVERIFY(!card.accessibleName().contains("no answer"));
        // The engine fell silent: the value stays, with its time.
        at(1340);
        QCOMPARE(
            card.accessibleName(),
            QString("Time of PING of redis: 0.5%1ms, last at 00:21:50").arg(QChar(QChar::Nbsp)));
    }
};

QTEST_MAIN(TestChartCard)
#include "tst_chartcard.moc"
