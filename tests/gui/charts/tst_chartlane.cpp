// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "tests/support/referenceboard.h"
#include "ui/charts/chartcard.h"
#include "ui/charts/timechart.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/theme/theme.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

CheckKey check()
{
    const Service &db = *referenceWorkspace()->service(referenceService("db"));
    return {referenceService("db"), db.checks.first().id};
}

} // namespace

/// What stands around the lines of a chart: the states of its service, limits and targets.
class TestChartLane final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void init()
    {
        m_theme = std::make_unique<ThemeHub>();
        m_board = std::make_unique<StatusBoard>();
        m_series = std::make_unique<SeriesBoard>();
        m_coarse = std::make_unique<CoarseBoard>(*m_series);
        m_golden = std::make_unique<GoldenBoard>();
        auto workspace = std::make_shared<Workspace>(*referenceWorkspace());
        for (const char *id : {"db", "redis"}) {
            for (Service &service : workspace->platforms.first().environments.first().services) {
                if (service.id != ServiceId(id))
                    continue;
                MetricDefinition metric;
                metric.id = metric.metric = "busy";
                metric.title = "Busy";
                metric.check = service.checks.first().id;
                metric.unit = Unit::Ratio;
                metric.target = "target < 60 %";
                metric.thresholds = {{0.85, 0.8, true, Severity::Critical}};
                if (service.id == ServiceId("redis")) {
                    metric.target = "target < 70 %";
                    metric.thresholds = {{0.7, 0.6, true, Severity::Warning}};
                }
                service.metrics.append(metric);
            }
        }
        m_series->setWorkspace(workspace);
        m_golden->setWorkspace(workspace);
        m_board->setWorkspace(workspace, referenceTime());
        m_board->apply(allHealthy());
        QList<CheckResult> results;
        for (const char *id : {"db", "redis"}) {
            for (int second = -900; second <= 0; second += 10) {
                if (second > -420 && second < -300)
                    continue;
                CheckResult result;
                result.key = check();
                result.key.service.service = ServiceId(id);
                result.key.check =
                    m_board->workspace()->service(result.key.service)->checks.first().id;
                result.status = CheckStatus::Ok;
                result.observedAt = referenceTime(second);
                result.samples.append({"busy", {}, 0.55 + 0.3 * std::sin(second / 120.0), {}});
                results.append(result);
            }
        }
        m_series->addResults(results);
        m_page = std::make_unique<MetricsPage>(*m_board, *m_series, *m_coarse, *m_golden, *m_theme);
        m_page->setEnvironment(referenceEnvironment());
        m_page->resize(1208, 632);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        QTRY_VERIFY(card("db") != nullptr && card("redis") != nullptr);
        QTRY_VERIFY(!card("db")->chart()->content().isEmpty());
    }

    void cleanup()
    {
        m_page.reset();
        m_golden.reset();
        m_coarse.reset();
        m_series.reset();
        m_board.reset();
        m_theme.reset();
    }

    void theLaneTellsWhatItWas()
    {
        TimeChart *chart = card("redis")->chart();
        // Where it was only not observed that is all there is.
        QCOMPARE(chart->content().lane.size(), 1);
        QCOMPARE(chart->content().lane.first().kind, LaneKind::NotObserved);
        record();
        chart = card("db")->chart();
        QTRY_COMPARE(chart->content().lane.size(), 4);
        const QRectF lane = chart->laneRect();
        QVERIFY(lane.top() > chart->plotRect().bottom());
        const auto at = [&](int second) {
            return QPointF(lane.left() + lane.width() * (900 + second) / 900.0, lane.center().y());
        };
        QVERIFY2(chart->laneTextAt(at(-700)).startsWith("Degraded, 13:"),
                 qPrintable(chart->laneTextAt(at(-700))));
        QVERIFY(chart->laneTextAt(at(-550)).startsWith("Down, 13:"));
        QVERIFY(chart->laneTextAt(at(-550)).endsWith("refused the connection."));
        QVERIFY(chart->laneTextAt(at(-400)).startsWith("Not observed"));
        QCOMPARE(chart->laneTextAt(at(-200)), QString());
        QVERIFY(chart->accessibleDescription().contains("Down, 13:"));
        // They differ in their form: how much of the lane's height has its colour.
        const QImage picture = chart->grab().toImage();
        const auto filled = [&](int second, const QColor &colour) {
            int count = 0;
            for (int y = qRound(lane.top()); y < qRound(lane.bottom()); ++y)
                count += picture.pixelColor(qRound(at(second).x()), y) == colour ? 1 : 0;
            return count;
        };
        QCOMPARE(filled(-550, m_theme->theme().down), qRound(lane.height()));
        QCOMPARE(filled(-700, m_theme->theme().degraded), qRound(lane.height()) / 2);
        QCOMPARE(filled(-200, m_theme->theme().s2), qRound(lane.height()));
        // Before anything was observed it does not look like well.
        m_page->showTimes({referenceTime(-1800).wallMs, referenceTime(0).wallMs});
        QCOMPARE(chart->content().laneFromMs, referenceTime(-900).wallMs);
        const QImage longer = chart->grab().toImage();
        const QRectF box = chart->laneRect();
        const auto ground = [&](double share) {
            return longer.pixelColor(qRound(box.left() + box.width() * share),
                                     qRound(box.center().y()));
        };
        QCOMPARE(ground(0.25), m_theme->theme().s1);
        QCOMPARE(ground(0.95), m_theme->theme().s2);
    }

    /// Of long ago the ledger knows when it was asked, where results are gone.
    void aMonthTellsWhatWasNotObserved()
    {
        constexpr qint64 day = 86'400'000;
        const qint64 now = referenceTime(0).wallMs;
        record();
        QSignalSpy wanted(m_coarse.get(), &CoarseBoard::wanted);
        m_page->showTimes({now - 30 * day, now});
        QVERIFY(!wanted.isEmpty());
        MetricKey key;
        CoarseBoard::Grid grid;
        for (const QList<QVariant> &each : wanted) {
            if (each.at(0).value<MetricKey>().service == referenceService("db")) {
                key = each.at(0).value<MetricKey>();
                grid = each.at(1).value<CoarseBoard::Grid>();
            }
        }
        CoarseBoard::StoredLine line;
        for (qint64 at = grid.stretch.fromMs; at < grid.stretch.toMs; at += grid.partMs) {
            const bool isHole = at > now - 15 * day && at < now - 10 * day;
            if (at > now - 20 * day && !isHole)
                line.parts.append({at, 0.5, 0.6, 0.55});
        }
        m_coarse->add(key, grid, {line});
        const auto unobserved = [&] {
            QList<Stretch> found;
            for (const LaneStretch &each : card("db")->chart()->content().lane) {
                if (each.kind == LaneKind::NotObserved && each.toMs - each.fromMs > day)
                    found.append({each.fromMs, each.toMs});
            }
            return found;
        };
        // Nobody says when it was asked: the lane claims nothing.
        QCOMPARE(unobserved(), QList<Stretch>());
        m_series->addAsked(check(), {{now - 20 * day, now - 13 * day}, {now - 10 * day, now}});
        m_page->historyCame();
        QTRY_COMPARE(unobserved().size(), 1);
        // Asked in vain until the 13th day before now, then not at all.
        QVERIFY(qAbs(unobserved().first().fromMs - (now - 13 * day)) < day / 4);
        QVERIFY(qAbs(unobserved().first().toMs - (now - 10 * day)) < day / 4);
    }

    void targetsAreDrawn()
    {
        const ChartContent content = card("db")->chart()->content();
        QVERIFY(content.target.has_value());
        QCOMPARE(content.target->value, 0.6);
        QVERIFY(content.axis.maximum >= 0.85);
    }

    /// A look for people.
    void pictures()
    {
        record();
        m_board->mark(referenceService("db"), {OperatorMarkKind::Acknowledged, "eve",
                                               referenceTime(-240).wallMs, 0, "looking"});
        m_board->tick(referenceTime(1));
        for (const QSize size : {QSize(1208, 632), QSize(1848, 992)}) {
            for (const bool dark : {true, false}) {
                m_theme->setDark(dark);
                m_page->resize(size);
                snapshot(*m_page,
                         QStringLiteral("lane-%1-%2")
                             .arg(size.width())
                             .arg(dark ? QStringLiteral("dark") : QStringLiteral("light")));
            }
        }
    }

private:
    void record()
    {
        const auto event = [](int second, Health from, Health to) {
            Event made;
            made.timeMs = referenceTime(second).wallMs;
            made.service = referenceService("db");
            made.check = check().check;
            made.from = from;
            made.to = to;
            made.text = QStringLiteral("PostgreSQL 15 refused the connection.");
            return made;
        };
        m_page->states().addStored({event(-800, Health::Healthy, Health::Degraded),
                                    event(-600, Health::Degraded, Health::Down),
                                    event(-480, Health::Down, Health::Unknown),
                                    event(-440, Health::Unknown, Health::Healthy)},
                                   true);
        m_board->tick(referenceTime(0));
    }

    ChartCard *card(const char *service) const
    {
        for (ChartCard *each : m_page->findChildren<ChartCard *>()) {
            if (each->key().service == referenceService(QString::fromLatin1(service)))
                return each;
        }
        return nullptr;
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<CoarseBoard> m_coarse;
    std::unique_ptr<GoldenBoard> m_golden;
    std::unique_ptr<MetricsPage> m_page;
};

QTEST_MAIN(TestChartLane)
#include "tst_chartlane.moc"
