// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/wall/wallcells.h"
#include "models/wall/wallpicture.h"
#include "tests/support/platformsboard.h"
#include "tests/support/referenceboard.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

class TestWallPicture final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void quietOnlyWhenEverythingIsFreshAndGood();
    void oneStaleCheckEndsTheQuiet();
    void aServiceWithoutCheckEndsTheQuiet();
    void nothingWatchedIsNotQuiet();
    void causeBeforeEffect();
    void everyKindOfTroubleIsCountedAndPlaced();
    void sentencesHaveOneStop();
    void softIsInDoubt();
    void recoveringIsNotOk();
    void worstProblemFirst();
    void aLostWayIsOneProblem();
    void whatIsBlindIsOneProblem();
    void lostFromSightIsUnknownNotDown();
    void notYetObservedIsNoAlarm();
    void whatCouldNotBeAskedSaysWhy();
    void cellsKnowTheirServices();
    void anInstanceThatIsGoneIsTold();
    void rowsStandWorstFirstAndAligned();
    void manyEnvironmentsAreNotAligned();
    void onlyOwnEnvironmentsAreShown();
    void plannedServicesAreNoState();
    void whatIsNotSetUpIsCounted();
    void wordsForAssistiveTechnology();

private:
    void apply(const QList<CheckState> &states)
    {
        ChangeSet changes;
        changes.states = states;
        changes.at = referenceTime();
        m_board->apply(changes);
    }

    WallPicture picture() const { return wallPicture(*m_board); }

    std::unique_ptr<StatusBoard> m_board;
};

namespace {

const ServiceKey &database()
{
    static const ServiceKey key = platformService("residency", "prod", "db");
    return key;
}

} // namespace

void TestWallPicture::init()
{
    m_board = std::make_unique<StatusBoard>();
    m_board->setWorkspace(platformsWorkspace(), referenceTime());
    m_board->apply(everythingHealthy(*m_board->workspace()));
}

void TestWallPicture::quietOnlyWhenEverythingIsFreshAndGood()
{
    const WallPicture now = picture();
    QVERIFY(now.quiet);
    QVERIFY(now.problems.isEmpty());
    QCOMPARE(now.tally.environments, 14);
    QCOMPARE(now.tally.checks, 3 * (4 + 8 + 11 + 4) + 2 * 6);
    QCOMPARE(now.newest, Milliseconds(0));
    QCOMPARE(now.oldest, Milliseconds(0));
}

void TestWallPicture::oneStaleCheckEndsTheQuiet()
{
    apply({serviceState(platformService("rxdx", "dev", "db"), Health::Healthy, {}, -22)});
    const WallPicture now = picture();
    QVERIFY(!now.quiet);
    QCOMPARE(now.problems.size(), 1);
    QCOMPARE(now.problems.first().headline(), QString("db is stale"));
    QCOMPARE(now.problems.first().length, Milliseconds(22'000));
    QVERIFY(!now.problems.first().needsYou());
    QVERIFY(now.problems.first().evidence.contains("not counted as healthy"));
    QCOMPARE(now.rows.first().title, QString("RxDx"));
    QCOMPARE(now.rows.first().cells.last().count, QString("1 stale"));
    QVERIFY(now.rows.first().cells.last().stale);
    QCOMPARE(now.oldest, Milliseconds(22'000));
}

void TestWallPicture::aServiceWithoutCheckEndsTheQuiet()
{
    auto workspace = std::make_shared<Workspace>(*m_board->workspace());
    workspace->platforms.first().environments.first().services[3].checks.clear();
    m_board->setWorkspace(workspace, referenceTime());
    QVERIFY(!picture().quiet);
    QCOMPARE(picture().problems.first().headline(), QString("worker-4 is unknown"));
    QVERIFY(picture().problems.first().evidence.startsWith("No check observes it."));
    QVERIFY(!picture().problems.first().needsYou());
}

void TestWallPicture::nothingWatchedIsNotQuiet()
{
    StatusBoard empty;
    QVERIFY(!wallPicture(empty).quiet);
    QCOMPARE(wallPicture(empty).sentence(), QString("Nothing is watched yet."));
    empty.setWorkspace(std::make_shared<Workspace>(), referenceTime());
    QVERIFY(!wallPicture(empty).quiet);
    QVERIFY(wallPicture(empty).rows.isEmpty());
}

void TestWallPicture::causeBeforeEffect()
{
    apply({serviceState(database(), Health::Down, "connection refused on db:5432"),
           serviceState(platformService("residency", "prod", "backend"), Health::Down,
                        "HTTP 503 on /health")});
    const WallPicture now = picture();
    QCOMPARE(now.problems.size(), 1);
    const WallProblem &problem = now.problems.first();
    QCOMPARE(problem.headline(), QString("db is down"));
    QCOMPARE(problem.evidence, QString("connection refused on db:5432."));
    QCOMPARE(problem.impact, QString("10 services impacted."));
    QCOMPARE(problem.platform, QString("Residency Scheduler"));
    QCOMPARE(problem.clock, QString("for"));
    QCOMPARE(problem.length, Milliseconds(84'000));
    QVERIFY(problem.needsYou());
    QCOMPARE(now.rows.first().cells.first().count, QString("2 down"));
    QCOMPARE(now.others, QString());
    const QString also = now.rows.first().cells.first().also;
    QVERIFY2(also.endsWith(" impacted"), qPrintable(also));
}

void TestWallPicture::everyKindOfTroubleIsCountedAndPlaced()
{
    apply({serviceState(platformService("rxdx", "prod", "db"), Health::Down, "refused"),
           serviceState(platformService("rxdx", "dev", "db"), Health::Down, "refused"),
           serviceState(platformService("rxdx", "dev", "worker-4"), Health::Degraded, "slow")});
    const WallPicture now = picture();
    QCOMPARE(now.problems.size(), 2); // what the database explains is no trouble of its own
    QCOMPARE(now.problems.first().environment.environment, EnvironmentId("prod"));
    QCOMPARE(now.others, QString("1 more in DEV"));
    const WallCell &dev = now.rows.first().cells.last();
    QCOMPARE(dev.count, QString("1 down"));
    QVERIFY2(dev.also.endsWith(" impacted"), qPrintable(dev.also));
}

void TestWallPicture::sentencesHaveOneStop()
{
    apply({serviceState(platformService("rxdx", "prod", "worker-4"), Health::Degraded,
                        "p95 1.34 s, limit 1 s.")});
    QCOMPARE(picture().problems.first().evidence, QString("p95 1.34 s, limit 1 s."));
    QVERIFY(picture().problems.first().impact.isEmpty());
    apply({serviceState(platformService("corporate", "prod", "db"), Health::Down)});
    QVERIFY(picture().problems.first().evidence.isEmpty());
    QCOMPARE(picture().problems.first().impact, QString("3 services impacted."));
}

void TestWallPicture::softIsInDoubt()
{
    CheckState state = serviceState(database(), Health::Down, "refused");
    state.soft = true;
    state.attempt = 2;
    apply({state});
    const WallProblem problem = picture().problems.first();
    QCOMPARE(problem.headline(), QString("db may be down"));
    QCOMPARE(problem.evidence, QString("refused, 2 of 3."));
    QVERIFY(!problem.needsYou());
    QVERIFY(problem.soft);
    const WallCell cell = picture().rows.first().cells.first();
    QCOMPARE(cell.count, QString("1 not confirmed"));
    QVERIFY(!cell.needsYou());
    QVERIFY(!cell.isCalm());
}

void TestWallPicture::recoveringIsNotOk()
{
    CheckState state = serviceState(database(), Health::Healthy, {});
    state.hard = Health::Down;
    state.soft = true;
    state.attempt = 1;
    state.attemptsNeeded = 2;
    apply({state});
    QVERIFY(!picture().quiet);
    QCOMPARE(picture().problems.first().headline(), QString("db may be OK again"));
    QCOMPARE(picture().problems.first().evidence, QString("1 of 2."));
}

void TestWallPicture::worstProblemFirst()
{
    CheckState soft = serviceState(platformService("osint", "prod", "db"), Health::Down);
    soft.soft = true;
    CheckState older = serviceState(platformService("rxdx", "prod", "db"), Health::Degraded);
    older.since = referenceTime(-300);
    // Unknown: three intervals without a word. Stale: more than one and a half.
    apply({soft, serviceState(platformService("corporate", "dev", "db"), Health::Down),
           serviceState(platformService("corporate", "prod", "db"), Health::Degraded), older,
           serviceState(platformService("osint", "dev", "worker-3"), Health::Healthy, {}, -60),
           serviceState(platformService("osint", "staging", "worker-3"), Health::Healthy, {}, -22),
           serviceState(database(), Health::Down)});
    QStringList order;
    for (const WallProblem &problem : picture().problems)
        order << problem.environment.platform.toString() + '/'
                     + problem.environment.environment.toString() + ' ' + problem.state;
    QCOMPARE(order, QStringList({"residency/prod is down", "rxdx/prod is degraded",
                                 "corporate/prod is degraded", "corporate/dev is down",
                                 "osint/dev is unknown", "osint/prod may be down",
                                 "osint/staging is stale"}));
}

void TestWallPicture::aLostWayIsOneProblem()
{
    auto workspace = std::make_shared<Workspace>(*m_board->workspace());
    Environment *prod = nullptr;
    for (Environment &environment : workspace->platforms.first().environments)
        prod = environment.id == EnvironmentId("prod") ? &environment : prod;
    QVERIFY(prod != nullptr);
    const PlatformId platform = workspace->platforms.first().id;
    const auto hide = [&](qsizetype most) {
        QList<CheckState> hidden;
        for (qsizetype i = 0; i < std::min(most, prod->services.size()); ++i) {
            Way &via = prod->services[i].checks.first().via;
            via.id = via.title = QStringLiteral("gate");
            via.kind = WayKind::Ssh;
            CheckState state = serviceState({{platform, prod->id}, prod->services.at(i).id},
                                            Health::Unknown, "gate refused the connection");
            state.last->error = Error{ErrorKind::Way, "gate refused the connection", {}, {}};
            hidden.append(state);
        }
        m_board->setWorkspace(std::make_shared<Workspace>(*workspace), referenceTime());
        m_board->apply(everythingHealthy(*workspace));
        apply(hidden);
    };
    hide(2);
    QCOMPARE(picture().problems.size(), 1);
    QCOMPARE(picture().problems.first().headline(), QString("Cannot see all of PROD"));
    hide(100);
    const WallPicture now = picture();
    QCOMPARE(now.problems.size(), 1);
    const WallProblem &problem = now.problems.first();
    QCOMPARE(problem.headline(), QString("Cannot see PROD"));
    QCOMPARE(problem.evidence, QString("The way 'gate' is lost."));
    QCOMPARE(problem.impact,
             QString("%1 services are unknown, not down.").arg(prod->services.size()));
    QVERIFY(problem.needsYou());
    QCOMPARE(now.tally.counts.down, 0);
    QCOMPARE(now.rows.first().cells.first().count,
             QString("%1 unknown").arg(prod->services.size()));
}

void TestWallPicture::whatIsBlindIsOneProblem()
{
    auto workspace = std::make_shared<Workspace>(*m_board->workspace());
    const PlatformId platform = workspace->platforms.first().id;
    QList<CheckState> silent;
    for (Environment &environment : workspace->platforms.first().environments) {
        if (environment.id != EnvironmentId("prod"))
            continue;
        environment.services.first().checks.first().witness = Witness::Inside;
        for (const Service &service : std::as_const(environment.services)) {
            CheckState state = serviceState({{platform, environment.id}, service.id}, Health::Down,
                                            "nobody answered");
            state.last->error = Error{ErrorKind::Timeout, "Nobody answered.", {}, {}};
            silent.append(state);
        }
    }
    m_board->setWorkspace(workspace, referenceTime());
    m_board->apply(everythingHealthy(*workspace));
    apply(silent);
    const WallPicture now = picture();
    QCOMPARE(now.problems.size(), 1);
    const WallProblem &problem = now.problems.first();
    QCOMPARE(problem.headline(), QString("Cannot see PROD"));
    QVERIFY2(problem.evidence.endsWith("does not answer in time: Nobody answered."),
             qPrintable(problem.evidence));
    QCOMPARE(problem.impact, QString("%1 services are unknown, not down.").arg(silent.size()));
    QVERIFY(problem.needsYou());
    QCOMPARE(now.tally.counts.down, 0);
    QCOMPARE(now.rows.first().cells.first().count, QString("%1 unknown").arg(silent.size()));
    // It keeps coming back: still one problem, whoever answers.
    QList<CheckState> turning = everythingHealthy(*workspace).states;
    for (CheckState &state : turning) {
        state.last->address = QStringLiteral("10.0.0.1:80");
        if (state.key == silent.first().key)
            state.sightFlaps = moved(referenceTime(), Milliseconds(-40'000));
    }
    apply(turning);
    const WallPicture then = picture();
    QVERIFY(!then.quiet);
    QCOMPARE(then.problems.size(), 1);
    const WallProblem &turns = then.problems.first();
    QCOMPARE(turns.headline(), QString("Cannot see PROD steadily"));
    QVERIFY2(turns.evidence.endsWith(" keeps falling silent and answering again."),
             qPrintable(turns.evidence));
    QCOMPARE(turns.impact, QString("%1 services not confirmed.").arg(silent.size()));
    QCOMPARE(turns.length, Milliseconds(40'000));
    QVERIFY(turns.needsYou());
    QCOMPARE(then.rows.first().cells.first().count, QString("%1 not confirmed").arg(silent.size()));
}

void TestWallPicture::lostFromSightIsUnknownNotDown()
{
    m_board->tick(referenceTime(43));
    const WallPicture now = picture();
    QVERIFY(!now.quiet);
    QCOMPARE(now.tally.counts.down, 0);
    QCOMPARE(now.tally.counts.healthy, 0);
    QCOMPARE(now.problems.size(), 14);
    const WallProblem &problem = now.problems.first();
    QCOMPARE(problem.headline(), QString("Cannot see PROD"));
    QCOMPARE(problem.evidence, QString("4 services are unknown, not down."));
    QCOMPARE(problem.clock, QString("not observed for"));
    QCOMPARE(problem.length, Milliseconds(43'000));
    QVERIFY(problem.needsYou());
    for (const WallRow &row : now.rows)
        QVERIFY(!row.isCalm());
}

void TestWallPicture::notYetObservedIsNoAlarm()
{
    StatusBoard fresh;
    fresh.setWorkspace(platformsWorkspace(), referenceTime());
    const WallPicture now = wallPicture(fresh);
    QVERIFY(!now.quiet);
    QCOMPARE(now.newest, Milliseconds(-1));
    QCOMPARE(now.problems.first().headline(), QString("4 services unknown"));
    QVERIFY(now.problems.first().evidence.startsWith("Not observed."));
    QVERIFY(!now.problems.first().needsYou());
    QCOMPARE(now.rows.first().cells.first().count, QString("4 unknown"));
}

void TestWallPicture::whatCouldNotBeAskedSaysWhy()
{
    CheckState state = serviceState(database(), Health::Unknown, "The keychain is locked");
    state.last->error = Error{ErrorKind::Credential, "The keychain is locked", {}, {}};
    apply({state});
    QCOMPARE(picture().problems.size(), 1);
    QCOMPARE(picture().problems.first().headline(), QString("db is unknown"));
    QCOMPARE(picture().problems.first().evidence, QString("The keychain is locked."));
    QVERIFY(!picture().quiet);
}

void TestWallPicture::cellsKnowTheirServices()
{
    apply({serviceState(database(), Health::Down, "Connection refused")});
    const WallPicture now = picture();
    const WallCell &prod = now.rows.first().cells.first();
    const EnvironmentView &view = *m_board->environment(database().environment);
    QCOMPARE(prod.environment, database().environment.environment);
    QStringList names;
    int down = 0;
    int impacted = 0;
    for (const WallService &service : prod.services) {
        names << service.name;
        down += service.rank == StatusRank::Down ? 1 : 0;
        impacted += service.isImpacted ? 1 : 0;
    }
    QStringList expected;
    for (const ServiceView &service : view.services) {
        if (service.presence == Presence::Active)
            expected << service.title;
    }
    QCOMPARE(names, expected);
    QCOMPARE(down, 1);
    QCOMPARE(impacted, static_cast<int>(view.service(database().service)->impacts.size()));
}

void TestWallPicture::rowsStandWorstFirstAndAligned()
{
    apply({serviceState(platformService("rxdx", "dev", "db"), Health::Down),
           serviceState(platformService("osint", "prod", "db"), Health::Down),
           serviceState(platformService("corporate", "prod", "db"), Health::Degraded)});
    const WallPicture now = picture();
    QStringList titles;
    for (const WallRow &row : now.rows) {
        titles << row.title;
        QCOMPARE(row.cells.size(), 3);
        QCOMPARE(row.cells.first().environment, EnvironmentId("prod"));
        QCOMPARE(row.cells.last().environment, EnvironmentId("dev"));
    }
    QCOMPARE(titles, QStringList({"OSINT Research", "RxDx", "Corporate Intelligence",
                                  "Research Tools", "Residency Scheduler"}));
    QVERIFY(now.aligned);
    const WallCell missing = now.rows.at(3).cells.at(1);
    QVERIFY(missing.isAbsent);
    QCOMPARE(missing.count, QString());
    QVERIFY(now.rows.at(3).isCalm());
    for (const WallRow &row : now.rows) {
        for (const WallCell &cell : row.cells)
            QCOMPARE(cell.isAbsent,
                     row.title == "Research Tools" && cell.environment == EnvironmentId("staging"));
    }
}

void TestWallPicture::anInstanceThatIsGoneIsTold()
{
    EnvironmentView view;
    for (const char *name : {"api", "web"}) {
        ServiceView service;
        service.title = QString::fromLatin1(name);
        service.health = Health::Healthy;
        service.figure = "2 of 3 OK";
        service.instances = {{"one", Health::Healthy, false, false, 0},
                             {"two", Health::Healthy, false, false, 1},
                             {"three", Health::Down, false, false, 2}};
        view.services.append(service);
        const WallCell cell = wallCell(view, tallyOf(view, nullptr));
        QVERIFY(cell.isCalm());
        QCOMPARE(cell.services.last().instances, QString("2 of 3 OK"));
        QCOMPARE(cell.also, QString(view.services.size() == 1 ? "api 2 of 3 OK"
                                                              : "2 services lack instances"));
    }
    view.services.first().instances.last().health = Health::Healthy;
    QVERIFY(wallCell(view, tallyOf(view, nullptr)).services.first().instances.isEmpty());
}

void TestWallPicture::manyEnvironmentsAreNotAligned()
{
    auto workspace = std::make_shared<Workspace>(*m_board->workspace());
    for (int i = 0; i < 5; ++i) {
        Environment environment = workspace->platforms.at(i).environments.first();
        environment.id = EnvironmentId(QStringLiteral("lab-%1").arg(i));
        environment.tier = Tier::Other;
        workspace->platforms[i].environments.append(environment);
    }
    m_board->setWorkspace(workspace, referenceTime());
    QVERIFY(!picture().aligned);
    for (const WallRow &row : picture().rows)
        QCOMPARE(row.cells.size(), row.title == "Research Tools" ? 3 : 4);
}

void TestWallPicture::onlyOwnEnvironmentsAreShown()
{
    // One platform has a fourth environment; one has one of which nothing is set up.
    auto workspace = std::make_shared<Workspace>(*m_board->workspace());
    Environment test = workspace->platforms.at(1).environments.first();
    test.id = EnvironmentId("test");
    test.tier = Tier::Other;
    workspace->platforms[1].environments.append(test);
    Environment &named = workspace->platforms[2].environments.first();
    const EnvironmentId notSetUp = named.id;
    for (Service &service : named.services)
        service.presence = Presence::NotConfigured;
    m_board->setWorkspace(workspace, referenceTime());
    m_board->apply(everythingHealthy(*workspace));
    const WallPicture now = picture();
    QVERIFY(now.aligned);
    for (const WallRow &row : now.rows) {
        QCOMPARE(row.cells.size(), 4);
        for (const WallCell &cell : row.cells) {
            if (cell.environment == EnvironmentId("test"))
                QCOMPARE(cell.isAbsent, row.title != workspace->platforms.at(1).title);
            if (row.title == workspace->platforms.at(2).title && cell.environment == notSetUp) {
                QVERIFY(!cell.isAbsent);
                QCOMPARE(cell.count, QString("not set up"));
            }
        }
    }
}

void TestWallPicture::plannedServicesAreNoState()
{
    auto workspace = std::make_shared<Workspace>(*m_board->workspace());
    for (Service &service : workspace->platforms.last().environments.first().services)
        service.presence = Presence::Planned;
    m_board->setWorkspace(workspace, referenceTime());
    QVERIFY(picture().quiet);
    QCOMPARE(picture().tally.watched, 13);
    QCOMPARE(picture().rows.last().cells.last().rank, StatusRank::NotSetUp);
}

void TestWallPicture::whatIsNotSetUpIsCounted()
{
    auto workspace = std::make_shared<Workspace>(*m_board->workspace());
    Environment &partly = workspace->platforms.first().environments.first();
    Environment &named = workspace->platforms.last().environments.first();
    const DormantCheck lacking{{}, Presence::NotConfigured, "Set 'host' for prod."};
    const DormantCheck planned{{}, Presence::Planned, "No command is given."};
    partly.services[0].dormantChecks = {lacking, planned, lacking};
    partly.services[1].dormantChecks = {lacking};
    // Of one that is only named that is told as a whole.
    named.isNotConfigured = true;
    named.services[0].dormantChecks = {lacking};
    m_board->setWorkspace(workspace, referenceTime());
    const WallPicture now = picture();
    QVERIFY(now.quiet);
    QCOMPARE(now.tally.checksNotSetUp, 3);
    QCOMPARE(now.sentence(),
             QString("All OK. 93 services, 14 environments, 93 checks. 3 checks not set up."));
    QStringList told;
    for (const WallRow &row : now.rows) {
        for (const WallCell &cell : row.cells)
            told << cell.lacking;
    }
    told.removeAll(QString());
    QCOMPARE(told, QStringList{"3 checks not set up"});
    // Beside trouble too.
    const ServiceKey first{{workspace->platforms.first().id, partly.id}, partly.services[2].id};
    apply({serviceState(first, Health::Down, "connection refused")});
    QVERIFY2(picture().sentence().endsWith(" 3 checks not set up."),
             qPrintable(picture().sentence()));
}

void TestWallPicture::wordsForAssistiveTechnology()
{
    QCOMPARE(picture().sentence(), QString("All OK. 93 services, 14 environments, 93 checks."));
    apply({serviceState(database(), Health::Down, "connection refused"),
           serviceState(platformService("rxdx", "prod", "db"), Health::Degraded)});
    QCOMPARE(picture().sentence(), QString("Residency Scheduler PROD: db is down. connection "
                                           "refused. 10 services impacted. 1 more."));
}

QTEST_GUILESS_MAIN(TestWallPicture)
#include "tst_wallpicture.moc"
