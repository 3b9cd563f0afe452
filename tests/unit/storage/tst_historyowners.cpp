// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/checkowners.h"
#include "tests/unit/storage/historysamples.h"

#include <QProcess>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <cstdio>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

/// A result and what is shown by it.
ChangeSet shown(qint64 afterMs, Health health, const CheckKey &key = checkKey())
{
    CheckState state;
    state.key = key;
    state.shown = state.hard = health;
    state.last = resultAt(afterMs, {1.0}, key);
    state.last->status = health == Health::Down ? CheckStatus::Critical : CheckStatus::Ok;
    ChangeSet changes = changesOf({*state.last});
    changes.states = {state};
    changes.at = state.last->observedAt;
    return changes;
}

PastCheck pastOf(HistoryStore &store, qint64 afterMs, const CheckKey &key = checkKey())
{
    std::optional<QList<PastCheck>> found;
    store.loadPast({key}, kStartMs + afterMs, &store,
                   [&](const Result<QList<PastCheck>> &past) { found = past.value(); });
    awaitAnswer([&] { return found.has_value(); });
    return found->first();
}

QList<SeenSpan> spansOf(HistoryStore &store)
{
    std::optional<QList<CheckSpans>> found;
    store.loadSpans({checkKey()}, 0, kForeverMs, &store,
                    [&](const Result<QList<CheckSpans>> &spans) { found = spans.value(); });
    awaitAnswer([&] { return found.has_value(); });
    return found->first().spans;
}

/// Another program: shows the check as down, says so, and waits until it is ended.
int showDown(const QString &path)
{
    HistoryStore store;
    store.open(path);
    store.append(shown(0, Health::Down));
    eventsOf(store, 1);
    std::puts("shown");
    std::fflush(stdout);
    static_cast<void>(std::getchar());
    return 0;
}

} // namespace

/// Several programs on one history file.
class TestHistoryOwners final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("history.db"));
    }

    void whoBeganKeepsWhatIsShown()
    {
        HistoryStore one;
        QSignalSpy problemsOfOne(&one, &History::problem);
        one.open(m_path);
        one.append(shown(0, Health::Healthy));
        QCOMPARE(pastOf(one, 0).shown->shown, Health::Healthy);
        const CheckKey own = checkKey(QStringLiteral("own"));
        {
            // It sees the check differently: no password, say.
            HistoryStore other;
            QSignalSpy problems(&other, &History::problem);
            other.open(m_path);
            other.append(shown(1000, Health::Down));
            other.append(shown(1000, Health::Down, own));
            QCOMPARE(seriesOf(other).at(0).points.size(), 2);
            QTRY_COMPARE(problems.size(), 1);
            const Error told = problems.first().first().value<Error>();
            QVERIFY2(told.message.contains("shown of 1 check"), qPrintable(told.message));
            QVERIFY(!told.advice.isEmpty());
            other.append(shown(2000, Health::Down));
            QCOMPARE(seriesOf(other).at(0).points.size(), 3);
            QCOMPARE(problems.size(), 1);
            // What nobody else watches it keeps.
            QCOMPARE(pastOf(other, 1000, own).shown->shown, Health::Down);
        }
        const PastCheck past = pastOf(one, 3000);
        QCOMPARE(past.shown->fromMs, kStartMs);
        QCOMPARE(past.shown->shown, Health::Healthy);
        QCOMPARE(past.results.size(), 3);
        QCOMPARE(spansOf(one).size(), 1);
        QCOMPARE(spansOf(one).first().health, Health::Healthy);
        QCOMPARE(problemsOfOne.size(), 0);
    }

    void whoStaysTakesOver()
    {
        auto one = std::make_unique<HistoryStore>();
        one->open(m_path);
        one->append(shown(0, Health::Healthy));
        QCOMPARE(pastOf(*one, 0).shown->shown, Health::Healthy);
        HistoryStore other;
        QSignalSpy problems(&other, &History::problem);
        QSignalSpy recovered(&other, &History::recovered);
        other.open(m_path);
        other.append(shown(1000, Health::Down));
        (void)eventsOf(other);
        QTRY_COMPARE(problems.size(), 1);
        one.reset();
        // It shows what it did before, so that it would not be said.
        other.append(shown(5000, Health::Down));
        (void)eventsOf(other);
        QTRY_COMPARE(recovered.size(), 1);
        QCOMPARE(pastOf(other, 4999).shown->shown, Health::Healthy);
        QCOMPARE(pastOf(other, 5000).shown->shown, Health::Down);
    }

    void aProgramThatWasKilledOwnsNothing()
    {
        QProcess killed;
        killed.start(QCoreApplication::applicationFilePath(), {"--show", m_path});
        QVERIFY(killed.waitForReadyRead(30'000));
        HistoryStore store;
        QSignalSpy problems(&store, &History::problem);
        store.open(m_path);
        store.append(shown(1000, Health::Healthy));
        QCOMPARE(pastOf(store, 1000).shown->shown, Health::Down);
        QTRY_COMPARE(problems.size(), 1);
        killed.kill();
        QVERIFY(killed.waitForFinished());
        store.append(shown(2000, Health::Healthy));
        QCOMPARE(pastOf(store, 1999).shown->shown, Health::Down);
        QCOMPARE(pastOf(store, 2000).shown->shown, Health::Healthy);
    }

    void whoCannotTellOwnsAll()
    {
        CheckOwners owners;
        QVERIFY(owners.take(m_folder->filePath("no/such/folder"), 1));
        CheckOwners one;
        CheckOwners other;
        const QString path = m_folder->filePath("owners");
        QVERIFY(one.take(path, 1) && one.take(path, 2) && one.take(path, 1));
        QVERIFY(!other.take(path, 2));
        QVERIFY(other.take(path, 3));
        one.release();
        QVERIFY(other.take(path, 2));
    }

    void whatWasShownTakesNoPlaceInTheQueue()
    {
        HistoryStore store;
        store.open(m_path);
        store.append(shown(0, Health::Healthy));
        QCOMPARE(seriesOf(store).size(), 1);
        constexpr int kSets = 300;
        {
            QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "holder");
            database.setDatabaseName(m_path);
            QVERIFY(database.open());
            QSqlQuery hold(database);
            QVERIFY(hold.exec("BEGIN IMMEDIATE"));
            // The storage thread waits for the file for seconds.
            store.append(shown(1, Health::Healthy));
            store.loadEvents(1, &store, [](const QList<Event> &) {});
            for (int i = 0; i < 2000; ++i) {
                ChangeSet burst = shown(1, i % 2 == 0 ? Health::Down : Health::Healthy);
                burst.results.clear();
                burst.at = {std::chrono::milliseconds(10'000 + i), kStartMs + 10'000 + i};
                store.append(burst);
            }
            for (int i = 0; i < kSets; ++i)
                store.append(changesOf({resultAt(20'000 + i)}));
            QVERIFY(hold.exec("ROLLBACK"));
        }
        QSqlDatabase::removeDatabase("holder");
        QCOMPARE(seriesOf(store).at(0).points.size(), kSets + 2);
        // What of the burst did not come is lost from there on, not as it was before.
        QVERIFY(store.dropped() > 0);
        QVERIFY(pastOf(store, 13'000).shown->isLost);
        store.append(shown(30'000, Health::Healthy));
        const PastCheck past = pastOf(store, 13'000);
        QVERIFY(past.shown->isLost);
        QCOMPARE(past.shown->lostToMs, kStartMs + 30'000);
        QCOMPARE(pastOf(store, 30'000).shown->shown, Health::Healthy);
    }

    void whatCannotBeReadIsLost()
    {
        HistoryStore store;
        store.open(m_path);
        store.append(shown(0, Health::Healthy));
        store.append(shown(1000, Health::Down));
        QCOMPARE(pastOf(store, 1000).shown->shown, Health::Down);
        {
            QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "breaker");
            database.setDatabaseName(m_path);
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec("UPDATE shown SET state = 'no JSON' WHERE from_ms = "
                               + QString::number(kStartMs)));
        }
        QSqlDatabase::removeDatabase("breaker");
        const PastCheck past = pastOf(store, 500);
        QVERIFY(past.shown && past.shown->isLost);
        QCOMPARE(past.shown->lostToMs, kStartMs + 1000);
        QCOMPARE(pastOf(store, 1000).shown->shown, Health::Down);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--show")
        return showDown(arguments.value(2));
    TestHistoryOwners test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_historyowners.moc"
