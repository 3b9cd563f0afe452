// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/storage/historysamples.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

using namespace opsdeck;
using namespace opsdeck::test;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kDayMs = 86'400'000;
constexpr qint64 kReachMs = 45'000; ///< of a check without a definition

QList<SeenSpan> spansOf(History &store, qint64 fromMs = 0, qint64 toMs = kForeverMs)
{
    std::optional<Result<QList<CheckSpans>>> found;
    store.loadSpans({checkKey()}, fromMs, toMs, &store,
                    [&](const Result<QList<CheckSpans>> &spans) { found = spans; });
    awaitAnswer([&] { return found.has_value(); });
    return *found && (*found)->size() == 1 ? (*found)->first().spans : QList<SeenSpan>();
}

QList<AskedSpan> askedOf(History &store, qint64 fromMs, qint64 toMs)
{
    std::optional<Result<QList<AskedSpan>>> found;
    store.loadAsked(checkKey(), fromMs, toMs, kReachMs, &store,
                    [&](const Result<QList<AskedSpan>> &spans) { found = spans; });
    awaitAnswer([&] { return found.has_value(); });
    return found->value_or(QList<AskedSpan>());
}

/// With a state that is confirmed as `hard`, whatever the result says.
ChangeSet seen(qint64 afterMs, Health hard, CheckStatus status = CheckStatus::Ok)
{
    CheckResult result = resultAt(afterMs);
    result.status = status;
    CheckState state;
    state.key = result.key;
    state.hard = hard;
    state.shown = healthOf(status);
    ChangeSet changes = changesOf({result});
    changes.states = {state};
    return changes;
}

SeenSpan span(qint64 fromMs, qint64 toMs, Health health)
{
    return {kStartMs + fromMs, kStartMs + toMs, kReachMs, health, true};
}

} // namespace

class TestLedgerStore final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void spansAreKeptAcrossRuns();
    void theLedgerOutlivesTheResults();
    void whatIsTooOldGoes();
    void aFileOfAnOlderVersionGetsOne();
    void onlyWhatReachesInIsRead();
};

void TestLedgerStore::spansAreKeptAcrossRuns()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("history.db"));
    {
        HistoryStore store;
        store.open(path);
        store.append(seen(0, Health::Healthy));
        QCOMPARE(spansOf(store), QList<SeenSpan>({span(0, 0, Health::Healthy)}));
        // Not confirmed yet: it goes on.
        store.append(seen(30'000, Health::Healthy, CheckStatus::Critical));
        QCOMPARE(spansOf(store), QList<SeenSpan>({span(0, 30'000, Health::Healthy)}));
        store.append(seen(60'000, Health::Down, CheckStatus::Critical));
        store.append(seen(90'000, Health::Down, CheckStatus::Critical));
    }
    HistoryStore store;
    store.open(path);
    store.append(seen(110'000, Health::Down, CheckStatus::Critical));
    QCOMPARE(spansOf(store),
             QList<SeenSpan>({span(0, 30'000, Health::Healthy), span(60'000, 90'000, Health::Down),
                              span(110'000, 110'000, Health::Down)}));
}

void TestLedgerStore::theLedgerOutlivesTheResults()
{
    QTemporaryDir folder;
    HistoryLimits limits;
    limits.pruneEvery = 50ms;
    HistoryStore store(limits);
    store.open(folder.filePath(QStringLiteral("history.db")));
    for (int i = 0; i < 4; ++i)
        store.append(seen(i * 30'000, Health::Healthy));
    // Ten days on; the boot clock too, so that it is no leap of the calendar.
    for (int day = 1; day <= 10; ++day)
        store.append(seen(day * kDayMs, Health::Healthy));
    const auto results = [&] {
        std::optional<QList<StoredResult>> found;
        store.loadResults(checkKey(), 1000, &store,
                          [&](const QList<StoredResult> &all) { found = all; });
        awaitAnswer([&] { return found.has_value(); });
        return found->size();
    };
    QTRY_COMPARE(results(), 8);
    QCOMPARE(spansOf(store).size(), 11);
    // What charts ask: it was asked then, and nobody knows more.
    QCOMPARE(askedOf(store, kStartMs, kStartMs + 2 * kDayMs),
             QList<AskedSpan>({{kStartMs, kStartMs + 90'000},
                               {kStartMs + kDayMs, kStartMs + kDayMs},
                               {kStartMs + 2 * kDayMs, kStartMs + 2 * kDayMs}}));
    QCOMPARE(askedOf(store, kStartMs + 60'000, kStartMs + kDayMs / 2),
             QList<AskedSpan>({{kStartMs + 60'000, kStartMs + 90'000}}));
}

void TestLedgerStore::whatIsTooOldGoes()
{
    QTemporaryDir folder;
    HistoryLimits limits;
    limits.pruneEvery = 50ms;
    limits.keepSpans = std::chrono::hours(24 * 90);
    HistoryStore store(limits);
    store.open(folder.filePath(QStringLiteral("history.db")));
    for (const int day : {0, 1, 50, 100})
        store.append(seen(day * kDayMs, Health::Healthy));
    QTRY_COMPARE(spansOf(store).size(), 2);
    QCOMPARE(spansOf(store).first().fromMs, kStartMs + 50 * kDayMs);
}

void TestLedgerStore::aFileOfAnOlderVersionGetsOne()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("history.db"));
    {
        HistoryStore store;
        store.open(path);
        store.append(changesOf({resultAt(0)}));
    }
    {
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), path);
        database.setDatabaseName(path);
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY(query.exec(QStringLiteral("DROP TABLE spans")));
        QVERIFY(query.exec(QStringLiteral("PRAGMA user_version=3")));
    }
    QSqlDatabase::removeDatabase(path);
    HistoryStore store;
    QSignalSpy problems(&store, &History::problem);
    store.open(path);
    QCOMPARE(spansOf(store), QList<SeenSpan>());
    store.append(seen(30'000, Health::Healthy));
    QCOMPARE(spansOf(store), QList<SeenSpan>({span(30'000, 30'000, Health::Healthy)}));
    QCOMPARE(askedOf(store, 0, kForeverMs), QList<AskedSpan>({{kStartMs, kStartMs + 30'000}}));
    QCOMPARE(problems.size(), 0);
}

void TestLedgerStore::onlyWhatReachesInIsRead()
{
    QTemporaryDir folder;
    HistoryStore store;
    store.open(folder.filePath(QStringLiteral("history.db")));
    for (const int day : {0, 1, 2})
        store.append(seen(day * kDayMs, Health::Healthy));
    QCOMPARE(spansOf(store, kStartMs + kDayMs + kReachMs, kStartMs + 2 * kDayMs - 1).size(), 1);
    QCOMPARE(spansOf(store, kStartMs + kDayMs + kReachMs + 1, kStartMs + 2 * kDayMs - 1).size(), 0);
}

QTEST_GUILESS_MAIN(TestLedgerStore)
#include "tst_ledgerstore.moc"
