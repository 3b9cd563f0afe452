// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/serviceview.h"
#include "services/domain/whatif.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kProd{PlatformId(QStringLiteral("shop")),
                           EnvironmentId(QStringLiteral("prod"))};

Instant at(int seconds)
{
    return {std::chrono::seconds(1000 + seconds), 1'700'000'000'000 + seconds * 1000LL};
}

ServiceId id(const char *name)
{
    return ServiceId(QString::fromLatin1(name));
}

Service service(const char *name, const QStringList &on = {})
{
    Service made;
    made.id = id(name);
    Check check;
    check.id = CheckId(QStringLiteral("c"));
    check.interval = 10s;
    made.checks = {check};
    for (const QString &each : on)
        made.dependencies.append({ServiceId(each), DependencyBasis::Stated, DependencyRole::Uses});
    return made;
}

Environment stack()
{
    Environment environment;
    environment.services = {service("nginx", {"api"}), service("api", {"db"}), service("db"),
                            service("mail"), service("later")};
    environment.services.last().presence = Presence::Planned;
    return environment;
}

void set(CheckStates &states, const char *name, Health health)
{
    CheckState state;
    state.key = {{kProd, id(name)}, CheckId(QStringLiteral("c"))};
    state.shown = state.hard = health;
    state.confirmed = true;
    state.since = at(0);
    state.last = CheckResult();
    state.last->observedAt = at(0);
    states.insert(state.key, state);
}

EnvironmentView seen(const Environment &environment)
{
    CheckStates states;
    for (const char *name : {"nginx", "api", "db", "mail"})
        set(states, name, Health::Healthy);
    return assess(kProd, environment, states, at(1));
}

} // namespace

class TestWhatIf final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void whatStandsOnItIsImpactedNotDown()
    {
        const Environment environment = stack();
        const EnvironmentView now = seen(environment);
        const EnvironmentView then = assumed(now, environment, {{id("db"), Health::Down}});
        QVERIFY(then.service(id("db"))->rootCause);
        QCOMPARE(then.service(id("db"))->impacts.size(), 2);
        QCOMPARE(then.service(id("nginx"))->health, Health::Healthy);
        QVERIFY(then.service(id("nginx"))->isImpacted());
        QVERIFY(!then.service(id("mail"))->isImpacted());
        QCOMPARE(then.counts.down, 1);
        QCOMPARE(then.counts.healthy, 3);
        QCOMPARE(then.counts.planned, 1);
        QCOMPARE(then.health, Health::Down);
        // Nothing of it is left behind.
        QCOMPARE(assumed(then, environment, {}).service(id("nginx"))->isImpacted(), true);
        QCOMPARE(assumed(now, environment, {}), now);
    }

    void aRealFaultCanBeAssumedAway()
    {
        const Environment environment = stack();
        CheckStates states;
        for (const char *name : {"nginx", "api", "mail"})
            set(states, name, Health::Healthy);
        set(states, "db", Health::Down);
        set(states, "api", Health::Down);
        const EnvironmentView now = assess(kProd, environment, states, at(1));
        QVERIFY(!now.service(id("api"))->rootCause);
        // Were the database well, the API's own trouble would need a cause of its own.
        const EnvironmentView then = assumed(now, environment, {{id("db"), Health::Healthy}});
        QVERIFY(then.service(id("api"))->rootCause);
        QVERIFY(then.service(id("db"))->countsAsHealthy());
    }

    /// One that may be missing, but is asked here, has a state like the others.
    void whatIsOptionalHasItsState()
    {
        Environment environment = stack();
        for (Service &service : environment.services) {
            if (service.id == id("api"))
                service.presence = Presence::Optional;
        }
        const EnvironmentView now = seen(environment);
        EnvironmentView then = assumed(now, environment, {{id("api"), Health::Down}});
        QVERIFY(then.service(id("api"))->rootCause);
        QVERIFY(expectsState(*then.service(id("api"))));
        then = assumed(now, environment, {{id("api"), Health::Healthy}, {id("db"), Health::Down}});
        QVERIFY(then.service(id("api"))->isImpacted());
    }

    void whatIsNotThereCannotBeAssumed()
    {
        const Environment environment = stack();
        const EnvironmentView now = seen(environment);
        QCOMPARE(
            assumed(now, environment, {{id("later"), Health::Down}, {id("nobody"), Health::Down}}),
            now);
    }
};

QTEST_GUILESS_MAIN(TestWhatIf)
#include "tst_whatif.moc"
