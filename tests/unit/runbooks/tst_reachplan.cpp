// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/builtinsteps.h"
#include "services/runbooks/commandplan.h"
#include "services/runbooks/planner.h"
#include "services/runbooks/stepreach.h"

#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kDev{PlatformId("shop"), EnvironmentId("dev")};
const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};
const Instant kNow{1000s, 1'700'000'000'000};

Way bastion()
{
    Way way;
    way.id = "bastion";
    way.title = "bastion-prod";
    way.kind = WayKind::Ssh;
    way.hosts = QStringList{"ops@bastion"};
    return way;
}

QVariantMap entry(const QString &host = "${host}", const QString &port = "${db_port}")
{
    return {{"id", "db"}, {"host", host}, {"port", port}};
}

} // namespace

/// What a step reaches, in the plan: the same runbook in dev, which is reached directly, and in
/// prod, which lies behind a way.
class TestReachPlan : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void directly();
    void byTheWay();
    void byTheWayOfAService();
    void addressIsKnownWhereItCanBe();
    void refusals_data();
    void refusals();
    void looksLikeOne_data();
    void looksLikeOne();
    void hashSeesTheWay();
    void environment();
    void findings_data();
    void findings();
    void passEntries_data();
    void passEntries();

private:
    Result<PlannedStep> planned(const EnvironmentKey &environment, const QVariantMap &parameters)
    {
        Step step;
        step.id = StepId("dump");
        step.title = "Dump";
        step.kind = "command";
        step.parameters = parameters;
        m_workspace.runbooks.first().steps = {step};
        auto plan =
            planRun(m_workspace, RunbookId("backup"), environment, builtinSteps(), "/data", kNow);
        if (!plan)
            return failure(plan.error());
        m_hash = plan->hash;
        return plan->steps.first();
    }

    QVariantMap dump() const
    {
        return {{"command", QStringList{"true", "--host=${reach.db.host}", "--port",
                                        "${reach.db.port}", "${reach.db.name}"}},
                {"reach", QVariantList{entry()}}};
    }

    Environment &prod() { return m_workspace.platforms.first().environments.last(); }

    QTemporaryDir m_folder;
    Workspace m_workspace;
    QString m_hash;
};

void TestReachPlan::init()
{
    Platform platform;
    platform.id = PlatformId("shop");
    for (const char *id : {"dev", "prod"}) {
        Environment environment;
        environment.id = EnvironmentId(id);
        Service db;
        db.id = ServiceId("db");
        environment.services = {db};
        platform.environments.append(environment);
    }
    platform.environments.last().via = bastion();
    platform.environments.last().services.first().via = bastion();
    Runbook backup;
    backup.id = RunbookId("backup");
    backup.platform = platform.id;
    backup.variables = {
        {EnvironmentId("dev"), {{"host", "127.0.0.1"}, {"db_port", "15432"}}},
        {EnvironmentId("prod"),
         {{"host", "db.internal"}, {"db_port", "5432"}, {"tricky", "${reach.db.port}"}}}};
    m_workspace = {};
    m_workspace.id = "test";
    m_workspace.directory = m_folder.path();
    m_workspace.platforms = {platform};
    m_workspace.runbooks = {backup};
}

void TestReachPlan::directly()
{
    const auto step = planned(kDev, dump());
    QVERIFY(step);
    QCOMPARE(step->argumentVector.mid(1),
             (QStringList{"--host=127.0.0.1", "--port", "15432", "127.0.0.1"}));
    QCOMPARE(step->facts, QStringList{"Reach: db is 127.0.0.1:15432, directly"});
}

void TestReachPlan::byTheWay()
{
    const auto step = planned(kProd, dump());
    QVERIFY(step);
    QCOMPARE(step->argumentVector.mid(1),
             (QStringList{"--host=127.0.0.1", "--port", "${reach.db.port}", "db.internal"}));
    QCOMPARE(step->facts,
             QStringList{"Reach: db is db.internal:5432, by ssh bastion-prod; ${reach.db.port} is "
                         "a port of 127.0.0.1 that is open while the step runs, to what it "
                         "started alone"});
}

void TestReachPlan::byTheWayOfAService()
{
    prod().via = {};
    QVERIFY(planned(kProd, dump())->facts.first().contains("directly"));
    QVariantMap one = entry();
    one.insert("service", "db");
    QVariantMap parameters = dump();
    parameters.insert("reach", QVariantList{one});
    QVERIFY(planned(kProd, parameters)->facts.first().contains("by ssh bastion-prod"));
    prod().services.clear();
    const auto step = planned(kProd, parameters);
    QVERIFY(!step);
    QCOMPARE(step.error().kind, ErrorKind::NotFound);
    QVERIFY(step.error().message.contains("service 'db', which shop/prod has not"));
}

void TestReachPlan::addressIsKnownWhereItCanBe()
{
    QVariantMap parameters = dump();
    parameters.insert("command", QStringList{"true", "hostaddr=${reach.db.address}"});
    QCOMPARE(planned(kDev, parameters)->argumentVector.last(), "hostaddr=127.0.0.1");
    QCOMPARE(planned(kProd, parameters)->argumentVector.last(), "hostaddr=127.0.0.1"); // near end
    prod().via = {};
    const auto step = planned(kProd, parameters);
    QCOMPARE(step->argumentVector.last(), "hostaddr=${reach.db.address}");
    QCOMPARE(step->facts, QStringList{"Reach: db is db.internal:5432, directly; "
                                      "${reach.db.address} is the address it has then"});
    // Who does not ask needs no name server.
    QVERIFY(!PlannedReach::fromMap(
                 planned(kProd, dump())->parameters.value("reach").toList().first().toMap())
                 .isOpenedLate());
}

void TestReachPlan::refusals_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("port");
    QTest::addColumn<QString>("refusal");
    QTest::newRow("port of letters") << "${host}" << "${host}" << "The port of reach 'db'";
    QTest::newRow("port 0") << "${host}" << "0" << "The port of reach 'db'";
    QTest::newRow("port too high") << "${host}" << "65536" << "The port of reach 'db'";
    QTest::newRow("a path") << "/run/postgresql" << "1" << "The host of reach 'db'";
    QTest::newRow("an option") << "-oProxyCommand=x" << "1" << "The host of reach 'db'";
    QTest::newRow("words of libpq") << "a port=1" << "1" << "The host of reach 'db'";
    QTest::newRow("unknown variable") << "${hots}" << "1" << "'hots'";
}

void TestReachPlan::refusals()
{
    QFETCH(QString, host);
    QFETCH(QString, port);
    QFETCH(QString, refusal);
    QVariantMap parameters = dump();
    parameters.insert("reach", QVariantList{entry(host, port)});
    for (const EnvironmentKey &environment : {kDev, kProd}) {
        const auto step = planned(environment, parameters);
        QVERIFY(!step);
        QCOMPARE(step.error().kind, ErrorKind::Config);
        QVERIFY2(step.error().message.contains(refusal), qPrintable(step.error().message));
    }
}

void TestReachPlan::looksLikeOne_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isRefused");
    QTest::newRow("the variable") << "${reach.db.port}" << false;
    QTest::newRow("twice") << "${reach.db.port}${reach.db.port}" << false;
    QTest::newRow("another dollar") << "$${HOME}" << false;
    QTest::newRow("escaped") << "$${reach.db.port}" << true;
    QTest::newRow("by a value") << "${tricky}" << true;
}

void TestReachPlan::looksLikeOne()
{
    QFETCH(QString, text);
    QFETCH(bool, isRefused);
    QVariantMap parameters = dump();
    parameters.insert("command", QStringList{"true", text});
    QCOMPARE(!planned(kProd, parameters), isRefused);
    parameters.insert("command", QStringList{"true"});
    parameters.insert("environment", QVariantMap{{"TEXT", text}});
    QCOMPARE(!planned(kProd, parameters), isRefused);
}

void TestReachPlan::hashSeesTheWay()
{
    QVERIFY(planned(kProd, dump()));
    const QString before = m_hash;
    QVERIFY(planned(kProd, dump()));
    QCOMPARE(m_hash, before);
    // The same words, another host to go by.
    prod().via.hosts = QStringList{"ops@elsewhere"};
    QVERIFY(planned(kProd, dump()));
    QVERIFY(m_hash != before);
}

void TestReachPlan::environment()
{
    QVariantMap parameters = dump();
    parameters.insert("environment",
                      QVariantMap{{"PGHOSTADDR", "${reach.db.address}"}, {"PGPORT", "${db_port}"}});
    const auto step = planned(kProd, parameters);
    QVERIFY(step);
    QCOMPARE(step->facts.mid(1),
             (QStringList{"Environment: PGHOSTADDR=127.0.0.1", "Environment: PGPORT=5432"}));
    parameters.insert("environment", QVariantMap{{"A", "${nope}"}});
    QVERIFY(!planned(kProd, parameters));
}

void TestReachPlan::findings_data()
{
    QTest::addColumn<QVariantMap>("values");
    QTest::addColumn<QString>("finding"); ///< nothing: it is fine
    const QVariantList db{QVariantMap{{"id", "db"}, {"host", "h"}, {"port", "1"}}};
    const QStringList uses{"true", "${reach.db.port}"};
    QTest::newRow("used") << QVariantMap{{"command", uses}, {"reach", db}} << "";
    QTest::newRow("used in the environment")
        << QVariantMap{{"command", QStringList{"true"}},
                       {"environment", QVariantMap{{"PGPORT", "${reach.db.port}"}}},
                       {"reach", db}}
        << "";
    QTest::newRow("not used") << QVariantMap{{"command", QStringList{"true"}}, {"reach", db}}
                              << "nothing in the step uses 'db'";
    const auto environment = [](const QString &name) {
        return QVariantMap{{"command", QStringList{"true"}},
                           {"environment", QVariantMap{{name, "x"}}}};
    };
    QTest::newRow("a variable") << environment("PGSSLMODE") << "";
    QTest::newRow("no name") << environment("A-B") << "no name of an environment variable";
    QTest::newRow("password") << environment("PGPASSWORD") << "goes by 'pgpass'";
    QTest::newRow("loads code") << environment("LD_PRELOAD") << "can't be set";
    QTest::newRow("our own") << environment("OPSDECK_STEP") << "can't be set";
}

void TestReachPlan::findings()
{
    QFETCH(QVariantMap, values);
    QFETCH(QString, finding);
    const QList<ParameterFinding> all = commandFindings(values);
    QCOMPARE(all.isEmpty(), finding.isEmpty());
    if (!all.isEmpty())
        QVERIFY2(all.first().text.contains(finding), qPrintable(all.first().text));
}

void TestReachPlan::passEntries_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("port");
    QTest::addColumn<QStringList>("hosts"); ///< of the lines
    QTest::newRow("as it is called") << "db.internal" << "5432" << QStringList{"db.internal"};
    QTest::newRow("numeric") << "10.0.0.7" << "5432" << QStringList{"10.0.0.7"};
    QTest::newRow("another port") << "db.internal" << "5433" << QStringList{"db.internal"};
    QTest::newRow("another host") << "other" << "5432" << QStringList{"other"};
    QTest::newRow("all") << "*" << "*" << QStringList{"*"};
}

/// Directly here, where no relay has to be made; by a way it is tried with pg_dump.
void TestReachPlan::passEntries()
{
    QFETCH(QString, host);
    QFETCH(QString, port);
    QFETCH(QStringList, hosts);
    PlannedReach reach;
    reach.id = "db";
    reach.target = {"db.internal", 5432};
    StepReach reached({reach}, {}, [](quint64) { return false; });
    QVERIFY(!reached.hasOpened());
    QStringList seen;
    for (const PassFile::Entry &each :
         reached.passEntries({{"host", host}, {"port", port}, {"database", "d"}, {"user", "u"}})) {
        QCOMPARE(each.port, port);
        QCOMPARE(each.database, "d");
        QCOMPARE(each.user, "u");
        seen << each.host;
    }
    QCOMPARE(seen, hosts);
}

QTEST_GUILESS_MAIN(TestReachPlan)
#include "tst_reachplan.moc"
