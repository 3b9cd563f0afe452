// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/operatormarks.h"
#include "services/domain/tally.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kProd{PlatformId(QStringLiteral("shop")),
                           EnvironmentId(QStringLiteral("prod"))};
const ServiceKey kDb{kProd, ServiceId(QStringLiteral("db"))};

Instant at(int seconds)
{
    return {std::chrono::seconds(10'000 + seconds), 1'700'000'000'000 + seconds * 1000LL};
}

CheckKey check(const char *id)
{
    return {kDb, CheckId(QString::fromLatin1(id))};
}

Environment stack()
{
    Service db;
    db.id = kDb.service;
    db.title = QStringLiteral("db");
    for (const char *id : {"a", "b"}) {
        Check each;
        each.id = check(id).check;
        each.interval = 10s;
        db.checks.append(each);
    }
    Environment environment;
    environment.services = {db};
    return environment;
}

/// Two checks of one service, each in a state since a second.
class Stack
{
public:
    void be(const char *id, Health health, int since, bool soft = false)
    {
        CheckState state;
        state.key = check(id);
        state.shown = state.hard = health;
        state.soft = soft;
        state.confirmed = !soft;
        state.since = at(since);
        state.last = CheckResult();
        state.last->observedAt = at(since);
        m_states.insert(state.key, state);
    }

    /// All of it was asked at `second`.
    ServiceView seen(MarkBook &book, int second)
    {
        for (CheckState &state : m_states)
            state.last->observedAt = at(second);
        return unasked(book, second);
    }

    ServiceView unasked(MarkBook &book, int second) const
    {
        EnvironmentView view = assess(kProd, stack(), m_states, at(second));
        book.apply(view, at(second));
        return view.services.first();
    }

private:
    CheckStates m_states;
};

OperatorMark mark(OperatorMarkKind kind, int since, int until = 0)
{
    return {kind, QStringLiteral("anna"), at(since).wallMs, until == 0 ? 0 : at(until).wallMs,
            QStringLiteral("looking")};
}

} // namespace

class TestOperatorMarks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void neverChangesWhatItIs()
    {
        Stack stack;
        stack.be("a", Health::Down, 0);
        stack.be("b", Health::Healthy, 0);
        MarkBook none;
        const ServiceView bare = stack.seen(none, 5);
        MarkBook book;
        for (const OperatorMarkKind kind :
             {OperatorMarkKind::Shelved, OperatorMarkKind::Acknowledged,
              OperatorMarkKind::Maintenance})
            book.set(kDb, mark(kind, 3, 100));
        ServiceView marked = stack.seen(book, 5);
        QCOMPARE(marked.marks.size(), 3);
        QCOMPARE(countsOf({marked}), countsOf({bare}));
        QVERIFY(!marked.countsAsHealthy());
        marked.marks.clear();
        QVERIFY(marked == bare);
        // Nor does maintenance make a green of what nobody sees.
        const ServiceView old = stack.unasked(book, 90);
        QCOMPARE(old.health, Health::Unknown);
        QCOMPARE(old.marks.size(), 3);
    }

    void isToldBesideTheCounts()
    {
        Stack stack;
        stack.be("a", Health::Down, 0);
        stack.be("b", Health::Down, 0);
        MarkBook book;
        EnvironmentView view;
        const auto texts = [&] {
            view.services = {stack.seen(book, 5)};
            return stateTexts(tallyOf(view, nullptr), StatusRank::Down).join(QStringLiteral(", "));
        };
        QCOMPARE(texts(), QStringLiteral("1 down"));
        book.set(kDb, mark(OperatorMarkKind::Acknowledged, 3));
        book.set(kDb, mark(OperatorMarkKind::Maintenance, 3, 60));
        QCOMPARE(texts(), QStringLiteral("1 down, 1 acknowledged, 1 in maintenance"));
        book.lift(kDb, OperatorMarkKind::Acknowledged);
        book.lift(kDb, OperatorMarkKind::Maintenance);
        book.set(kDb, mark(OperatorMarkKind::Shelved, 3, 60));
        stack.be("a", Health::Healthy, 0);
        stack.be("b", Health::Healthy, 0);
        QCOMPARE(texts(), QStringLiteral("1 OK, 1 shelved"));
    }

    void anAcknowledgementEndsWhenItIsWell()
    {
        Stack stack;
        stack.be("a", Health::Down, 0);
        stack.be("b", Health::Healthy, 0);
        MarkBook book;
        book.set(kDb, mark(OperatorMarkKind::Acknowledged, 3));
        QCOMPARE(stack.seen(book, 5).marks.size(), 1);
        // Worse, better and elsewhere is not well.
        stack.be("a", Health::Degraded, 10);
        QCOMPARE(stack.seen(book, 12).marks.size(), 1);
        stack.be("b", Health::Down, 15);
        stack.be("a", Health::Healthy, 15);
        QCOMPARE(stack.seen(book, 17).marks.size(), 1);
        // Nor is what is not confirmed, or not fresh.
        stack.be("b", Health::Healthy, 20, true);
        QCOMPARE(stack.seen(book, 21).marks.size(), 1);
        stack.be("b", Health::Healthy, 20);
        QCOMPARE(stack.unasked(book, 38).marks.size(), 1);
        QVERIFY(stack.seen(book, 40).marks.isEmpty());
        // The next trouble is nobody's.
        stack.be("b", Health::Down, 50);
        QVERIFY(stack.seen(book, 51).marks.isEmpty());
        QVERIFY(book.isEmpty());
    }

    void everyKindEndsAtItsTime_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("acknowledged") << static_cast<int>(OperatorMarkKind::Acknowledged);
        QTest::newRow("maintenance") << static_cast<int>(OperatorMarkKind::Maintenance);
        QTest::newRow("shelved") << static_cast<int>(OperatorMarkKind::Shelved);
    }

    void everyKindEndsAtItsTime()
    {
        QFETCH(int, kind);
        Stack stack;
        stack.be("a", Health::Down, 0);
        stack.be("b", Health::Down, 0);
        MarkBook book;
        book.set(kDb, mark(static_cast<OperatorMarkKind>(kind), 3, 60));
        QCOMPARE(stack.seen(book, 59).marks.size(), 1);
        QVERIFY(stack.seen(book, 60).marks.isEmpty());
        // A calendar that is set back brings nothing back.
        QVERIFY(stack.seen(book, 59).marks.isEmpty());
    }

    void maintenanceAndShelvingOutlastGoodNews()
    {
        Stack stack;
        stack.be("a", Health::Healthy, 0);
        stack.be("b", Health::Healthy, 0);
        MarkBook book;
        book.set(kDb, mark(OperatorMarkKind::Maintenance, 3, 60));
        book.set(kDb, mark(OperatorMarkKind::Shelved, 3, 60));
        // There is nothing to acknowledge.
        book.set(kDb, mark(OperatorMarkKind::Acknowledged, 3, 60));
        const ServiceView view = stack.seen(book, 5);
        QCOMPARE(view.marks.size(), 2);
        QVERIFY(view.countsAsHealthy());
        QCOMPARE(ownershipOf(view), Ownership::Quiet);
        // Without an end they hold not at all.
        book.set(kDb, mark(OperatorMarkKind::Maintenance, 3));
        QCOMPARE(stack.seen(book, 6).marks.size(), 1);
    }

    void oneOfAKindAndLifted()
    {
        Stack stack;
        stack.be("a", Health::Down, 0);
        MarkBook book;
        book.set(kDb, mark(OperatorMarkKind::Acknowledged, 3));
        OperatorMark other = mark(OperatorMarkKind::Acknowledged, 4, 90);
        other.by = QStringLiteral("ben");
        book.set(kDb, other);
        QCOMPARE(stack.seen(book, 5).marks, OperatorMarks{other});
        book.lift(kDb, OperatorMarkKind::Shelved);
        QCOMPARE(book.of(kDb).size(), 1);
        book.lift(kDb, OperatorMarkKind::Acknowledged);
        QVERIFY(book.isEmpty());
        QVERIFY(stack.seen(book, 6).marks.isEmpty());
    }

    void afterARestartOnlyForTroubleOfBefore()
    {
        // Nothing is seen yet: nothing is known to have ended.
        Stack stack;
        MarkBook book;
        book.set(kDb, mark(OperatorMarkKind::Acknowledged, 30), MarkBook::From::Record);
        QCOMPARE(stack.unasked(book, 100).marks.size(), 1);
        stack.be("a", Health::Down, 20);
        stack.be("b", Health::Healthy, 90);
        QCOMPARE(stack.seen(book, 100).marks.size(), 1);
        // From here on it is as any other.
        stack.be("a", Health::Degraded, 110);
        QCOMPARE(stack.seen(book, 111).marks.size(), 1);

        // It was well in between, for this began later.
        MarkBook later;
        later.set(kDb, mark(OperatorMarkKind::Acknowledged, 30), MarkBook::From::Record);
        stack.be("a", Health::Down, 40, true);
        QCOMPARE(stack.seen(later, 100).marks.size(), 1);
        stack.be("a", Health::Down, 40);
        QVERIFY(stack.seen(later, 101).marks.isEmpty());
    }

    void newIsConfirmedTroubleOfTheLastHalfHour()
    {
        Stack stack;
        MarkBook none;
        stack.be("a", Health::Healthy, 0);
        stack.be("b", Health::Healthy, 0);
        QVERIFY(!newTrouble(stack.seen(none, 5), at(5)));
        stack.be("a", Health::Down, 10, true);
        QVERIFY(!newTrouble(stack.seen(none, 15), at(15)));
        stack.be("a", Health::Down, 10);
        QCOMPARE(newTrouble(stack.seen(none, 190), at(190)), std::optional(Milliseconds(180'000)));
        QVERIFY(newTrouble(stack.seen(none, 1809), at(1809)));
        QVERIFY(!newTrouble(stack.seen(none, 1810), at(1810)));
        QVERIFY(!newTrouble(stack.unasked(none, 1900), at(1900)));
    }
};

QTEST_GUILESS_MAIN(TestOperatorMarks)
#include "tst_operatormarks.moc"
