// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/enginehost.h"
#include "models/status/statusboard.h"
#include "services/checks/checkengine.h"
#include "tests/support/badhttp.h"
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

Check check(const QString &id, const QString &kind, const QVariantMap &parameters)
{
    Check made = ProbeBench::check(kind, parameters);
    made.id = CheckId(id);
    made.interval = 1h;
    made.retries = 1;
    return made;
}

WorkspacePtr workspaceOf(const QList<Check> &checks)
{
    auto workspace = std::make_shared<Workspace>();
    Service service;
    service.id = ServiceId("s");
    service.title = "s";
    service.presence = Presence::Active;
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

QByteArray page(const QByteArray &status)
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
}

/// The engine on its thread, and every result that it told.
struct Host
{
    SystemClock clock;
    MemoryCredentialStore credentials;
    EngineHost host{{clock, credentials}};
    QList<CheckResult> results;
    QObject context;

    Host()
    {
        qRegisterMetaType<CheckResult>();
        QObject::connect(host.checks(), &CheckEngine::resultReady, &context,
                         [this](const CheckResult &result) { results.append(result); });
        host.start();
    }

    void set(const WorkspacePtr &workspace)
    {
        host.setWorkspace(workspace);
        QMetaObject::invokeMethod(host.checks(), &CheckEngine::start);
    }

    void ask(const QString &id)
    {
        QMetaObject::invokeMethod(host.checks(),
                                  [this, id] { host.checks()->checkNow({ProbeBench::key(id)}); });
    }
};

} // namespace

/// The files are saved while the engine works.
class TestReload : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatWasHandedOverIsTaken();
    void whatWasLostIsToldAgain();
    void idleConnectionsOfRemovedChecksEnd();
    void figuresOfAnotherDefinitionAreForgotten();
};

void TestReload::whatWasHandedOverIsTaken()
{
    BadHttp server;
    server.setAnswer("/", page("503 Service Unavailable"));
    ProbeBench bench;
    CheckEngine engine(bench.clock, bench.runner);
    StatusBoard board;
    QList<ChangeSet> onTheirWay;
    connect(&engine, &CheckEngine::changed, this,
            [&](const ChangeSet &changes) { onTheirWay.append(changes); });
    const Check asked = check("check", "http", {{"url", server.url("/")}});
    const WorkspacePtr before = workspaceOf({asked});
    engine.setWorkspace(before);
    board.setWorkspace(before, bench.clock.now());
    engine.start();
    engine.checkNow({ProbeBench::key()});
    const auto isHandedOver = [&] {
        return std::any_of(onTheirWay.cbegin(), onTheirWay.cend(),
                           [](const ChangeSet &changes) { return !changes.states.isEmpty(); });
    };
    QTRY_VERIFY_WITH_TIMEOUT(isHandedOver(), 8000);
    const QList<ChangeSet> early = std::exchange(onTheirWay, {});
    const WorkspacePtr after =
        workspaceOf({asked, check("more", "http", {{"url", server.url("/more")}})});
    engine.setWorkspace(after);
    board.setWorkspace(after, bench.clock.now());
    for (const ChangeSet &changes : early)
        board.apply(changes);
    const ServiceView *view = board.service(ProbeBench::key().service);
    QVERIFY(view);
    QCOMPARE(view->checks.first().health, Health::Down);
}

void TestReload::whatWasLostIsToldAgain()
{
    BadHttp server;
    server.setAnswer("/", page("503 Service Unavailable"));
    ProbeBench bench;
    CheckEngine engine(bench.clock, bench.runner);
    QHash<CheckKey, CheckState> told;
    connect(&engine, &CheckEngine::changed, this, [&](const ChangeSet &changes) {
        for (const CheckState &state : changes.states)
            told.insert(state.key, state);
    });
    const Check asked = check("check", "http", {{"url", server.url("/")}});
    engine.setWorkspace(workspaceOf({asked}));
    engine.start();
    engine.checkNow({ProbeBench::key()});
    QTRY_VERIFY_WITH_TIMEOUT(told.contains(ProbeBench::key()), 8000);
    told.clear();
    engine.setWorkspace(workspaceOf({asked}));
    QTRY_COMPARE_WITH_TIMEOUT(told.value(ProbeBench::key()).shown, Health::Down, 5000);
}

void TestReload::idleConnectionsOfRemovedChecksEnd()
{
    RealPostgres postgres;
    RealRedis redis;
    QVERIFY(postgres.start() && redis.start());
    QCOMPARE(postgres.sql("CREATE ROLE watcher LOGIN PASSWORD 'word'"), QByteArray());
    const auto sessions = [&] {
        return postgres
            .sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'opsdeck'")
            .toInt();
    };
    const auto clients = [&] { return redis.command({"client", "list"}).count("id=") - 1; };
    Host host;
    host.credentials.put("db", "word");
    const QVariantMap database{{"host", "127.0.0.1"},
                               {"port", postgres.port()},
                               {"database", "postgres"},
                               {"user", "watcher"},
                               {"credential", "db"}};
    const Check first = check("first", "postgres", database);
    const Check second = check("second", "postgres", database);
    const Check cache =
        check("cache", "redis", {{"host", "127.0.0.1"}, {"port", redis.port()}, {"info", true}});
    host.set(workspaceOf({first, second, cache}));
    QTRY_COMPARE_WITH_TIMEOUT(host.results.size(), 3, 10000);
    for (const CheckResult &result : std::as_const(host.results))
        QCOMPARE(result.message + toWord(result.status), result.message + "ok");
    QCOMPARE(sessions(), 2);
    QCOMPARE(clients(), 1);
    host.set(workspaceOf({second}));
    QTRY_COMPARE_WITH_TIMEOUT(sessions(), 1, 5000);
    QTRY_COMPARE_WITH_TIMEOUT(clients(), 0, 5000);
    // What is asked on keeps its session.
    const QByteArray session =
        postgres.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'opsdeck'");
    host.ask("second");
    QTRY_COMPARE_WITH_TIMEOUT(host.results.size(), 4, 5000);
    QCOMPARE(postgres.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'opsdeck'"),
             session);
    host.set(workspaceOf({}));
    QTRY_COMPARE_WITH_TIMEOUT(sessions(), 0, 5000);
}

void TestReload::figuresOfAnotherDefinitionAreForgotten()
{
    RealRedis redis;
    QVERIFY(redis.start());
    Host host;
    Check cache =
        check("cache", "redis", {{"host", "127.0.0.1"}, {"port", redis.port()}, {"info", true}});
    const auto hasRate = [&] {
        return host.results.last().fields.contains("redis.evictions_per_second");
    };
    host.set(workspaceOf({cache}));
    QTRY_COMPARE_WITH_TIMEOUT(host.results.size(), 1, 8000);
    QVERIFY(!hasRate());
    host.set(workspaceOf({cache}));
    host.ask("cache");
    QTRY_COMPARE_WITH_TIMEOUT(host.results.size(), 2, 8000);
    QVERIFY(hasRate()); // the same question: it goes on from there
    cache.interval = 2h;
    host.set(workspaceOf({cache}));
    host.ask("cache");
    QTRY_VERIFY_WITH_TIMEOUT(host.results.size() >= 3, 8000);
    QVERIFY(!host.results.at(2).fields.contains("redis.evictions_per_second"));
}

QTEST_GUILESS_MAIN(TestReload)
#include "tst_reload.moc"
