// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/sight.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};

Instant at(int seconds)
{
    return {std::chrono::seconds(1000 + seconds), 1'700'000'000'000 + seconds * 1000LL};
}

Check checkOf(const char *id, Witness witness = Witness::None)
{
    Check check;
    check.id = CheckId(id);
    check.interval = 10s;
    check.timeout = 2s;
    check.witness = witness;
    return check;
}

Service serviceOf(const char *id, const QList<Check> &checks)
{
    Service service;
    service.id = ServiceId(id);
    service.title = QString::fromLatin1(id);
    service.checks = checks;
    return service;
}

/// gateway (a witness), api and db
Environment place()
{
    Environment environment;
    environment.title = "Production";
    environment.services = {serviceOf("gateway", {checkOf("ping", Witness::Inside)}),
                            serviceOf("api", {checkOf("c")}), serviceOf("db", {checkOf("c")})};
    return environment;
}

struct World
{
    Environment environment = place();
    CheckStates states;

    CheckState &put(const char *service, const char *check, CheckStatus status, int second,
                    const QString &address = "10.0.0.1:80")
    {
        CheckState state;
        state.key = {{kProd, ServiceId(service)}, CheckId(check)};
        state.shown = state.hard = healthOf(status);
        state.confirmed = true;
        state.since = at(second);
        state.last = CheckResult();
        state.last->key = state.key;
        state.last->status = status;
        state.last->observedAt = at(second);
        state.last->address = address;
        return *states.insert(state.key, state);
    }

    CheckState &answer(const char *service, const char *check, int second)
    {
        return put(service, check, CheckStatus::Ok, second);
    }

    CheckState &silence(const char *service, const char *check, int second,
                        ErrorKind kind = ErrorKind::Timeout)
    {
        CheckState &state = put(service, check, CheckStatus::Critical, second, {});
        state.last->error = Error{kind, "10.0.0.1 did not answer.", "Try: the VPN.", {}};
        state.last->message = "10.0.0.1 did not answer";
        return state;
    }

    Sight sight(int second = 25) const
    {
        return judgeSight(kProd, environment, states, at(second)).sight;
    }

    EnvironmentView view(int second = 25) const
    {
        return assess(kProd, environment, states, at(second));
    }
};

} // namespace

/// Whether an environment is blind, by its witnesses and by what else answers.
class TestSight final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingSilentIsBlind();
    void oneAnswerMakesTheWitnessTheDownOne();
    void anOldAnswerSettlesNothing();
    void anAnswerWhileTheWitnessWasAskedCounts();
    void anAnswerFromBeforeTheNewestSilenceSettlesNothing();
    void softIsDoubtful();
    void aWitnessThatAnswersBadlyIsSeen();
    void aProgramMayBeAWitness();
    void whatAsksNobodyProvesNothing();
    void theQuorumDecides_data();
    void theQuorumDecides();
    void witnessesBehindALostWayLeaveItToTheWay();
    void anExpiredWitnessSaysNothing();
    void theViewFromOutside_data();
    void theViewFromOutside();
    void fromOutsideAlone();
    void withoutWitnessesNothingIsJudged();
    void whatWasOutOfSightIsUnknownUntilAskedAgain();
    void plannedWitnessesDoNotCount();
    void allWitnessesPlannedAreNone_data();
    void allWitnessesPlannedAreNone();
    void whatAnswersFromLoopback_data();
    void whatAnswersFromLoopback();
    void aLoopbackThatIsUnwellIsNoWitnessesAnswer();
    void silenceBeginsWithTheLastAnswer();
    void howABlindnessEnds_data();
    void howABlindnessEnds();
};

void TestSight::everythingSilentIsBlind()
{
    World world;
    world.silence("gateway", "ping", 20);
    world.silence("api", "c", 21, ErrorKind::Refused);
    world.silence("db", "c", 22, ErrorKind::Unreachable);
    world.environment.services.append(serviceOf("bare", {}));
    const EnvironmentView view = world.view();
    QVERIFY(view.blindness);
    QCOMPARE(view.blindness->names, QStringList{"gateway"});
    QCOMPARE(view.blindness->since, at(20));
    QCOMPARE(view.blindness->services,
             (QList<ServiceId>{ServiceId("gateway"), ServiceId("api"), ServiceId("db")}));
    QCOMPARE(view.health, Health::Unknown);
    QCOMPARE(view.counts.unknown, 4);
    QCOMPARE(view.counts.down, 0);
    for (const ServiceView &service : view.services) {
        QCOMPARE(service.health, Health::Unknown);
        QVERIFY(!service.rootCause && !service.isImpacted() && !service.soft);
    }
    QCOMPARE(view.services.at(1).message,
             "PROD can't be seen: gateway does not answer in time: 10.0.0.1 did not answer");
    QCOMPARE(view.services.at(1).error->kind, ErrorKind::Way);
    QCOMPARE(view.services.at(1).error->advice, "Try: the VPN.");
    // What was found of each stays to be read.
    QCOMPARE(view.services.at(1).checks.first().state.last->error->kind, ErrorKind::Refused);
}

void TestSight::oneAnswerMakesTheWitnessTheDownOne()
{
    World world;
    world.silence("gateway", "ping", 20);
    world.silence("api", "c", 21);
    world.answer("db", "c", 22);
    const EnvironmentView view = world.view();
    QVERIFY(!view.blindness);
    QCOMPARE(view.service(ServiceId("gateway"))->health, Health::Down);
    QVERIFY(view.service(ServiceId("gateway"))->rootCause);
    QCOMPARE(view.service(ServiceId("api"))->health, Health::Down);
    QCOMPARE(view.service(ServiceId("db"))->health, Health::Healthy);
    // An answer that says "unwell" is one all the same.
    world.put("db", "c", CheckStatus::Critical, 23).last->error =
        Error{ErrorKind::Status, "HTTP 500", {}, {}};
    QCOMPARE(world.sight(), Sight::Seen);
    QVERIFY(!world.view().blindness);
}

void TestSight::anOldAnswerSettlesNothing()
{
    World world;
    world.silence("gateway", "ping", 20);
    world.silence("api", "c", 21);
    world.answer("db", "c", 12);
    QCOMPARE(world.sight(), Sight::Doubtful);
    QVERIFY(!world.view().blindness);
    world.silence("db", "c", 23);
    QCOMPARE(world.sight(), Sight::Blind);
    // What is known to be from before is no answer that is waited for.
    world.answer("db", "c", 12).unseen = true;
    QCOMPARE(world.sight(), Sight::Blind);
}

void TestSight::anAnswerWhileTheWitnessWasAskedCounts()
{
    // In a single poll everything is asked at once, and what answers does so before the silence of
    // the witness is over.
    World world;
    world.silence("gateway", "ping", 20);
    world.silence("api", "c", 20);
    world.answer("db", "c", 18);
    QCOMPARE(world.sight(), Sight::Seen);
    world.answer("db", "c", 17);
    QCOMPARE(world.sight(), Sight::Doubtful);
}

void TestSight::anAnswerFromBeforeTheNewestSilenceSettlesNothing()
{
    World world;
    world.silence("gateway", "ping", 5);
    world.answer("db", "c", 10);
    QCOMPARE(world.sight(), Sight::Seen);
    world.silence("api", "c", 20);
    QCOMPARE(world.sight(), Sight::Doubtful);
    world.answer("db", "c", 21);
    QCOMPARE(world.sight(), Sight::Seen);
    world.answer("db", "c", 10);
    world.silence("api", "c", 20, ErrorKind::Way);
    QCOMPARE(world.sight(), Sight::Seen); // a lost way of its own takes nobody along
}

void TestSight::softIsDoubtful()
{
    World world;
    world.silence("gateway", "ping", 20).soft = true;
    world.silence("api", "c", 21);
    world.silence("db", "c", 21).soft = true;
    QCOMPARE(world.sight(), Sight::Doubtful);
    QCOMPARE(world.view().service(ServiceId("api"))->health, Health::Down);
    world.silence("gateway", "ping", 20);
    QCOMPARE(world.sight(), Sight::Blind); // the others need not be certain
}

void TestSight::aWitnessThatAnswersBadlyIsSeen()
{
    World world;
    world.put("gateway", "ping", CheckStatus::Critical, 20).last->error =
        Error{ErrorKind::Status, "HTTP 503", {}, {}};
    world.silence("api", "c", 21);
    world.silence("db", "c", 21);
    QCOMPARE(world.sight(), Sight::Seen);
    QCOMPARE(world.view().counts.down, 3);
}

void TestSight::aProgramMayBeAWitness()
{
    World world;
    world.put("gateway", "ping", CheckStatus::Critical, 20, {}).last->error =
        Error{ErrorKind::Status, "100 % packets lost", {}, {}};
    world.silence("api", "c", 21);
    world.silence("db", "c", 21);
    QCOMPARE(world.sight(), Sight::Blind);
}

void TestSight::whatAsksNobodyProvesNothing()
{
    World world;
    world.silence("gateway", "ping", 20);
    world.silence("api", "c", 21);
    world.silence("db", "c", 21);
    world.environment.services.append(serviceOf("copies", {checkOf("folder"), checkOf("engine")}));
    world.put("copies", "folder", CheckStatus::Ok, 24, {});
    world.put("copies", "engine", CheckStatus::Ok, 24, "/run/docker.sock");
    const EnvironmentView view = world.view();
    QVERIFY(view.blindness);
    // What is of this machine is still known.
    QCOMPARE(view.service(ServiceId("copies"))->health, Health::Healthy);
    QVERIFY(!view.blindness->services.contains(ServiceId("copies")));
    QCOMPARE(view.health, Health::Unknown);
}

void TestSight::theQuorumDecides_data()
{
    QTest::addColumn<int>("quorum");
    QTest::addColumn<int>("silent");
    QTest::addColumn<bool>("blind");
    QTest::newRow("all, two of three") << 0 << 2 << false;
    QTest::newRow("all, three of three") << 0 << 3 << true;
    QTest::newRow("two, one of three") << 2 << 1 << false;
    QTest::newRow("two, two of three") << 2 << 2 << true;
    QTest::newRow("one, one of three") << 1 << 1 << true;
}

void TestSight::theQuorumDecides()
{
    QFETCH(int, quorum);
    QFETCH(int, silent);
    QFETCH(bool, blind);
    World world;
    world.environment.witnessQuorum = quorum;
    world.environment.services.append(serviceOf("bastion", {checkOf("w", Witness::Inside)}));
    world.environment.services.append(serviceOf("dns", {checkOf("w", Witness::Inside)}));
    const std::array<std::pair<const char *, const char *>, 3> witnesses{
        std::pair("gateway", "ping"), std::pair("bastion", "w"), std::pair("dns", "w")};
    for (int i = 0; i < 3; ++i) {
        const auto &[service, check] = witnesses.at(static_cast<size_t>(i));
        if (i < silent)
            world.silence(service, check, 18 + i);
        else
            world.answer(service, check, 24);
    }
    world.silence("api", "c", 22);
    world.silence("db", "c", 22);
    const EnvironmentView view = world.view();
    QCOMPARE(view.blindness.has_value(), blind);
    if (!blind)
        return;
    QCOMPARE(view.blindness->witnesses.size(), silent);
    QCOMPARE(view.blindness->since, at(18 + std::max(quorum, quorum == 0 ? 3 : 0) - 1));
    // A witness that answers is seen.
    QCOMPARE(view.service(ServiceId("dns"))->health,
             silent == 3 ? Health::Unknown : Health::Healthy);
    if (silent == 2)
        QVERIFY2(reasonOf(*view.blindness).startsWith("gateway and bastion do not answer: "),
                 qPrintable(reasonOf(*view.blindness)));
}

void TestSight::witnessesBehindALostWayLeaveItToTheWay()
{
    World world;
    for (Service &service : world.environment.services) {
        service.checks.first().via.id = "gate";
        service.checks.first().via.title = "Gate";
        service.checks.first().via.kind = WayKind::Ssh;
    }
    for (const auto &[service, check] :
         {std::pair("gateway", "ping"), std::pair("api", "c"), std::pair("db", "c")}) {
        world.silence(service, check, 20, ErrorKind::Way);
        world.put(service, check, CheckStatus::Unknown, 20, {}).last->error =
            Error{ErrorKind::Way, "gate refused the login.", {}, {}};
    }
    const EnvironmentView view = world.view();
    QVERIFY(!view.blindness);
    QCOMPARE(view.lostWays.size(), 1);
    QCOMPARE(view.health, Health::Unknown);
}

void TestSight::anExpiredWitnessSaysNothing()
{
    World world;
    world.silence("gateway", "ping", 20);
    world.silence("api", "c", 21);
    world.silence("db", "c", 21);
    QCOMPARE(world.sight(49), Sight::Blind);
    QCOMPARE(world.sight(51), Sight::Seen);
    QCOMPARE(world.view(60).health, Health::Unknown);
}

void TestSight::theViewFromOutside_data()
{
    QTest::addColumn<int>("status"); // negative: not asked since
    QTest::addColumn<OutsideView>("outside");
    QTest::addColumn<bool>("hidden");
    QTest::newRow("answers") << static_cast<int>(CheckStatus::Ok) << OutsideView::Answers << false;
    QTest::newRow("silent") << static_cast<int>(CheckStatus::Critical) << OutsideView::Silent
                            << true;
    QTest::newRow("unknown") << static_cast<int>(CheckStatus::Unknown) << OutsideView::NotKnown
                             << false;
    QTest::newRow("not asked since") << -1 << OutsideView::NotKnown << false;
}

void TestSight::theViewFromOutside()
{
    QFETCH(int, status);
    QFETCH(OutsideView, outside);
    QFETCH(bool, hidden);
    World world;
    world.environment.services.append(serviceOf("site", {checkOf("out", Witness::Outside)}));
    world.silence("gateway", "ping", 20);
    world.silence("api", "c", 21);
    world.silence("db", "c", 21);
    world.put("site", "out", status < 0 ? CheckStatus::Ok : static_cast<CheckStatus>(status),
              status < 0 ? 10 : 22, {});
    const EnvironmentView view = world.view();
    QVERIFY(view.blindness);
    QCOMPARE(view.blindness->outside, outside);
    QCOMPARE(reasonOf(*view.blindness).contains("our own view is broken"),
             outside == OutsideView::Answers);
    QCOMPARE(reasonOf(*view.blindness).contains("does not answer either"),
             outside == OutsideView::Silent);
    QCOMPARE(view.blindness->services.contains(ServiceId("site")), hidden);
    QCOMPARE(view.health, Health::Unknown);
}

void TestSight::fromOutsideAlone()
{
    World world;
    world.environment.services.first() = serviceOf("site", {checkOf("out", Witness::Outside)});
    world.answer("site", "out", 23);
    world.silence("api", "c", 21);
    world.silence("db", "c", 20);
    const EnvironmentView view = world.view();
    QVERIFY(view.blindness);
    QVERIFY(view.blindness->witnesses.isEmpty());
    QCOMPARE(view.blindness->since, at(21));
    QVERIFY(reasonOf(*view.blindness).contains("From outside it answers"));
    QCOMPARE(view.service(ServiceId("site"))->health, Health::Healthy);
    QCOMPARE(view.service(ServiceId("db"))->health, Health::Unknown);
    // One alone may be down itself; one that answers, too, proves that we see.
    world.environment.services.removeLast();
    QVERIFY(!world.view().blindness);
    world.environment.services.append(serviceOf("db", {checkOf("c")}));
    world.answer("db", "c", 19);
    QVERIFY(!world.view().blindness);
}

void TestSight::withoutWitnessesNothingIsJudged()
{
    World world;
    world.environment.services.first().checks.first().witness = Witness::None;
    world.silence("gateway", "ping", 20);
    world.silence("api", "c", 21);
    world.silence("db", "c", 21);
    QVERIFY(!hasWitnesses(world.environment));
    QCOMPARE(world.sight(), Sight::Seen);
    QCOMPARE(world.view().counts.down, 3);
}

void TestSight::whatWasOutOfSightIsUnknownUntilAskedAgain()
{
    World world;
    world.answer("gateway", "ping", 24);
    world.silence("api", "c", 21).unseen = true;
    world.answer("db", "c", 19).unseen = true;
    const EnvironmentView view = world.view();
    QVERIFY(!view.blindness);
    for (const char *id : {"api", "db"}) {
        const ServiceView *service = view.service(ServiceId(id));
        QCOMPARE(service->health, Health::Unknown);
        QVERIFY(!service->rootCause && !service->countsAsHealthy());
        QCOMPARE(service->message, "not asked again since it was out of sight");
        QVERIFY(!service->error);
    }
    QCOMPARE(view.counts.unknown, 2);
    QCOMPARE(view.counts.healthy, 1);
}

void TestSight::plannedWitnessesDoNotCount()
{
    World world;
    world.environment.services.append(serviceOf("dns", {checkOf("w", Witness::Inside)}));
    world.environment.services.last().presence = Presence::Planned;
    world.silence("gateway", "ping", 20);
    world.silence("api", "c", 21);
    world.silence("db", "c", 21);
    QCOMPARE(world.sight(), Sight::Blind);
}

void TestSight::allWitnessesPlannedAreNone_data()
{
    QTest::addColumn<Presence>("presence");
    QTest::addColumn<bool>("blind");
    QTest::newRow("planned") << Presence::Planned << false;
    QTest::newRow("not configured") << Presence::NotConfigured << false;
    QTest::newRow("optional") << Presence::Optional << true;
}

void TestSight::allWitnessesPlannedAreNone()
{
    QFETCH(Presence, presence);
    QFETCH(bool, blind);
    World world;
    world.environment.services.first().presence = presence;
    world.environment.witnessQuorum = 1;
    world.silence("gateway", "ping", 20);
    world.silence("api", "c", 21);
    world.silence("db", "c", 21);
    QCOMPARE(hasWitnesses(world.environment), blind);
    QCOMPARE(world.view().blindness.has_value(), blind);
    QCOMPARE(world.view().counts.down, blind ? 0 : 2);
}

void TestSight::whatAnswersFromLoopback_data()
{
    QTest::addColumn<QVariantMap>("gateway");
    QTest::addColumn<QVariantMap>("db");
    QTest::addColumn<QString>("address");
    QTest::addColumn<QStringList>("resolved"); // of the gateway
    QTest::addColumn<bool>("hasWay");
    QTest::addColumn<bool>("blind");
    const auto host = [](const char *name) { return QVariantMap{{"host", name}}; };
    const QVariantMap stub{{"server", "127.0.0.53"}, {"name", "api.example.com"}};
    const QVariantMap page{{"url", "http://localhost:8080/"}};
    QTest::newRow("elsewhere") << host("10.0.0.1") << host("10.0.0.3") << "10.0.0.3:5432"
                               << QStringList() << false << false;
    QTest::newRow("a stub resolver")
        << host("10.0.0.1") << stub << "127.0.0.53:53" << QStringList() << false << true;
    QTest::newRow("a local forward")
        << host("10.0.0.1") << page << "127.0.0.1:8080" << QStringList() << false << true;
    QTest::newRow("the same by IPv6")
        << host("10.0.0.1") << page << "[::1]:8080" << QStringList() << false << true;
    QTest::newRow("mapped") << host("10.0.0.1") << page << "[::ffff:127.0.0.1]:8080"
                            << QStringList() << false << true;
    QTest::newRow("a name that leads here") << host("10.0.0.1") << host("db.example.com")
                                            << "127.0.0.1:5432" << QStringList() << false << true;
    QTest::newRow("an address beside the URL")
        << host("10.0.0.1") << QVariantMap{{"url", "https://example.com"}, {"address", "127.0.0.1"}}
        << "127.0.0.1:443" << QStringList() << false << true;
    QTest::newRow("by a way, the far end's loopback")
        << host("10.0.0.1") << host("127.0.0.1") << "127.0.0.1:5432 by 'bastion'" << QStringList()
        << true << false;
    QTest::newRow("all of it lives here")
        << host("127.0.0.1") << page << "127.0.0.1:8080" << QStringList() << false << false;
    QTest::newRow("all of it, by names") << host("gateway.test") << page << "127.0.0.1:8080"
                                         << QStringList{"127.0.0.1", "::1"} << false << false;
    QTest::newRow("by a name that may be elsewhere")
        << host("gateway.test") << page << "127.0.0.1:8080" << QStringList() << false << true;
    QTest::newRow("by a name that is elsewhere, too")
        << host("gateway.test") << page << "127.0.0.1:8080" << QStringList{"127.0.0.1", "10.0.0.1"}
        << false << true;
    QTest::newRow("programs live nowhere, the rest here")
        << QVariantMap{{"command", QStringList{"ping"}}} << page << "127.0.0.1:8080"
        << QStringList() << false << false;
}

void TestSight::whatAnswersFromLoopback()
{
    QFETCH(QVariantMap, gateway);
    QFETCH(QVariantMap, db);
    QFETCH(QString, address);
    QFETCH(QStringList, resolved);
    QFETCH(bool, hasWay);
    QFETCH(bool, blind);
    World world;
    QList<Service> &services = world.environment.services;
    services[0].checks.first().parameters = gateway;
    services[1].checks.first().parameters = {{"url", "unix:///run/docker.sock"}};
    services[2].checks.first().parameters = db;
    if (hasWay)
        services[2].checks.first().via.kind = WayKind::Ssh;
    world.silence("gateway", "ping", 20).last->resolved = resolved;
    world.silence("api", "c", 21);
    world.put("db", "c", CheckStatus::Ok, 22, address);
    QCOMPARE(world.sight(), blind ? Sight::Blind : Sight::Seen);
    // Nothing green of what proves nothing.
    QCOMPARE(world.view().service(ServiceId("db"))->health,
             blind ? Health::Unknown : Health::Healthy);
}

void TestSight::aLoopbackThatIsUnwellIsNoWitnessesAnswer()
{
    World world;
    QList<Service> &services = world.environment.services;
    services[0].checks.first().parameters = {{"server", "127.0.0.53"}};
    services[1].checks.first().parameters = {{"host", "10.0.0.2"}};
    services[2].checks.first().parameters = {{"host", "10.0.0.3"}};
    // The stub resolver says SERVFAIL, because it reaches nobody itself.
    world.put("gateway", "ping", CheckStatus::Critical, 20, "127.0.0.53:53").last->error =
        Error{ErrorKind::Status, "127.0.0.53:53 answers SERVFAIL.", {}, {}};
    world.silence("api", "c", 21);
    world.silence("db", "c", 21);
    QCOMPARE(world.sight(), Sight::Blind);
    for (Service &service : services)
        service.checks.first().parameters = {{"host", "127.0.0.1"}};
    QCOMPARE(world.sight(), Sight::Seen);
}

void TestSight::silenceBeginsWithTheLastAnswer()
{
    World world;
    world.silence("gateway", "ping", 8);
    world.answer("db", "c", 12);
    // Down since 2, but it answered until 20: what db said before proves nothing.
    CheckState &api = world.silence("api", "c", 20);
    api.since = at(2);
    QCOMPARE(world.sight(), Sight::Seen);
    api.silentSince = at(20);
    QCOMPARE(world.sight(), Sight::Doubtful);
    // So it is with the witness.
    world.states.remove({{kProd, ServiceId("api")}, CheckId("c")});
    CheckState &gateway = world.silence("gateway", "ping", 20);
    gateway.since = at(2);
    gateway.silentSince = at(20);
    QCOMPARE(world.sight(), Sight::Doubtful);
    world.silence("db", "c", 22);
    QCOMPARE(world.view().blindness->since, at(20));
}

void TestSight::howABlindnessEnds_data()
{
    QTest::addColumn<SightCounts>("counts");
    QTest::addColumn<Regained>("regained");
    const auto witnesses = [](qsizetype silent, qsizetype speaking, qsizetype unasked) {
        SightCounts counts;
        counts.witnesses = 3;
        counts.needed = 2;
        counts.silent = counts.certain = silent;
        counts.speaking = speaking;
        counts.unasked = unasked;
        return counts;
    };
    QTest::newRow("still silent") << witnesses(2, 1, 0) << Regained::No;
    QTest::newRow("too many answer") << witnesses(1, 2, 0) << Regained::Seen;
    QTest::newRow("one answers, one is not asked yet") << witnesses(1, 1, 1) << Regained::Open;
    QTest::newRow("none was asked yet") << witnesses(0, 0, 3) << Regained::Open;
    QTest::newRow("one answers, one can't say") << witnesses(1, 1, 0) << Regained::NotJudgeable;
    QTest::newRow("none can say") << witnesses(0, 0, 0) << Regained::NotJudgeable;
    SightCounts behindWay = witnesses(2, 0, 0);
    behindWay.behindWay = 2;
    QTest::newRow("it is the way") << behindWay << Regained::NotJudgeable;
    SightCounts other = witnesses(0, 0, 3);
    other.newestAnswer = at(3).boot;
    QTest::newRow("something else answers") << other << Regained::Seen;
    SightCounts outside;
    outside.silentServices = 2;
    outside.newestSilence = at(3).boot;
    QTest::newRow("nobody outside sees it") << outside << Regained::NotJudgeable;
    outside.unasked = 1;
    QTest::newRow("nobody outside was asked") << outside << Regained::Open;
    outside.newestFromOutside = at(4).boot;
    QTest::newRow("from outside it answers") << outside << Regained::No;
}

void TestSight::howABlindnessEnds()
{
    QFETCH(SightCounts, counts);
    QFETCH(Regained, regained);
    QCOMPARE(regainedBy(counts), regained);
}

QTEST_GUILESS_MAIN(TestSight)
#include "tst_sight.moc"
