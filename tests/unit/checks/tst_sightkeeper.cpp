// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/eventtext.h"
#include "services/checks/sightkeeper.h"

#include <QRegularExpression>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

Check checkOf(const char *id, Witness witness = Witness::None)
{
    Check check;
    check.id = CheckId(id);
    check.interval = 10s;
    check.timeout = 1s;
    check.retries = 2;
    check.witness = witness;
    return check;
}

Service serviceOf(const char *id, const Check &check)
{
    Service service;
    service.id = ServiceId(id);
    service.title = QString::fromLatin1(id);
    service.checks = {check};
    return service;
}

EnvironmentKey keyOf(const char *environment)
{
    return {PlatformId("shop"), EnvironmentId(environment)};
}

/// prod with a witness, dev without; and the few lines of the engine that matter here.
struct Bench
{
    WorkspacePtr workspace;
    SightKeeper keeper;
    CheckStates states;
    QStringList told;
    QStringList asked;
    int second = 0;

    Bench()
    {
        auto made = std::make_shared<Workspace>();
        Platform platform;
        platform.id = PlatformId("shop");
        Environment prod;
        prod.id = EnvironmentId("prod");
        prod.services = {serviceOf("gateway", checkOf("w", Witness::Inside)),
                         serviceOf("api", checkOf("c")), serviceOf("db", checkOf("c"))};
        Environment dev;
        dev.id = EnvironmentId("dev");
        dev.services = {serviceOf("api", checkOf("c"))};
        platform.environments = {prod, dev};
        made->platforms = {platform};
        workspace = made;
        keeper.setWorkspace(workspace);
    }

    Instant now() const
    {
        return {std::chrono::seconds(1000 + second), 1'700'000'000'000 + second * 1000LL};
    }

    CheckState state(const char *service, const char *environment = "prod") const
    {
        return states.value({{keyOf(environment), ServiceId(service)},
                             CheckId(qstrcmp(service, "gateway") == 0 ? "w" : "c")});
    }

    void take(const char *service, CheckStatus status, const char *environment = "prod",
              ErrorKind kind = ErrorKind::Refused)
    {
        ++second;
        CheckResult result;
        result.key = {{keyOf(environment), ServiceId(service)},
                      CheckId(qstrcmp(service, "gateway") == 0 ? "w" : "c")};
        result.status = status;
        result.observedAt = now();
        if (status == CheckStatus::Critical)
            result.error = Error{kind, "Nothing listens.", {}, {}};
        else
            result.address = "10.0.0.1:80";
        result.message = "m";
        const Check &check = *workspace->check(result.key);
        const CheckState before = states.value(result.key);
        const CheckState base = SightKeeper::baseOf(before);
        const CheckState after = advance(check, base, result, {});
        const auto event = eventBetween(*workspace->service(result.key.service), base, after);
        states.insert(result.key, after);
        const SightKeeper::Step step = keeper.take(result.key, before, event, states, now());
        asked.clear();
        for (const CheckKey &each : step.ask)
            asked << each.service.service.toString();
        for (const Event &each : step.events)
            told << each.text;
    }

    void answer(const char *service, const char *environment = "prod")
    {
        take(service, CheckStatus::Ok, environment);
    }

    void silence(const char *service, const char *environment = "prod")
    {
        take(service, CheckStatus::Critical, environment);
    }

    void allAnswer()
    {
        for (const char *each : {"gateway", "api", "db"})
            answer(each);
    }

    void goBlind()
    {
        allAnswer();
        for (int i = 0; i < 2; ++i) {
            silence("api");
            silence("gateway");
            silence("db");
        }
    }

    EnvironmentView view() const
    {
        return assess(keyOf("prod"), workspace->platforms.first().environments.first(), states,
                      now());
    }
};

} // namespace

/// What is told and what counts while an environment is out of sight, and when it is back.
class TestSightKeeper final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void blindnessIsOneEvent();
    void itComesBackByFreshAnswersAlone();
    void olderTroubleIsNotForgotten();
    void troubleAfterwardsIsTold();
    void aSilenceWaitsForTheWitness();
    void aWitnessThatIsDownIsTold();
    void anAnswerWhileBlindEndsIt();
    void othersAreLeftAlone();
    void aLostWayIsTold();
    void anAnswerFromBeforeTheCutProvesNothing();
    void nothingIsHeldForEver();
    void whatIsHeldOutlivesAReload();
};

void TestSightKeeper::aLostWayIsTold()
{
    Bench bench;
    bench.allAnswer();
    for (int i = 0; i < 3; ++i) {
        for (const char *each : {"api", "gateway", "db"})
            bench.take(each, CheckStatus::Critical, "prod", ErrorKind::Way);
    }
    QVERIFY(!bench.view().blindness);
    const auto tells = [&](const char *start) {
        return bench.told.filter(QRegularExpression(QString("^%1 ").arg(start))).size();
    };
    for (const char *each : {"api", "gateway", "db"})
        QVERIFY2(tells(each) > 0, qPrintable(bench.told.join('|')));
    const qsizetype before = bench.told.size();
    bench.answer("api");
    QCOMPARE(bench.told.size(), before + 1);
}

void TestSightKeeper::anAnswerFromBeforeTheCutProvesNothing()
{
    Bench bench;
    bench.allAnswer();
    // The gateway alone is down, db answers after it: its silence is told.
    bench.silence("gateway");
    bench.answer("db");
    bench.silence("gateway");
    bench.answer("db");
    bench.answer("api");
    bench.told.clear();
    bench.second += 5;
    // The cut; db is not asked for long.
    bench.silence("api");
    bench.silence("gateway");
    QVERIFY2(bench.asked.contains("db"), qPrintable(bench.asked.join(' ')));
    bench.silence("api");
    QVERIFY(bench.told.isEmpty());
    bench.silence("db");
    QVERIFY(bench.view().blindness);
    QCOMPARE(bench.told.size(), 1);
    QVERIFY(bench.told.first().startsWith("Cannot see PROD"));
}

void TestSightKeeper::nothingIsHeldForEver()
{
    Bench bench;
    bench.allAnswer();
    bench.silence("api");
    QVERIFY(bench.told.isEmpty());
    // The witness, asked for it, never says anything.
    bench.second += 290;
    bench.answer("db");
    QVERIFY(bench.told.isEmpty());
    bench.second += 20;
    bench.answer("db");
    QCOMPARE(bench.told.size(), 1);
    QVERIFY(bench.told.first().startsWith("api may be down"));
}

void TestSightKeeper::whatIsHeldOutlivesAReload()
{
    const CheckKey api{{keyOf("prod"), ServiceId("api")}, CheckId("c")};
    Bench bench;
    bench.allAnswer();
    bench.silence("api");
    QVERIFY(bench.keeper.setWorkspace(bench.workspace, {api}).isEmpty());
    bench.answer("gateway");
    QCOMPARE(bench.told.size(), 1);
    QVERIFY(bench.told.first().startsWith("api may be down"));
    // Of a check that is another now, nothing is told; at the end, what is left.
    bench.answer("api");
    bench.silence("api");
    QVERIFY(bench.keeper.setWorkspace(bench.workspace, {}).isEmpty());
    QVERIFY(bench.keeper.reset().isEmpty());
    bench.silence("db");
    QCOMPARE(bench.keeper.reset().size(), 1);
    // Without witnesses nothing holds it back.
    bench.answer("db");
    bench.answer("gateway");
    bench.silence("db");
    const CheckKey db{{keyOf("prod"), ServiceId("db")}, CheckId("c")};
    auto other = std::make_shared<Workspace>(*bench.workspace);
    other->platforms.first().environments.first().services.removeFirst();
    QCOMPARE(bench.keeper.setWorkspace(other, {db}).size(), 1);
}

void TestSightKeeper::blindnessIsOneEvent()
{
    Bench bench;
    bench.goBlind();
    QCOMPARE(bench.told.size(), 1);
    QVERIFY2(bench.told.first().startsWith("Cannot see PROD: gateway refuses connections: "),
             qPrintable(bench.told.first()));
    QVERIFY(bench.view().blindness);
    for (int i = 0; i < 3; ++i) {
        bench.silence("api");
        bench.silence("gateway");
        bench.silence("db");
    }
    QCOMPARE(bench.told.size(), 1);
    QVERIFY(bench.view().blindness);
    QVERIFY(bench.state("api").unseen && !bench.state("gateway").unseen);
}

void TestSightKeeper::itComesBackByFreshAnswersAlone()
{
    Bench bench;
    bench.goBlind();
    bench.told.clear();
    bench.answer("gateway");
    QCOMPARE(bench.told.size(), 1);
    QVERIFY2(bench.told.first().startsWith("PROD can be seen again after "),
             qPrintable(bench.told.first()));
    QVERIFY(bench.asked.contains("api") && bench.asked.contains("db"));
    EnvironmentView view = bench.view();
    QVERIFY(!view.blindness);
    QVERIFY(view.service(ServiceId("gateway"))->countsAsHealthy());
    QCOMPARE(view.service(ServiceId("api"))->health, Health::Unknown);
    QCOMPARE(view.service(ServiceId("db"))->health, Health::Unknown);
    bench.answer("api");
    bench.answer("db");
    view = bench.view();
    QCOMPARE(view.counts.healthy, 3); // at once, and nothing of it is news
    QCOMPARE(bench.told.size(), 1);
}

void TestSightKeeper::olderTroubleIsNotForgotten()
{
    Bench bench;
    bench.allAnswer();
    bench.silence("db");
    bench.answer("gateway");
    bench.silence("db");
    bench.answer("gateway");
    QCOMPARE(bench.told.size(), 2); // "may be down", then "refuses connections"
    bench.second += 100;
    bench.answer("gateway");
    bench.answer("api");
    for (int i = 0; i < 2; ++i) {
        bench.silence("gateway");
        bench.silence("api");
        bench.silence("db");
    }
    QVERIFY(bench.view().blindness);
    bench.told.clear();
    bench.answer("gateway");
    bench.silence("db");
    QCOMPARE(bench.view().service(ServiceId("db"))->health, Health::Down);
    QVERIFY(!bench.view().service(ServiceId("db"))->soft);
    QCOMPARE(bench.told.size(), 1); // nothing about db: it is as it was
}

void TestSightKeeper::troubleAfterwardsIsTold()
{
    Bench bench;
    bench.goBlind();
    bench.answer("gateway");
    bench.told.clear();
    bench.silence("api");
    bench.answer("gateway");
    QCOMPARE(bench.told.size(), 1);
    QVERIFY2(bench.told.first().startsWith("api may be down"), qPrintable(bench.told.first()));
    QVERIFY(bench.view().service(ServiceId("api"))->soft);
}

void TestSightKeeper::aSilenceWaitsForTheWitness()
{
    Bench bench;
    bench.allAnswer();
    bench.silence("api");
    QVERIFY(bench.told.isEmpty());
    QCOMPARE(bench.asked, QStringList{"gateway"});
    bench.answer("gateway");
    QCOMPARE(bench.told.size(), 1);
    QVERIFY(bench.told.first().startsWith("api may be down"));
    // What is said by an answer waits for nobody.
    bench.answer("api");
    QCOMPARE(bench.told.size(), 2);
}

void TestSightKeeper::aWitnessThatIsDownIsTold()
{
    Bench bench;
    bench.allAnswer();
    bench.silence("gateway");
    QVERIFY(bench.told.isEmpty());
    QVERIFY(bench.asked.contains("api") && bench.asked.contains("db"));
    bench.answer("api");
    QCOMPARE(bench.told.size(), 1);
    QVERIFY2(bench.told.first().startsWith("gateway may be down"), qPrintable(bench.told.first()));
    bench.silence("gateway");
    bench.answer("db");
    QVERIFY(!bench.view().blindness);
    QCOMPARE(bench.view().service(ServiceId("gateway"))->health, Health::Down);
    QVERIFY(bench.told.last().startsWith("gateway refuses connections"));
}

void TestSightKeeper::anAnswerWhileBlindEndsIt()
{
    Bench bench;
    bench.goBlind();
    bench.told.clear();
    bench.answer("db");
    QCOMPARE(bench.told.size(), 1);
    QVERIFY(bench.told.first().startsWith("PROD can be seen again"));
    const EnvironmentView view = bench.view();
    // It may be back as well.
    QCOMPARE(view.service(ServiceId("gateway"))->health, Health::Unknown);
    QVERIFY(bench.asked.contains("gateway"));
    QVERIFY(view.service(ServiceId("db"))->countsAsHealthy());
    QCOMPARE(view.service(ServiceId("api"))->health, Health::Unknown);
    QVERIFY(bench.asked.contains("api"));
    for (int i = 0; i < 2; ++i) {
        bench.silence("gateway");
        bench.answer("db");
    }
    QCOMPARE(bench.view().service(ServiceId("gateway"))->health, Health::Down);
    QCOMPARE(bench.told.size(), 3);
    QVERIFY2(bench.told.last().startsWith("gateway refuses connections"),
             qPrintable(bench.told.last()));
}

void TestSightKeeper::othersAreLeftAlone()
{
    Bench bench;
    bench.answer("api", "dev");
    bench.goBlind();
    bench.told.clear();
    bench.silence("api", "dev");
    QCOMPARE(bench.told.size(), 1);
    QVERIFY(bench.told.first().startsWith("api may be down"));
    QVERIFY(!bench.state("api", "dev").unseen);
}

QTEST_GUILESS_MAIN(TestSightKeeper)
#include "tst_sightkeeper.moc"
