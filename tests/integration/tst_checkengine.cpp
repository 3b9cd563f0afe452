// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/checkengine.h"
#include "services/domain/wrongcheck.h"
#include "tests/support/badhttp.h"
#include "tests/support/probebench.h"

#include <QScopeGuard>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

QByteArray page(const QByteArray &status, const QByteArray &body)
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size())
           + "\r\n\r\n" + body;
}

Check httpCheck(const QString &url, Milliseconds interval = 1s, int retries = 2)
{
    Check check = ProbeBench::check(
        "http", {{"url", url}, {"status", QStringList{"2xx"}}, {"max_bytes", 1 << 20}}, 1000);
    check.interval = interval;
    check.retries = retries;
    return check;
}

/// The machine's time, moved: as after a suspend, or when somebody set the calendar.
class JumpedClock final : public Clock
{
public:
    Instant now() const override
    {
        Instant now = m_clock.now();
        now.boot += m_boot;
        now.wallMs += m_wall.count();
        return now;
    }

    void jump(Milliseconds boot, Milliseconds wall)
    {
        m_boot += boot;
        m_wall += wall;
    }

private:
    SystemClock m_clock;
    Milliseconds m_boot{0};
    Milliseconds m_wall{0};
};

WorkspacePtr workspaceOf(const QList<Check> &checks, Presence presence = Presence::Active)
{
    auto workspace = std::make_shared<Workspace>();
    Service service;
    service.id = ServiceId("s");
    service.title = "s";
    service.presence = presence;
    service.checks = checks;
    Environment environment;
    environment.id = EnvironmentId("e");
    environment.services = {service};
    Platform platform;
    platform.id = PlatformId("p");
    platform.environments = {environment};
    workspace->platforms = {platform};
    return workspace;
}

CheckKey keyOf(const char *service)
{
    CheckKey key = ProbeBench::key();
    key.service.service = ServiceId(service);
    return key;
}

/// "api" stands on "db"; each is asked hourly.
WorkspacePtr apiOnDatabase(const BadHttp &server)
{
    auto workspace = std::make_shared<Workspace>(*workspaceOf({}));
    Service api;
    api.id = ServiceId("api");
    api.checks = {httpCheck(server.url("/api"), 3600s, 1)};
    api.dependencies = {{ServiceId("db"), DependencyBasis::Stated, DependencyRole::Uses}};
    Service db;
    db.id = ServiceId("db");
    db.checks = {httpCheck(server.url("/db"), 3600s, 1)};
    workspace->platforms.first().environments.first().services = {api, db};
    return workspace;
}

/// An engine with real probes and the newest state of each check.
struct Bench : ProbeBench
{
    CheckEngine engine{clock, runner};
    QHash<CheckKey, CheckState> states;
    QList<Event> events;
    int results = 0;
    int changeSets = 0;

    Bench()
    {
        QObject::connect(&engine, &CheckEngine::changed, &engine, [this](const ChangeSet &changes) {
            ++changeSets;
            results += static_cast<int>(changes.results.size());
            events += changes.events;
            for (const CheckState &state : changes.states)
                states.insert(state.key, state);
        });
    }

    CheckState state() const { return states.value(key()); }
};

} // namespace

/// The engine over real HTTP servers: states, pace, beat, one-shot polls and changes of the
/// definition.
class TestCheckEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goodIsHardAtOnceAndBadBecomesSo();
    void outageGoesOnFromTheHistory();
    void whatIsAsItWasIsNoNews();
    void aNewServiceIsOneLineAtMost();
    void oneShotIsHardAtOnce();
    void oneShotWithoutChecksEnds();
    void silenceStillBeats();
    void changedDefinitionForgetsItsState();
    void answerToTheOldQuestionDoesNotCount();
    void checkNowDoesNotWaitForTheInterval();
    void aFailureAsksWhatItStandsOn();
    void aRecoveryAsksWhatStoodOnIt();
    void whatWaitsOutlivesAReload();
    void jumpsOfTimeMakeEverythingStale_data();
    void jumpsOfTimeMakeEverythingStale();
    void anAnswerOverAPauseCountsForNothing();
    void aNightOfTwoTimesIsNoJump_data();
    void aNightOfTwoTimesIsNoJump();
    void stoppedEngineIsSilent();
    void absentServicesAreNotAsked();
    void aWrongCheckSaysWhere();
};

void TestCheckEngine::goodIsHardAtOnceAndBadBecomesSo()
{
    BadHttp server;
    server.setAnswer("/", page("200 OK", "fine"));
    Bench bench;
    bench.engine.setWorkspace(workspaceOf({httpCheck(server.url("/"))}));
    bench.engine.start();
    QTRY_COMPARE_WITH_TIMEOUT(bench.state().shown, Health::Healthy, 5000);
    QVERIFY(!bench.state().soft);

    server.setAnswer("/", page("503 Service Unavailable", "no"));
    QTRY_COMPARE_WITH_TIMEOUT(bench.state().shown, Health::Down, 5000);
    QTRY_VERIFY_WITH_TIMEOUT(!bench.state().soft, 5000);
    QCOMPARE(bench.state().hard, Health::Down);
    QVERIFY(std::any_of(bench.events.cbegin(), bench.events.cend(), [](const Event &e) {
        return e.to == Health::Down && e.soft && !e.fromSoft;
    }));
    QVERIFY(std::any_of(bench.events.cbegin(), bench.events.cend(), [](const Event &e) {
        return e.from == Health::Down && e.to == Health::Down && !e.soft && e.fromSoft;
    }));

    server.setAnswer("/", page("200 OK", "fine"));
    QTRY_VERIFY_WITH_TIMEOUT(bench.state().shown == Health::Healthy && !bench.state().soft, 8000);
    bench.engine.stop();
}

void TestCheckEngine::outageGoesOnFromTheHistory()
{
    BadHttp server;
    server.setAnswer("/", page("503 Service Unavailable", "no"));
    for (const bool once : {false, true}) {
        Bench bench;
        bench.engine.setWorkspace(workspaceOf({httpCheck(server.url("/"), 1s, 3)}));
        StoredState before;
        before.key = ProbeBench::key();
        before.status = CheckStatus::Critical;
        before.errorKind = "status";
        const qint64 now = bench.clock.now().wallMs;
        before.sinceMs = now - 7'200'000;
        before.seenMs = now - 600'000;
        bench.engine.resume({before});
        if (once)
            bench.engine.pollOnce({});
        else
            bench.engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(bench.state().shown, Health::Down, 5000);
        // Known and confirmed long ago; nothing of it is news.
        QVERIFY(!bench.state().soft);
        QCOMPARE(bench.state().since.wallMs, before.sinceMs);
        QVERIFY(bench.state().since.ageAt(bench.clock.now()) >= 2h);
        QVERIFY(bench.events.isEmpty());
        if (once)
            continue;
        server.setAnswer("/", page("200 OK", "fine"));
        QTRY_VERIFY_WITH_TIMEOUT(bench.state().shown == Health::Healthy && !bench.state().soft,
                                 8000);
        QVERIFY(bench.state().since.ageAt(bench.clock.now()) < 1min);
        QVERIFY2(bench.events.first().text.startsWith("s answers again"),
                 qPrintable(bench.events.first().text));
        server.setAnswer("/", page("503 Service Unavailable", "no"));
    }
}

void TestCheckEngine::whatIsAsItWasIsNoNews()
{
    BadHttp server;
    server.setAnswer("/", page("200 OK", "fine"));
    Bench bench;
    Check good = httpCheck(server.url("/"));
    Check back = good;
    back.id = CheckId("back");
    bench.engine.setWorkspace(workspaceOf({good, back}));
    const qint64 now = bench.clock.now().wallMs;
    StoredState stored{ProbeBench::key(), CheckStatus::Ok,  false, {}, {},
                       now - 600'000,     1'700'000'000'000};
    StoredState down = stored;
    down.key = ProbeBench::key("back");
    down.status = CheckStatus::Critical;
    down.errorKind = "refused";
    bench.engine.resume({stored, down});
    bench.engine.start();
    QTRY_COMPARE_WITH_TIMEOUT(bench.states.size(), 2, 5000);
    QTRY_COMPARE(bench.events.size(), 1);
    const Event &event = bench.events.first();
    QCOMPARE(event.check.toString(), QString("back"));
    QCOMPARE(event.from, Health::Down);
    QCOMPARE(event.to, Health::Healthy);
    // When it came back nobody saw, and nobody says.
    QCOMPARE(event.text,
             QString("s is OK. When last seen, at 2023-11-14 22:13:20 UTC, it was down."));
    QCOMPARE(bench.state().since.wallMs, now - 600'000);
    QVERIFY(bench.states.value(down.key).since.wallMs >= now);
}

void TestCheckEngine::aNewServiceIsOneLineAtMost()
{
    BadHttp server;
    server.setAnswer("/good", page("200 OK", "fine"));
    server.setAnswer("/bad", page("503 Service Unavailable", "no"));
    Bench bench;
    QList<Check> checks;
    for (const char *name : {"one", "two", "three", "good"}) {
        Check check = httpCheck(server.url(QString(name) == "good" ? "/good" : "/bad"), 60s, 1);
        check.id = CheckId(name);
        checks.append(check);
    }
    bench.engine.setWorkspace(workspaceOf(checks));
    bench.engine.start();
    QTRY_COMPARE_WITH_TIMEOUT(bench.states.size(), 4, 8000);
    QCOMPARE(bench.events.size(), 1);
    QCOMPARE(bench.events.first().text, QString("s answers 503: HTTP 503 on /bad."));
}

void TestCheckEngine::oneShotIsHardAtOnce()
{
    BadHttp server;
    server.setAnswer("/", page("503 Service Unavailable", "no"));
    Bench bench;
    bench.engine.setWorkspace(workspaceOf({httpCheck(server.url("/"), 60s, 5)}));
    QSignalSpy polled(&bench.engine, &CheckEngine::polled);
    bench.engine.pollOnce({});
    QTRY_COMPARE_WITH_TIMEOUT(polled.size(), 1, 5000);
    QCOMPARE(bench.state().shown, Health::Down);
    QVERIFY(!bench.state().soft);
    QCOMPARE(bench.results, 1);
}

void TestCheckEngine::oneShotWithoutChecksEnds()
{
    Bench bench;
    bench.engine.setWorkspace(workspaceOf({}));
    QSignalSpy polled(&bench.engine, &CheckEngine::polled);
    bench.engine.pollOnce({});
    QTRY_COMPARE(polled.size(), 1);
}

void TestCheckEngine::silenceStillBeats()
{
    Bench bench;
    bench.engine.setWorkspace(workspaceOf({}));
    bench.engine.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.changeSets >= 2, 5000);
    QCOMPARE(bench.results, 0);
}

void TestCheckEngine::changedDefinitionForgetsItsState()
{
    BadHttp server;
    server.setAnswer("/", page("200 OK", "fine"));
    Bench bench;
    const Check check = httpCheck(server.url("/"));
    bench.engine.setWorkspace(workspaceOf({check}));
    bench.engine.start();
    QTRY_COMPARE_WITH_TIMEOUT(bench.state().shown, Health::Healthy, 5000);

    bench.engine.setWorkspace(workspaceOf({check}));
    QCOMPARE(bench.engine.states().value(ProbeBench::key()).shown, Health::Healthy);

    bench.engine.setWorkspace(workspaceOf({httpCheck(server.url("/other"))}));
    QVERIFY(!bench.engine.states().contains(ProbeBench::key()));
}

void TestCheckEngine::answerToTheOldQuestionDoesNotCount()
{
    BadHttp server;
    server.setAnswer("/good", page("200 OK", "fine"));
    Bench bench;
    // Takes connections and never says a word: the old question stays out.
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    Check slow = httpCheck(QStringLiteral("http://127.0.0.1:%1/").arg(silent.serverPort()), 60s);
    slow.timeout = 60s;
    bench.engine.setWorkspace(workspaceOf({slow}));
    bench.engine.start();
    bench.engine.checkNow({ProbeBench::key()});
    QTRY_COMPARE_WITH_TIMEOUT(bench.runner.running(), 1, 8000);
    bench.engine.setWorkspace(workspaceOf({httpCheck(server.url("/good"), 60s)}));
    bench.engine.checkNow({ProbeBench::key()});
    QTRY_COMPARE_WITH_TIMEOUT(bench.results, 1, 8000);
    QCOMPARE(bench.state().shown, Health::Healthy);
}

void TestCheckEngine::checkNowDoesNotWaitForTheInterval()
{
    BadHttp server;
    server.setAnswer("/", page("200 OK", "fine"));
    Bench bench;
    bench.engine.setWorkspace(workspaceOf({httpCheck(server.url("/"), 3600s)}));
    bench.engine.start();
    bench.engine.checkNow({ProbeBench::key()});
    QTRY_COMPARE_WITH_TIMEOUT(bench.results, 1, 5000);
    bench.engine.checkNow({ProbeBench::key()});
    QTRY_COMPARE_WITH_TIMEOUT(bench.results, 2, 5000);
}

void TestCheckEngine::aFailureAsksWhatItStandsOn()
{
    BadHttp server;
    server.setAnswer("/api", page("200 OK", "fine"));
    server.setAnswer("/db", page("200 OK", "fine"));
    Bench bench;
    bench.engine.setWorkspace(apiOnDatabase(server));
    bench.engine.start();
    bench.engine.checkNow({keyOf("api"), keyOf("db")});
    QTRY_COMPARE_WITH_TIMEOUT(bench.states.value(keyOf("db")).shown, Health::Healthy, 5000);
    QTRY_COMPARE_WITH_TIMEOUT(bench.states.value(keyOf("api")).shown, Health::Healthy, 5000);
    // What was seen within the last second is not asked again.
    const Instant seen = bench.clock.now();
    QTRY_VERIFY_WITH_TIMEOUT(seen.ageAt(bench.clock.now()) > 1100ms, 5000);
    server.setAnswer("/api", page("500 Internal Server Error", "no database"));
    server.setAnswer("/db", page("503 Service Unavailable", "no"));
    bench.engine.checkNow({keyOf("api")});
    QTRY_COMPARE_WITH_TIMEOUT(bench.states.value(keyOf("api")).shown, Health::Down, 5000);
    // Not in an hour: the effect would be shown as the cause until then.
    QTRY_COMPARE_WITH_TIMEOUT(bench.states.value(keyOf("db")).shown, Health::Down, 5000);
}

void TestCheckEngine::aRecoveryAsksWhatStoodOnIt()
{
    BadHttp server;
    server.setAnswer("/api", page("500 Internal Server Error", "no database"));
    server.setAnswer("/db", page("503 Service Unavailable", "no"));
    Bench bench;
    bench.engine.setWorkspace(apiOnDatabase(server));
    bench.engine.start();
    bench.engine.checkNow({keyOf("api"), keyOf("db")});
    QTRY_COMPARE_WITH_TIMEOUT(bench.states.value(keyOf("db")).shown, Health::Down, 5000);
    QTRY_COMPARE_WITH_TIMEOUT(bench.states.value(keyOf("api")).shown, Health::Down, 5000);
    const Instant seen = bench.clock.now();
    QTRY_VERIFY_WITH_TIMEOUT(seen.ageAt(bench.clock.now()) > 1100ms, 5000);
    server.setAnswer("/api", page("200 OK", "fine"));
    server.setAnswer("/db", page("200 OK", "fine"));
    bench.engine.checkNow({keyOf("db")});
    QTRY_COMPARE_WITH_TIMEOUT(bench.states.value(keyOf("db")).shown, Health::Healthy, 5000);
    QTRY_COMPARE_WITH_TIMEOUT(bench.states.value(keyOf("api")).shown, Health::Healthy, 5000);
}

void TestCheckEngine::whatWaitsOutlivesAReload()
{
    BadHttp server;
    server.setAnswer("/", page("200 OK", "fine"));
    Bench bench;
    const WorkspacePtr workspace = workspaceOf({httpCheck(server.url("/"), 3600s, 1)});
    bench.engine.setWorkspace(workspace);
    bench.engine.start();
    bench.engine.checkNow({ProbeBench::key()});
    QTRY_COMPARE_WITH_TIMEOUT(bench.state().shown, Health::Healthy, 5000);
    server.setAnswer("/", page("503 Service Unavailable", "no"));
    // The file is saved between the result and the moment in which it is handed over.
    bool isReloaded = false;
    QObject::connect(&bench.engine, &CheckEngine::resultReady, &bench.engine, [&] {
        if (!std::exchange(isReloaded, true))
            bench.engine.setWorkspace(std::make_shared<Workspace>(*workspace));
    });
    bench.engine.checkNow({ProbeBench::key()});
    QTRY_VERIFY_WITH_TIMEOUT(isReloaded, 5000);
    QTRY_COMPARE_WITH_TIMEOUT(bench.state().shown, Health::Down, 5000);
    QCOMPARE(bench.results, 2);
    QCOMPARE(bench.events.size(), 1);
}

void TestCheckEngine::jumpsOfTimeMakeEverythingStale_data()
{
    QTest::addColumn<int>("boot");
    QTest::addColumn<int>("wall");
    QTest::newRow("suspended for a minute") << 60 << 60;
    QTest::newRow("calendar ahead") << 0 << 7200;
    QTest::newRow("calendar back") << 0 << -10800;
}

void TestCheckEngine::jumpsOfTimeMakeEverythingStale()
{
    QFETCH(int, boot);
    QFETCH(int, wall);
    BadHttp server;
    server.setAnswer("/", page("200 OK", "fine"));
    ProbeBench bench;
    JumpedClock clock;
    ProbeRunner runner(builtinProbes(), clock, bench.context());
    CheckEngine engine(clock, runner);
    QList<CheckState> told;
    connect(&engine, &CheckEngine::changed, this,
            [&](const ChangeSet &changes) { told += changes.states; });
    const Check check = httpCheck(server.url("/"), 1h);
    engine.setWorkspace(workspaceOf({check}));
    engine.start();
    engine.checkNow({ProbeBench::key()});
    QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty() && told.last().last, 5000);
    QCOMPARE(freshnessOf(check, told.last(), clock.now()), Freshness::Fresh);
    told.clear();
    clock.jump(std::chrono::seconds(boot), std::chrono::seconds(wall));
    QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty(), 5000);
    QCOMPARE(told.first().shown, Health::Healthy);
    QCOMPARE(freshnessOf(check, told.first(), clock.now()), Freshness::Stale);
    QTRY_COMPARE_WITH_TIMEOUT(freshnessOf(check, told.last(), clock.now()), Freshness::Fresh,
                              60000);
    engine.stop();
}

/// It was asked before, and what came of it is nothing to count: not as the first of two failures.
void TestCheckEngine::anAnswerOverAPauseCountsForNothing()
{
    BadHttp server;
    server.setAnswer("/", {}, true); // never
    ProbeBench bench;
    JumpedClock clock;
    ProbeRunner runner(builtinProbes(), clock, bench.context());
    CheckEngine engine(clock, runner);
    QList<CheckResult> results;
    connect(&engine, &CheckEngine::changed, this,
            [&](const ChangeSet &changes) { results += changes.results; });
    Check check = httpCheck(server.url("/"), 1h, 2);
    check.timeout = 3s;
    engine.setWorkspace(workspaceOf({check}));
    engine.start();
    engine.checkNow({ProbeBench::key()});
    QTRY_COMPARE_WITH_TIMEOUT(server.requests().size(), 1, 5000);
    server.setAnswer("/", page("200 OK", "fine"));
    clock.jump(60s, 60s);
    QTRY_VERIFY_WITH_TIMEOUT(!results.isEmpty(), 60000);
    QCOMPARE(results.first().status, CheckStatus::Ok);
    QCOMPARE(server.requests().size(), 2);
    engine.stop();
}

void TestCheckEngine::aNightOfTwoTimesIsNoJump_data()
{
    QTest::addColumn<QString>("change");
    QTest::newRow("the hour that comes twice") << "2026-10-25T01:00:00Z";
    QTest::newRow("the hour that is left out") << "2026-03-29T01:00:00Z";
}

/// Local time moves by an hour, the time of the world does not.
void TestCheckEngine::aNightOfTwoTimesIsNoJump()
{
    QFETCH(QString, change);
    qputenv("TZ", "Europe/Berlin");
    const auto restore = qScopeGuard([] { qunsetenv("TZ"); });
    const qint64 changeMs = QDateTime::fromString(change, Qt::ISODate).toMSecsSinceEpoch();
    const auto local = [](qint64 ms) { return QDateTime::fromMSecsSinceEpoch(ms).time(); };
    QVERIFY(std::abs(local(changeMs - 1000).secsTo(local(changeMs + 1000))) > 3500);
    BadHttp server;
    server.setAnswer("/", page("200 OK", "fine"));
    ProbeBench bench;
    JumpedClock clock;
    clock.jump(0s, Milliseconds(changeMs - 1500 - clock.now().wallMs));
    ProbeRunner runner(builtinProbes(), clock, bench.context());
    CheckEngine engine(clock, runner);
    QList<CheckState> told;
    Instant beat;
    connect(&engine, &CheckEngine::changed, this, [&](const ChangeSet &changes) {
        told += changes.states;
        beat = changes.at;
    });
    const Check check = httpCheck(server.url("/"), 1h);
    engine.setWorkspace(workspaceOf({check}));
    engine.start();
    engine.checkNow({ProbeBench::key()});
    QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty() && told.last().last, 5000);
    QTRY_VERIFY_WITH_TIMEOUT(beat.wallMs > changeMs + 1000, 30000);
    engine.stop();
    QVERIFY(std::none_of(told.cbegin(), told.cend(),
                         [](const CheckState &state) { return state.overtaken; }));
    QCOMPARE(freshnessOf(check, told.last(), clock.now()), Freshness::Fresh);
}

void TestCheckEngine::stoppedEngineIsSilent()
{
    BadHttp server;
    server.setAnswer("/", page("200 OK", "fine"));
    Bench bench;
    bench.engine.setWorkspace(workspaceOf({httpCheck(server.url("/"))}));
    bench.engine.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.results > 0, 5000);
    bench.engine.stop();
    QCOMPARE(bench.runner.running(), 0);
    const int before = bench.changeSets;
    // One that still beats would have been heard twice before this one's first beat and a half.
    Bench other;
    other.engine.setWorkspace(workspaceOf({}));
    other.engine.start();
    QTRY_VERIFY_WITH_TIMEOUT(other.changeSets >= 2, 5000);
    QCOMPARE(bench.changeSets, before);
}

void TestCheckEngine::absentServicesAreNotAsked()
{
    Bench bench;
    bench.engine.setWorkspace(workspaceOf({httpCheck("http://127.0.0.1:9/")}, Presence::Planned));
    QSignalSpy polled(&bench.engine, &CheckEngine::polled);
    bench.engine.pollOnce({});
    QTRY_COMPARE(polled.size(), 1);
    QCOMPARE(bench.results, 0);
}

void TestCheckEngine::aWrongCheckSaysWhere()
{
    BadHttp server;
    server.setAnswer("/", page("200 OK", "fine"));
    Check check = httpCheck(server.url("/"));
    check.downIf = QStringList{"[CONNECTED] == true"};
    markWrong(check, "platforms/shop.yaml:10:35");
    Bench bench;
    bench.engine.setWorkspace(workspaceOf({check}));
    bench.engine.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.state().last.has_value(), 5000);
    const CheckResult result = *bench.state().last;
    QCOMPARE(result.status, CheckStatus::Unknown);
    QCOMPARE(result.message, "Not watched: its definition is wrong, see platforms/shop.yaml:10:35");
    QCOMPARE(result.error->kind, ErrorKind::Config);
    QCOMPARE(bench.state().shown, Health::Unknown);
}

QTEST_GUILESS_MAIN(TestCheckEngine)
#include "tst_checkengine.moc"
