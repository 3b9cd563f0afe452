// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/checkengine.h"
#include "tests/support/badhttp.h"
#include "tests/support/probebench.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

QByteArray page(const QByteArray &status, const QByteArray &body)
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

Check httpCheck(const QString &url, Milliseconds interval = 1s, int retries = 2)
{
    Check check = ProbeBench::check("http", {{"url", url}, {"status", QStringList{"2xx"}}, {"max_bytes", 1 << 20}}, 1000);
    check.interval = interval;
    check.retries = retries;
    return check;
}

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

/// The engine over real HTTP servers: states, pace, beat, one-shot polls and changes of the definition.
class TestCheckEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goodIsHardAtOnceAndBadBecomesSo();
    void oneShotIsHardAtOnce();
    void oneShotWithoutChecksEnds();
    void silenceStillBeats();
    void changedDefinitionForgetsItsState();
    void answerToTheOldQuestionDoesNotCount();
    void checkNowDoesNotWaitForTheInterval();
    void stoppedEngineIsSilent();
    void absentServicesAreNotAsked();
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
    QVERIFY(std::any_of(bench.events.cbegin(), bench.events.cend(), [](const Event &e) { return e.to == Health::Down && e.soft; }));
    QVERIFY(std::any_of(bench.events.cbegin(), bench.events.cend(), [](const Event &e) { return e.to == Health::Down && !e.soft; }));

    server.setAnswer("/", page("200 OK", "fine"));
    QTRY_VERIFY_WITH_TIMEOUT(bench.state().shown == Health::Healthy && !bench.state().soft, 8000);
    bench.engine.stop();
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

QTEST_GUILESS_MAIN(TestCheckEngine)
#include "tst_checkengine.moc"
