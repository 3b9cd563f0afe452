// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
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

    void noAnswerAndNotObservedAreTwoThings()
    {
        ThemeHub theme;
        SeriesBoard board;
        board.setWorkspace(workspace());
        ChartCard card(kLatency, board, theme);
        card.resize(900, 260);
        for (int second = 1000; second <= 1100; second += 10)
            board.addResults({result(second * kSecond, 0.0004)});
        for (int second = 1110; second <= 1200; second += 10)
            board.addResults({result(second * kSecond, std::nullopt)});
        // The program was not there for a while; before it saw anything, a way was lost.
        CheckResult lost = result(1400 * kSecond, std::nullopt);
        lost.error = Error{ErrorKind::Way, "The way is lost.", {}, {}};
        board.addResults({lost});
        for (int second = 1500; second <= 1600; second += 10)
            board.addResults({result(second * kSecond, 0.0004)});
        card.setSpan(1000 * kSecond, 1605 * kSecond);
        QCOMPARE(card.contentOf().gaps, (QList<Hole>{{1100 * kSecond, 1200 * kSecond, true},
                                                     {1200 * kSecond, 1500 * kSecond, false}}));
        // They look different, and each says what it is.
        MetricsModel model(board);
        model.setEnvironment(kProd);
        model.tick({std::chrono::seconds(1605), 1605 * kSecond});
        card.refresh(model.index(0));
        const QImage picture = card.grab().toImage();
        const QRectF plot = card.chart()->plotRect();
        const auto shareOfGround = [&](double from, double to) {
            const QPoint origin = card.chart()->mapTo(&card, QPoint(0, 0));
            int ground = 0;
            int all = 0;
            for (double x = plot.left() + plot.width() * from; x < plot.left() + plot.width() * to;
                 ++x) {
                for (double y = plot.top() + 40; y < plot.bottom() - 20; ++y) {
                    ++all;
                    ground += picture.pixelColor(origin + QPoint(qRound(x), qRound(y)))
                                      == theme.theme().s2
                                  ? 1
                                  : 0;
                }
            }
            return static_cast<double>(ground) / all;
        };
        // Asked from 1100 to 1200, a sixth of the span from its sixth on.
        QVERIFY(shareOfGround(0.2, 0.3) > 0.8);
        QVERIFY(shareOfGround(0.5, 0.75) < 0.2);
    }

    void aHoleIsOneAndAHalfSteps()
    {
        ThemeHub theme;
        SeriesBoard board;
        board.setWorkspace(workspace());
        ChartCard card(kLatency, board, theme);
        card.resize(900, 260);
        card.setSpan(1000 * kSecond, 1300 * kSecond);
        for (const int second : {1000, 1010, 1020, 1034, 1044, 1060, 1070})
            board.addResults({result(second * kSecond, 0.0004)});
        // 14 s are a late answer, 16 s are a hole.
        const ChartContent content = card.contentOf();
        QCOMPARE(content.lines.first().segments.size(), 2);
        QCOMPARE(content.gaps.first().fromMs, 1044 * kSecond);
        QCOMPARE(content.gaps.first().toMs, 1060 * kSecond);
    }

    void aValuePastItsLimitSaysSo()
    {
        auto changed = std::make_shared<Workspace>(*workspace());
        MetricDefinition &metric =
            changed->platforms.first().environments.first().services.first().metrics.first();
        metric.thresholds = {{0.001, {}, false, Severity::Warning}};
        ThemeHub theme;
        SeriesBoard board;
        board.setWorkspace(changed);
        MetricsModel model(board);
        model.setEnvironment(kProd);
        ChartCard card(kLatency, board, theme);
        card.resize(480, 220);
        const auto at = [&](qint64 seconds) {
            model.tick({std::chrono::seconds(seconds), seconds * kSecond});
            card.setSpan((seconds - 900) * kSecond, seconds * kSecond);
            card.refresh(model.index(0));
        };
        board.addResults({result(1000 * kSecond, 0.004)});
        at(1002);
        QVERIFY(!card.accessibleName().contains("limit"));
        for (int second = 1010; second <= 1040; second += 10)
            board.addResults({result(second * kSecond, 0.0004)});
        at(1042);
        QVERIFY2(card.accessibleName().contains(
                     QString("below its limit for 32%1s").arg(QChar(QChar::Nbsp))),
                 qPrintable(card.accessibleName()));
        // Of a value that is not of now it says that it was.
        at(1080);
        QVERIFY2(card.accessibleName().contains("was below its limit, last at 00:17:20"),
                 qPrintable(card.accessibleName()));
        board.addResults({result(1090 * kSecond, 0.004)});
        at(1091);
        QVERIFY(!card.accessibleName().contains("limit"));
    }

    void aLimitThatTakesItsTimeSaysHowMuchIsLeft()
    {
        auto changed = std::make_shared<Workspace>(*workspace());
        changed->platforms.first()
            .environments.first()
            .services.first()
            .metrics.first()
            .thresholds = {{0.001, {}, true, Severity::Warning, std::chrono::minutes(2)}};
        ThemeHub theme;
        SeriesBoard board;
        board.setWorkspace(changed);
        MetricsModel model(board);
        model.setEnvironment(kProd);
        ChartCard card(kLatency, board, theme);
        card.resize(640, 220);
        const auto at = [&](qint64 seconds) {
            model.tick({std::chrono::seconds(seconds), seconds * kSecond});
            card.setSpan((seconds - 900) * kSecond, seconds * kSecond);
            card.refresh(model.index(0));
            return card.accessibleName().replace(QChar(QChar::Nbsp), ' ');
        };
        const auto mark = [&] { return card.grab(QRect(8, 8, 24, 24)).toImage(); };
        board.addResults({result(990 * kSecond, 0.0004)});
        at(991);
        const QImage none = mark();
        for (int second = 1000; second <= 1040; second += 10)
            board.addResults({result(second * kSecond, 0.004)});
        const QString pending = at(1042);
        QVERIFY2(pending.contains("above 1 ms for 40 s of 2 min, 2 s old"), qPrintable(pending));
        const QImage waiting = mark();
        for (const bool dark : {true, false}) {
            theme.setDark(dark);
            test::snapshot(card,
                           dark ? QStringLiteral("pending-dark") : QStringLiteral("pending-light"));
        }
        theme.setDark(true);
        for (int second = 1050; second <= 1120; second += 10)
            board.addResults({result(second * kSecond, 0.004)});
        const QString crossed = at(1121);
        QVERIFY2(crossed.contains("above its limit for 2 min 1 s"), qPrintable(crossed));
        // What waits has a mark of its own.
        QVERIFY(waiting != none && waiting != mark());
    }

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
        QCOMPARE(card.chart()->ticks().size(), 5);
        QCOMPARE(static_cast<qint64>(content.lines.first().segments.last().last().x()),
                 1200 * kSecond);
        QCOMPARE(content.gaps.last(), (Hole{1200 * kSecond, 1304 * kSecond, true}));

        // Where the last answer has left the chart, its place is not taken by nothing.
        at(2300);
        QVERIFY(card.chart()->content().lines.isEmpty());
        QCOMPARE(card.chart()->content().emptyText, QString("No answer since 00:20:10."));
        QCOMPARE(card.chart()->ticks(), QStringList());

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
