// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/historystore.h"
#include "tests/integration/teamserver.h"
#include "tests/unit/storage/historysamples.h"

#include <QTemporaryDir>

#include <cmath>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

CheckResult badAt(qint64 afterMs, const CheckKey &key = checkKey())
{
    CheckResult result = resultAt(afterMs, {}, key);
    result.status = CheckStatus::Critical;
    result.error = Error{ErrorKind::Refused, QStringLiteral("refused"), {}, {}};
    result.message = QStringLiteral("Nothing listens.");
    result.figure = QStringLiteral("refused");
    return result;
}

template <typename T, typename Ask>
T awaited(Ask ask)
{
    std::optional<T> found;
    ask([&](const auto &answer) { found = answer; });
    awaitAnswer([&] { return found.has_value(); });
    return *found;
}

} // namespace

/// What every store of history does, whatever it keeps it in.
class TestHistoryContract final : public QObject
{
    Q_OBJECT

private:
    /// A store that is open; a new one of the same place each time it is asked.
    std::unique_ptr<History> opened()
    {
        if (!m_isTeam) {
            auto store = std::make_unique<HistoryStore>();
            store->open(m_folder->filePath(QStringLiteral("history.db")));
            return store;
        }
        auto store = std::make_unique<TeamStore>(impatientTeam());
        answerPassword(*store);
        store->open(m_place, m_folder->filePath(QStringLiteral("team.db")));
        // Where it is not there yet the answers are empty.
        [&] { QTRY_VERIFY_WITH_TIMEOUT(store->isReachable(), 20'000); }();
        return store;
    }

    void reopen()
    {
        m_store.reset();
        m_store = opened();
    }

    QList<StoredBuckets> buckets(qint64 fromMs, qint64 toMs, int most,
                                 const QString &metric = QStringLiteral("value"))
    {
        return awaited<Result<QList<StoredBuckets>>>([&](auto done) {
                   m_store->loadBuckets(checkKey(), metric, fromMs, toMs, most, this, done);
               })
            .value();
    }

    PastExtent extent(const QList<CheckKey> &checks)
    {
        return awaited<Result<PastExtent>>(
                   [&](auto done) { m_store->loadExtent(checks, this, done); })
            .value();
    }

    QList<PastCheck> past(const QList<CheckKey> &checks, qint64 afterMs)
    {
        return awaited<Result<QList<PastCheck>>>(
                   [&](auto done) { m_store->loadPast(checks, kStartMs + afterMs, this, done); })
            .value();
    }

private Q_SLOTS:

    void initTestCase_data()
    {
        QTest::addColumn<bool>("isTeam");
        QTest::newRow("embedded") << false;
        QTest::newRow("team") << true;
    }

    void initTestCase() { QVERIFY(m_server.start()); }

    void init()
    {
        QFETCH_GLOBAL(bool, isTeam);
        m_isTeam = isTeam;
        m_folder = std::make_unique<QTemporaryDir>();
        if (isTeam)
            m_place = m_server.newPlace();
        m_store = opened();
        m_problems = std::make_unique<QSignalSpy>(m_store.get(), &History::problem);
    }

    void cleanup()
    {
        if (!m_problems->isEmpty())
            qWarning("%s", qPrintable(m_problems->first().first().value<Error>().message));
        QCOMPARE(m_problems->size(), 0);
        m_store.reset();
    }

    void bringsBackWhatWasAppended()
    {
        m_store->append(changesOf({resultAt(0, {1, 10}), resultAt(1000, {2, 20})}));
        m_store->append(
            changesOf({resultAt(2000, {3, 30}), resultAt(2000, {99}, checkKey("other"))}));
        const QList<StoredSeries> all = seriesOf(*m_store);
        QCOMPARE(all.size(), 2);
        QCOMPARE(all.at(0).labels, (Labels{{"n", "0"}}));
        QCOMPARE(all.at(0).points,
                 (QList<Point>{{kStartMs, 1}, {kStartMs + 1000, 2}, {kStartMs + 2000, 3}}));
        QCOMPARE(all.at(1).points.last(), (Point{kStartMs + 2000, 30}));
        const QList<StoredSeries> middle = seriesOf(*m_store, kStartMs + 1, kStartMs + 1999);
        QCOMPARE(middle.at(0).points, (QList<Point>{{kStartMs + 1000, 2}}));
        QCOMPARE(seriesOf(*m_store, 0, kForeverMs, 100, checkKey("other")).at(0).points.at(0).value,
                 99.0);
        QVERIFY(seriesOf(*m_store, 0, kForeverMs, 100, checkKey("never")).isEmpty());
        QVERIFY(seriesOf(*m_store, 0, 1).isEmpty());
        QCOMPARE(m_store->dropped(), 0);
    }

    void goesOnAfterARestart()
    {
        for (int run = 0; run < 3; ++run) {
            m_store->append(changesOf({resultAt(run * 1000, {double(run)})},
                                      {eventAt(run, QString::number(run))}));
            reopen();
        }
        QCOMPARE(seriesOf(*m_store).at(0).points,
                 (QList<Point>{{kStartMs, 0}, {kStartMs + 1000, 1}, {kStartMs + 2000, 2}}));
        QCOMPARE(eventsOf(*m_store).size(), 3);
    }

    void valuesComeBackToTheLastBit()
    {
        const QList<double> values{0.1,    1.0 / 3, -0.0,       5e-324, 1.7976931348623157e300,
                                   -1e300, 1e15,    123456.789, 0,      4503599627370497.5};
        m_store->append(changesOf({resultAt(0, values)}));
        const QList<StoredSeries> all = seriesOf(*m_store);
        QCOMPARE(all.size(), values.size());
        for (qsizetype i = 0; i < values.size(); ++i)
            QVERIFY2(all.at(i).points.at(0).value == values.at(i), qPrintable(QString::number(i)));
    }

    void keepsNoValueThatIsNone()
    {
        m_store->append(changesOf(
            {resultAt(0, {std::nan("")}), resultAt(1, {INFINITY}), resultAt(2, {-1e300})}));
        const QList<StoredSeries> all = seriesOf(*m_store);
        QCOMPARE(all.size(), 1);
        QCOMPARE(all.at(0).points, (QList<Point>{{kStartMs + 2, -1e300}}));
    }

    void textsOfEverySortAreKept()
    {
        CheckResult bare;
        bare.observedAt = resultAt(0).observedAt;
        bare.samples.append(Sample());
        m_store->append(changesOf({bare}, {Event()}));
        CheckResult odd = resultAt(0);
        odd.message = QStringLiteral("\\N \\. tab\there\nline\r\\x41 'quoted' \"too\" {1,2} ßあ");
        odd.samples[0].labels = {{"path", QStringLiteral("C:\\new\tdir")},
                                 {"long", QString(20'000, 'x')}};
        m_store->append(changesOf({odd}, {eventAt(0, odd.message)}));
        QCOMPARE(eventsOf(*m_store).size(), 2);
        QCOMPARE(eventsOf(*m_store).first().text, odd.message);
        QCOMPARE(seriesOf(*m_store).at(0).labels, odd.samples.at(0).labels);
        const auto results = awaited<QList<StoredResult>>(
            [&](auto done) { m_store->loadResults(checkKey(), 1, this, done); });
        QCOMPARE(results.first().message, odd.message);
    }

    void keepsTheStateOfEachCheck()
    {
        const auto bad = [](qint64 afterMs) {
            CheckResult result = badAt(afterMs, checkKey("other"));
            result.message = "connection refused";
            return result;
        };
        m_store->append(
            changesOf({resultAt(1000), resultAt(0), resultAt(2000, {}, checkKey("other")),
                       bad(3000), bad(4000), bad(5000)}));
        reopen();
        const QList<StoredState> all = statesOf(*m_store);
        QCOMPARE(all.size(), 2);
        QCOMPARE(
            all.at(0),
            (StoredState{
                checkKey(), CheckStatus::Ok, false, {}, "HTTP 200", kStartMs, kStartMs + 1000}));
        QCOMPARE(all.at(1), (StoredState{checkKey("other"), CheckStatus::Critical, false, "refused",
                                         "connection refused", kStartMs + 3000, kStartMs + 5000}));
    }

    void eventsTellSinceWhen()
    {
        Event soft = eventAt(10'000, "may be down");
        soft.soft = true;
        Event hard = eventAt(20'000, "is down");
        hard.from = Health::Down;
        m_store->append(changesOf({badAt(90'000)}, {soft, hard}));
        StoredState state = statesOf(*m_store).value(0);
        QCOMPARE(state.sinceMs, kStartMs + 10'000);
        QCOMPARE(state.seenMs, kStartMs + 90'000);
        QVERIFY(!state.soft);
        Event good = eventAt(91'000, "is OK again");
        good.from = Health::Down;
        good.to = Health::Healthy;
        Event again = eventAt(92'000, "may be down");
        again.soft = true;
        m_store->append(changesOf({resultAt(91'000), badAt(92'000)}, {good, again}));
        state = statesOf(*m_store).value(0);
        QCOMPARE(state.sinceMs, kStartMs + 92'000);
        QVERIFY(state.soft);
    }

    void givesEventsNewestFirst()
    {
        QList<Event> written;
        for (int i = 0; i < 10; ++i)
            written.append(eventAt(i * 10, QString("event %1").arg(i)));
        written[3].soft = true;
        written[2].fromSoft = true;
        written[1].soft = written[1].fromSoft = true;
        written[3].errorKind = "timeout";
        m_store->append(changesOf({}, written));
        QCOMPARE(eventsOf(*m_store), QList<Event>(written.crbegin(), written.crend()));
        QCOMPARE(eventsOf(*m_store, 4).last(), written.at(6));
        QCOMPARE(eventsOf(*m_store, 100, kStartMs + 80).size(), 2);
    }

    void givesTheLastResultsNewestFirst()
    {
        m_store->append(changesOf(
            {resultAt(0), resultAt(1000), badAt(2000), resultAt(500, {}, checkKey("other"))}));
        const auto got = awaited<QList<StoredResult>>(
            [&](auto done) { m_store->loadResults(checkKey(), 2, this, done); });
        QCOMPARE(got, (QList<StoredResult>{{kStartMs + 2000, CheckStatus::Critical,
                                            std::chrono::microseconds(1234), "Nothing listens."},
                                           {kStartMs + 1000, CheckStatus::Ok,
                                            std::chrono::microseconds(1234), "HTTP 200"}}));
    }

    void tellsWhenItWasAsked()
    {
        QList<CheckResult> results;
        for (const qint64 second : {0, 5, 10, 40, 45, 90, 95}) {
            results.append(resultAt(second * 1000));
            if (second == 90)
                results.last().error = Error{ErrorKind::Way, "lost", {}, {}};
            if (second == 45)
                results.last().error = Error{ErrorKind::Refused, "refused", {}, {}};
        }
        m_store->append(changesOf(results));
        const auto got = awaited<Result<QList<AskedSpan>>>([&](auto done) {
            m_store->loadAsked(checkKey(), kStartMs + 1, kForeverMs, 7000, this, done);
        });
        QCOMPARE(*got, (QList<AskedSpan>{{kStartMs + 5000, kStartMs + 10'000},
                                         {kStartMs + 40'000, kStartMs + 45'000},
                                         {kStartMs + 95'000, kStartMs + 95'000}}));
    }

    void nothingOfTheFutureIsTold()
    {
        Event down = eventAt(2000, QStringLiteral("down"));
        down.soft = true;
        Event hard = eventAt(3000, QStringLiteral("down, confirmed"));
        hard.from = Health::Down;
        m_store->append(
            changesOf({resultAt(0), resultAt(1000), badAt(2000), badAt(3000)}, {down, hard}));
        PastCheck then = past({checkKey()}, 1999).first();
        QCOMPARE(then.results.size(), 2);
        QCOMPARE(then.results.last().figure, QString("1 ms"));
        QVERIFY(!then.isTold);
        then = past({checkKey()}, 2000).first();
        QCOMPARE(then.results.last().errorKind, QString("refused"));
        QVERIFY(then.isTold && then.toldSoft);
        QCOMPARE(then.told, Health::Down);
        then = past({checkKey()}, 3000).first();
        QVERIFY(then.isTold && !then.toldSoft);
        QCOMPARE(then.changedMs, kStartMs + 2000);
        QCOMPARE(then.changedTo, Health::Down);
        QVERIFY(past({checkKey()}, -1).first().results.isEmpty());
    }

    void eachCheckItsOwnInTheOrderAsked()
    {
        const CheckKey other = checkKey(QStringLiteral("other"));
        QList<CheckResult> results{badAt(500, other)};
        for (int i = 0; i < kPastResults * 2; ++i)
            results.append(resultAt(i * 1000));
        m_store->append(changesOf(results));
        const CheckKey never = checkKey(QStringLiteral("never"));
        const QList<PastCheck> all = past({never, other, checkKey()}, 100'000);
        QCOMPARE(all.size(), 3);
        QCOMPARE(all.at(0).key, never);
        QVERIFY(all.at(0).results.isEmpty());
        QCOMPARE(all.at(1).results.first().status, CheckStatus::Critical);
        QCOMPARE(all.at(2).results.size(), kPastResults);
        QCOMPARE(all.at(2).results.first().timeMs, kStartMs + (101 - kPastResults) * 1000);
        QCOMPARE(all.at(2).results.last().timeMs, kStartMs + 100'000);
    }

    void theExtentIsOfTheseChecks()
    {
        QCOMPARE(extent({checkKey()}), PastExtent());
        const CheckKey other = checkKey(QStringLiteral("other"));
        Event ofOther = eventAt(4000, QStringLiteral("other"));
        ofOther.check = other.check;
        Event same = eventAt(6000, QStringLiteral("still down"));
        same.from = Health::Down;
        m_store->append(changesOf({resultAt(1000), badAt(5000), resultAt(9000, {}, other)},
                                  {ofOther, eventAt(5000, QStringLiteral("down")),
                                   eventAt(5000, QStringLiteral("down too")), same}));
        const PastExtent of = extent({checkKey()});
        QCOMPARE(of.firstMs, kStartMs + 1000);
        QCOMPARE(of.lastMs, kStartMs + 5000);
        QCOMPARE(of.changesMs, QList<qint64>{kStartMs + 5000});
        QCOMPARE(extent({checkKey(), other}).changesMs,
                 QList<qint64>({kStartMs + 4000, kStartMs + 5000}));
    }

    void bucketsLoseNoExtreme()
    {
        QList<CheckResult> results;
        for (int i = 0; i < 1000; ++i) {
            results.append(resultAt(i * 1000, {double(i % 7), double(i)}));
            results.last().samples[1].type = MetricType::Counter;
        }
        results[500].samples[0].value = 900;
        for (int i = 600; i < 1000; ++i)
            results[i].samples[1].value = i - 600;
        m_store->append(changesOf(results));
        const auto all = buckets(kStartMs, kStartMs + 999'999, 10);
        QCOMPARE(all.size(), 2);
        const QList<Bucket> &gauge = all.at(0).buckets;
        QCOMPARE(gauge.size(), 10);
        QCOMPARE(gauge.at(5).startMs, kStartMs + 500'000);
        QCOMPARE(gauge.at(5).count, 100);
        QCOMPARE(gauge.at(5).max, 900.0);
        QCOMPARE(gauge.at(4).max, 6.0);
        double increase = 0;
        const QList<Bucket> &counter = all.at(1).buckets;
        for (qsizetype i = 0; i < counter.size(); ++i)
            increase += counter.at(i).increase
                        + (i == 0 ? 0
                           : counter.at(i).first >= counter.at(i - 1).last
                               ? counter.at(i).first - counter.at(i - 1).last
                               : counter.at(i).first);
        QCOMPARE(increase, 599.0 + 399.0);
        // Of many points the extremes stay.
        QVERIFY(seriesOf(*m_store, 0, kForeverMs, 50)
                    .at(0)
                    .points.contains(Point{kStartMs + 500'000, 900}));
    }

    void tellsNobodyWhoIsGone()
    {
        bool wasTold = false;
        auto context = std::make_unique<QObject>();
        m_store->loadEvents(10, context.get(), [&](const QList<Event> &) { wasTold = true; });
        context.reset();
        QVERIFY(eventsOf(*m_store).isEmpty());
        QVERIFY(!wasTold);
    }

private:
    TeamServer m_server;
    TeamPlace m_place;
    bool m_isTeam = false;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<History> m_store;
    std::unique_ptr<QSignalSpy> m_problems;
};

QTEST_GUILESS_MAIN(TestHistoryContract)
#include "tst_historycontract.moc"
