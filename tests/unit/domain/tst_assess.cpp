// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/health.h"

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
    made.title = made.id.toString();
    Check check;
    check.id = CheckId(QStringLiteral("c"));
    check.interval = 10s;
    made.checks = {check};
    for (const QString &dependency : on)
        made.dependencies.append(
            {ServiceId(dependency), DependencyBasis::Stated, DependencyRole::Uses});
    return made;
}

/// nginx → api → (db, redis); worker → (db, redis); exporter scrapes db
Environment stack()
{
    Environment environment;
    environment.services = {service("nginx", {"api"}),
                            service("api", {"db", "redis"}),
                            service("worker", {"db", "redis"}),
                            service("db"),
                            service("redis"),
                            service("exporter")};
    environment.services.last().dependencies.append(
        {id("db"), DependencyBasis::Stated, DependencyRole::Scrapes});
    return environment;
}

void set(CheckStates &states, const char *name, Health health, bool soft = false, int second = 0)
{
    CheckState state;
    state.key = {{kProd, id(name)}, CheckId(QStringLiteral("c"))};
    state.shown = state.hard = health;
    state.soft = soft;
    state.confirmed = true;
    state.since = at(second);
    CheckResult result;
    result.key = state.key;
    result.observedAt = at(second);
    state.last = result;
    states.insert(state.key, state);
}

/// A further check of a service that has one, in trouble by `error`.
void addTrouble(Environment &environment, CheckStates &states, const char *name, const char *check,
                Health health, const Error &error, int second = 0)
{
    Check made;
    made.id = CheckId(QString::fromLatin1(check));
    made.interval = 10s;
    for (Service &each : environment.services) {
        if (each.id == id(name))
            each.checks.append(made);
    }
    CheckState state;
    state.key = {{kProd, id(name)}, made.id};
    state.shown = state.hard = health;
    state.confirmed = true;
    state.since = at(second);
    state.last = CheckResult();
    state.last->key = state.key;
    state.last->observedAt = at(5);
    state.last->message = error.message;
    state.last->error = error;
    states.insert(state.key, state);
}

Error fault(ErrorKind kind, const char *word, const char *message)
{
    return {kind, QString::fromLatin1(message), {}, {}, QString::fromLatin1(word)};
}

CheckStates allHealthy(const Environment &environment)
{
    CheckStates states;
    for (const Service &each : environment.services)
        set(states, each.id.toString().toLatin1().constData(), Health::Healthy);
    return states;
}

QStringList names(const QList<ServiceKey> &keys)
{
    QStringList list;
    for (const ServiceKey &key : keys)
        list << key.service.toString();
    return list;
}

} // namespace

class TestAssess final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLostWayIsOneTrouble();
    void aComplaintIsExplainedThroughWhatIsWatched();
    void theCauseThatExplainsMostComesFirst();
    void whoHasNoStateIsNotImpacted();

    void allHealthyIsHealthy()
    {
        const Environment environment = stack();
        const EnvironmentView view = assess(kProd, environment, allHealthy(environment), at(5));
        QCOMPARE(view.health, Health::Healthy);
        QCOMPARE(view.counts.healthy, 6);
        QVERIFY(!view.stale);
        for (const ServiceView &each : view.services)
            QVERIFY(each.countsAsHealthy() && !each.isImpacted() && !each.rootCause);
    }

    void oneRootCauseItsImpactBeside()
    {
        const Environment environment = stack();
        CheckStates states = allHealthy(environment);
        set(states, "redis", Health::Down);
        set(states, "api", Health::Degraded);
        const EnvironmentView view = assess(kProd, environment, states, at(5));
        QVERIFY(view.service(id("redis"))->rootCause);
        QVERIFY(!view.service(id("api"))->rootCause);
        QCOMPARE(names(view.service(id("redis"))->impacts),
                 QStringList({"api", "worker", "nginx"}));
        QCOMPARE(names(view.service(id("nginx"))->impactedBy), QStringList{"redis"});
        QCOMPARE(view.service(id("nginx"))->health, Health::Healthy);
        QVERIFY(!view.service(id("db"))->isImpacted());
        QCOMPARE(view.health, Health::Down);
    }

    void scrapeEdgesCarryNoImpact()
    {
        const Environment environment = stack();
        CheckStates states = allHealthy(environment);
        set(states, "db", Health::Down);
        const EnvironmentView view = assess(kProd, environment, states, at(5));
        QVERIFY(!view.service(id("exporter"))->isImpacted());
    }

    void disputedEdgesCarryNeitherImpactNorBlame()
    {
        Environment environment = stack();
        Service &redis = environment.services[4];
        redis.dependencies.append({id("db"), DependencyBasis::Disputed, DependencyRole::Uses});
        CheckStates states = allHealthy(environment);
        set(states, "db", Health::Down);
        EnvironmentView view = assess(kProd, environment, states, at(5));
        QVERIFY(!view.service(id("redis"))->isImpacted());
        QCOMPARE(names(view.service(id("db"))->impacts), QStringList({"api", "worker", "nginx"}));
        // Its own trouble is its own: a dependency that nobody is sure of explains nothing.
        set(states, "redis", Health::Down);
        view = assess(kProd, environment, states, at(5));
        QVERIFY(view.service(id("redis"))->rootCause);
        // What is only implied is believed.
        environment.services[4].dependencies.last().basis = DependencyBasis::Implied;
        view = assess(kProd, environment, states, at(5));
        QVERIFY(!view.service(id("redis"))->rootCause);
        QCOMPARE(names(view.service(id("redis"))->impactedBy), QStringList{"db"});
    }

    void severalRoots()
    {
        const Environment environment = stack();
        CheckStates states = allHealthy(environment);
        set(states, "db", Health::Down);
        set(states, "redis", Health::Down);
        set(states, "api", Health::Down);
        const EnvironmentView view = assess(kProd, environment, states, at(5));
        QVERIFY(view.service(id("db"))->rootCause && view.service(id("redis"))->rootCause);
        QVERIFY(!view.service(id("api"))->rootCause);
        QCOMPARE(names(view.service(id("api"))->impactedBy), QStringList({"db", "redis"}));
    }

    void aDegradedDependencyDoesNotExplainADownService()
    {
        const Environment environment = stack();
        CheckStates states = allHealthy(environment);
        set(states, "db", Health::Degraded);
        set(states, "api", Health::Down);
        const EnvironmentView view = assess(kProd, environment, states, at(5));
        QVERIFY(view.service(id("api"))->rootCause);
        QVERIFY(view.service(id("db"))->rootCause);
    }

    void cyclesEnd()
    {
        Environment environment;
        environment.services = {service("a", {"b"}), service("b", {"a"}), service("c", {"a"})};
        CheckStates states;
        set(states, "a", Health::Down);
        set(states, "b", Health::Down);
        set(states, "c", Health::Healthy);
        const EnvironmentView view = assess(kProd, environment, states, at(5));
        QVERIFY(view.service(id("a"))->rootCause && view.service(id("b"))->rootCause);
        QCOMPARE(names(view.service(id("c"))->impactedBy), QStringList({"a", "b"}));
    }

    void aCertificateIsACauseInItsOwnRight()
    {
        Environment environment = stack();
        CheckStates states = allHealthy(environment);
        set(states, "api", Health::Down);
        set(states, "nginx", Health::Down, false, 1);
        addTrouble(environment, states, "nginx", "certificate", Health::Degraded,
                   fault(ErrorKind::Condition, "expiring", "ends in 3 days"), 3);
        EnvironmentView view = assess(kProd, environment, states, at(6));
        const ServiceView *nginx = view.service(id("nginx"));
        QVERIFY(nginx->rootCause);
        QVERIFY(!nginx->causesItsState());
        QCOMPARE(names(nginx->impactedBy), QStringList{"api"});
        QCOMPARE(nginx->health, Health::Down);
        // As a cause it is what its certificate makes of it.
        const ServiceView cause = asCause(*nginx);
        QCOMPARE(cause.health, Health::Degraded);
        QCOMPARE(cause.message, QString("ends in 3 days"));
        QCOMPARE(cause.since, at(3));
        QVERIFY(view.service(id("api"))->rootCause);
        QCOMPARE(view.service(id("api"))->ownFault, -1);
        QCOMPARE(names(view.service(id("api"))->impacts), QStringList{"nginx"});

        // Expired, it is as bad as what it stands on, and still its own.
        addTrouble(environment, states, "nginx", "page", Health::Down,
                   fault(ErrorKind::Tls, "expired", "has expired"), 4);
        view = assess(kProd, environment, states, at(6));
        nginx = view.service(id("nginx"));
        QVERIFY(nginx->causesItsState());
        QCOMPARE(asCause(*nginx).message, QString("has expired"));

        // A handshake that fails may be the doing of what stands behind.
        states = allHealthy(environment);
        set(states, "api", Health::Down);
        addTrouble(environment, states, "nginx", "handshake", Health::Down,
                   fault(ErrorKind::Tls, "handshake", "broke off"));
        QVERIFY(!assess(kProd, environment, states, at(6)).service(id("nginx"))->rootCause);
    }

    void ownFaultsInACycle()
    {
        // c stands on the cycle of a and b.
        Environment environment;
        environment.services = {service("a", {"b"}), service("b", {"a"}), service("c", {"a"})};
        CheckStates states;
        set(states, "a", Health::Down);
        set(states, "b", Health::Down);
        set(states, "c", Health::Healthy);
        addTrouble(environment, states, "a", "certificate", Health::Down,
                   fault(ErrorKind::Tls, "expired", "has expired"));
        addTrouble(environment, states, "c", "certificate", Health::Down,
                   fault(ErrorKind::Tls, "expired", "has expired"));
        const EnvironmentView view = assess(kProd, environment, states, at(6));
        for (const ServiceView &each : view.services)
            QVERIFY2(each.rootCause, qPrintable(each.title));
        // Those of the cycle don't blame each other; what stands on it is reached by both, its own
        // fault or not.
        QVERIFY(!view.service(id("a"))->isImpacted() && !view.service(id("b"))->isImpacted());
        QCOMPARE(view.service(id("a"))->ownFault, -1);
        QCOMPARE(view.service(id("c"))->ownFault, 1);
        QCOMPARE(names(view.service(id("c"))->impactedBy), QStringList({"a", "b"}));
    }

    void theWordsStayWithTheFailureNearestToTheGround()
    {
        Environment environment;
        environment.services = {service("nginx")};
        CheckStates states;
        set(states, "nginx", Health::Healthy);
        addTrouble(environment, states, "nginx", "status", Health::Down,
                   fault(ErrorKind::Status, "502", "HTTP 502"), 1);
        addTrouble(environment, states, "nginx", "closed", Health::Down,
                   fault(ErrorKind::Refused, "", "nothing listens"), 3);
        addTrouble(environment, states, "nginx", "other", Health::Down,
                   fault(ErrorKind::Refused, "", "nothing listens there"), 2);
        for (const int turn : {0, 1, 2}) {
            // Whichever of them failed last, or first.
            states[{{kProd, id("nginx")}, CheckId(QStringLiteral("status"))}].since = at(turn);
            const EnvironmentView view = assess(kProd, environment, states, at(6));
            const ServiceView &nginx = view.services.first();
            QCOMPARE(nginx.message, QString("nothing listens"));
            QCOMPARE(nginx.checks.at(nginx.telling).key.check.toString(), QString("closed"));
            QCOMPARE(nginx.since, at(turn));
        }
        // Not yet certain trouble does not talk over what is certain.
        states[{{kProd, id("nginx")}, CheckId(QStringLiteral("closed"))}].soft = true;
        states[{{kProd, id("nginx")}, CheckId(QStringLiteral("other"))}].soft = true;
        QCOMPARE(assess(kProd, environment, states, at(6)).services.first().message,
                 QString("HTTP 502"));
    }

    void softRootRingsOnlyWhatSuffers()
    {
        const Environment environment = stack();
        CheckStates states = allHealthy(environment);
        set(states, "redis", Health::Down, true);
        set(states, "api", Health::Degraded, true);
        const EnvironmentView view = assess(kProd, environment, states, at(5));
        QVERIFY(view.service(id("api"))->isImpacted());
        QVERIFY(!view.service(id("worker"))->isImpacted());
        QCOMPARE(view.counts.soft, 2);
        QVERIFY(view.soft);
    }

    void anUnconfirmedRecoveryIsStillTheCause()
    {
        const Environment environment = stack();
        CheckStates states = allHealthy(environment);
        set(states, "db", Health::Healthy, true);
        states[{{kProd, id("db")}, CheckId(QStringLiteral("c"))}].hard = Health::Down;
        EnvironmentView view = assess(kProd, environment, states, at(5));
        QVERIFY(view.service(id("db"))->rootCause);
        QCOMPARE(view.service(id("db"))->health, Health::Healthy);
        QCOMPARE(view.service(id("db"))->impacts.size(), 3);
        QVERIFY(view.service(id("nginx"))->isImpacted());
        // What still suffers from it is not a cause of its own.
        set(states, "api", Health::Down);
        view = assess(kProd, environment, states, at(5));
        QVERIFY(view.service(id("db"))->rootCause);
        QVERIFY(!view.service(id("api"))->rootCause);
        set(states, "api", Health::Healthy);
        set(states, "db", Health::Healthy);
        view = assess(kProd, environment, states, at(5));
        QVERIFY(!view.service(id("db"))->rootCause);
        QVERIFY(!view.service(id("nginx"))->isImpacted());
    }

    void staleIsNeverCountedHealthy()
    {
        const Environment environment = stack();
        CheckStates states = allHealthy(environment);
        EnvironmentView view = assess(kProd, environment, states, at(16));
        QCOMPARE(view.counts.healthy, 0);
        QCOMPARE(view.counts.stale, 6);
        QVERIFY(view.stale);
        view = assess(kProd, environment, states, at(31));
        QCOMPARE(view.counts.unknown, 6);
        QCOMPARE(view.health, Health::Unknown);
        QCOMPARE(view.services.first().lastKnown, Health::Healthy);
    }

    void whatRefusesOnItsOwnPortIsACauseOfItsOwn();
    void whatIsAskedThroughADependencyIsExplainedByIt();
    void whatAnAnswerSaysIsExplainedByADependency();

    void aMonitorComplainsOfWhatItWatches();
    void aScriptComplainsOfWhatItNames();
    void noComplaintHidesACause_data();
    void noComplaintHidesACause();

    void noCheckIsUnknown()
    {
        Environment environment;
        environment.services = {service("a")};
        environment.services.first().checks.clear();
        const EnvironmentView view = assess(kProd, environment, {}, at(0));
        QCOMPARE(view.services.first().health, Health::Unknown);
        QVERIFY(!view.services.first().hasChecks);
        QCOMPARE(view.health, Health::Unknown);
    }

    void plannedExpectsNothing()
    {
        Environment environment;
        environment.services = {service("a"), service("later")};
        environment.services.last().presence = Presence::Planned;
        CheckStates states;
        set(states, "a", Health::Healthy);
        const EnvironmentView view = assess(kProd, environment, states, at(0));
        QCOMPARE(view.health, Health::Healthy);
        QCOMPARE(view.counts.planned, 1);
    }

    void emptyEnvironmentIsUnknown()
    {
        QCOMPARE(assess(kProd, {}, {}, at(0)).health, Health::Unknown);
    }
};

void TestAssess::whatRefusesOnItsOwnPortIsACauseOfItsOwn()
{
    Environment environment = stack();
    CheckStates states = allHealthy(environment);
    const auto refuse = [&](const char *name, int port) {
        addTrouble(environment, states, name, "port", Health::Down,
                   fault(ErrorKind::Refused, "", "nothing listens"));
        for (Service &each : environment.services) {
            if (each.id == id(name))
                each.checks.last().parameters = {{"host", "10.0.0.1"}, {"port", port}};
        }
    };
    refuse("api", 8000);
    EnvironmentView view = assess(kProd, environment, states, at(5));
    QVERIFY(view.service(id("api"))->rootCause);
    QCOMPARE(names(view.service(id("nginx"))->impactedBy), QStringList{"api"});
    QVERIFY(!view.service(id("nginx"))->rootCause);
    // That the API is gone does not end nginx.
    refuse("nginx", 443);
    view = assess(kProd, environment, states, at(5));
    const ServiceView *nginx = view.service(id("nginx"));
    QVERIFY(nginx->rootCause && nginx->ownFault >= 0 && nginx->causesItsState());
    QCOMPARE(names(nginx->impactedBy), QStringList{"api"});
    QVERIFY(view.service(id("api"))->rootCause);
    QCOMPARE(asCause(*nginx).message, "nothing listens");
}

void TestAssess::whatIsAskedThroughADependencyIsExplainedByIt()
{
    // A worker is asked through its broker; a page is named by its URL.
    Environment environment = stack();
    CheckStates states = allHealthy(environment);
    for (const char *name : {"redis", "worker", "api"}) {
        addTrouble(environment, states, name, "port", Health::Down,
                   fault(ErrorKind::Refused, "", "nothing listens"));
    }
    for (Service &each : environment.services) {
        if (each.id == id("redis") || each.id == id("worker"))
            each.checks.last().parameters = {{"host", "Broker"}, {"port", 6379}};
        if (each.id == id("api"))
            each.checks.last().parameters = {{"url", "http://broker:6379/page"}};
    }
    EnvironmentView view = assess(kProd, environment, states, at(5));
    QVERIFY(view.service(id("redis"))->rootCause);
    for (const char *name : {"worker", "api"}) {
        QVERIFY2(!view.service(id(name))->rootCause, name);
        QCOMPARE(names(view.service(id(name))->impactedBy), QStringList{"redis"});
    }
    // Who was asked can't be told: nobody is blamed beside the dependency.
    for (Service &each : environment.services) {
        if (each.id == id("worker"))
            each.checks.last().parameters = {{"command", QStringList{"ask"}}};
        if (each.id == id("api"))
            each.checks.last().parameters = {{"url", "https://api/"}};
    }
    view = assess(kProd, environment, states, at(5));
    QVERIFY(!view.service(id("worker"))->rootCause);
    QVERIFY(view.service(id("api"))->rootCause);
}

void TestAssess::whatAnAnswerSaysIsExplainedByADependency()
{
    Environment environment = stack();
    CheckStates states = allHealthy(environment);
    set(states, "db", Health::Down);
    addTrouble(environment, states, "api", "health", Health::Down,
               fault(ErrorKind::Status, "500", "HTTP 500"));
    addTrouble(environment, states, "worker", "health", Health::Down,
               fault(ErrorKind::Timeout, "", "no answer"));
    const EnvironmentView view = assess(kProd, environment, states, at(5));
    QVERIFY(view.service(id("db"))->rootCause);
    QVERIFY(!view.service(id("api"))->rootCause && !view.service(id("worker"))->rootCause);
    QCOMPARE(names(view.service(id("db"))->impacts), QStringList({"api", "worker", "nginx"}));
}

void TestAssess::aLostWayIsOneTrouble()
{
    Environment environment = stack();
    for (Service &each : environment.services) {
        if (each.id == id("nginx"))
            continue; // reached directly
        each.checks.first().via.id = QStringLiteral("gate");
        each.checks.first().via.title = QStringLiteral("Gate");
        each.checks.first().via.kind = WayKind::Ssh;
    }
    CheckStates states;
    set(states, "nginx", Health::Healthy);
    int second = 0;
    for (const char *name : {"worker", "api", "db", "redis", "exporter"}) {
        set(states, name, Health::Unknown, false, ++second);
        CheckResult &last = *states[{{kProd, id(name)}, CheckId(QStringLiteral("c"))}].last;
        last.error = Error{ErrorKind::Way, QStringLiteral("gate refused the login."), {}, {}};
    }
    const EnvironmentView view = assess(kProd, environment, states, at(5));
    QCOMPARE(view.lostWays.size(), 1);
    const LostWay &lost = view.lostWays.first();
    QCOMPARE(lost.id, "gate");
    QCOMPARE(lost.error.message, "gate refused the login.");
    QCOMPARE(lost.services,
             (QList<ServiceId>{id("api"), id("worker"), id("db"), id("redis"), id("exporter")}));
    QCOMPARE(lost.since.boot, at(1).boot);
    for (const ServiceView &service : view.services) {
        QVERIFY2(!service.rootCause, qPrintable(service.title));
        QVERIFY(service.impactedBy.isEmpty());
    }
    QCOMPARE(view.counts.unknown, 5);
    QCOMPARE(view.counts.healthy, 1);

    // One that is seen again is hidden no more.
    set(states, "db", Health::Healthy, false, 4);
    QVERIFY(
        !assess(kProd, environment, states, at(5)).lostWays.first().services.contains(id("db")));
}

/// A monitor says that a target is gone: the target is the cause, and what stands on the monitor is
/// not touched.
void TestAssess::aMonitorComplainsOfWhatItWatches()
{
    Environment environment = stack();
    environment.services.append(service("dashboards", {"exporter"}));
    CheckStates states = allHealthy(environment);
    set(states, "db", Health::Down);
    set(states, "exporter", Health::Degraded);
    EnvironmentView view = assess(kProd, environment, states, at(5));
    QVERIFY(!view.service(id("exporter"))->rootCause);
    QCOMPARE(names(view.service(id("exporter"))->impactedBy), QStringList{"db"});
    QVERIFY(names(view.service(id("db"))->impacts).contains("exporter"));
    QVERIFY(!view.service(id("dashboards"))->isImpacted());
    // Its own end is its own.
    set(states, "exporter", Health::Down);
    view = assess(kProd, environment, states, at(5));
    QVERIFY(view.service(id("exporter"))->rootCause);
    QCOMPARE(names(view.service(id("dashboards"))->impactedBy), QStringList{"exporter"});
    // So is a complaint while all that it watches is well.
    set(states, "db", Health::Healthy);
    set(states, "exporter", Health::Degraded);
    view = assess(kProd, environment, states, at(5));
    QVERIFY(view.service(id("exporter"))->rootCause);
}

/// A host that is slow is no reason why what stands on a killed database is down.
void TestAssess::theCauseThatExplainsMostComesFirst()
{
    Environment environment;
    environment.services = {service("api", {"host", "db"}), service("host"), service("db")};
    CheckStates states = allHealthy(environment);
    set(states, "host", Health::Degraded);
    set(states, "db", Health::Down);
    set(states, "api", Health::Down);
    EnvironmentView view = assess(kProd, environment, states, at(1));
    QCOMPARE(names(view.service(id("api"))->impactedBy), QStringList({"db", "host"}));
    // While it is degraded only, the nearer one comes first, as in the definition.
    set(states, "api", Health::Degraded);
    view = assess(kProd, environment, states, at(1));
    QCOMPARE(names(view.service(id("api"))->impactedBy), QStringList({"host", "db"}));
}

void TestAssess::whoHasNoStateIsNotImpacted()
{
    Environment environment;
    environment.services = {service("internet", {"db"}), service("db")};
    environment.services[0].presence = Presence::Optional;
    environment.services[0].checks.clear();
    CheckStates states;
    set(states, "db", Health::Down);
    const EnvironmentView view = assess(kProd, environment, states, at(1));
    QVERIFY(view.service(id("db"))->impacts.isEmpty());
    QVERIFY(!view.service(id("internet"))->isImpacted());
}

/// The monitor complains that the database is down, which is down by its host; who stands on the
/// monitor is worse off by the host as well.
void TestAssess::aComplaintIsExplainedThroughWhatIsWatched()
{
    Environment environment;
    environment.services = {service("host"), service("db", {"host"}), service("monitor"),
                            service("dashboard", {"monitor"})};
    environment.services[2].dependencies.append(
        {id("db"), DependencyBasis::Stated, DependencyRole::Scrapes});
    CheckStates states = allHealthy(environment);
    set(states, "host", Health::Down);
    set(states, "db", Health::Down);
    set(states, "monitor", Health::Degraded);
    set(states, "dashboard", Health::Degraded);
    const EnvironmentView view = assess(kProd, environment, states, at(1));
    for (const char *name : {"db", "monitor", "dashboard"}) {
        QVERIFY(!view.service(id(name))->rootCause);
        QCOMPARE(names(view.service(id(name))->impactedBy), QStringList{"host"});
    }
    QCOMPARE(view.service(id("host"))->impacts.size(), 3);
}

namespace {

/// A machine whose script, failing, says `message` and `detail`; redis is down, db as told.
EnvironmentView withScript(const QString &message, const QString &detail, Health db,
                           const QString &kind, Health server = Health::Degraded)
{
    Environment environment = stack();
    Service machine = service("server");
    machine.checks.clear();
    environment.services.append(machine);
    environment.services[4].title = QStringLiteral("Redis 7");
    environment.services[4].deployment.container = QStringLiteral("shop_redis_1");
    CheckStates states = allHealthy(environment);
    set(states, "redis", Health::Down);
    set(states, "db", db);
    Error error{ErrorKind::Status, message, {}, detail};
    addTrouble(environment, states, "server", "script", server, error);
    environment.services.last().checks.last().kind = kind;
    return assess(kProd, environment, states, at(5));
}

} // namespace

void TestAssess::aScriptComplainsOfWhatItNames()
{
    for (const char *said : {"redis does not answer.", "WARNING: Redis 7 is down",
                             "container shop_redis_1 exited", "REDIS: no pong"}) {
        const EnvironmentView view =
            withScript(said, "ok: db\nok: api\n", Health::Healthy, "command");
        QVERIFY2(!view.service(id("server"))->rootCause, said);
        QCOMPARE(names(view.service(id("server"))->impactedBy), QStringList{"redis"});
        QVERIFY(names(view.service(id("redis"))->impacts).contains("server"));
        // It stays in trouble: only whose doing it is is told.
        QCOMPARE(view.service(id("server"))->health, Health::Degraded);
        QCOMPARE(view.counts.degraded, 1);
    }
    // Down as well: what it tells is still another's.
    QVERIFY(!withScript("redis does not answer.", {}, Health::Healthy, "command", Health::Down)
                 .service(id("server"))
                 ->rootCause);
    // Of two, each is named.
    const EnvironmentView both =
        withScript("redis does not answer.", "db does not answer.", Health::Down, "command");
    QCOMPARE(names(both.service(id("server"))->impactedBy), QStringList({"redis", "db"}));
}

void TestAssess::noComplaintHidesACause_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("detail");
    QTest::addColumn<QString>("kind");
    QTest::newRow("names nobody") << "no space left" << "" << "command";
    QTest::newRow("another line") << "redis does not answer" << "disk is full" << "command";
    QTest::newRow("one that is well") << "redis and db do not answer" << "" << "command";
    QTest::newRow("one that is well, below") << "redis is down" << "db is down" << "command";
    QTest::newRow("a path") << "DISK 95 % of /var/lib/redis" << "" << "command";
    QTest::newRow("a longer name") << "redis-backup failed" << "" << "command";
    QTest::newRow("not a script") << "redis eats the memory" << "" << "ssh";
    QTest::newRow("praise that is none") << "redis is down" << "ok: no, disk error" << "command";
    QTest::newRow("cut off") << "redis is down" << QString(2000, 'r') << "command";
}

void TestAssess::noComplaintHidesACause()
{
    QFETCH(QString, message);
    QFETCH(QString, detail);
    QFETCH(QString, kind);
    const EnvironmentView view = withScript(message, detail, Health::Healthy, kind);
    QVERIFY(view.service(id("server"))->rootCause);
    QVERIFY(view.service(id("server"))->impactedBy.isEmpty());
    // Two that name each other are both in sight.
    Environment environment;
    environment.services = {service("aa"), service("bb")};
    CheckStates states;
    for (Service &each : environment.services)
        each.checks.clear();
    addTrouble(environment, states, "aa", "script", Health::Down,
               fault(ErrorKind::Status, "", "bb does not answer"));
    addTrouble(environment, states, "bb", "script", Health::Down,
               fault(ErrorKind::Status, "", "aa does not answer"));
    for (Service &each : environment.services)
        each.checks.first().kind = "command";
    const EnvironmentView mutual = assess(kProd, environment, states, at(5));
    QVERIFY(mutual.services.first().rootCause && mutual.services.last().rootCause);
}

QTEST_GUILESS_MAIN(TestAssess)
#include "tst_assess.moc"
