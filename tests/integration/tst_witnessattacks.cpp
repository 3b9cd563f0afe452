// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/checkengine.h"
#include "tests/support/badhttp.h"
#include "tests/support/bastion.h"
#include "tests/support/portrelay.h"
#include "tests/support/probebench.h"

#include <QNetworkInterface>
#include <QTest>

#include <unistd.h>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kProd{PlatformId("p"), EnvironmentId("prod")};

/// An address of this machine that is not its loopback: what is asked there is "elsewhere".
QHostAddress ownAddress()
{
    const QList<QHostAddress> all = QNetworkInterface::allAddresses();
    for (const QHostAddress &each : all) {
        if (!each.isLoopback() && !each.isLinkLocal()
            && each.protocol() == QAbstractSocket::IPv4Protocol)
            return each;
    }
    return {};
}

Service serviceOf(const char *id, const QString &kind, const QVariantMap &parameters,
                  Witness witness = Witness::None)
{
    Check check = ProbeBench::check(kind, parameters, 1000);
    check.id = CheckId("c");
    check.interval = 1s;
    check.retries = 2;
    check.witness = witness;
    Service service;
    service.id = ServiceId(id);
    service.title = QString::fromLatin1(id);
    service.checks = {check};
    return service;
}

QVariantMap port(const QHostAddress &host, quint16 port)
{
    return {{"host", host.toString()}, {"port", port}};
}

QVariantMap page(const QHostAddress &host, quint16 port)
{
    return {{"url", QStringLiteral("http://%1:%2/").arg(host.toString()).arg(port)},
            {"status", QStringList{"2xx"}},
            {"max_bytes", 1 << 20}};
}

/// A gateway (the witness) and a web server elsewhere, and an engine that watches them.
struct World : ProbeBench
{
    QHostAddress away = ownAddress();
    QHostAddress here{QHostAddress::LocalHost};
    BadHttp web;
    QTcpServer gate;
    std::unique_ptr<PortRelay> toGate;
    std::unique_ptr<PortRelay> toWeb;
    Environment environment;
    WorkspacePtr workspace;
    CheckEngine engine{clock, runner};
    CheckStates states;
    QStringList told;

    World()
    {
        web.setBody("/", "fine");
        gate.listen(here);
        toGate = std::make_unique<PortRelay>(gate.serverPort(), away);
        toWeb = std::make_unique<PortRelay>(web.port(), away);
        environment.id = kProd.environment;
        environment.services = {
            serviceOf("gateway", "tcp", port(away, toGate->port()), Witness::Inside),
            serviceOf("api", "http", page(away, toWeb->port()))};
        QObject::connect(&engine, &CheckEngine::changed, &engine, [this](const ChangeSet &changes) {
            for (const Event &event : changes.events)
                told << event.text;
            for (const CheckState &state : changes.states)
                states.insert(state.key, state);
        });
    }

    void load()
    {
        Platform platform;
        platform.id = kProd.platform;
        platform.environments = {environment};
        auto made = std::make_shared<Workspace>();
        made->platforms = {platform};
        workspace = made;
        engine.setWorkspace(workspace);
    }

    EnvironmentView view() const
    {
        return assess(kProd, *workspace->environment(kProd), states, clock.now());
    }

    Health health(const char *service) const { return view().service(ServiceId(service))->health; }

    int results(const char *service) const
    {
        const CheckKey key{{kProd, ServiceId(service)}, CheckId("c")};
        return static_cast<int>(states.value(key).recent.size());
    }

    qsizetype tells(const QString &start) const
    {
        return std::count_if(told.cbegin(), told.cend(),
                             [&](const QString &each) { return each.startsWith(start); });
    }

    void cut() const
    {
        toGate->cut();
        toWeb->cut();
    }

    bool open() const { return toGate->open() && toWeb->open(); }
};

} // namespace

/// What must not be taken for an answer, and what must, with real servers.
class TestWitnessAttacks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aLocalForwardIsNoAnswerFromThere();
    void aWayIsAnAnswerFromThere();
    void aReloadWhileBlindIsNoSight();
    void aFlappingWitnessHidesNothing();
    void itComesBackByHalf();
};

void TestWitnessAttacks::initTestCase()
{
    if (ownAddress().isNull())
        QSKIP("This machine has no address but its loopback.");
}

void TestWitnessAttacks::aLocalForwardIsNoAnswerFromThere()
{
    World world;
    world.environment.services.append(
        serviceOf("names", "http", page(world.here, world.web.port())));
    world.load();
    world.engine.start();
    QTRY_COMPARE_WITH_TIMEOUT(world.view().counts.healthy, 3, 8000);
    world.cut();
    QTRY_VERIFY_WITH_TIMEOUT(world.view().blindness.has_value(), 10000);
    QCOMPARE(world.view().counts.unknown, 3);
    const int before = world.results("names");
    QTRY_VERIFY_WITH_TIMEOUT(world.results("names") > before + 2, 10000);
    QVERIFY(world.view().blindness);
    QCOMPARE(world.health("names"), Health::Unknown);
    QCOMPARE(world.told.size(), 1);
    QCOMPARE(world.tells("Cannot see PROD"), 1);
    QVERIFY(world.open());
    QTRY_COMPARE_WITH_TIMEOUT(world.view().counts.healthy, 3, 8000);
    QCOMPARE(world.tells("PROD can be seen again"), 1);
    world.engine.stop();
}

void TestWitnessAttacks::aWayIsAnAnswerFromThere()
{
    if (::geteuid() != 0 || QProcess::execute("/usr/bin/unshare", {"-n", "/usr/bin/true"}) != 0)
        QSKIP("NOT TESTED: a way needs a network namespace that nothing else leads to.");
    Bastion bastion;
    QVERIFY(bastion.start());
    World world;
    Service behind = serviceOf(
        "store", "redis", {{"host", "127.0.0.1"}, {"port", bastion.port("redis")}, {"info", true}});
    behind.checks.first().via = bastion.way();
    behind.checks.first().timeout = 5s;
    world.environment.services.append(behind);
    world.load();
    world.engine.start();
    QTRY_COMPARE_WITH_TIMEOUT(world.view().counts.healthy, 3, 20000);
    world.cut();
    QTRY_COMPARE_WITH_TIMEOUT(world.view().counts.down, 2, 15000);
    QVERIFY(!world.view().blindness);
    QCOMPARE(world.health("store"), Health::Healthy);
    QCOMPARE(world.health("gateway"), Health::Down);
    QCOMPARE(world.tells("Cannot see"), 0);
    QTRY_COMPARE_WITH_TIMEOUT(world.tells("gateway refuses connections"), 1, 8000);
    world.engine.stop();
}

void TestWitnessAttacks::aReloadWhileBlindIsNoSight()
{
    World world;
    world.load();
    world.engine.start();
    QTRY_COMPARE_WITH_TIMEOUT(world.view().counts.healthy, 2, 8000);
    world.cut();
    QTRY_VERIFY_WITH_TIMEOUT(world.view().blindness.has_value(), 10000);
    for (const bool isWitness : {true, false}) {
        Check &check = world.environment.services[isWitness ? 0 : 1].checks.first();
        check.retries = 3;
        world.states.remove({{kProd, ServiceId(isWitness ? "gateway" : "api")}, CheckId("c")});
        world.load();
        QCOMPARE(world.view().counts.healthy, 0);
        QTRY_VERIFY_WITH_TIMEOUT(world.view().blindness.has_value() && world.results("gateway") > 3,
                                 15000);
        QCOMPARE(world.view().counts.unknown, 2);
    }
    QCOMPARE(world.told.size(), 1);
    QVERIFY(world.open());
    QTRY_COMPARE_WITH_TIMEOUT(world.view().counts.healthy, 2, 8000);
    QCOMPARE(world.told.size(), 2);
    QCOMPARE(world.tells("PROD can be seen again"), 1);
    world.engine.stop();
}

void TestWitnessAttacks::aFlappingWitnessHidesNothing()
{
    World world;
    world.load();
    world.engine.start();
    QTRY_COMPARE_WITH_TIMEOUT(world.view().counts.healthy, 2, 8000);
    world.toWeb->cut();
    QTRY_COMPARE_WITH_TIMEOUT(world.health("api"), Health::Down, 8000);
    QTRY_VERIFY_WITH_TIMEOUT(world.tells("api refuses connections") == 1, 8000);
    const CheckKey api{{kProd, ServiceId("api")}, CheckId("c")};
    for (int i = 0; i < 3; ++i) {
        world.toGate->cut();
        QTRY_VERIFY_WITH_TIMEOUT(world.states.value(api).unseen, 10000);
        QVERIFY(world.view().blindness);
        QCOMPARE(world.health("api"), Health::Unknown);
        QVERIFY(world.toGate->open());
        QTRY_VERIFY_WITH_TIMEOUT(!world.states.value(api).unseen, 10000);
        // Confirmed before, it needs one look.
        QTRY_COMPARE_WITH_TIMEOUT(world.health("api"), Health::Down, 8000);
        QVERIFY(!world.view().service(ServiceId("api"))->soft);
        // From the second loss within a minute on it flaps.
        QCOMPARE(world.view().blindness.has_value(), i > 0);
        QCOMPARE(world.health("gateway"), i > 0 ? Health::Unknown : Health::Healthy);
    }
    QCOMPARE(world.tells("Cannot see PROD: "), 1);
    QCOMPARE(world.tells("PROD can be seen again"), 1);
    QCOMPARE(world.tells("Cannot see PROD steadily: "), 1);
    QCOMPARE(world.tells("api refuses connections"), 1);
    world.engine.stop();
}

void TestWitnessAttacks::itComesBackByHalf()
{
    World world;
    world.load();
    world.engine.start();
    QTRY_COMPARE_WITH_TIMEOUT(world.view().counts.healthy, 2, 8000);
    world.cut();
    QTRY_VERIFY_WITH_TIMEOUT(world.view().blindness.has_value(), 10000);
    QVERIFY(world.toGate->open());
    QTRY_COMPARE_WITH_TIMEOUT(world.health("gateway"), Health::Healthy, 8000);
    QVERIFY(world.health("api") != Health::Healthy);
    QTRY_COMPARE_WITH_TIMEOUT(world.health("api"), Health::Down, 8000);
    QTRY_VERIFY_WITH_TIMEOUT(world.tells("api refuses connections") == 1, 8000);
    QCOMPARE(world.tells("Cannot see PROD"), 1);
    world.engine.stop();
}

QTEST_GUILESS_MAIN(TestWitnessAttacks)
#include "tst_witnessattacks.moc"
