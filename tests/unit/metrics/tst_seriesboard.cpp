// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/seriesboard.h"
#include "models/metrics/unittext.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace opsdeck;

namespace {

const ServiceKey kApi{{PlatformId("shop"), EnvironmentId("prod")}, ServiceId("api")};

WorkspacePtr workspace(bool rate, const QString &seriesLabel)
{
    auto made = std::make_shared<Workspace>();
    Check check;
    check.id = CheckId("scrape");
    check.interval = std::chrono::seconds(5);
    MetricDefinition metric;
    metric.id = "requests";
    metric.check = check.id;
    metric.metric = "http_requests_total";
    metric.seriesLabel = seriesLabel;
    metric.rate = rate;
    Service service;
    service.id = kApi.service;
    service.checks = {check};
    service.metrics = {metric};
    Environment environment;
    environment.id = kApi.environment.environment;
    environment.services = {service};
    Platform platform;
    platform.id = kApi.environment.platform;
    platform.environments = {environment};
    made->platforms = {platform};
    return made;
}

CheckResult result(qint64 timeMs, const QList<std::pair<QString, double>> &byStatus)
{
    CheckResult made;
    made.key = {kApi, CheckId("scrape")};
    made.observedAt = {std::chrono::milliseconds(timeMs), timeMs};
    for (const auto &[status, value] : byStatus)
        made.samples.append(
            {"http_requests_total", {{"status", status}}, value, MetricType::Counter});
    made.samples.append({"something_else", {}, 99, MetricType::Gauge});
    return made;
}

const MetricKey kRequests{kApi, "requests"};

} // namespace

class TestSeriesBoard final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void linesThatHaveNoRoomAreCounted()
    {
        SeriesBoard board;
        board.setWorkspace(workspace(false, "status"));
        const auto add = [&board](qint64 timeMs, int first, int last) {
            QList<std::pair<QString, double>> values;
            for (int i = first; i <= last; ++i)
                values.append({QString("s%1").arg(i, 4, 10, QChar('0')), i});
            board.addResults({result(timeMs, values)});
        };
        add(10'000, 1, SeriesBoard::kMostLines + 5);
        QCOMPARE(board.lines(kRequests).size(), SeriesBoard::kMostLines);
        QCOMPARE(board.leftOut(kRequests), 5);
        add(15'000, 1, SeriesBoard::kMostLines + 5);
        QCOMPARE(board.leftOut(kRequests), 5);
        // Those that ended long ago make room: what there is now is seen.
        add(15'000 + 1'800'000, 3, SeriesBoard::kMostLines);
        add(15'000 + 1'805'000, 500, 501);
        QCOMPARE(board.lines(kRequests).size(), SeriesBoard::kMostLines);
        QCOMPARE(board.lines(kRequests).last().label, QString("s0501"));
        QCOMPARE(board.lines(kRequests).first().label, QString("s0003"));
    }

    void aNameThatIsNeverGivenIsNoticed()
    {
        WorkspacePtr made = workspace(true, {});
        SeriesBoard board;
        board.setWorkspace(made);
        CheckResult other = result(10'000, {});
        other.status = CheckStatus::Ok;
        board.addResults({other});
        QCOMPARE(board.given(kRequests), QStringList{"something_else"});
        // Not while it fails, and not once it came.
        other.observedAt.wallMs = 15'000;
        other.status = CheckStatus::Critical;
        board.addResults({other});
        QCOMPARE(board.given(kRequests), QStringList());
        board.addResults({result(20'000, {{"200", 100}}), result(25'000, {{"200", 110}})});
        other.observedAt.wallMs = 30'000;
        other.status = CheckStatus::Ok;
        board.addResults({other});
        QCOMPARE(board.given(kRequests), QStringList());
    }

    void whatAQueryGaveIsALine()
    {
        auto made = std::make_shared<Workspace>(*workspace(false, {}));
        MetricDefinition asked;
        asked.id = "slow";
        asked.query = "vector(1)";
        asked.interval = std::chrono::seconds(20);
        made->platforms.first().environments.first().services.first().metrics.append(asked);
        SeriesBoard board;
        board.setWorkspace(made);
        const MetricKey slow{kApi, "slow"};
        QCOMPARE(board.interval(slow), Milliseconds(20'000));
        QCOMPARE(board.gapMs(slow), 30'000);
        QSignalSpy changed(&board, &SeriesBoard::linesChanged);
        board.addAnswer(slow, 10'000, {{"b", 2}, {"a", 1}});
        board.addAnswer(slow, 30'000, {{"a", 3}});
        QCOMPARE(changed.size(), 2);
        QCOMPARE(board.lines(slow).size(), 2);
        QCOMPARE(board.lines(slow).first().label, QString("a"));
        QCOMPARE(board.lines(slow).first().points.size(), 2);
        QCOMPARE(board.asked(slow), (QList<Stretch>{{10'000, 30'000}}));
        QCOMPARE(board.noAnswerSince(slow), 0);
        // It was asked, and gave nothing.
        board.addAnswer(slow, 50'000, {});
        board.addAnswer(slow, 70'000, {});
        QCOMPARE(board.noAnswerSince(slow), 50'000);
        board.addAnswer(slow, 90'000, {{"a", 3}});
        QCOMPARE(board.noAnswerSince(slow), 0);
        // A chart of samples takes none.
        board.addAnswer(kRequests, 90'000, {{"", 3}});
        QVERIFY(board.lines(kRequests).isEmpty());
    }

    void countersBecomeRatesAndAResetIsAHole()
    {
        SeriesBoard board;
        board.setWorkspace(workspace(true, {}));
        QSignalSpy changed(&board, &SeriesBoard::linesChanged);
        board.addResults({result(10'000, {{"200", 100}, {"500", 0}}),
                          result(20'000, {{"200", 150}, {"500", 10}}),
                          result(30'000, {{"200", 20}, {"500", 0}}),
                          result(40'000, {{"200", 40}, {"500", 0}})});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(board.lines(kRequests).size(), 1);
        const SeriesBuffer &points = board.lines(kRequests).first().points;
        QCOMPARE(points.size(), 2);
        QCOMPARE(points.first().value, 6.0);
        QCOMPARE(points.last().value, 2.0);
    }

    void everyCounterBehindALineHasItsOwnRate()
    {
        SeriesBoard board;
        board.setWorkspace(workspace(true, {}));
        // "b" begins anew: what it lost is not known, and so is the sum. It is gone, and comes
        // back.
        board.addResults({result(10'000, {{"a", 1000}, {"b", 500}}),
                          result(20'000, {{"a", 1010}, {"b", 510}}),
                          result(30'000, {{"a", 1020}, {"b", 10}}), result(40'000, {{"a", 1030}}),
                          result(50'000, {{"a", 1040}, {"b", 30}})});
        const SeriesBuffer &points = board.lines(kRequests).first().points;
        QCOMPARE(points.size(), 3);
        QCOMPARE(points.at(20'000, 0).value, 2.0);
        QCOMPARE(points.at(40'000, 0).value, 1.0);
        QCOMPARE(points.at(50'000, 0).value, 2.0);
    }

    void askedTwiceAtOnceNothingHasStoodStill()
    {
        SeriesBoard board;
        board.setWorkspace(workspace(true, {}));
        // After a pause of 25 s all that is overdue is asked, and then everything anew.
        board.addResults({result(10'000, {{"a", 0}}), result(15'000, {{"a", 60}}),
                          result(40'000, {{"a", 360}}), result(40'040, {{"a", 360}}),
                          result(45'040, {{"a", 420}})});
        const SeriesBuffer &points = board.lines(kRequests).first().points;
        QCOMPARE(points.size(), 3);
        QCOMPARE(points.at(40'000, 0).value, 12.0);
        QVERIFY(qAbs(points.last().value - 12.0) < 0.2);
        SeriesBoard stored;
        stored.setWorkspace(workspace(true, {}));
        stored.addHistory(kRequests, {{{{"status", "a"}},
                                       {{10'000, 0}, {15'000, 60}, {15'040, 60}, {20'040, 120}}}});
        const SeriesBuffer &past = stored.lines(kRequests).first().points;
        QCOMPARE(past.size(), 2);
        QVERIFY(qAbs(past.last().value - 12.0) < 0.2);
    }

    void anAnswerThatWaitedForUsTellsNoRate()
    {
        SeriesBoard board;
        board.setWorkspace(workspace(true, {}));
        CheckResult late = result(40'000, {{"a", 60}});
        late.latency = std::chrono::seconds(25);
        board.addResults({result(10'000, {{"a", 0}}), result(15'000, {{"a", 60}}), late,
                          result(45'000, {{"a", 420}})});
        const SeriesBuffer &points = board.lines(kRequests).first().points;
        QCOMPARE(points.size(), 2);
        QCOMPARE(points.last().value, 12.0);
    }

    void afterAResetTheOldRateIsNoFreshOne()
    {
        SeriesBoard board;
        board.setWorkspace(workspace(true, {}));
        CheckResult failed = result(20'000, {});
        failed.status = CheckStatus::Critical;
        board.addResults({result(10'000, {{"a", 100}}), result(15'000, {{"a", 160}}), failed,
                          result(25'000, {{"a", 1}})});
        QCOMPARE(board.lines(kRequests).first().points.size(), 1);
        QCOMPARE(board.noAnswerSince(kRequests), 20'000);
        board.addResults({result(30'000, {{"a", 61}})});
        QCOMPARE(board.lines(kRequests).first().points.last().value, 12.0);
        QCOMPARE(board.noAnswerSince(kRequests), 0);
    }

    void aCounterThatComesLaterHasNoRateAtFirst()
    {
        SeriesBoard board;
        board.setWorkspace(workspace(true, {}));
        board.addResults({result(10'000, {{"a", 0}}), result(20'000, {{"a", 10}, {"b", 100'000}}),
                          result(30'000, {{"a", 20}, {"b", 100'010}})});
        const SeriesBuffer &points = board.lines(kRequests).first().points;
        QCOMPARE(points.size(), 2);
        QCOMPARE(points.first().value, 1.0);
        QCOMPARE(points.last().value, 2.0);
    }

    void storedCountersHaveTheirOwnRates()
    {
        SeriesBoard board;
        board.setWorkspace(workspace(true, {}));
        board.addHistory(
            kRequests,
            {{{{"status", "a"}}, {{10'000, 1000}, {15'000, 1005}, {20'000, 1010}, {25'000, 1015}}},
             {{{"status", "b"}}, {{10'000, 500}, {15'000, 5}, {25'000, 15}}}});
        const SeriesBuffer &points = board.lines(kRequests).first().points;
        QCOMPARE(points.size(), 2);
        QCOMPARE(points.at(20'000, 0).value, 1.0);
        QCOMPARE(points.at(25'000, 0).value, 2.0);
    }

    void aLabelMakesLines()
    {
        SeriesBoard board;
        board.setWorkspace(workspace(false, "status"));
        board.addResults({result(10'000, {{"500", 1}, {"200", 100}})});
        QCOMPARE(board.lines(kRequests).size(), 2);
        QCOMPARE(board.lines(kRequests).at(0).label, "200");
        QCOMPARE(board.lines(kRequests).at(1).label, "500");
    }

    void linesAreLimited()
    {
        SeriesBoard board;
        board.setWorkspace(workspace(false, "status"));
        QList<std::pair<QString, double>> many;
        for (int i = 0; i < 100; ++i)
            many.append({QString::number(i), 1});
        board.addResults({result(10'000, many)});
        QCOMPARE(board.lines(kRequests).size(), SeriesBoard::kMostLines);
    }

    void historyComesInFrontAndIsSummedPerLine()
    {
        SeriesBoard board;
        board.setWorkspace(workspace(true, {}));
        board.addResults({result(60'000, {{"200", 500}}), result(65'000, {{"200", 550}})});
        board.addHistory(kRequests,
                         {{{{"status", "200"}}, {{10'000, 100}, {15'000, 110}, {50'000, 400}}},
                          {{{"status", "500"}}, {{10'000, 0}, {15'000, 40}, {50'000, 40}}}});
        const SeriesBuffer &points = board.lines(kRequests).first().points;
        QCOMPARE(points.size(), 2); // the step over the hole of 35 s gives no rate
        QCOMPARE(points.first().timeMs, 15'000);
        QCOMPARE(points.first().value, 10.0);
        QCOMPARE(points.last().value, 10.0);
    }

    void reloadKeepsLinesOfUnchangedDefinitions()
    {
        SeriesBoard board;
        board.setWorkspace(workspace(false, {}));
        board.addResults({result(10'000, {{"200", 1}})});
        board.setWorkspace(workspace(false, {}));
        QCOMPARE(board.lines(kRequests).size(), 1);
        board.setWorkspace(workspace(true, {}));
        QVERIFY(board.lines(kRequests).isEmpty());
    }

    void units_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<Unit>("unit");
        QTest::addColumn<QString>("text");
        QTest::newRow("ms") << 0.042 << Unit::Seconds << "42 ms";
        QTest::newRow("small ms") << 0.0034 << Unit::Seconds << "3.4 ms";
        QTest::newRow("microseconds") << 35e-6 << Unit::Seconds << "0.035 ms";
        QTest::newRow("nanoseconds") << -46e-9 << Unit::Seconds << "-0.000046 ms";
        QTest::newRow("less than a byte") << 0.25 << Unit::BytesPerSecond << "0.25 B/s";
        QTest::newRow("rare") << 0.0042 << Unit::PerSecond << "0.0042 /s";
        QTest::newRow("s") << 1.34 << Unit::Seconds << "1.34 s";
        QTest::newRow("long") << 13'260.0 << Unit::Seconds << "3 h 41 min";
        QTest::newRow("bytes") << 1.8e9 << Unit::Bytes << "1.8 GB";
        QTest::newRow("few bytes") << 12.0 << Unit::Bytes << "12 B";
        QTest::newRow("ratio") << 0.97 << Unit::Ratio << "97 %";
        QTest::newRow("rate") << 6.1 << Unit::PerSecond << "6.1 /s";
        QTest::newRow("count") << 435.0 << Unit::Count << "435";
        QTest::newRow("nothing") << std::nan("") << Unit::Count << "no value";
    }

    void units()
    {
        QFETCH(double, value);
        QFETCH(Unit, unit);
        QFETCH(QString, text);
        QCOMPARE(unitText(value, unit).replace(QChar(QChar::Nbsp), ' '), text);
    }
};

QTEST_GUILESS_MAIN(TestSeriesBoard)
#include "tst_seriesboard.moc"
