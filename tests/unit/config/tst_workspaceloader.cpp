// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/filewatch.h"
#include "services/domain/wrongcheck.h"
#include "tests/unit/config/sampleworkspace.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;
using namespace std::chrono_literals;

class TestWorkspaceLoader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAWorkspace();
    void aRuleThatIsStatedIsNotAbsent();
    void whatMayBeProductionIsProtected_data();
    void whatMayBeProductionIsProtected();
    void environmentsStandAsTheyAreShown();
    void everyFileHasItsFingerprint();
    void aTimeoutThatNobodyStatedIsNoMistake();
    void conditionsOfEveryKindAreRead();
    void theDemoHasNoProblems();
    void theFileItselfMayBeNamed();
    void mistakes_data();
    void mistakes();
    void artifactThatEscapesByAValue();
    void allProblemsAtOnce();
    void oneBrokenPlatformLeavesTheOthers();
    void brokenRunbookLeavesTheRest();
    void brokenCheckStaysAndIsNotRun();
    void checkWithoutUsableIdStaysToo();
};

void TestWorkspaceLoader::readsAWorkspace()
{
    const LoadedWorkspace loaded = Files().load();
    QVERIFY2(loaded.problems.isEmpty(), qPrintable(textOf(loaded)));
    QVERIFY(loaded.workspace);
    const Workspace &workspace = *loaded.workspace;
    QCOMPARE(workspace.id, "demo");
    QCOMPARE(workspace.platforms.size(), 1);
    const Platform &shop = workspace.platforms.first();
    QCOMPARE(shop.environments.size(), 2);
    const Environment &dev = shop.environments.at(0);
    const Environment &prod = shop.environments.at(1);
    QVERIFY(!dev.isProtected);
    QVERIFY(prod.isProtected);
    QCOMPARE(dev.services.size(), 2);
    QCOMPARE(prod.services.size(), 3);

    const Service &api = prod.services.first();
    QCOMPARE(api.replicas, 3);
    QCOMPARE(dev.services.first().replicas, 1);
    QCOMPARE(api.dependencies.size(), 2);
    QCOMPARE(api.dependencies.at(1).basis, DependencyBasis::Implied);
    // redis is not in dev: nothing there depends on it.
    QCOMPARE(dev.services.first().dependencies.size(), 1);
    const Check &health = api.checks.first();
    QCOMPARE(health.interval, Milliseconds(10s));
    QCOMPARE(dev.services.first().checks.first().interval, Milliseconds(5s));
    QCOMPARE(health.parameters.value("url").toString(), "http://10.0.0.1:9000/health");
    QCOMPARE(health.parameters.value("json").toMap(), (QVariantMap{{"status", "healthy"}}));
    QCOMPARE(health.parameters.value("max_bytes").toLongLong(), 1 << 20);
    QCOMPARE(api.metrics.first().thresholds.first().enter, 0.5);
    QCOMPARE(api.metrics.first().thresholds.first().holdFor, Milliseconds(90s));
    QCOMPARE(api.metrics.first().unit, Unit::Seconds);
    QCOMPARE(prod.services.at(1).checks.first().parameters.value("port").toInt(), 5432);
    QCOMPARE(prod.services.at(2).presence, Presence::Planned);

    QCOMPARE(workspace.runbooks.size(), 1);
    const Runbook &runbook = workspace.runbooks.first();
    QCOMPARE(runbook.danger, Danger::Disruptive);
    QCOMPARE(runbook.steps.first().parameters.value("command").toStringList(),
             (QStringList{"echo", "${host}"}));
    QCOMPARE(runbook.variables.value(EnvironmentId("prod")).value("host").toString(), "10.0.0.1");
    QCOMPARE(runbook.variables.value(EnvironmentId("prod")).value("environment").toString(),
             "prod");
    QCOMPARE(loaded.files.size(), 3);
}

void TestWorkspaceLoader::aRuleThatIsStatedIsNotAbsent()
{
    const auto ruleOf = [](const QByteArray &layer) {
        Files files;
        files.replace("shop.yaml", "{ id: app, title: Application }", layer);
        const LoadedWorkspace loaded = files.load();
        return loaded.workspace ? loaded.workspace->platforms.first().layers.first().rollUp
                                : RollUp{RollUpKind::Best, -1};
    };
    QCOMPARE(ruleOf("{ id: app, title: Application }"), RollUp());
    const RollUp stated = ruleOf("{ id: app, title: Application, rollup: worst }");
    QCOMPARE(stated.kind, RollUpKind::Worst);
    QVERIFY(stated != RollUp());
}

void TestWorkspaceLoader::whatMayBeProductionIsProtected_data()
{
    QTest::addColumn<QByteArray>("environment");
    QTest::addColumn<bool>("isProtected");
    QTest::addColumn<QString>("warning");
    const QString noTier = "shop.yaml:7:5: warning: environment 'prod' has no tier and is "
                           "protected therefore; write 'tier: prod', or staging, dev or other";
    const QString looks = "looks like production but is not protected; write 'tier: prod', or "
                          "state 'protected: true' or 'false'";
    QTest::newRow("no tier") << QByteArray("{ id: prod, title: Production }") << true << noTier;
    QTest::newRow("a tier that is none")
        << QByteArray("{ id: prod, tier: live }") << true << "error: ";
    QTest::newRow("no tier, but said")
        << QByteArray("{ id: prod, protected: false }") << false << QString();
    QTest::newRow("by its id") << QByteArray("{ id: prod, title: Shop, tier: other }") << false
                               << "shop.yaml:7:36: warning: environment 'prod' " + looks;
    QTest::newRow("by its title") << QByteArray("{ id: prod, title: Live shop, tier: dev }")
                                  << false << looks;
    QTest::newRow("said to be so")
        << QByteArray("{ id: prod, tier: other, protected: false }") << false << QString();
    QTest::newRow("protected") << QByteArray("{ id: prod, tier: other, protected: true }") << true
                               << QString();
    QTest::newRow("prod") << QByteArray("{ id: prod, tier: prod }") << true << QString();
}

void TestWorkspaceLoader::whatMayBeProductionIsProtected()
{
    QFETCH(QByteArray, environment);
    QFETCH(bool, isProtected);
    QFETCH(QString, warning);
    const LoadedWorkspace loaded =
        Files()
            .replace("shop.yaml",
                     "{ id: prod, title: Production, tier: prod, host: shop.example.com }",
                     environment)
            .load();
    QVERIFY(loaded.workspace);
    QCOMPARE(loaded.workspace->platforms.first().environments.at(1).isProtected, isProtected);
    QCOMPARE(loaded.workspace->platforms.first().environments.first().isProtected, false);
    QVERIFY2(textOf(loaded).contains(warning), qPrintable(textOf(loaded)));
    QCOMPARE(loaded.problems.isEmpty(), warning.isEmpty());
}

void TestWorkspaceLoader::environmentsStandAsTheyAreShown()
{
    const LoadedWorkspace loaded =
        Files()
            .replace("shop.yaml",
                     "{ id: prod, title: Production, tier: prod, host: shop.example.com }",
                     "{ id: prod, title: Production, tier: prod, host: shop.example.com }\n"
                     "  - { id: test, tier: other }\n"
                     "  - { id: staging, tier: staging }")
            .load();
    QVERIFY(loaded.workspace);
    QStringList names;
    for (const Environment &environment : loaded.workspace->platforms.first().environments)
        names << environment.id.toString();
    QCOMPARE(names, QStringList({"dev", "staging", "test", "prod"}));
    const EnvironmentKey prod{loaded.workspace->platforms.first().id, EnvironmentId("prod")};
    QCOMPARE(loaded.workspace->environment(prod)->host, QString("shop.example.com"));
    QVERIFY(!loaded.workspace->environment(prod)->services.isEmpty());
}

void TestWorkspaceLoader::everyFileHasItsFingerprint()
{
    const Files files;
    const LoadedWorkspace loaded = files.load();
    QVERIFY(loaded.files.size() > 1);
    QCOMPARE(loaded.fingerprints.size(), loaded.files.size());
    for (qsizetype i = 0; i < loaded.files.size(); ++i)
        QCOMPARE(loaded.fingerprints.at(i), WorkspaceWatch::fingerprint(loaded.files.at(i)));
}

void TestWorkspaceLoader::theDemoHasNoProblems()
{
    const LoadedWorkspace loaded = WorkspaceLoader(catalog()).load(
        QStringLiteral(OPSDECK_SOURCE_DIR "/resources/examples/demo"));
    QVERIFY2(loaded.problems.isEmpty(), qPrintable(textOf(loaded)));
    QVERIFY(loaded.workspace);
    QCOMPARE(loaded.workspace->platforms.first().environments.size(), 3);
    QCOMPARE(loaded.workspace->runbooks.size(), 2);
}

void TestWorkspaceLoader::aTimeoutThatNobodyStatedIsNoMistake()
{
    Files files;
    files.replace("shop.yaml", "kind: tcp, host: \"${host}\", port: 5432 }",
                  "kind: tcp, host: \"${host}\", port: 5432, interval: 2s }");
    const LoadedWorkspace loaded = files.load();
    QVERIFY2(loaded.problems.isEmpty(), qPrintable(textOf(loaded)));
    const Check &check =
        loaded.workspace->platforms.first().environments.at(1).services.at(1).checks.first();
    QVERIFY(check.timeout > check.interval);
}

void TestWorkspaceLoader::conditionsOfEveryKindAreRead()
{
    Files files;
    files.replace("shop.yaml", "        json: {",
                  "        down_if: [\"[STATUS] >= ${limit}\", 'has([BODY].errors)']\n        "
                  "degraded_if: \"[RESPONSE_TIME] > 500\"\n        json: {");
    files.replace("shop.yaml", "kind: tcp, host: \"${host}\", port: 5432 }",
                  "kind: tcp, host: \"${host}\", port: 5432, down_if: [\"[CONNECTED] == true\"] }");
    files.replace("opsdeck.yaml", "dev: {", "dev: { limit: 500,");
    files.replace("opsdeck.yaml", "prod: {", "prod: { limit: 400,");
    const LoadedWorkspace loaded = files.load();
    QVERIFY2(loaded.problems.isEmpty(), qPrintable(textOf(loaded)));
    const Environment &prod = loaded.workspace->platforms.first().environments.at(1);
    QCOMPARE(prod.services.at(0).checks.first().downIf,
             (QStringList{"[STATUS] >= 400", "has([BODY].errors)"}));
    QCOMPARE(prod.services.at(0).checks.first().degradedIf, QStringList{"[RESPONSE_TIME] > 500"});
    QCOMPARE(prod.services.at(1).checks.first().downIf, QStringList{"[CONNECTED] == true"});
}

void TestWorkspaceLoader::theFileItselfMayBeNamed()
{
    Files files;
    QVERIFY(WorkspaceLoader(catalog()).load(files.path("opsdeck.yaml")).workspace);
    const LoadedWorkspace absent = WorkspaceLoader(catalog()).load(files.path("nothing.yaml"));
    QVERIFY(!absent.workspace);
    QVERIFY2(textOf(absent).startsWith("nothing.yaml:1:1: error: there is no file 'nothing.yaml'"),
             qPrintable(textOf(absent)));
}

void TestWorkspaceLoader::mistakes_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("expected"); ///< place and beginning of the words
    const QString shop = "shop.yaml";
    const auto row = [](const char *name, const QString &file, const char *from, const char *to,
                        const char *expected) {
        QTest::newRow(name) << file << QByteArray(from) << QByteArray(to)
                            << QString::fromUtf8(expected);
    };
    row("unknown key", shop, "        interval: 5s\n", "        intervall: 5s\n",
        "shop.yaml:16:9: error: unknown key 'intervall' in check 'health'. Did you mean "
        "'interval'?");
    row("unknown kind", shop, "kind: http", "kind: htpp",
        "shop.yaml:15:15: error: unknown check kind 'htpp'");
    row("no such variable", shop, "${port}/health", "${prot}/health",
        "shop.yaml:19:14: error: unknown variable 'prot' in environment dev");
    row("open variable", shop, "${port}/health", "${port/health",
        "shop.yaml:19:14: error: '${' without a name");
    row("wrong duration", shop, "timeout: 2s", "timeout: 2",
        "shop.yaml:17:18: error: 'timeout' must be a duration such as 500ms, 30s, 5m, 2h or 7d, "
        "not '2'. "
        "The unit is missing: write 2s, or ms, m, h or d");
    row("sexagesimal", shop, "interval: 5s", "interval: 1:30",
        "not '1:30'. A colon can be read in two ways: write 1m30s or 1h30m");
    row("octal", shop, "retries: 2", "retries: 010",
        "shop.yaml:18:18: error: 'retries' must be a whole number from 1 to 100, not '010'. Some "
        "programs read a leading 0 as octal: write 10");
    row("octal port", shop, "port: 5432", "port: 05432",
        "error: 'port' must be a port from 1 to 65535, not '05432'. Some programs read a leading 0 "
        "as octal: write 5432");
    row("truth", shop, "tier: dev }", "tier: dev, protected: yes }",
        "error: 'protected' must be true or false, not 'yes'. Write true");
    row("below the shortest", shop, "timeout: 2s", "timeout: 5ms",
        "shop.yaml:17:18: error: 'timeout' must be between 10ms and 10m, not '5ms'");
    row("critical before the warning of a certificate", shop,
        "{ id: port, kind: tcp, host: \"${host}\", port: 5432 }",
        "{ id: port, kind: tls, host: h, port: 1, warn_before: 7d, critical_before: 21d }",
        "shop.yaml:29:84: warning: a certificate is critical 21\u00a0d before its end and so never "
        "a "
        "warning 7\u00a0d before; make 'warn_before' the longer one");
    row("critical before the usual warning", shop,
        "{ id: port, kind: tcp, host: \"${host}\", port: 5432 }",
        "{ id: port, kind: tls, host: h, port: 1, critical_before: 30d }",
        ": warning: a certificate is critical 30\u00a0d before its end");
    row("warning that is none", shop, "{ id: port, kind: tcp, host: \"${host}\", port: 5432 }",
        "{ id: port, kind: tls, host: h, port: 1, warn_before: 3d }",
        "shop.yaml:29:9: warning: a certificate is critical 7\u00a0d before its end");
    row("critical limit before the warning", shop,
        "{ id: port, kind: tcp, host: \"${host}\", port: 5432 }",
        "{ id: port, kind: postgres, host: h, port: 1, database: d, user: u, warning_above: 9, "
        "critical_above: 5 }",
        "shop.yaml:29:111: warning: the critical limit 5 is reached before the warning at 9");
    row("no status", shop, "        json: {", "        status: [2x]\n        json: {",
        "shop.yaml:20:17: error: 'status' must be codes such as 200, 2xx or 200-299. '2x' is no");
    row("user name that is not sent", shop, "        json: {",
        "        username: me\n        json: {",
        "shop.yaml:20:19: warning: 'username' is sent with 'auth: basic' only");
    row("too short", shop, "interval: 5s", "interval: 5ms",
        "shop.yaml:16:19: error: 'interval' must be between 1s and 31d, not '5ms'");
    row("no retries", shop, "retries: 2", "retries: 0",
        "shop.yaml:18:18: error: 'retries' must be a whole number from 1 to 100");
    row("missing parameter", shop, "        url: \"http://${host}:${port}/health\"\n", "",
        "shop.yaml:14:9: error: check 'health' needs 'url'");
    row("relative url", shop, "\"http://${host}:${port}/health\"", "/health",
        "shop.yaml:19:14: error: 'url' must be an absolute address");
    row("wrong scheme", shop, "\"http://${host}:${port}/health\"", "ftp://x/y",
        "shop.yaml:19:14: error: 'url' must be an address that begins with http or https");
    row("unknown dependency", shop, "[db, {", "[dbb, {",
        "shop.yaml:12:18: error: there is no service 'dbb' to depend on. Did you mean 'db'?");
    row("itself", shop, "[db, {", "[api, {",
        "shop.yaml:12:18: error: service 'api' depends on itself");
    row("unknown layer", shop, "layer: app", "layer: apt",
        "shop.yaml:11:12: error: there is no layer 'apt'. Did you mean 'app'?");
    row("roll-up without instances", shop, "    layer: app\n", "    layer: app\n    rollup: best\n",
        "error: 'rollup' is of the instances of a service, and no check of 'api' names one");
    row("roll-up of too few", shop, "    checks:\n      - id: health\n",
        "    rollup: { at_least: 2 }\n    checks:\n      - id: health\n        instance: one\n",
        "error: 'rollup' wants at least 2 instances, and the checks of 'api' name 1");
    row("roll-up that is none", shop, "    layer: app\n", "    layer: app\n    rollup: most\n",
        "error: 'rollup' must be worst, best, {at_least: 2} or {percent: 50}, not 'most'");
    row("roll-up of two rules", shop, "    layer: app\n",
        "    layer: app\n    rollup: { at_least: 1, percent: 50 }\n",
        "error: 'rollup' needs one of 'at_least' and 'percent'");
    row("unknown tier", shop, "tier: dev }", "tier: devel }",
        "shop.yaml:6:42: error: 'tier' must be dev, staging, prod or other, not 'devel'");
    row("unknown environment", shop, "only_in: [prod]", "only_in: [prd]",
        "shop.yaml:31:15: error: there is no environment 'prd'. Did you mean 'prod'?");
    row("twice", shop, "- id: db", "- id: api", "error: service 'api' is there twice");
    row("duplicate key", shop, "    title: API\n", "    title: API\n    title: API\n",
        "shop.yaml:11:5: error: duplicate key 'title'");
    row("metric without check", shop, "check: health, metric", "check: helth, metric",
        "error: the service has no check 'helth'. Did you mean 'health'?");
    row("threshold both ways", shop, "{ above: 0.5, clear", "{ above: 0.5, below: 1, clear",
        "error: a threshold needs one of 'above', 'below', 'at_least' and 'at_most'");
    row("critical at the warning", shop, "[ { above: 0.5, clear: 0.4, for: 1m30s } ]",
        "[ { above: 0.5 }, { at_least: 0.5, severity: critical } ]",
        ": warning: the critical threshold 0.5 is reached before the warning at 0.5");
    row("threshold with and without its value", shop, "{ above: 0.5, clear",
        "{ above: 0.5, at_least: 1, clear", "error: a threshold needs one of");
    row("clear at a limit that counts", shop, "above: 0.5, clear: 0.4", "at_least: 0.5, clear: 0.5",
        "error: 'clear' must be below 'at_least'");
    row("clear at a lower limit that counts", shop, "above: 0.5, clear: 0.4",
        "at_most: 0.5, clear: 0.5", "error: 'clear' must be above 'at_most'");
    row("critical before warning", shop, "[ { above: 0.5, clear: 0.4, for: 1m30s } ]",
        "[ { above: 0.5 }, { above: 0.3, severity: critical } ]",
        "shop.yaml:22:98: warning: the critical threshold 0.3 is reached before the warning at "
        "0.5");
    row("clear past the limit", shop, "clear: 0.4", "clear: 0.6",
        "error: 'clear' must not be above 'above'");
    row("no time to hold", shop, "for: 1m30s", "for: soon",
        "shop.yaml:22:131: error: 'for' must be");
    row("too long to hold", shop, "clear: 0.4", "for: 2d",
        "shop.yaml:22:119: error: 'for' must be");
    row("slow timeout", shop, "timeout: 2s", "timeout: 6s",
        "shop.yaml:17:18: warning: the timeout of");
    row("check twice", shop, "      - { id: port, kind",
        "      - { id: port, kind: tcp, host: h, port: 1 }\n      - { id: port, kind",
        "shop.yaml:30:9: error: check 'port' is there twice");
    row("dependency twice", shop, "[db, {", "[db, db, {",
        "shop.yaml:12:22: error: the dependency on 'db' is there twice");
    row("nowhere", shop, "only_in: [prod]", "only_in: []",
        "shop.yaml:31:14: error: 'only_in' names no environment");
    row("missing file of a check", shop, "        json: {",
        "        ca_file: none.pem\n        json: {",
        "shop.yaml:20:18: error: 'ca_file' must be a readable file");
    row("credential", shop, "        json: {", "        credential: \"a b\"\n        json: {",
        "shop.yaml:20:21: error: 'credential' must be the name of an entry of the keychain");
    row("choice", shop, "        json: {", "        auth: beare\n        json: {",
        "shop.yaml:20:15: error: 'auth' must be bearer or basic, not 'beare'. Did you mean "
        "'bearer'?");
    row("size", shop, "        json: {", "        max_bytes: 1Mib\n        json: {",
        "shop.yaml:20:20: error: 'max_bytes' must be a size such as 64KiB or 1MiB, not '1Mib'");
    row("comparison", shop, "status: healthy", "status: \"< many\"",
        "shop.yaml:20:25: error: the comparison of 'status' needs a number behind <");
    row("condition", shop, "        json: {",
        "        down_if: [\"[STATUS] >= 500\", \"[STATSU] == 1\"]\n        json: {",
        "shop.yaml:20:38: error: 'down_if': there is no placeholder [STATSU]; there are");
    row("condition, meant", shop, "        json: {",
        "        degraded_if: \"STATUS == 500\"\n        json: {",
        "shop.yaml:20:22: error: 'degraded_if': nothing of the answer is looked at; begin with a "
        "placeholder such as "
        "[STATUS] or [BODY].state. Did you mean '[STATUS]'?");
    row("conditions joined", shop, "        json: {",
        "        down_if:\n          - \"[BODY].a == 1 && [BODY].b == 2\"\n        json: {",
        "shop.yaml:21:13: error: 'down_if': conditions are not joined");
    row("condition without its unit", shop, "        json: {",
        "        degraded_if: [\"[CERTIFICATE_EXPIRATION] < 21\"]\n        json: {",
        "shop.yaml:20:23: error: 'degraded_if': [CERTIFICATE_EXPIRATION] is compared with a "
        "duration");
    row("condition that is a list", shop, "        json: {",
        "        down_if: [[STATUS]]\n        json: {",
        "shop.yaml:20:19: error: 'down_if': a condition that begins with [ must be quoted");
    row("merge key", shop, "title: Shop\n", "title: Shop\n<<: { a: b }\n",
        "shop.yaml:3:1: error: unknown key '<<'");
    row("tag", shop, "title: Shop", "title: !!str Shop", "error: tags");
    row("column behind other letters", shop, "- { id: app, title: Application }",
        "- { title: Größe, id: app, titel: x }",
        "shop.yaml:4:30: error: unknown key 'titel' in a layer. Did you mean 'title'?");
    row("no platforms", "opsdeck.yaml",
        "platforms:\n  - file: shop.yaml\n    parameters:\n      dev: { host: 127.0.0.1, port: "
        "\"8000\" }\n      prod: { host: 10.0.0.1, port: \"9000\", cred: demo/prod/db }\n",
        "platforms: []\n", "opsdeck.yaml:3:12: error: a workspace needs at least one platform");
    row("itself as runbook", "opsdeck.yaml", "[restart.yaml]", "[opsdeck.yaml]",
        "opsdeck.yaml:8:12: error: 'opsdeck.yaml' is named twice");
    row("port", shop, "port: 5432", "port: 65536",
        "error: 'port' must be a port from 1 to 65535, not '65536'");
    row("override of nothing", shop, "{ health: { interval: 10s } }",
        "{ helth: { interval: 10s } }", "error: the service has no check 'helth' to change");
    row("tab", shop, "    title: API\n", "\ttitle: API\n", "error: a tab in the indentation");
    row("alias", shop, "title: Shop", "title: *shop", "error: aliases");
    row("anchor", shop, "title: Shop", "title: &a Shop", "error: anchors");
    row("list for text", shop, "title: Shop", "title: [Shop]",
        "shop.yaml:2:8: error: 'title' must be a text");
    row("empty value", shop, "title: Shop", "title:", "error: 'title' has no value");
    row("parameters of nowhere", "opsdeck.yaml", "      dev: {", "      devv: {",
        "opsdeck.yaml:6:7: error: the platform has no environment 'devv'. Did you mean 'dev'?");
    row("missing file", "opsdeck.yaml", "file: shop.yaml", "file: shp.yaml",
        "opsdeck.yaml:4:11: error: there is no file 'shp.yaml'");
    row("reserved parameter", "opsdeck.yaml", "{ host: 127.0.0.1", "{ tier: x, host: 127.0.0.1",
        "error: 'tier' is set by Opsdeck itself");
    row("unknown step kind", "restart.yaml", "kind: command", "kind: comand",
        "restart.yaml:8:21: error: unknown step kind 'comand'");
    row("unknown danger", "restart.yaml", "danger: disruptive", "danger: mild",
        "restart.yaml:5:9: error: 'danger' must be");
    row("no danger", "restart.yaml", "danger: disruptive\n", "",
        "error: a runbook file needs 'danger'");
    row("runbook's platform", "restart.yaml", "platform: shop", "platform: shpo",
        "restart.yaml:3:11: error: there is no platform 'shpo'. Did you mean 'shop'?");
    row("runbook's environment", "restart.yaml", "service: api", "environments: [prd]",
        "restart.yaml:4:16: error: platform shop has no environment 'prd'. Did you mean 'prod'?");
    row("runbook's own service", "restart.yaml", "service: api", "service: apy",
        "restart.yaml:4:10: error: there is no service 'apy'. Did you mean 'api'?");
    row("step's parameter", "restart.yaml", "within: 30s", "withn: 30s",
        "restart.yaml:9:49: error: unknown key 'withn' in step 'verify'. Did you mean 'within'?");
    row("step without parameter", "restart.yaml", ", within: 30s", "",
        "restart.yaml:9:5: error: step 'verify' needs 'within'");
    row("step's value", "restart.yaml", "within: 30s", "within: soon",
        "restart.yaml:9:57: error: 'within' must be a duration such as 500ms, 30s, 5m, 2h or 7d, "
        "not 'soon'");
    row("step twice", "restart.yaml", "id: verify", "id: go",
        "restart.yaml:9:5: error: step 'go' is there twice");
    row("no steps", "restart.yaml",
        "steps:\n  - { id: go, kind: command, command: [echo, \"${host}\"], timeout: 5s }\n  - { "
        "id: verify, kind: check, services: [api], within: 30s }\n",
        "steps: []\n", "restart.yaml:7:8: error: a runbook needs at least one step");
    row("unknown trigger", "restart.yaml", "[refused]", "[refusd]",
        "error: 'refusd' is neither a kind of error nor a rule");
    row("runbook's service", "restart.yaml", "services: [api]", "services: [apy]",
        "error: there is no service 'apy'. Did you mean 'api'?");
    row("runbook's variable", "restart.yaml", "${host}", "${hots}",
        "error: unknown variable 'hots' in environment dev");
    row("command as a text", "restart.yaml", "[echo, \"${host}\"]", "\"rm -rf /\"",
        "restart.yaml:8:39: error: 'command' must be a list of program and arguments, one entry "
        "each, for no shell splits a text: command: [\"rm\", \"-rf\", \"/\"]");
    row("command as a word", "restart.yaml", "[echo, \"${host}\"]", "./restart.sh",
        "restart.yaml:8:39: error: 'command' must be a list of program and arguments");
    row("variable in a shell's script", "restart.yaml", "[echo, \"${host}\"]",
        "[sh, -c, \"echo ${host}\"]",
        "restart.yaml:8:48: error: the shell would run the value of ${host} as code; write");
    row("variable in a shell's script behind others", "restart.yaml", "[echo, \"${host}\"]",
        "[sudo, -n, /bin/bash, -euo, pipefail, -c, \"echo ${host}\", x]",
        "restart.yaml:8:81: error: the shell would run the value of ${host} as code; write");
    row("variable in a proof's script", "restart.yaml", "timeout: 5s",
        "artifact: a, artifact_verify: [sh, -c, \"test -s ${artifact}\"]",
        "restart.yaml:8:97: error: the shell would run the value of ${artifact} as code");
    row("absolute artifact", "restart.yaml", "timeout: 5s", "artifact: /etc/passwd",
        "restart.yaml:8:68: error: 'artifact' must be a relative path without '..', not "
        "'/etc/passwd'");
    row("escaping artifact", "restart.yaml", "timeout: 5s", "artifact: a/../../b",
        "restart.yaml:8:68: error: 'artifact' must be a relative path without '..', not "
        "'a/../../b'");
    row("pgpass with an unknown key", "restart.yaml", "timeout: 5s",
        "pgpass: { credential: a, host: b, user: c, dbname: d }",
        "restart.yaml:8:101: error: 'pgpass' has no key 'dbname'; it has");
    row("pgpass without a key", "restart.yaml", "timeout: 5s", "pgpass: { credential: a, host: b }",
        "restart.yaml:8:66: error: 'pgpass' needs 'user'");
    row("pgpass with an empty key", "restart.yaml", "timeout: 5s",
        "pgpass: { credential: a, host: \"\", user: c }",
        "restart.yaml:8:89: error: 'pgpass' needs 'host'");
    row("artifact where there is none", "restart.yaml", "timeout: 5s",
        "artifact: \"${artifact}\", artifact_verify: [test, \"${artifact}\"]",
        "restart.yaml:8:68: error: unknown variable 'artifact' in environment dev");
}

void TestWorkspaceLoader::mistakes()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, expected);
    Files files;
    files.replace(file, from, to);
    const LoadedWorkspace loaded = files.load();
    QVERIFY2(textOf(loaded).contains(expected), qPrintable(textOf(loaded)));
    QCOMPARE(loaded.hasErrors(), !expected.contains(": warning: "));
}

void TestWorkspaceLoader::artifactThatEscapesByAValue()
{
    Files files;
    files.replace("opsdeck.yaml", "port: \"8000\"", "up: sub, port: \"8000\"")
        .replace("opsdeck.yaml", "port: \"9000\"", "up: ../x, port: \"9000\"")
        .replace("restart.yaml", "timeout: 5s", "artifact: \"${up}\"");
    const QString text = textOf(files.load());
    QVERIFY2(text.contains(
                 "restart.yaml:8:68: error: in environment prod this is '../x', which leads out"),
             qPrintable(text));
    QVERIFY2(!text.contains("environment dev"), qPrintable(text));
}

void TestWorkspaceLoader::allProblemsAtOnce()
{
    Files files;
    files.replace("shop.yaml", "kind: http", "kind: htpp")
        .replace("shop.yaml", "layer: app", "layer: apt")
        .replace("restart.yaml", "danger: disruptive", "danger: mild");
    const LoadedWorkspace loaded = files.load();
    QCOMPARE(loaded.problems.size(), 4);
    QCOMPARE(loaded.problems.at(0).toString(),
             "opsdeck.yaml:8:12: warning: 'restart.yaml' is left out until its errors are mended");
    QCOMPARE(loaded.problems.at(1).where.line, 11);
    QCOMPARE(loaded.problems.at(2).where.line, 15);
    QCOMPARE(loaded.problems.at(3).where.file, "restart.yaml");
}

void TestWorkspaceLoader::oneBrokenPlatformLeavesTheOthers()
{
    Files files;
    files.replace("opsdeck.yaml", "platforms:\n", "platforms:\n  - file: broken.yaml\n")
        .put("broken.yaml", "platform: [\n");
    const LoadedWorkspace loaded = files.load();
    QVERIFY(loaded.hasErrors());
    QVERIFY(loaded.workspace);
    QCOMPARE(loaded.workspace->platforms.size(), 1);
    QCOMPARE(loaded.workspace->runbooks.size(), 1);
    QVERIFY2(textOf(loaded).contains("opsdeck.yaml:4:11: warning: 'broken.yaml' is left out"),
             qPrintable(textOf(loaded)));
}

void TestWorkspaceLoader::brokenRunbookLeavesTheRest()
{
    Files files;
    files.replace("restart.yaml", "danger: disruptive", "danger: mild");
    const LoadedWorkspace loaded = files.load();
    QVERIFY(loaded.workspace);
    QVERIFY(loaded.workspace->runbooks.isEmpty());
    QCOMPARE(loaded.workspace->platforms.first().environments.size(), 2);
}

void TestWorkspaceLoader::brokenCheckStaysAndIsNotRun()
{
    Files files;
    files.replace("shop.yaml", "json: { status: healthy }", "json: healthy");
    const LoadedWorkspace loaded = files.load();
    QVERIFY(loaded.hasErrors());
    for (const Environment &environment : loaded.workspace->platforms.first().environments) {
        const QList<Check> checks = environment.services.first().checks;
        QCOMPARE(checks.size(), 1);
        QVERIFY(!wrongAt(checks.first()).isEmpty());
    }
}

void TestWorkspaceLoader::checkWithoutUsableIdStaysToo()
{
    Files files;
    files.replace("shop.yaml", "      - { id: port, kind: tcp, host: \"${host}\", port: 5432 }",
                  "      - { id: port, kind: tcp, host: h, port: 1 }\n      - { id: port, kind: "
                  "tcp, host: h, port: 2 }\n      - { kind: tcp, host: h, port: 3 }");
    const LoadedWorkspace loaded = files.load();
    QVERIFY(loaded.hasErrors());
    const QList<Check> checks =
        loaded.workspace->platforms.first().environments.first().services.at(1).checks;
    QCOMPARE(checks.size(), 3);
    QCOMPARE(checks.at(0).kind, "tcp");
    QCOMPARE(checks.at(1).id, CheckId("port-2"));
    QVERIFY(!wrongAt(checks.at(1)).isEmpty());
    QCOMPARE(checks.at(2).id, CheckId("check-2"));
    QVERIFY(!wrongAt(checks.at(2)).isEmpty());
}

QTEST_GUILESS_MAIN(TestWorkspaceLoader)
#include "tst_workspaceloader.moc"
