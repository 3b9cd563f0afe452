// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/groups.h"
#include "services/domain/health.h"
#include "services/domain/rollup.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kProd{PlatformId(QStringLiteral("shop")),
                           EnvironmentId(QStringLiteral("prod"))};
constexpr RollUp kWorst{RollUpKind::Worst, 0};
constexpr RollUp kBest{RollUpKind::Best, 0};

constexpr RollUp atLeast(int amount)
{
    return {RollUpKind::AtLeast, amount};
}

constexpr RollUp percent(int amount)
{
    return {RollUpKind::Percent, amount};
}

Instant at(int seconds)
{
    return {std::chrono::seconds(1000 + seconds), 1'700'000'000'000 + seconds * 1000LL};
}

/// "oDd" … one letter a member: o healthy, O healthy and stale, q healthy and soft, w degraded,
/// u unknown, d down, D down and soft.
QList<MemberState> standings(const char *letters)
{
    QList<MemberState> all;
    for (const char *letter = letters; *letter != '\0'; ++letter) {
        switch (*letter) {
        case 'o':
            all.append({Health::Healthy});
            break;
        case 'O':
            all.append({Health::Healthy, false, true});
            break;
        case 'q':
            all.append({Health::Healthy, true});
            break;
        case 'w':
            all.append({Health::Degraded});
            break;
        case 'u':
            all.append({Health::Unknown});
            break;
        case 'D':
            all.append({Health::Down, true});
            break;
        default:
            all.append({Health::Down});
        }
    }
    return all;
}

Service replicated(const RollUp &rule, int instances)
{
    Service service;
    service.id = ServiceId(QStringLiteral("api"));
    service.rollUp = rule;
    for (int i = 1; i <= instances; ++i) {
        Check check;
        check.id = CheckId(QStringLiteral("c%1").arg(i));
        check.instance = QStringLiteral("api-%1").arg(i);
        check.interval = 10s;
        service.checks.append(check);
    }
    return service;
}

void put(CheckStates &states, const char *check, Health health, const char *message, int second = 0)
{
    CheckState state;
    state.key = {{kProd, ServiceId(QStringLiteral("api"))}, CheckId(QString::fromLatin1(check))};
    state.shown = state.hard = health;
    state.confirmed = true;
    state.since = at(second);
    state.last = CheckResult();
    state.last->observedAt = at(second);
    state.last->message = QString::fromLatin1(message);
    states.insert(state.key, state);
}

ServiceView viewOf(const Service &service, const CheckStates &states, int second)
{
    Environment environment;
    environment.services = {service};
    return assess(kProd, environment, states, at(second)).services.first();
}

} // namespace

class TestRollUp final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void isWhatTheRuleSays_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("amount");
        QTest::addColumn<QByteArray>("whole");
        const auto row = [](const char *members, RollUp rule, const char *whole) {
            QTest::addRow("%s %d/%d", members, int(rule.kind), rule.amount)
                << QByteArray(members) << int(rule.kind) << rule.amount << QByteArray(whole);
        };
        row("ooo", kWorst, "o");
        row("odo", kWorst, "d");
        row("odw", kWorst, "d");
        row("owu", kWorst, "u");
        row("oOo", kWorst, "O");
        row("oqo", kWorst, "q");
        row("Dd", kWorst, "d");
        row("odo", kBest, "o");
        row("ddw", kBest, "w");
        row("Dd", kBest, "D");
        row("Od", kBest, "O");
        row("dOo", kBest, "o"); // a fresh good one is enough
        row("ood", atLeast(2), "o");
        row("odd", atLeast(2), "d");
        row("owd", atLeast(2), "w");
        row("oOd", atLeast(2), "O");
        row("od", atLeast(5), "d"); // more than there are: all
        row("oodd", percent(50), "o");
        row("oddd", percent(50), "d");
        row("ood", percent(67), "d"); // two of three are 66.7 %
        row("ood", percent(66), "o");
        row("o", percent(1), "o");
    }

    void isWhatTheRuleSays()
    {
        QFETCH(QByteArray, members);
        QFETCH(int, kind);
        QFETCH(int, amount);
        QFETCH(QByteArray, whole);
        qsizetype deciding = -1;
        const auto found = rolledUp({static_cast<RollUpKind>(kind), amount},
                                    standings(members.constData()), &deciding);
        QVERIFY(found.has_value());
        QCOMPARE(*found, standings(whole.constData()).first());
        QCOMPARE(standings(members.constData()).at(deciding).health, found->health);
    }

    void ofNothingIsNothing()
    {
        qsizetype deciding = 7;
        QVERIFY(!rolledUp(kWorst, {}, &deciding).has_value());
        QCOMPARE(deciding, -1);
        QCOMPARE(neededOf(kBest, 0), 0);
    }

    /// Never better than the rule allows, never worse than its members; freshness can't be lost.
    void holdsForRandomMembers()
    {
        QRandomGenerator random(20261122);
        for (int turn = 0; turn < 10'000; ++turn) {
            QList<MemberState> members(1 + random.bounded(12));
            for (MemberState &member : members)
                member = {static_cast<Health>(random.bounded(4)), random.bounded(2) == 1,
                          random.bounded(3) == 0};
            const RollUp rule{static_cast<RollUpKind>(random.bounded(4)), 1 + random.bounded(100)};
            const MemberState whole = *rolledUp(rule, members);
            const qsizetype needed = neededOf(rule, members.size());
            QVERIFY(needed >= 1 && needed <= members.size());
            const auto atLeastAsGood =
                std::count_if(members.cbegin(), members.cend(), [&](const MemberState &member) {
                    return !isWorse(member.health, whole.health);
                });
            QVERIFY2(atLeastAsGood >= needed, qPrintable(QString::number(turn)));
            const auto better =
                std::count_if(members.cbegin(), members.cend(), [&](const MemberState &member) {
                    return isWorse(whole.health, member.health);
                });
            QVERIFY2(better < needed, qPrintable(QString::number(turn)));
            const auto green =
                std::count_if(members.cbegin(), members.cend(), [](const MemberState &member) {
                    return member.health == Health::Healthy && !member.stale && !member.soft;
                });
            const bool isGreen = whole.health == Health::Healthy && !whole.stale && !whole.soft;
            QCOMPARE(isGreen, green >= needed);
            // The order of members is nobody's business.
            QList<MemberState> shuffled = members;
            std::shuffle(shuffled.begin(), shuffled.end(), random);
            QCOMPARE(*rolledUp(rule, shuffled), whole);
            // Worse members never make it better.
            QList<MemberState> worsened = members;
            MemberState &one = worsened[random.bounded(int(worsened.size()))];
            one.health = Health::Down;
            QVERIFY(!isWorse(whole.health, rolledUp(rule, worsened)->health));
            // Nor does one that was not seen of late.
            worsened = members;
            worsened[random.bounded(int(worsened.size()))].stale = true;
            const MemberState staler = *rolledUp(rule, worsened);
            QVERIFY(isGreen || staler.health != Health::Healthy || staler.stale || staler.soft);
        }
    }

    void aServiceStandsByItsInstances()
    {
        const Service service = replicated(atLeast(2), 3);
        CheckStates states;
        put(states, "c1", Health::Healthy, "200 in 3 ms");
        put(states, "c2", Health::Down, "connection refused");
        put(states, "c3", Health::Healthy, "200 in 4 ms");
        ServiceView view = viewOf(service, states, 1);
        QCOMPARE(view.health, Health::Healthy);
        QCOMPARE(view.instances.size(), 3);
        QCOMPARE(view.instances.at(1).name, QStringLiteral("api-2"));
        QCOMPARE(view.instances.at(1).health, Health::Down);
        // That one is gone is said all the same.
        QCOMPARE(view.figure, QStringLiteral("2 of 3 OK"));
        QCOMPARE(view.message, QStringLiteral("api-2: connection refused"));
        QVERIFY(!view.rootCause);

        put(states, "c3", Health::Down, "timed out");
        view = viewOf(service, states, 1);
        QCOMPARE(view.health, Health::Down);
        QCOMPARE(view.figure, QStringLiteral("1 of 3 OK"));
        QVERIFY(view.rootCause);

        // One of them had been gone for hours, which the rule tolerates.
        const auto begin = [&](const char *check, int second) {
            states[{{kProd, service.id}, CheckId(QString::fromLatin1(check))}].since = at(second);
        };
        begin("c1", -900);
        begin("c2", -800);
        begin("c3", -5);
        const auto sinceBy = [&](const RollUp &rule) {
            return viewOf(replicated(rule, 3), states, 1).since;
        };
        QCOMPARE(sinceBy(atLeast(2)), at(-5));
        QCOMPARE(sinceBy(kWorst), at(-800));
        put(states, "c1", Health::Down, "connection refused");
        begin("c1", -1);
        QCOMPARE(sinceBy(kBest), at(-1));
        QCOMPARE(sinceBy(percent(60)), at(-5));
        put(states, "c1", Health::Healthy, "200 in 3 ms");

        QCOMPARE(viewOf(replicated(kBest, 3), states, 1).health, Health::Healthy);
        QCOMPARE(viewOf(replicated(kWorst, 3), states, 1).health, Health::Down);

        // It is well since enough of them are, not since the first of them is.
        put(states, "c2", Health::Healthy, "200 in 4 ms");
        begin("c1", -900);
        begin("c2", -40);
        QCOMPARE(sinceBy(atLeast(2)), at(-40));
        QCOMPARE(sinceBy(kBest), at(-900));
    }

    /// It is not hidden by another check that is well.
    void anUnconfirmedRecoveryIsTold()
    {
        Service service = replicated(kWorst, 2);
        CheckStates states;
        put(states, "c1", Health::Healthy, "200");
        put(states, "c2", Health::Healthy, "200");
        const auto soft = [&](const char *check) -> bool & {
            return states[{{kProd, service.id}, CheckId(QString::fromLatin1(check))}].soft;
        };
        soft("c1") = true;
        for (const bool areInstances : {true, false}) {
            if (!areInstances) {
                for (Check &check : service.checks)
                    check.instance.clear();
            }
            const ServiceView view = viewOf(service, states, 1);
            QVERIFY(view.soft);
            QVERIFY(!view.countsAsHealthy());
        }
        // Of what is bad the confirmed one tells.
        put(states, "c1", Health::Down, "refused");
        put(states, "c2", Health::Down, "refused");
        soft("c1") = true;
        QVERIFY(!viewOf(service, states, 1).soft);
    }

    /// The rule decides whether it is missed.
    void anInstanceThatFlapsIsNotWell()
    {
        CheckStates states;
        put(states, "c1", Health::Healthy, "200 in 3 ms");
        put(states, "c2", Health::Healthy, "200 in 4 ms");
        put(states, "c3", Health::Healthy, "200 in 5 ms");
        const auto stateOf = [&](const char *check) -> CheckState & {
            return states[{{kProd, ServiceId(QStringLiteral("api"))},
                           CheckId(QString::fromLatin1(check))}];
        };
        for (int change = 0; change < 3; ++change)
            stateOf("c2").flapping.take(true, at(-3 + change));

        ServiceView view = viewOf(replicated(atLeast(2), 3), states, 1);
        QVERIFY(view.countsAsHealthy());
        QVERIFY(!view.instances.at(1).countsAsHealthy());
        QCOMPARE(view.figure, QStringLiteral("2 of 3 OK"));
        QCOMPARE(view.message, QStringLiteral("api-2 is flapping: 200 in 4 ms"));

        view = viewOf(replicated(kWorst, 3), states, 1);
        QVERIFY(view.soft);
        QVERIFY(view.flapping);
        QVERIFY(!view.countsAsHealthy());

        // Another one is gone, and the rule needs two.
        put(states, "c3", Health::Down, "connection refused");
        view = viewOf(replicated(atLeast(2), 3), states, 1);
        QVERIFY(view.flapping);
        QVERIFY(!view.countsAsHealthy());
        QCOMPARE(view.figure, QStringLiteral("1 of 3 OK"));
        QVERIFY(viewOf(replicated(kBest, 3), states, 1).countsAsHealthy());
        // Down for now, it is not better off for being unsure.
        stateOf("c2").shown = stateOf("c2").hard = Health::Down;
        view = viewOf(replicated(atLeast(2), 3), states, 1);
        QCOMPARE(view.health, Health::Down);
        QVERIFY(view.flapping);
    }

    void whatIsOfTheWholeServiceIsRolledAwayByNothing()
    {
        Service service = replicated(kBest, 2);
        Check whole;
        whole.id = CheckId(QStringLiteral("url"));
        whole.interval = 10s;
        service.checks.prepend(whole);
        CheckStates states;
        put(states, "c1", Health::Healthy, "ok");
        put(states, "c2", Health::Healthy, "ok");
        put(states, "url", Health::Down, "502");
        QCOMPARE(viewOf(service, states, 1).health, Health::Down);
        put(states, "url", Health::Healthy, "200");
        QCOMPARE(viewOf(service, states, 1).health, Health::Healthy);
    }

    void aLayerStandsByItsServices()
    {
        QList<Layer> layers{{QStringLiteral("app"), QStringLiteral("Application"), atLeast(1)},
                            {QStringLiteral("data"), QStringLiteral("Data")},
                            {QStringLiteral("plans"), QStringLiteral("Plans")},
                            {QStringLiteral("none"), QStringLiteral("None")}};
        Environment environment;
        CheckStates states;
        const auto add = [&](const char *name, const char *layer, Health health) {
            Service service;
            service.id = ServiceId(QString::fromLatin1(name));
            service.layer = QString::fromLatin1(layer);
            Check check;
            check.id = CheckId(QStringLiteral("c"));
            check.interval = 10s;
            service.checks = {check};
            CheckState state;
            state.key = {{kProd, service.id}, check.id};
            state.shown = state.hard = health;
            state.last = CheckResult();
            state.last->observedAt = at(0);
            states.insert(state.key, state);
            environment.services.append(service);
        };
        add("one", "app", Health::Healthy);
        add("two", "app", Health::Down);
        add("db", "data", Health::Healthy);
        add("later", "plans", Health::Healthy);
        environment.services.last().presence = Presence::Planned;
        const auto groups = [&](int second) {
            return groupsOf(layers, environment, assess(kProd, environment, states, at(second)));
        };
        QList<GroupView> found = groups(1);
        QCOMPARE(found.size(), 3); // nothing stands in "none"
        QCOMPARE(found.at(0).standing->health, Health::Healthy);
        QCOMPARE(found.at(0).well, 1);
        QCOMPARE(found.at(0).expected, 2);
        QVERIFY(found.at(0).isLenient());
        QCOMPARE(found.at(1).standing->health, Health::Healthy);
        QVERIFY(!found.at(1).isLenient());
        QVERIFY(!found.at(2).standing.has_value());
        found = groups(16);
        QVERIFY(found.at(0).standing->stale && found.at(1).standing->stale);
        found = groups(31);
        QCOMPARE(found.at(0).standing->health, Health::Unknown);
        layers[0].rollUp = {};
        QCOMPARE(groups(1).at(0).standing->health, Health::Down);
    }

    void aLayerWithinAnotherIsOneMember()
    {
        const QList<Layer> layers{
            {QStringLiteral("region"), QStringLiteral("Region"), {RollUpKind::Best, 0}},
            {QStringLiteral("a"), QStringLiteral("Zone A"), {}, QStringLiteral("region")},
            {QStringLiteral("b"), QStringLiteral("Zone B"), {}, QStringLiteral("region")},
            {QStringLiteral("c"), QStringLiteral("Zone C"), {}, QStringLiteral("region")}};
        Environment environment;
        CheckStates states;
        const auto add = [&](const char *name, const char *layer, Health health) {
            Service service;
            service.id = ServiceId(QString::fromLatin1(name));
            service.layer = QString::fromLatin1(layer);
            Check check;
            check.id = CheckId(QStringLiteral("c"));
            check.interval = 10s;
            service.checks = {check};
            CheckState state;
            state.key = {{kProd, service.id}, check.id};
            state.shown = state.hard = health;
            state.last = CheckResult();
            state.last->observedAt = at(0);
            states.insert(state.key, state);
            environment.services.append(service);
        };
        add("a1", "a", Health::Healthy);
        add("a2", "a", Health::Down);
        add("b1", "b", Health::Healthy);
        const auto groups = [&](int second) {
            return groupsOf(layers, environment, assess(kProd, environment, states, at(second)));
        };
        QList<GroupView> found = groups(1);
        QCOMPARE(found.size(), 3); // nothing stands in zone C
        QCOMPARE(found.at(0).layer, QStringLiteral("region"));
        QCOMPARE(found.at(0).standing->health, Health::Healthy); // one zone is
        QCOMPARE(found.at(0).well, 2);
        QCOMPARE(found.at(0).expected, 3);
        QCOMPARE(found.at(1).standing->health, Health::Down);
        QVERIFY(found.at(0).isTold() && found.at(1).isTold());
        // What stands in no other and holds none is told where its definition says how.
        GroupView alone = found.at(0);
        alone.isNested = false;
        alone.rule = {};
        QVERIFY(!alone.isTold());
        alone.rule = {RollUpKind::Worst, 1};
        QVERIFY(alone.isTold());
        found = groups(16);
        QVERIFY(found.at(0).standing->stale);
        QCOMPARE(found.at(0).well, 0);
        found = groups(31);
        QCOMPARE(found.at(0).standing->health, Health::Unknown);
    }

    void instancesGrowStaleAndUnknown()
    {
        const Service service = replicated(atLeast(2), 3);
        CheckStates states;
        for (const char *check : {"c1", "c2", "c3"})
            put(states, check, Health::Healthy, "ok");
        QVERIFY(viewOf(service, states, 10).countsAsHealthy());
        QCOMPARE(viewOf(service, states, 10).figure, QString());
        ServiceView view = viewOf(service, states, 20);
        QCOMPARE(view.health, Health::Healthy);
        QVERIFY(view.stale && !view.countsAsHealthy());
        QCOMPARE(view.figure, QStringLiteral("0 of 3 OK"));
        view = viewOf(service, states, 31);
        QCOMPARE(view.health, Health::Unknown);
        QCOMPARE(view.lastKnown, Health::Healthy);
        // Two that answer are enough; the third, unseen for long, is still told.
        put(states, "c1", Health::Healthy, "ok", 35);
        put(states, "c2", Health::Healthy, "ok", 35);
        view = viewOf(service, states, 36);
        QCOMPARE(view.health, Health::Healthy);
        QVERIFY(view.stale);
        QCOMPARE(view.figure, QStringLiteral("2 of 3 OK"));
    }
};

QTEST_GUILESS_MAIN(TestRollUp)
#include "tst_rollup.moc"
