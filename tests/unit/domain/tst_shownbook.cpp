// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/pastcheck.h"
#include "services/domain/seenspan.h"

#include <QTest>

using namespace opsdeck;

namespace {

constexpr qint64 kStart = 1'795'183'414'000;
const CheckKey kDb = CheckKey::fromString(QStringLiteral("shop/prod/db/c"));

CheckState stateAt(qint64 observedMs, Health health)
{
    CheckState state;
    state.key = kDb;
    state.shown = state.hard = health;
    state.last.emplace();
    state.last->key = kDb;
    state.last->status = health == Health::Down ? CheckStatus::Critical : CheckStatus::Ok;
    state.last->observedAt = pastInstant(kStart + observedMs);
    return state;
}

/// Handed over at `atMs`.
ChangeSet shownAt(qint64 atMs, const CheckState &state)
{
    ChangeSet changes;
    changes.states = {state};
    changes.at = pastInstant(kStart + atMs);
    return changes;
}

/// What a history file keeps of it.
struct File
{
    ShownBook book;
    QMap<qint64, ShownState> rows;

    void take(const ChangeSet &changes)
    {
        book.take(changes);
        write();
    }

    void write()
    {
        for (const ShownState &state : book.changed().value(kDb))
            rows.insert(state.fromMs, state);
        book.settle();
    }

    /// Nothing: none is kept until then.
    std::optional<ShownState> at(qint64 ms) const
    {
        auto next = rows.upperBound(kStart + ms);
        return next == rows.cbegin() ? std::nullopt : std::optional(*std::prev(next));
    }

    Health shown(qint64 ms) const
    {
        const auto state = at(ms);
        return state && !state->isNothing ? state->shown : Health::Unknown;
    }
};

} // namespace

class TestShownBook final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aResultHoldsFromItsOwnMoment();
    void aLateResultHidesNothing();
    void aCalendarThatWasSetBackHidesNothing();
    void aStateThatStaysIsSaidAnewBehindTheOlderOnes();
    void whatIsNotKeptIsBoundedAndLost();
    void nothingIsWorkedOutOfWhatIsLost();
    void aSetThatDidNotComeIsLost();
    void whatIsLostIsStoredAsThat();
    void saidAnewForWhoTakesOver();
    void spansAreBoundedToo();
};

void TestShownBook::aResultHoldsFromItsOwnMoment()
{
    File file;
    file.take(shownAt(100, stateAt(40, Health::Healthy)));
    file.take(shownAt(300, stateAt(250, Health::Down)));
    QCOMPARE(file.shown(39), Health::Unknown);
    QCOMPARE(file.shown(40), Health::Healthy);
    QCOMPARE(file.shown(249), Health::Healthy);
    QCOMPARE(file.shown(250), Health::Down);
    QCOMPARE(file.rows.size(), 2);
}

/// It was shown from when it came, whatever it is of.
void TestShownBook::aLateResultHidesNothing()
{
    File file;
    file.take(shownAt(100, stateAt(50, Health::Healthy)));
    file.take(shownAt(300, stateAt(250, Health::Down)));
    file.take(shownAt(400, stateAt(150, Health::Healthy)));
    QCOMPARE(file.shown(200), Health::Healthy);
    QCOMPARE(file.shown(260), Health::Down);
    QCOMPARE(file.shown(399), Health::Down);
    QCOMPARE(file.shown(400), Health::Healthy);
    // Another order: a state without a result of its own came between.
    CheckState unseen = stateAt(150, Health::Healthy);
    unseen.unseen = true;
    file.take(shownAt(600, unseen));
    QVERIFY(file.at(600)->unseen);
    file.take(shownAt(650, stateAt(590, Health::Down)));
    QVERIFY(file.at(640)->unseen);
    QCOMPARE(file.shown(650), Health::Down);
}

void TestShownBook::aCalendarThatWasSetBackHidesNothing()
{
    File file;
    file.take(shownAt(0, stateAt(0, Health::Healthy)));
    file.take(shownAt(30'000, stateAt(30'000, Health::Down)));
    file.take(shownAt(40'000, stateAt(40'000, Health::Down)));
    // Back by half a minute; it gets well.
    file.take(shownAt(10'000, stateAt(10'000, Health::Down)));
    QCOMPARE(file.shown(15'000), Health::Down);
    file.take(shownAt(20'000, stateAt(20'000, Health::Healthy)));
    QCOMPARE(file.shown(25'000), Health::Healthy);
    for (int ms = 25'000; ms <= 60'000; ms += 5000)
        file.take(shownAt(ms, stateAt(ms, Health::Healthy)));
    // What is told of the future then, was: from there on it counts no more.
    QCOMPARE(file.shown(35'000), Health::Healthy);
    QCOMPARE(file.shown(60'000), Health::Healthy);
}

void TestShownBook::aStateThatStaysIsSaidAnewBehindTheOlderOnes()
{
    File file;
    file.take(shownAt(0, stateAt(0, Health::Healthy)));
    file.take(shownAt(50'000, stateAt(50'000, Health::Down)));
    file.take(shownAt(20'000, stateAt(20'000, Health::Healthy)));
    QCOMPARE(file.shown(40'000), Health::Healthy);
    file.take(shownAt(40'000, stateAt(40'000, Health::Healthy)));
    const qsizetype before = file.rows.size();
    file.take(shownAt(60'000, stateAt(60'000, Health::Healthy)));
    QCOMPARE(file.rows.size(), before + 1);
    QCOMPARE(file.shown(61'000), Health::Healthy);
    file.take(shownAt(70'000, stateAt(70'000, Health::Healthy)));
    QCOMPARE(file.rows.size(), before + 1);
}

void TestShownBook::whatIsNotKeptIsBoundedAndLost()
{
    File file;
    file.take(shownAt(0, stateAt(0, Health::Healthy)));
    constexpr int kChanges = 5000;
    for (int i = 1; i <= kChanges; ++i) {
        file.book.take(
            shownAt(i * 10, stateAt(i * 10, i % 2 == 0 ? Health::Healthy : Health::Down)));
        QVERIFY(file.book.changed().value(kDb).size() <= ShownBook::kMostUnsettled);
    }
    QCOMPARE(file.book.forgotten(), kChanges - ShownBook::kMostUnsettled);
    file.write();
    // Right before, nothing in between, right after.
    QCOMPARE(file.shown(9), Health::Healthy);
    int lost = 0;
    for (int i = 1; i <= kChanges; ++i) {
        const auto state = file.at(i * 10);
        if (state->isLost)
            ++lost;
        else
            QCOMPARE(state->shown, i % 2 == 0 ? Health::Healthy : Health::Down);
    }
    QVERIFY2(lost >= kChanges - ShownBook::kMostUnsettled && lost < kChanges,
             qPrintable(QString::number(lost)));
    QVERIFY(file.at(10)->isLost);
    QCOMPARE(file.shown(kChanges * 10), Health::Healthy);
}

void TestShownBook::nothingIsWorkedOutOfWhatIsLost()
{
    // It was out of sight then, say: that it answered is not what was shown.
    Check check;
    check.id = kDb.check;
    PastCheck past;
    past.key = kDb;
    past.results = {{kStart + 1000, CheckStatus::Ok, {}, {}, {}, {}},
                    {kStart + 2000, CheckStatus::Ok, {}, {}, {}, {}}};
    past.shown = lostFrom(kStart + 500);
    const CheckState state = pastState(check, past);
    QVERIFY(!state.last);
    QCOMPARE(state.shown, Health::Unknown);
    // After a start nothing was known yet, and what came since is.
    past.shown->isLost = false;
    QCOMPARE(pastState(check, past).shown, Health::Healthy);
}

void TestShownBook::aSetThatDidNotComeIsLost()
{
    File file;
    file.take(shownAt(100, stateAt(50, Health::Healthy)));
    file.book.lose(kDb, kStart + 300);
    file.write();
    QCOMPARE(file.shown(299), Health::Healthy);
    QVERIFY(file.at(300)->isLost);
    // The same as before, so that it would not be said.
    file.take(shownAt(500, stateAt(450, Health::Healthy)));
    QVERIFY(file.at(449)->isLost);
    QCOMPARE(file.shown(450), Health::Healthy);
    // Observed before, and come after.
    file.book.lose(kDb, kStart + 700);
    file.write();
    file.take(shownAt(800, stateAt(690, Health::Healthy)));
    QVERIFY(file.at(750)->isLost);
    QCOMPARE(file.shown(800), Health::Healthy);
    QCOMPARE(file.book.forgotten(), 2);
}

void TestShownBook::whatIsLostIsStoredAsThat()
{
    const auto read = shownFromText(toText(lostFrom(kStart)), kStart);
    QVERIFY(read);
    QCOMPARE(*read, lostFrom(kStart));
    // What an older program makes of it.
    QVERIFY(toText(lostFrom(kStart)).contains("\"nothing\":true"));
}

void TestShownBook::saidAnewForWhoTakesOver()
{
    File file;
    file.book.take(shownAt(100, stateAt(50, Health::Down)));
    file.book.settle(); // another one keeps it
    file.book.take(shownAt(200, stateAt(150, Health::Down)));
    QVERIFY(file.book.changed().isEmpty());
    file.book.restate(kDb);
    file.write();
    QCOMPARE(file.rows.firstKey(), kStart + 200);
    QCOMPARE(file.shown(200), Health::Down);
    file.book.restate(CheckKey::fromString("shop/prod/db/never"));
    QVERIFY(file.book.changed().isEmpty());
}

void TestShownBook::spansAreBoundedToo()
{
    SpanBook book;
    constexpr int kMore = 1000;
    constexpr int kAll = static_cast<int>(SpanBook::kMostUnsettled) + kMore;
    for (int i = 0; i < kAll; ++i) {
        ChangeSet changes = shownAt(i, stateAt(i, i % 2 == 0 ? Health::Healthy : Health::Down));
        changes.results = {*changes.states.first().last};
        book.take(changes);
    }
    const QList<SeenSpan> spans = book.changed().value(kDb);
    QCOMPARE(spans.size(), SpanBook::kMostUnsettled);
    QCOMPARE(spans.last().toMs, kStart + kAll - 1);
    QCOMPARE(book.forgotten(), kMore);
    book.settle();
    QVERIFY(book.changed().isEmpty());
}

QTEST_GUILESS_MAIN(TestShownBook)
#include "tst_shownbook.moc"
