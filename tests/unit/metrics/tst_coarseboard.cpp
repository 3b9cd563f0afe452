// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/coarseboard.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kMinute = 60'000;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;
constexpr qint64 kNow = 1'700'000'000'000;
const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};

MetricKey key(const char *metric)
{
    return {{kProd, ServiceId("api")}, QString::fromLatin1(metric)};
}

WorkspacePtr workspace()
{
    Service service;
    service.id = ServiceId("api");
    Check check;
    check.id = CheckId("page");
    check.interval = 10s;
    service.checks = {check};
    MetricDefinition size;
    size.id = "size";
    size.check = check.id;
    size.metric = "queue_size";
    size.seriesLabel = "queue";
    MetricDefinition requests;
    requests.id = "requests";
    requests.check = check.id;
    requests.metric = "requests_total";
    requests.labels = {{"code", "200"}};
    requests.rate = true;
    service.metrics = {size, requests};
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

} // namespace

/// Charts of long and of old stretches.
class TestCoarseBoard final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_series = std::make_unique<SeriesBoard>();
        m_board = std::make_unique<CoarseBoard>(*m_series);
        m_series->setWorkspace(workspace());
    }

    void cleanup() { m_board.reset(); }

    void isForWhatIsLongOrOld()
    {
        QVERIFY(!CoarseBoard::isFor({kNow - kDay, kNow}, kNow));
        QVERIFY(CoarseBoard::isFor({kNow - 7 * kDay, kNow}, kNow));
        QVERIFY(CoarseBoard::isFor({kNow - 3 * kDay, kNow - 3 * kDay + kHour}, kNow));
    }

    void partsAreWholeAndNoNarrowerThanWhatIsKept_data()
    {
        QTest::addColumn<qint64>("span");
        QTest::addColumn<qint64>("width");
        QTest::newRow("two days") << 2 * kDay << 3 * kMinute;
        QTest::newRow("a week") << 7 * kDay << 20 * kMinute;
        QTest::newRow("a month") << 30 * kDay << kHour;
        QTest::newRow("three months") << 90 * kDay << 4 * kHour;
        QTest::newRow("two years") << 730 * kDay << kDay;
    }

    void partsAreWholeAndNoNarrowerThanWhatIsKept()
    {
        QFETCH(const qint64, span);
        QFETCH(const qint64, width);
        const auto grid = CoarseBoard::gridOf({kNow - span, kNow}, kNow);
        QCOMPARE(grid.partMs, width);
        QVERIFY(grid.parts() > 300 && grid.parts() <= CoarseBoard::kMostParts + 1);
        QCOMPARE(grid.stretch.fromMs % width, 0);
        QCOMPARE(grid.stretch.toMs % width, 0);
        QVERIFY(grid.stretch.fromMs <= kNow - span && grid.stretch.toMs <= kNow);
        QVERIFY(kNow - grid.stretch.toMs < width);
        // As time goes on the same is asked until the next part is over.
        const qint64 next = grid.stretch.toMs + width;
        QCOMPARE(CoarseBoard::gridOf({next - 1 - span, next - 1}, next - 1).stretch.toMs,
                 grid.stretch.toMs);
        QCOMPARE(CoarseBoard::gridOf({next - span, next}, next).stretch.toMs, next);
    }

    void anHourOfLastYearIsAskedByTheHour()
    {
        const auto grid =
            CoarseBoard::gridOf({kNow - 300 * kDay, kNow - 300 * kDay + 6 * kHour}, kNow);
        QCOMPARE(grid.partMs, kHour);
        QVERIFY(grid.stretch.toMs >= kNow - 300 * kDay + 6 * kHour);
    }

    void eachIsAskedOnce()
    {
        QSignalSpy wanted(m_board.get(), &CoarseBoard::wanted);
        const auto grid = CoarseBoard::gridOf({kNow - 7 * kDay, kNow}, kNow);
        m_board->want(key("size"), grid);
        m_board->want(key("size"), grid);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(m_board->state(key("size")), CoarseBoard::State::Asked);
        // What nobody waits for any more counts for nothing.
        const auto other = CoarseBoard::gridOf({kNow - 30 * kDay, kNow}, kNow);
        m_board->want(key("size"), other);
        m_board->add(key("size"), grid, {{{{"queue", "a"}}, {{grid.stretch.fromMs, 1, 2, 1.5}}}});
        QVERIFY(m_board->lines(key("size")).isEmpty());
        m_board->fail(key("size"), other, "the disk is gone");
        QCOMPARE(m_board->state(key("size")), CoarseBoard::State::Failed);
        QCOMPARE(m_board->message(key("size")), QString("the disk is gone"));
        // A disk that fails is not asked without end.
        m_board->want(key("size"), other);
        QCOMPARE(wanted.size(), 2);
        m_board->want(key("size"), grid);
        QCOMPARE(wanted.size(), 3);
    }

    void aRateIsOverTheTimeThatPartsAreApart()
    {
        // By the minute is asked for, by ten minutes is kept.
        const CoarseBoard::Grid grid{{kNow / kHour * kHour, kNow / kHour * kHour + kHour}, kMinute};
        const qint64 from = grid.stretch.fromMs;
        m_board->want(key("requests"), grid);
        QList<CoarseBoard::Part> kept;
        for (int i = 0; i < 6; ++i)
            kept.append({from + i * 10 * kMinute, 0, 0, 0, 600.0 * i, 600.0 * i + 590, 590});
        m_board->add(key("requests"), grid, {{{{"code", "200"}}, kept}});
        const QList<CoarseBoard::Line> &wide = m_board->lines(key("requests"));
        QCOMPARE(wide.size(), 1);
        QCOMPARE(wide.first().parts.size(), 6);
        for (const CoarseBoard::Part &part : wide.first().parts)
            QVERIFY2(std::abs(part.highest - 1) < 0.02, qPrintable(QString::number(part.highest)));
        // One value in most parts, none in some: nothing falls to 0 between them.
        auto seldom = std::make_shared<Workspace>(*workspace());
        seldom->platforms.first().environments.first().services.first().checks.first().interval =
            5min;
        m_series->setWorkspace(seldom);
        const CoarseBoard::Grid threes{{from, from + kHour}, 3 * kMinute};
        m_board->want(key("requests"), threes);
        QList<CoarseBoard::Part> single;
        for (qint64 minute = 0; minute < 60; minute += 5) {
            const double value = 60.0 * static_cast<double>(minute);
            single.append({from + minute / 3 * 3 * kMinute, value, value, value, value, value, 0});
        }
        m_board->add(key("requests"), threes, {{{{"code", "200"}}, single}});
        const QList<CoarseBoard::Line> &sparse = m_board->lines(key("requests"));
        QCOMPARE(sparse.size(), 1);
        // Of the first alone no rate is known.
        QCOMPARE(sparse.first().parts.size(), single.size() - 1);
        for (const CoarseBoard::Part &part : sparse.first().parts)
            QVERIFY2(part.lowest > 0.8 && part.highest < 1.7,
                     qPrintable(QString::number(part.highest)));
    }

    void aSpikeIsSeen()
    {
        const auto grid = CoarseBoard::gridOf({kNow - 90 * kDay, kNow}, kNow);
        m_board->want(key("size"), grid);
        const qint64 at = grid.stretch.fromMs;
        m_board->add(
            key("size"), grid,
            {{{{"queue", "b"}}, {{at, 1, 1, 1}}},
             {{{"queue", "a"}},
              {{at, 1, 1, 1}, {at + grid.partMs, 1, 900, 1.5}, {at + 5 * grid.partMs, 1, 2, 1}}}});
        QCOMPARE(m_board->state(key("size")), CoarseBoard::State::Here);
        const QList<CoarseBoard::Line> &lines = m_board->lines(key("size"));
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines.first().label, QString("a"));
        const auto segments = CoarseBoard::segments(lines.first(), grid.partMs, 15'000);
        // What was not observed is a gap.
        QCOMPARE(segments.size(), 2);
        const bool isSeen = std::any_of(segments.first().cbegin(), segments.first().cend(),
                                        [](const QPointF &point) { return point.y() == 900; });
        QVERIFY(isSeen);
        for (const QList<QPointF> &segment : segments) {
            for (qsizetype i = 0; i + 1 < segment.size(); ++i)
                QVERIFY(segment.at(i).x() < segment.at(i + 1).x());
        }
    }

    void countersAreRates()
    {
        const auto grid = CoarseBoard::gridOf({kNow - 30 * kDay, kNow}, kNow);
        m_board->want(key("requests"), grid);
        const qint64 at = grid.stretch.fromMs;
        const Labels good{{"code", "200"}, {"path", "/"}};
        const auto part = [&](int number, double first, double last, double increase) {
            return CoarseBoard::Part{
                at + number * grid.partMs, first, last, last, first, last, increase};
        };
        m_board->add(
            key("requests"), grid,
            {{good, {part(0, 0, 3600, 3600), part(1, 3700, 7200, 3500), part(2, 100, 3500, 3400)}},
             {{{"code", "200"}, {"path", "/a"}}, {part(1, 0, 7200, 7200)}},
             {{{"code", "500"}}, {part(1, 0, 9999, 9999)}}});
        const QList<CoarseBoard::Line> &lines = m_board->lines(key("requests"));
        QCOMPARE(lines.size(), 1);
        QCOMPARE(lines.first().parts.size(), 3);
        QCOMPARE(lines.first().parts.at(0).mean, 1.0);
        // What it rose between the parts belongs to the later one; both paths together.
        QCOMPARE(lines.first().parts.at(1).mean, 1.0 + 2.0);
        // It began anew: from 0.
        QCOMPARE(lines.first().parts.at(2).mean, 3500.0 / 3600);
    }

private:
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<CoarseBoard> m_board;
};

QTEST_GUILESS_MAIN(TestCoarseBoard)
#include "tst_coarseboard.moc"
