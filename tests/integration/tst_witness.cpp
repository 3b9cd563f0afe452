// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/checkengine.h"
#include "tests/support/badhttp.h"
#include "tests/support/portrelay.h"
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QTcpServer>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

Service serviceOf(const char *id, const QList<Check> &checks)
{
    Service service;
    service.id = ServiceId(id);
    service.title = QString::fromLatin1(id);
    service.checks = checks;
    return service;
}

Check checkOf(const char *id, const QString &kind, const QVariantMap &parameters,
              Witness witness = Witness::None)
{
    Check check = ProbeBench::check(kind, parameters, 1000);
    check.id = CheckId(id);
    check.title = QString::fromLatin1(id);
    check.interval = 1s;
    check.retries = 2;
    check.witness = witness;
    return check;
}

Check portCheck(const char *id, quint16 port, Witness witness = Witness::None)
{
    return checkOf(id, "tcp", {{"host", "127.0.0.1"}, {"port", port}}, witness);
}

Check pageCheck(const char *id, quint16 port)
{
    return checkOf(id, "http",
                   {{"url", QStringLiteral("http://127.0.0.1:%1/").arg(port)},
                    {"status", QStringList{"2xx"}},
                    {"max_bytes", 1 << 20}});
}

Check pingCheck(const char *id, quint16 port)
{
    return checkOf(id, "redis", {{"host", "127.0.0.1"}, {"port", port}, {"info", true}});
}

EnvironmentKey keyOf(const char *environment)
{
    return {PlatformId("p"), EnvironmentId(environment)};
}

/// Real servers, prod by relays and dev by itself, and an engine that watches both.
struct World : ProbeBench
{
    RealRedis store;
    BadHttp web;
    QTcpServer gate;
    std::unique_ptr<PortRelay> toGate;
    std::unique_ptr<PortRelay> toWeb;
    std::unique_ptr<PortRelay> toStore;
    WorkspacePtr workspace;
    CheckEngine engine{clock, runner};
    CheckStates states;
    QList<Event> events;
    QList<CheckResult> results;

    World()
    {
        store.start();
        web.setBody("/", "fine");
        gate.listen(QHostAddress::LocalHost);
        toGate = std::make_unique<PortRelay>(gate.serverPort());
        toWeb = std::make_unique<PortRelay>(web.port());
        toStore = std::make_unique<PortRelay>(store.port());
        Environment prod;
        prod.id = EnvironmentId("prod");
        prod.services = {serviceOf("gateway", {portCheck("ssh", toGate->port(), Witness::Inside)}),
                         serviceOf("api", {pageCheck("page", toWeb->port())}),
                         serviceOf("cache", {pingCheck("ping", toStore->port())})};
        Environment dev;
        dev.id = EnvironmentId("dev");
        dev.services = {
            serviceOf("gateway", {portCheck("ssh", gate.serverPort(), Witness::Inside)}),
            serviceOf("api", {pageCheck("page", web.port())}),
            serviceOf("cache", {pingCheck("ping", store.port())})};
        Platform platform;
        platform.id = PlatformId("p");
        platform.environments = {prod, dev};
        auto made = std::make_shared<Workspace>();
        made->platforms = {platform};
        workspace = made;
        QObject::connect(&engine, &CheckEngine::changed, &engine, [this](const ChangeSet &changes) {
            events += changes.events;
            results += changes.results;
            for (const CheckState &state : changes.states)
                states.insert(state.key, state);
        });
        engine.setWorkspace(workspace);
    }

    EnvironmentView view(const char *environment) const
    {
        return assess(keyOf(environment), *workspace->environment(keyOf(environment)), states,
                      clock.now());
    }

    int healthy(const char *environment) const { return view(environment).counts.healthy; }

    QStringList told(const char *environment) const
    {
        QStringList texts;
        for (const Event &event : events) {
            if (event.service.environment == keyOf(environment))
                texts << event.text;
        }
        return texts;
    }

    void cut() const
    {
        for (PortRelay *relay : {toGate.get(), toWeb.get(), toStore.get()})
            relay->cut();
    }
};

} // namespace

/// Two environments over real servers; the way to one of them is cut, in whole and in part.
class TestWitness final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cutOffIsOneTroubleAndComesBackFresh();
    void aDeadGatewayIsADeadGateway();
    void blindFromTheStart();
    void onePollTellsIt();
};

void TestWitness::cutOffIsOneTroubleAndComesBackFresh()
{
    World world;
    QVERIFY(world.store.isRunning());
    world.engine.start();
    QTRY_COMPARE_WITH_TIMEOUT(world.healthy("prod"), 3, 8000);
    QTRY_COMPARE_WITH_TIMEOUT(world.healthy("dev"), 3, 8000);
    world.cut();
    QTRY_VERIFY_WITH_TIMEOUT(world.view("prod").blindness.has_value(), 10000);
    const EnvironmentView blind = world.view("prod");
    QCOMPARE(blind.blindness->names, QStringList{"gateway"});
    QCOMPARE(blind.counts.unknown, 3);
    QCOMPARE(blind.health, Health::Unknown);
    QCOMPARE(world.healthy("dev"), 3);
    QTRY_COMPARE(world.told("prod").size(), 1);
    QVERIFY2(world.told("prod").first().startsWith("Cannot see PROD: gateway refuses connections"),
             qPrintable(world.told("prod").first()));
    // What comes meanwhile is kept as not observed.
    world.results.clear();
    const auto isOfApi = [](const CheckResult &result) {
        return result.key.service == ServiceKey{keyOf("prod"), ServiceId("api")};
    };
    QTRY_VERIFY_WITH_TIMEOUT(std::any_of(world.results.cbegin(), world.results.cend(), isOfApi),
                             8000);
    for (const CheckResult &result : std::as_const(world.results)) {
        if (!isOfApi(result))
            continue;
        QCOMPARE(result.status, CheckStatus::Unknown);
        QCOMPARE(result.error->kind, ErrorKind::Way);
        QVERIFY(result.samples.isEmpty());
    }
    // It stays one, however long it lasts.
    const int results =
        static_cast<int>(world.states.value(world.states.cbegin().key()).recent.size());
    QTRY_VERIFY_WITH_TIMEOUT(
        world.states.value(world.states.cbegin().key()).recent.size() > results + 2, 8000);
    QCOMPARE(world.told("prod").size(), 1);
    QCOMPARE(world.view("prod").counts.down, 0);

    for (PortRelay *relay : {world.toGate.get(), world.toWeb.get(), world.toStore.get()})
        QVERIFY(relay->open());
    QTRY_COMPARE_WITH_TIMEOUT(world.healthy("prod"), 3, 8000);
    QVERIFY(!world.view("prod").blindness);
    QCOMPARE(world.told("prod").size(), 2);
    QVERIFY(world.told("prod").last().startsWith("PROD can be seen again after "));
    QVERIFY(world.told("dev").isEmpty());
    world.engine.stop();
}

void TestWitness::aDeadGatewayIsADeadGateway()
{
    World world;
    world.engine.start();
    QTRY_COMPARE_WITH_TIMEOUT(world.healthy("prod"), 3, 8000);
    world.toGate->cut();
    QTRY_COMPARE_WITH_TIMEOUT(world.view("prod").counts.down, 1, 8000);
    QVERIFY(!world.view("prod").blindness);
    QCOMPARE(world.view("prod").service(ServiceId("gateway"))->health, Health::Down);
    QVERIFY(world.view("prod").service(ServiceId("gateway"))->rootCause);
    QTRY_VERIFY(!world.told("prod").isEmpty()
                && world.told("prod").last().startsWith("gateway refuses connections"));
    QCOMPARE(world.healthy("prod"), 2);
    world.engine.stop();
}

void TestWitness::blindFromTheStart()
{
    World world;
    world.cut();
    world.engine.start();
    QTRY_VERIFY_WITH_TIMEOUT(world.view("prod").blindness.has_value(), 10000);
    QTRY_COMPARE(world.told("prod").size(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(world.healthy("dev"), 3, 8000);
    // Something there answers though its gateway is still silent: that is what is down.
    QVERIFY(world.toStore->open());
    QTRY_VERIFY_WITH_TIMEOUT(!world.view("prod").blindness, 8000);
    QTRY_COMPARE_WITH_TIMEOUT(world.view("prod").service(ServiceId("cache"))->health,
                              Health::Healthy, 8000);
    QTRY_COMPARE_WITH_TIMEOUT(world.view("prod").service(ServiceId("gateway"))->health,
                              Health::Down, 8000);
    QTRY_COMPARE_WITH_TIMEOUT(world.view("prod").service(ServiceId("api"))->health, Health::Down,
                              8000);
    world.engine.stop();
}

void TestWitness::onePollTellsIt()
{
    World world;
    world.cut();
    bool polled = false;
    connect(&world.engine, &CheckEngine::polled, this, [&polled] { polled = true; });
    world.engine.pollOnce({});
    QTRY_VERIFY_WITH_TIMEOUT(polled, 10000);
    QTRY_VERIFY(world.view("prod").blindness.has_value());
    QCOMPARE(world.view("prod").counts.unknown, 3);
    QCOMPARE(world.healthy("dev"), 3);
}

QTEST_GUILESS_MAIN(TestWitness)
#include "tst_witness.moc"
