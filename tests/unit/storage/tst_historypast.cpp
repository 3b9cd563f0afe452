// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/storage/historysamples.h"

#include <QTemporaryDir>

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

QList<PastCheck> pastOf(HistoryStore &store, const QList<CheckKey> &checks, qint64 afterMs)
{
    std::optional<QList<PastCheck>> found;
    store.loadPast(checks, kStartMs + afterMs, &store, [&](const Result<QList<PastCheck>> &past) {
        found = past.value_or(QList<PastCheck>());
    });
    awaitAnswer([&] { return found.has_value(); });
    return *found;
}

PastExtent extentOf(HistoryStore &store, const QList<CheckKey> &checks)
{
    std::optional<PastExtent> found;
    store.loadExtent(checks, &store, [&](const Result<PastExtent> &extent) {
        found = extent.value_or(PastExtent());
    });
    awaitAnswer([&] { return found.has_value(); });
    return *found;
}

} // namespace

/// What the history tells of a moment of the past.
class TestHistoryPast final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<HistoryStore>();
        m_store->open(m_folder->filePath(QStringLiteral("history.db")));
    }

    void cleanup()
    {
        m_store.reset();
        m_folder.reset();
    }

    void nothingOfTheFutureIsTold()
    {
        Event down = eventAt(2000, QStringLiteral("down"));
        down.soft = true;
        Event hard = eventAt(3000, QStringLiteral("down, confirmed"));
        hard.from = Health::Down;
        m_store->append(
            changesOf({resultAt(0), resultAt(1000), badAt(2000), badAt(3000)}, {down, hard}));
        PastCheck past = pastOf(*m_store, {checkKey()}, 1999).first();
        QCOMPARE(past.key, checkKey());
        QCOMPARE(past.results.size(), 2);
        QCOMPARE(past.results.last().timeMs, kStartMs + 1000);
        QCOMPARE(past.results.last().figure, QString("1 ms"));
        QVERIFY(!past.isTold);
        QCOMPARE(past.changedMs, 0);
        past = pastOf(*m_store, {checkKey()}, 2000).first();
        QCOMPARE(past.results.size(), 3);
        QCOMPARE(past.results.last().status, CheckStatus::Critical);
        QCOMPARE(past.results.last().errorKind, QString("refused"));
        QCOMPARE(past.results.last().message, QString("Nothing listens."));
        QVERIFY(past.isTold && past.toldSoft);
        QCOMPARE(past.told, Health::Down);
        past = pastOf(*m_store, {checkKey()}, 3000).first();
        QVERIFY(past.isTold && !past.toldSoft);
        QCOMPARE(past.changedMs, kStartMs + 2000);
        QCOMPARE(past.changedTo, Health::Down);
        QVERIFY(pastOf(*m_store, {checkKey()}, -1).first().results.isEmpty());
    }

    void eachCheckItsOwnInTheOrderAsked()
    {
        const CheckKey other = checkKey(QStringLiteral("other"));
        m_store->append(changesOf({resultAt(0), badAt(500, other)}));
        const CheckKey never = checkKey(QStringLiteral("never"));
        const QList<PastCheck> past = pastOf(*m_store, {never, other, checkKey()}, 1000);
        QCOMPARE(past.size(), 3);
        QCOMPARE(past.at(0).key, never);
        QVERIFY(past.at(0).results.isEmpty());
        QCOMPARE(past.at(1).results.first().status, CheckStatus::Critical);
        QCOMPARE(past.at(2).results.first().status, CheckStatus::Ok);
    }

    void noMoreThanTheStateNeeds()
    {
        QList<CheckResult> results;
        for (int i = 0; i < kPastResults * 2; ++i)
            results.append(resultAt(i * 1000));
        m_store->append(changesOf(results));
        const PastCheck past = pastOf(*m_store, {checkKey()}, 100'000).first();
        QCOMPARE(past.results.size(), kPastResults);
        QCOMPARE(past.results.last().timeMs, kStartMs + 100'000);
        QCOMPARE(past.results.first().timeMs, kStartMs + (101 - kPastResults) * 1000);
    }

    void theExtentIsOfTheseChecks()
    {
        QCOMPARE(extentOf(*m_store, {checkKey()}), PastExtent());
        const CheckKey other = checkKey(QStringLiteral("other"));
        Event ofOther = eventAt(4000, QStringLiteral("other"));
        ofOther.check = other.check;
        Event same = eventAt(6000, QStringLiteral("still down"));
        same.from = Health::Down;
        Event confirmed = eventAt(7000, QStringLiteral("down, confirmed"));
        confirmed.from = Health::Down;
        confirmed.fromSoft = true;
        m_store->append(changesOf({resultAt(1000), badAt(5000), resultAt(9000, {}, other)},
                                  {ofOther, eventAt(5000, QStringLiteral("down")),
                                   eventAt(5000, QStringLiteral("down too")), same, confirmed}));
        const PastExtent extent = extentOf(*m_store, {checkKey()});
        QCOMPARE(extent.firstMs, kStartMs + 1000);
        QCOMPARE(extent.lastMs, kStartMs + 5000);
        QCOMPARE(extent.changesMs, QList<qint64>({kStartMs + 5000, kStartMs + 7000}));
        QCOMPARE(extentOf(*m_store, {checkKey(), other}).changesMs,
                 QList<qint64>({kStartMs + 4000, kStartMs + 5000, kStartMs + 7000}));
        QCOMPARE(extentOf(*m_store, {checkKey(), other}).lastMs, kStartMs + 9000);
    }

    /// A state that lasts is a row of long ago; only what it replaced is too old.
    void whatIsInForceOutlivesItsAge()
    {
        constexpr qint64 kDayMs = 24 * 3600'000;
        HistoryLimits limits;
        limits.pruneEvery = std::chrono::milliseconds(50);
        HistoryStore store(limits);
        store.open(m_folder->filePath(QStringLiteral("pruned.db")));
        const auto add = [&](qint64 afterMs, Health health) {
            CheckState state;
            state.key = checkKey();
            state.last = health == Health::Down ? badAt(afterMs) : resultAt(afterMs);
            state.shown = state.hard = health;
            ChangeSet changes = changesOf({*state.last});
            changes.states = {state};
            changes.at = state.last->observedAt;
            store.append(changes);
        };
        add(0, Health::Healthy);
        for (int day = 1; day <= 20; ++day)
            add(day * kDayMs, Health::Down);
        const auto isGone = [&] {
            return !pastOf(store, {checkKey()}, kDayMs / 2).first().shown.has_value();
        };
        QTRY_VERIFY(isGone());
        const PastCheck past = pastOf(store, {checkKey()}, 15 * kDayMs).first();
        QVERIFY(past.shown.has_value());
        QCOMPARE(past.shown->fromMs, kStartMs + kDayMs);
        QCOMPARE(past.shown->shown, Health::Down);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HistoryStore> m_store;
};

QTEST_GUILESS_MAIN(TestHistoryPast)
#include "tst_historypast.moc"
