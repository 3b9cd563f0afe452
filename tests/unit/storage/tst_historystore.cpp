// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/historyschema.h"
#include "services/storage/series/sampletables.h"
#include "tests/unit/storage/historysamples.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <cmath>

using namespace opsdeck;
using namespace opsdeck::test;

class TestHistoryStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bringsBackWhatWasAppended();
    void goesOnAfterARestart();
    void commitsWithoutBeingAsked();
    void keepsNoValueThatIsNone();
    void emptyTextsAreNoError();
    void keepsTheStateOfEachCheck();
    void eventsTellSinceWhen();
    void givesEventsNewestFirst();
    void givesTheLastResultsNewestFirst();
    void tellsWhenItWasAsked();
    void tellsNobodyWhoIsGone();
    void thinningKeepsExtremesInOrder();
    void loadsAMillionPoints();
    void removesWhatIsTooOld();
    void agesHoldFromWhenTheyAreChosen();
    void staysBelowItsSize();
    void removesNothingAfterTheCalendarLeapt();
    void isReadableByItsOwnerAlone();
};

namespace {

/// A second connection of the test's own.
class Sql
{
public:
    explicit Sql(const QString &path)
    {
        m_database = QSqlDatabase::addDatabase("QSQLITE", "test");
        m_database.setDatabaseName(path);
        m_database.setConnectOptions("QSQLITE_BUSY_TIMEOUT=10000");
        m_database.open();
    }

    ~Sql()
    {
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase("test");
    }

    QVariant operator()(const QString &statement)
    {
        QSqlQuery query(m_database);
        if (!query.exec(statement))
            return {};
        return query.next() ? query.value(0) : QVariant(true);
    }

    QSqlDatabase &database() { return m_database; }

private:
    QSqlDatabase m_database;
};

} // namespace

void TestHistoryStore::bringsBackWhatWasAppended()
{
    QTemporaryDir dir;
    HistoryStore store;
    QSignalSpy problems(&store, &HistoryStore::problem);
    store.open(dir.filePath("history.db"));
    store.append(changesOf({resultAt(0, {1, 10}), resultAt(1000, {2, 20})}));
    store.append(changesOf({resultAt(2000, {3, 30}), resultAt(2000, {99}, checkKey("other"))}));

    const QList<StoredSeries> all = seriesOf(store);
    QCOMPARE(all.size(), 2);
    QCOMPARE(all.at(0).labels, (Labels{{"n", "0"}}));
    QCOMPARE(all.at(0).points,
             (QList<Point>{{kStartMs, 1}, {kStartMs + 1000, 2}, {kStartMs + 2000, 3}}));
    QCOMPARE(all.at(1).labels, (Labels{{"n", "1"}}));
    QCOMPARE(all.at(1).points.last(), (Point{kStartMs + 2000, 30}));

    const QList<StoredSeries> middle = seriesOf(store, kStartMs + 1, kStartMs + 1999);
    QCOMPARE(middle.at(0).points, (QList<Point>{{kStartMs + 1000, 2}}));
    QCOMPARE(seriesOf(store, 0, kForeverMs, 100, checkKey("other")).at(0).points.at(0).value, 99.0);
    QVERIFY(seriesOf(store, 0, kForeverMs, 100, checkKey("never")).isEmpty());
    QVERIFY(seriesOf(store, 0, 1).isEmpty());
    QCOMPARE(problems.size(), 0);
    QCOMPARE(store.dropped(), 0);
}

void TestHistoryStore::goesOnAfterARestart()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    for (int run = 0; run < 3; ++run) {
        HistoryStore store;
        store.open(path);
        store.append(
            changesOf({resultAt(run * 1000, {double(run)})}, {eventAt(run, QString::number(run))}));
    }
    // What the last one closed is in the file itself.
    QVERIFY(!QFileInfo::exists(path + "-wal"));
    HistoryStore store;
    QSignalSpy problems(&store, &HistoryStore::problem);
    store.open(path);
    const QList<StoredSeries> all = seriesOf(store);
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.at(0).points,
             (QList<Point>{{kStartMs, 0}, {kStartMs + 1000, 1}, {kStartMs + 2000, 2}}));
    QCOMPARE(eventsOf(store).size(), 3);
    QCOMPARE(problems.size(), 0);
}

void TestHistoryStore::commitsWithoutBeingAsked()
{
    QTemporaryDir dir;
    HistoryStore store;
    store.open(dir.filePath("history.db"));
    QVERIFY(eventsOf(store).isEmpty());
    Sql sql(dir.filePath("history.db"));
    for (int i = 0; i < 50; ++i)
        store.append(changesOf({resultAt(i)}));
    QTRY_COMPARE(sql("SELECT count(*) FROM results").toInt(), 50);
    QCOMPARE(sql("PRAGMA journal_mode").toString(), QString("wal"));
    QCOMPARE(sql("PRAGMA user_version").toInt(), kHistorySchemaVersion);
}

void TestHistoryStore::keepsNoValueThatIsNone()
{
    QTemporaryDir dir;
    HistoryStore store;
    store.open(dir.filePath("history.db"));
    store.append(
        changesOf({resultAt(0, {std::nan("")}), resultAt(1, {INFINITY}), resultAt(2, {-1e300})}));
    const QList<StoredSeries> all = seriesOf(store);
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.at(0).points, (QList<Point>{{kStartMs + 2, -1e300}}));
}

void TestHistoryStore::emptyTextsAreNoError()
{
    QTemporaryDir dir;
    HistoryStore store;
    QSignalSpy problems(&store, &HistoryStore::problem);
    store.open(dir.filePath("history.db"));
    CheckResult bare;
    bare.observedAt = resultAt(0).observedAt;
    bare.samples.append(Sample());
    store.append(changesOf({bare}, {Event()}));
    store.append(changesOf({resultAt(0)}));
    QCOMPARE(eventsOf(store).size(), 1);
    QCOMPARE(seriesOf(store).size(), 1);
    QCOMPARE(problems.size(), 0);
}

void TestHistoryStore::keepsTheStateOfEachCheck()
{
    QTemporaryDir dir;
    const QString path = dir.filePath("history.db");
    {
        HistoryStore store;
        store.open(path);
        const auto bad = [](qint64 afterMs) {
            CheckResult result = resultAt(afterMs, {}, checkKey("other"));
            result.status = CheckStatus::Critical;
            result.message = "connection refused";
            result.error = Error{ErrorKind::Refused, result.message, {}, {}};
            return result;
        };
        store.append(changesOf({resultAt(1000), resultAt(0), resultAt(2000, {}, checkKey("other")),
                                bad(3000), bad(4000), bad(5000)}));
    }
    HistoryStore store;
    store.open(path);
    const QList<StoredState> all = statesOf(store);
    QCOMPARE(all.size(), 2);
    QCOMPARE(all.at(0),
             (StoredState{
                 checkKey(), CheckStatus::Ok, false, {}, "HTTP 200", kStartMs, kStartMs + 1000}));
    // No event tells when it began: the first result of that kind does.
    QCOMPARE(all.at(1), (StoredState{checkKey("other"), CheckStatus::Critical, false, "refused",
                                     "connection refused", kStartMs + 3000, kStartMs + 5000}));
}

void TestHistoryStore::eventsTellSinceWhen()
{
    QTemporaryDir dir;
    HistoryStore store;
    store.open(dir.filePath("history.db"));
    CheckResult bad = resultAt(90'000, {});
    bad.status = CheckStatus::Critical;
    Event soft = eventAt(10'000, "may be down");
    soft.soft = true;
    Event hard = eventAt(20'000, "is down");
    hard.from = Health::Down;
    // The results of then are gone; the events are not.
    store.append(changesOf({bad}, {soft, hard}));
    StoredState state = statesOf(store).value(0);
    QCOMPARE(state.sinceMs, kStartMs + 10'000);
    QCOMPARE(state.seenMs, kStartMs + 90'000);
    QVERIFY(!state.soft);
    // A relapse that was seen once only.
    Event good = eventAt(91'000, "is OK again");
    good.from = Health::Down;
    good.to = Health::Healthy;
    Event again = eventAt(92'000, "may be down");
    again.soft = true;
    bad.observedAt = resultAt(92'000).observedAt;
    store.append(changesOf({resultAt(91'000), bad}, {good, again}));
    state = statesOf(store).value(0);
    QCOMPARE(state.sinceMs, kStartMs + 92'000);
    QVERIFY(state.soft);
    // Good after a trouble whose end no event tells: since the first good one.
    store.append(changesOf({resultAt(95'000), resultAt(96'000)}));
    state = statesOf(store).value(0);
    QCOMPARE(state.status, CheckStatus::Ok);
    QCOMPARE(state.sinceMs, kStartMs + 95'000);
    QVERIFY(!state.soft);
}

void TestHistoryStore::givesEventsNewestFirst()
{
    QTemporaryDir dir;
    HistoryStore store;
    store.open(dir.filePath("history.db"));
    QList<Event> written;
    for (int i = 0; i < 10; ++i)
        written.append(eventAt(i * 10, QString("event %1").arg(i)));
    written[3].soft = true;
    written[2].fromSoft = true;
    written[1].soft = written[1].fromSoft = true;
    written[3].errorKind = "timeout";
    store.append(changesOf({}, written));
    const QList<Event> all = eventsOf(store);
    QCOMPARE(all.size(), 10);
    QCOMPARE(all, QList<Event>(written.crbegin(), written.crend()));
    QCOMPARE(eventsOf(store, 4).last(), written.at(6));
    QCOMPARE(eventsOf(store, 100, kStartMs + 80).size(), 2);
}

void TestHistoryStore::givesTheLastResultsNewestFirst()
{
    QTemporaryDir folder;
    HistoryStore store;
    store.open(folder.filePath("history.db"));
    CheckResult bad = resultAt(2000);
    bad.status = CheckStatus::Critical;
    bad.message = "Nothing listens";
    store.append(
        changesOf({resultAt(0), resultAt(1000), bad, resultAt(500, {}, checkKey("other"))}));
    std::optional<QList<StoredResult>> got;
    store.loadResults(checkKey(), 2, this, [&](const QList<StoredResult> &all) { got = all; });
    QTRY_VERIFY(got);
    QCOMPARE(got->size(), 2);
    QCOMPARE(got->first().timeMs, kStartMs + 2000);
    QCOMPARE(got->first().status, CheckStatus::Critical);
    QCOMPARE(got->first().message, QString("Nothing listens"));
    QCOMPARE(got->last().timeMs, kStartMs + 1000);
    QCOMPARE(got->last().latency.count(), 1234);
}

void TestHistoryStore::tellsWhenItWasAsked()
{
    QTemporaryDir folder;
    HistoryStore store;
    store.open(folder.filePath("history.db"));
    QList<CheckResult> results;
    for (const qint64 second : {0, 5, 10, 40, 45, 90, 95}) {
        results.append(resultAt(second * 1000));
        // Where the way was lost nothing was asked; an answer that says "down" was one.
        if (second == 90)
            results.last().error = Error{ErrorKind::Way, "lost", {}, {}};
        if (second == 45)
            results.last().error = Error{ErrorKind::Refused, "refused", {}, {}};
    }
    store.append(changesOf(results));
    std::optional<QList<AskedSpan>> got;
    store.loadAsked(checkKey(), kStartMs + 1, kForeverMs, 7000, this,
                    [&](const Result<QList<AskedSpan>> &all) { got = all.value(); });
    QTRY_VERIFY(got);
    QCOMPARE(*got, (QList<AskedSpan>{{kStartMs + 5000, kStartMs + 10'000},
                                     {kStartMs + 40'000, kStartMs + 45'000},
                                     {kStartMs + 95'000, kStartMs + 95'000}}));
}

void TestHistoryStore::tellsNobodyWhoIsGone()
{
    QTemporaryDir dir;
    HistoryStore store;
    store.open(dir.filePath("history.db"));
    bool wasTold = false;
    auto context = std::make_unique<QObject>();
    store.loadEvents(10, context.get(), [&](const QList<Event> &) { wasTold = true; });
    context.reset();
    // Answers come in order: the first would be here by now.
    QVERIFY(eventsOf(store).isEmpty());
    QVERIFY(!wasTold);
}

void TestHistoryStore::thinningKeepsExtremesInOrder()
{
    QRandomGenerator random(7);
    QList<Point> points;
    for (int i = 0; i < 10'000; ++i)
        points.append({kStartMs + i * 10, random.generateDouble()});
    points[1234].value = 50;
    points[8765].value = -50;
    const QList<Point> kept = thinned(points, 500);
    QVERIFY(kept.size() <= 500 && kept.size() > 400);
    QVERIFY(kept.contains(points.at(1234)));
    QVERIFY(kept.contains(points.at(8765)));
    QVERIFY(std::is_sorted(kept.cbegin(), kept.cend(),
                           [](const Point &a, const Point &b) { return a.timeMs < b.timeMs; }));
    for (const Point &point : kept)
        QVERIFY(points.at((point.timeMs - kStartMs) / 10) == point);
    QCOMPARE(thinned(points, 10'000), points);
    QVERIFY(thinned({}, 500).isEmpty());
}

void TestHistoryStore::loadsAMillionPoints()
{
    QTemporaryDir dir;
    HistoryStore store;
    store.open(dir.filePath("history.db"));
    store.append(changesOf({resultAt(0)}));
    QCOMPARE(seriesOf(store).size(), 1);
    Sql sql(dir.filePath("history.db"));
    constexpr int kCount = 1'000'000;
    QList<Point> points;
    for (int i = 1; i < kCount; ++i)
        points.append({kStartMs + i * 1000LL, (i * 7919LL % 1009) / 10.0});
    points[777'776].value = 5000;
    points[333'332].value = -5000;
    QVERIFY(sql("CREATE TABLE peer (series_id INTEGER, time_ms INTEGER, value REAL, PRIMARY KEY "
                "(series_id, time_ms)) WITHOUT ROWID")
                .isValid());
    QVERIFY(sql("BEGIN").isValid());
    QSqlQuery insert(sql.database());
    insert.prepare("INSERT INTO chunks VALUES (?, ?)");
    for (qsizetype i = 0; i < points.size(); i += kChunkPoints) {
        const QList<Point> chunk = points.mid(i, kChunkPoints);
        insert.bindValue(0, sampleRow(1, chunk.first().timeMs));
        insert.bindValue(1, encodeChunk(chunk));
        QVERIFY(insert.exec());
    }
    QVERIFY(sql(QString("INSERT INTO peer WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                        "FROM n WHERE i < %1) SELECT 1, %2 + i * 1000, 0.5 FROM n")
                    .arg(kCount)
                    .arg(kStartMs))
                .isValid());
    QVERIFY(sql("COMMIT").isValid());

    QElapsedTimer timer;
    timer.start();
    QSqlQuery rows(sql.database());
    rows.setForwardOnly(true);
    QVERIFY(rows.exec("SELECT time_ms, value FROM peer WHERE series_id = 1 ORDER BY time_ms"));
    int read = 0;
    while (rows.next())
        ++read;
    rows.finish();
    const qint64 peer = timer.nsecsElapsed();
    QCOMPARE(read, kCount);

    timer.start();
    const QList<StoredSeries> all = seriesOf(store, 0, kForeverMs, 4000);
    const qint64 own = timer.nsecsElapsed();
    QCOMPARE(all.size(), 1);
    QVERIFY(all.at(0).points.size() <= 4000);
    QVERIFY(all.at(0).points.contains(Point{kStartMs + 777'777'000LL, 5000}));
    QVERIFY(all.at(0).points.contains(Point{kStartMs + 333'333'000LL, -5000}));
    qInfo("loading and thinning a million points: %.2f of the time of stepping through the rows "
          "without reading them",
          double(own) / double(peer));
}

void TestHistoryStore::removesWhatIsTooOld()
{
    QTemporaryDir dir;
    HistoryLimits limits;
    using std::chrono::hours;
    limits.samples = {hours(1), hours(2), hours(3), hours(4)};
    limits.keepResults = hours(1);
    limits.keepEvents = hours(10);
    limits.pruneEvery = std::chrono::milliseconds(20);
    HistoryStore store(limits);
    QSignalSpy problems(&store, &HistoryStore::problem);
    store.open(dir.filePath("history.db"));
    const qint64 hour = 3'600'000;
    ChangeSet old;
    for (int i = 0; i < 6000; ++i)
        old.results.append(resultAt(i, {1, 2}));
    old.events = {eventAt(0, "old")};
    store.append(old);
    const qint64 later = hour * 24 * 40;
    old.events = {eventAt(later - hour, "young")};
    old.results = {resultAt(later, {3, 4}), resultAt(later - 60'000, {5, 6}),
                   resultAt(later, {7}, checkKey("other"))};
    store.append(old);
    Sql sql(dir.filePath("history.db"));
    QTRY_COMPARE_WITH_TIMEOUT(seriesOf(store).at(0).points.size(), 2, 20'000);
    for (const SampleTier &tier : kSampleTiers)
        QCOMPARE(sql(QString("SELECT count(*) FROM %1").arg(tier.table)).toInt(), 0);
    QTRY_COMPARE(sql("SELECT count(*) FROM results").toInt(), 3);
    QTRY_COMPARE(eventsOf(store).size(), 1);
    QCOMPARE(eventsOf(store).at(0).text, QString("young"));
    QCOMPARE(seriesOf(store).at(0).points.size(), 2);
    QCOMPARE(problems.size(), 0);
}

void TestHistoryStore::agesHoldFromWhenTheyAreChosen()
{
    QTemporaryDir dir;
    HistoryLimits limits;
    limits.pruneEvery = std::chrono::milliseconds(20);
    HistoryStore store(limits);
    store.open(dir.filePath("history.db"));
    const qint64 hour = 3'600'000;
    ChangeSet changes;
    for (int i = 0; i <= 30; ++i)
        changes.results.append(resultAt(i * hour, {1, 2}));
    changes.events = {eventAt(0, "old"), eventAt(30 * hour, "young")};
    store.append(changes);
    QCOMPARE(eventsOf(store).size(), 2);
    Sql sql(dir.filePath("history.db"));
    QTRY_COMPARE(sql("SELECT count(*) FROM results").toInt(), 31);
    HistoryAges ages;
    ages.points = std::chrono::hours(2);
    ages.results = std::chrono::hours(10);
    ages.events = std::chrono::hours(20);
    store.setAges(ages);
    QTRY_COMPARE_WITH_TIMEOUT(sql("SELECT count(*) FROM results").toInt(), 11, 20'000);
    QTRY_COMPARE(eventsOf(store).size(), 1);
    // Older samples are coarser, not gone.
    QTRY_VERIFY(sql("SELECT count(*) FROM minutes").toInt() > 0);
    QVERIFY(seriesOf(store).at(0).points.size() > 20);
}

void TestHistoryStore::staysBelowItsSize()
{
    QTemporaryDir dir;
    HistoryLimits limits;
    limits.mostBytes = 1 << 19;
    limits.pruneEvery = std::chrono::milliseconds(20);
    HistoryStore store(limits);
    store.open(dir.filePath("history.db"));
    // Two days with a result each ten seconds.
    const int count = 17'280;
    for (int begin = 0; begin < count; begin += 1728) {
        ChangeSet changes;
        for (int i = begin; i < begin + 1728; ++i)
            changes.results.append(resultAt(qint64(i) * 10'000, {1, 2, 3, 4, 5}));
        store.append(changes);
    }
    QVERIFY(eventsOf(store).isEmpty());
    Sql sql(dir.filePath("history.db"));
    const auto used = [&] {
        return (sql("PRAGMA page_count").toLongLong() - sql("PRAGMA freelist_count").toLongLong())
               * sql("PRAGMA page_size").toLongLong();
    };
    QTRY_VERIFY_WITH_TIMEOUT(used() <= limits.mostBytes * 11 / 10, 60'000);
    const QList<StoredSeries> all = seriesOf(store);
    QCOMPARE(all.size(), 5);
    // The newest stay.
    QCOMPARE(all.at(0).points.last().timeMs, kStartMs + (count - 1) * 10'000LL);
    const int results = sql("SELECT count(*) FROM results").toInt();
    QVERIFY2(results > 500 && results < count, qPrintable(QString::number(results)));
}

void TestHistoryStore::removesNothingAfterTheCalendarLeapt()
{
    QTemporaryDir dir;
    HistoryLimits limits;
    using std::chrono::hours;
    limits.samples = {hours(1), hours(1), hours(1), hours(1)};
    limits.keepResults = hours(1);
    limits.pruneEvery = std::chrono::milliseconds(10);
    HistoryStore store(limits);
    store.open(dir.filePath("history.db"));
    CheckResult leapt = resultAt(2000);
    leapt.observedAt.wallMs += 400LL * 24 * 3'600'000;
    store.append(changesOf({resultAt(0), resultAt(1000), leapt}));
    QCOMPARE(seriesOf(store).at(0).points.size(), 3);
    // Twenty turns of the storage thread, in which the pruning was due each time.
    for (int i = 0; i < 20; ++i) {
        QElapsedTimer due;
        due.start();
        while (due.elapsed() < 10)
            QVERIFY(eventsOf(store).isEmpty());
    }
    QCOMPARE(seriesOf(store).at(0).points.size(), 3);
    Sql sql(dir.filePath("history.db"));
    QCOMPARE(sql("SELECT count(*) FROM results").toInt(), 3);
}

void TestHistoryStore::isReadableByItsOwnerAlone()
{
    QTemporaryDir dir;
    HistoryStore store;
    store.open(dir.filePath("history.db"));
    store.append(changesOf({resultAt(0)}));
    QCOMPARE(seriesOf(store).size(), 1);
    const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther
                        | QFileDevice::WriteOther;
    for (const char *name : {"history.db", "history.db-wal", "history.db-shm", "history.db-writers",
                             "history.db-owners"}) {
        QVERIFY2(QFileInfo::exists(dir.filePath(name)), name);
        QVERIFY2(!(QFileInfo(dir.filePath(name)).permissions() & others), name);
    }
}

QTEST_GUILESS_MAIN(TestHistoryStore)
#include "tst_historystore.moc"
