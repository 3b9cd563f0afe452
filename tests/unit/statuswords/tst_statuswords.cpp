// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/statuswords.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kProd{PlatformId(QStringLiteral("shop")),
                           EnvironmentId(QStringLiteral("prod"))};
const QChar kSpace(QChar::Nbsp);

Instant at(int seconds)
{
    return {std::chrono::seconds(1000 + seconds), 1'700'000'000'000 + seconds * 1000LL};
}

ServiceKey key(const QString &name)
{
    return {kProd, ServiceId(name)};
}

ServiceView view(const QString &name, Health health, const QString &message = {})
{
    ServiceView made;
    made.key = key(name);
    made.title = name;
    made.health = made.lastKnown = health;
    made.message = message;
    made.since = at(0);
    made.newestAge = made.oldestAge = 2s;
    return made;
}

Service uses(const QString &name, const QStringList &on)
{
    Service made;
    made.id = ServiceId(name);
    for (const QString &dependency : on)
        made.dependencies.append(
            {ServiceId(dependency), DependencyBasis::Stated, DependencyRole::Uses});
    return made;
}

} // namespace

class TestStatusWords final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void wordsOfEveryState_data();
    void wordsOfEveryState();
    void captionNamesTheRootByItsTitle();
    void aDownServiceSaysSinceWhenAndWhy();
    void aSoftStateIsNotClaimed();
    void anInstanceThatIsGoneHasItsOwnTime();
    void staleAndExpiredNeverSoundHealthy();
    void rootCauseIsSplitForWeight();
    void impactIsListedInOrderAndNamesWhatIsSound();
    void theKindPicksTheVerb();
    void anOwnFaultSpeaksForItself();
    void manyNamesAreCut();
};

void TestStatusWords::wordsOfEveryState_data()
{
    QTest::addColumn<ServiceView>("view");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("caption");

    ServiceView v = view("api", Health::Healthy, "HTTP 200 in 3 ms");
    QTest::newRow("ok") << v << "OK" << "HTTP 200 in 3 ms";
    v.stale = true;
    QTest::newRow("stale") << v << "Stale, was OK" << "was OK";
    v.health = Health::Unknown;
    QTest::newRow("expired") << v << "Unknown, was OK" << "was OK";
    v = view("api", Health::Down, "HTTP 503");
    QTest::newRow("down") << v << "Down" << "HTTP 503";
    v.stale = true;
    QTest::newRow("down and stale") << v << "Down, stale" << "HTTP 503";
    v.stale = false;
    v.soft = true;
    v.attempt = 2;
    v.attemptsNeeded = 3;
    QTest::newRow("soft") << v << "Down, 2 of 3" << "2 of 3";
    v = view("api", Health::Degraded, "slow");
    v.impactedBy = {key("db"), key("redis"), key("minio")};
    QTest::newRow("impacted") << v << "Degraded" << "impacted by db, redis and 1 more";
    v = view("api", Health::Unknown);
    v.hasChecks = false;
    v.neverObserved = true;
    QTest::newRow("no check") << v << "Unknown" << "no check";
    v.hasChecks = true;
    QTest::newRow("never") << v << "Unknown" << "not observed";
    v.presence = Presence::Planned;
    QTest::newRow("planned") << v << "Planned" << "";
    v.presence = Presence::NotConfigured;
    QTest::newRow("not configured") << v << "Not set up" << "";
    v.presence = Presence::Optional;
    v.hasChecks = false;
    QTest::newRow("optional without checks") << v << "Optional" << "";
}

void TestStatusWords::wordsOfEveryState()
{
    QFETCH(ServiceView, view);
    QFETCH(QString, word);
    QFETCH(QString, caption);
    QCOMPARE(statusWord(view), word);
    QCOMPARE(captionOf(view), caption);
}

void TestStatusWords::captionNamesTheRootByItsTitle()
{
    EnvironmentView environment;
    environment.services = {view("db", Health::Down), view("api", Health::Healthy)};
    environment.services[0].title = "postgres";
    environment.services[1].impactedBy = {key("db")};
    QCOMPARE(captionOf(environment.services.at(1), &environment), QString("impacted by postgres"));
}

void TestStatusWords::aDownServiceSaysSinceWhenAndWhy()
{
    ServiceView db = view("db", Health::Down, "Nothing listens on db:5432");
    QCOMPARE(stateSentence(db, at(84)),
             QString("db is down for 84%1s: Nothing listens on db:5432.").arg(kSpace));
    db.message.clear();
    db.error = Error{ErrorKind::Refused, "Nothing listens on db:5432.", {}, {}};
    QCOMPARE(stateSentence(db, at(84)),
             QString("db refuses connections for 84%1s: Nothing listens on db:5432.").arg(kSpace));
    db.error.reset();
    QCOMPARE(stateSentence(db, at(84)), QString("db is down for 84%1s.").arg(kSpace));
}

void TestStatusWords::aSoftStateIsNotClaimed()
{
    ServiceView backend = view("backend", Health::Down, "HTTP 503 on /health");
    backend.soft = true;
    backend.attempt = 2;
    backend.attemptsNeeded = 3;
    backend.impactedBy = {key("db")};
    QCOMPARE(stateSentence(backend, at(9)),
             QString("backend may be down: HTTP 503 on /health, 2 of 3. Impacted by db."));
    backend.health = Health::Healthy;
    backend.attempt = 1;
    backend.attemptsNeeded = 2;
    backend.message = "HTTP 200";
    backend.impactedBy.clear();
    QCOMPARE(stateSentence(backend, at(9)), QString("backend may be OK again: HTTP 200, 1 of 2."));
}

void TestStatusWords::anInstanceThatIsGoneHasItsOwnTime()
{
    ServiceView api = view("api", Health::Healthy, "api-2: Nothing listens on db:1");
    api.figure = "1 of 2 OK";
    CheckView gone;
    gone.health = Health::Down;
    gone.state.since = at(110);
    gone.state.last = CheckResult();
    gone.state.last->message = "Nothing listens on db:1";
    api.checks = {CheckView(), gone};
    api.instances = {{"api-1", Health::Healthy, false, false, 0},
                     {"api-2", Health::Down, false, false, 1}};
    QCOMPARE(stateSentence(api, at(127)),
             QString("api is OK, 1 of 2 OK. api-2 is down for 17%1s: Nothing listens on db:1.")
                 .arg(kSpace));

    QCOMPARE(instancesText(api), QString("1 of 2 OK: api-2 is down"));
    api.instances.first().stale = true;
    QCOMPARE(instancesText(api), QString("0 of 2 OK: api-1 is stale, api-2 is down"));
    api.instances = {{"api-1", Health::Healthy, false, false, 0}};
    QVERIFY(instancesText(api).isEmpty());
    api.instances.append({"api-2", Health::Down, false, false, 1});

    CheckView &unsure = api.checks.last();
    unsure.health = Health::Healthy;
    for (const int second : {114, 115, 116})
        unsure.state.flapping.take(true, at(second));
    unsure.freshness = Freshness::Fresh;
    api.instances.last() = {"api-2", Health::Healthy, true, false, 1};
    QCOMPARE(instancesText(api), QString("1 of 2 OK: api-2 is flapping"));
    QCOMPARE(stateSentence(api, at(127)),
             QString("api is OK, 1 of 2 OK. api-2 is flapping for 11%1s: Nothing listens on db:1.")
                 .arg(kSpace));
}

void TestStatusWords::staleAndExpiredNeverSoundHealthy()
{
    ServiceView redis = view("redis", Health::Healthy, "PONG");
    redis.stale = true;
    redis.oldestAge = 27s;
    QCOMPARE(
        stateSentence(redis, at(30)),
        QString(
            "redis: data is 27%1s old, more than 1.5 intervals. It was OK. Not counted as healthy.")
            .arg(kSpace));
    redis.health = Health::Unknown;
    redis.oldestAge = 90s;
    QCOMPARE(
        stateSentence(redis, at(30)),
        QString("redis: not observed for 90%1s. It was OK. Now unknown, not counted as healthy.")
            .arg(kSpace));
    redis.hasChecks = false;
    QCOMPARE(stateSentence(redis, at(30)), QString("redis: no check. Nothing observes it."));
}

void TestStatusWords::rootCauseIsSplitForWeight()
{
    ServiceView db = view("db", Health::Down, "connection refused on db:5432");
    const StatusSentence hard = rootCauseSentence(db, at(124), "PostgreSQL 15");
    QCOMPARE(hard.operative, QString("db (PostgreSQL 15) is down for 2%1min 4%1s:").arg(kSpace));
    QCOMPARE(hard.rest, QString("connection refused on db:5432."));
    QCOMPARE(hard.text(), hard.operative + ' ' + hard.rest);
    db.soft = true;
    db.attempt = 1;
    db.attemptsNeeded = 3;
    QCOMPARE(rootCauseSentence(db, at(1)).text(),
             QString("db may be down: connection refused on db:5432, 1 of 3."));
    db.soft = false;
    db.message.clear();
    QCOMPARE(rootCauseSentence(db, at(1)).text(), QString("db is down since just now."));
    QCOMPARE(lastingText(4999ms), QString("since just now"));
    QCOMPARE(lastingText(5s), QString("for 5%1s").arg(kSpace));
}

void TestStatusWords::theKindPicksTheVerb()
{
    ServiceView api = view("api", Health::Down, "HTTP 503 on /health");
    api.error = Error{ErrorKind::Status, "HTTP 503 on /health.", {}, {}, "503"};
    QCOMPARE(captionOf(api), QString("answers 503"));
    QCOMPARE(rootCauseSentence(api, at(60)).text(),
             QString("api answers 503 for 60%1s: HTTP 503 on /health.").arg(kSpace));
    // What still serves is degraded, by whatever kind it was found.
    api.health = Health::Degraded;
    api.error->kind = ErrorKind::Condition;
    api.error->fault.clear();
    QCOMPARE(captionOf(api), QString("HTTP 503 on /health"));
    QCOMPARE(rootCauseSentence(api, at(60)).operative,
             QString("api is degraded for 60%1s:").arg(kSpace));
    api.error->fault = "slow";
    QCOMPARE(rootCauseSentence(api, at(60)).operative,
             QString("api answers slowly for 60%1s:").arg(kSpace));
    // Unknown is not down: the verb says why nothing is known.
    ServiceView redis = view("redis", Health::Unknown, "no credential");
    redis.lastKnown = Health::Unknown;
    redis.error = Error{ErrorKind::Auth, "redis refuses the password.", {}, {}};
    QCOMPARE(captionOf(redis), QString("rejects our credentials"));
    QVERIFY(stateSentence(redis, at(60)).startsWith("redis rejects our credentials for 60"));
}

void TestStatusWords::anOwnFaultSpeaksForItself()
{
    ServiceView nginx = view("nginx", Health::Down, "HTTP 502 on /");
    nginx.error = Error{ErrorKind::Status, "HTTP 502 on /.", {}, {}, "502"};
    nginx.impactedBy = {key("api")};
    QCOMPARE(captionOf(nginx), QString("impacted by api"));
    CheckView certificate;
    certificate.health = Health::Degraded;
    certificate.state.since = at(30);
    certificate.state.last = CheckResult();
    certificate.state.last->message = "ends in 3 days";
    certificate.state.last->error =
        Error{ErrorKind::Condition, "ends in 3 days.", {}, {}, "expiring"};
    nginx.checks = {certificate};
    nginx.ownFault = 0;
    nginx.rootCause = true;
    QCOMPARE(captionOf(nginx), QString("shows a certificate that ends soon"));
    QCOMPARE(
        rootCauseSentence(nginx, at(60)).text(),
        QString("nginx shows a certificate that ends soon for 30%1s: ends in 3 days.").arg(kSpace));
    QCOMPARE(stateSentence(nginx, at(60)),
             QString("nginx answers 502 for 60%1s: HTTP 502 on /. Impacted by api.").arg(kSpace));
}

void TestStatusWords::impactIsListedInOrderAndNamesWhatIsSound()
{
    EnvironmentView environment;
    environment.key = kProd;
    environment.services = {view("nginx", Health::Healthy), view("api", Health::Healthy),
                            view("db", Health::Down), view("redis", Health::Healthy),
                            view("minio", Health::Healthy)};
    Environment definition;
    definition.services = {uses("nginx", {"api"}), uses("api", {"db", "redis"}), uses("db", {}),
                           uses("redis", {}), uses("minio", {})};
    ServiceView &db = environment.services[2];
    QCOMPARE(impactSentence(db, environment, &definition), QString("Impact: no other service."));
    // Nobody knows yet whether it is down: that nothing suffers is no more known.
    db.soft = true;
    db.rootCause = true;
    QCOMPARE(impactSentence(db, environment, &definition),
             QString("Would impact 2 services (nginx and api)."));
    QCOMPARE(impactSentence(db, environment), QString("Impact: not known until it is confirmed."));
    ServiceView back = db;
    back.health = Health::Healthy;
    back.message = "PONG";
    back.attempt = 1;
    back.attemptsNeeded = 2;
    QCOMPARE(rootCauseSentence(back, at(9)).text(), QString("db may be OK again: PONG, 1 of 2."));
    db.soft = false;
    db.impacts = {key("api"), key("nginx")};
    environment.services[0].impactedBy = environment.services[1].impactedBy = {db.key};
    QCOMPARE(impactSentence(db, environment), QString("Impact: 2 services (nginx and api)."));
    QCOMPARE(
        impactSentence(db, environment, &definition),
        QString("Impact: 2 services (api directly; nginx through them). redis is not affected."));
    environment.services[3].stale = true;
    QCOMPARE(impactSentence(db, environment, &definition),
             QString("Impact: 2 services (api directly; nginx through them)."));
    // What does not stand on it is not said to be reached through what does.
    db.impacts << key("minio");
    QCOMPARE(impactSentence(db, environment, &definition),
             QString("Impact: 3 services (api directly; nginx through them; minio without "
                     "depending on it)."));
    db.impacts = {key("api")};
    QCOMPARE(impactSentence(db, environment), QString("Impact: 1 service (api)."));
}

void TestStatusWords::manyNamesAreCut()
{
    QCOMPARE(namesText({}), QString());
    QCOMPARE(namesText({"a", "b", "c"}, 3), QString("a, b, c"));
    QCOMPARE(namesText({"a", "b", "c", "d"}, 2), QString("a, b and 2 more"));
}

QTEST_GUILESS_MAIN(TestStatusWords)
#include "tst_statuswords.moc"
