// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspaceloader.h"
#include "services/domain/golden.h"
#include "services/probes/builtinprobes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const QByteArray kWorkspace = "workspace: w\n"
                              "platforms:\n"
                              "  - file: p.yaml\n"
                              "    parameters:\n"
                              "      prod: { host: 10.0.0.1, db_credential: p-prod-db }\n"
                              "    settled:\n"
                              "      \"1\": { answer: no, note: probed, on: 2026-11-21 }\n";

const QByteArray kPlatform =
    "platform: p\n"
    "document: { title: Guide, file: guide.md }\n"
    "parameters:\n"
    "  - { name: host, title: Machine, defaults: { dev: localhost }, source: \"3\" }\n"
    "  - { name: db_host, default: \"${host}\" }\n"
    "  - { name: db_port, default: \"5432\", source: { lines: \"7\", basis: implied } }\n"
    "  - { name: db_credential, credential: true, optional: true }\n"
    "  - { name: socket, title: Docker's socket }\n"
    "  - { name: bastion, optional: true }\n"
    "ways: [ { id: ssh, hosts: [\"${bastion}\"] } ]\n"
    "facts:\n"
    "  - { id: alias, topic: identity, title: Alias, value: \"a ${b} c\", source: \"1-2\" }\n"
    "environments:\n"
    "  - id: dev\n"
    "    tier: dev\n"
    "    facts: [ { id: purpose, value: work, source: \"10\" }, { id: domain, source: { basis: "
    "open } } ]\n"
    "  - { id: staging, tier: staging, presence: not_configured }\n"
    "  - { id: prod, tier: prod, host: \"${host}\" }\n"
    "start_order:\n"
    "  - { services: [db], source: \"69\" }\n"
    "  - { services: [api] }\n"
    "rules:\n"
    "  - { ref: A1, title: High, kind: alert, service: db, metric: size, condition: over 80 %, "
    "for: 5m, severity: critical, source: \"200\" }\n"
    "  - { ref: S1, kind: scale, condition: above 70 %, scale_down: below 30 %, scale_down_for: "
    "15m }\n"
    "contradictions:\n"
    "  - { ref: \"1\", title: \"Reachable?\", text: Two places differ., services: [db], choices: "
    "[yes, "
    "no], source: { lines: \"59, 223\", basis: disputed } }\n"
    "  - { ref: \"2\", title: \"RPO?\", text: Not stated., kind: gap, source: { basis: open } }\n"
    "services:\n"
    "  - id: db\n"
    "    technology: PostgreSQL 15\n"
    "    port: \"5432\"\n"
    "    published: \"5432\"\n"
    "    container: p-db\n"
    "    compose_service: postgres\n"
    "    image: \"postgres:15\"\n"
    "    volumes: [\"data:/var/lib\"]\n"
    "    limits: { memory: 2G, memory_minimum: 1G }\n"
    "    via: ssh\n"
    "    facts:\n"
    "      - { id: note, title: Note, value: \"${DB} everywhere\", source: \"5\" }\n"
    "      - { id: only, title: Only, value: in prod, in: [prod], source: \"6\" }\n"
    "    links:\n"
    "      - { id: docs, title: Docs, url: \"http://${db_host}:${db_port}/docs\", source: \"523\" "
    "}\n"
    "      - { id: other, url: \"http://${socket}/\" }\n"
    "    capacity: [ { id: load, title: Load, value: 1000, unit: per-second, metric: size, source: "
    "\"245\" } ]\n"
    "    sources:\n"
    "      technology: \"57\"\n"
    "      image: { lines: \"58\", basis: implied, note: from the file }\n"
    "      exposed: { basis: open }\n"
    "      published: \"59\"\n"
    "    checks:\n"
    "      - { id: select, ref: C1, source: \"11\", states: [interval], interval: 30s, kind: "
    "postgres, host: \"${db_host}\", port: \"${db_port}\", database: d, user: u, credential: "
    "\"${db_credential}\" }\n"
    "      - { id: container, kind: docker, socket: \"${socket}\", container: p-db }\n"
    "      - { id: script, ref: [C2, C3], presence: planned, reason: no command is given, source: "
    "\"12\" }\n"
    "    metrics:\n"
    "      - { id: size, unit: per-second, check: select, metric: probe_duration_seconds, source: "
    "\"13\", origin: "
    "pg, expression: \"rate(x[5m])\", thresholds: [ { above: 1, rule: A1, source: \"200\" } ] }\n"
    "      - { id: lag, title: Lag, unit: seconds, source: \"14\" }\n"
    "      - { id: cpu, check: container, metric: docker_cpu_ratio, source: \"15\" }\n"
    "    environments:\n"
    "      prod: { published: ~, exposed: disputed, sources: { exposed: { lines: \"223\", basis: "
    "disputed, see: [\"1\"] }, published: ~ } }\n"
    "  - id: api\n"
    "    depends_on: [ { service: db, basis: implied, source: \"16\", "
    "agreement: agrees } ]\n"
    "    checks:\n"
    "      - { id: state, kind: docker, socket: \"${socket}\", container: p-api }\n";

struct Loaded
{
    LoadedWorkspace workspace;
    QString problems;

    const Platform &platform() const { return workspace.workspace->platforms.constFirst(); }

    const Service &service(const char *environment, const char *id) const
    {
        return *platform().environment(EnvironmentId(environment))->service(ServiceId(id));
    }
};

Loaded loadFiles(const QByteArray &workspace, const QByteArray &platform)
{
    QTemporaryDir dir;
    for (const auto &[name, bytes] :
         {std::pair("opsdeck.yaml", workspace), std::pair("p.yaml", platform)}) {
        QFile file(dir.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
    }
    Loaded loaded{WorkspaceLoader(KindCatalog{builtinProbes().infos(), {}}).load(dir.path()), {}};
    for (const ConfigProblem &problem : loaded.workspace.problems)
        loaded.problems += problem.toString() + '\n';
    return loaded;
}

Loaded load(const QByteArray &from = {}, const QByteArray &to = {})
{
    QByteArray workspace = kWorkspace;
    QByteArray platform = kPlatform;
    if (!from.isEmpty()) {
        if (!platform.contains(from) && !workspace.contains(from))
            qFatal("nothing to replace");
        platform.replace(from, to);
        workspace.replace(from, to);
    }
    return loadFiles(workspace, platform);
}

Fact fact(const QList<Fact> &facts, const QString &id)
{
    for (const Fact &fact : facts) {
        if (fact.id == id)
            return fact;
    }
    return {};
}

} // namespace

/// Definitions that say where each of their facts comes from.
class TestDocumented : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parametersAreFilledIn();
    void waysThatLackAParameter_data();
    void waysThatLackAParameter();
    void waysOfAnEnvironmentThatLackAParameter();
    void whatLacksAParameterIsNotSetUp();
    void aMetricTellsAFigure();
    void aMetricSaysHowItIsDrawn();
    void aQueryStandsInPlaceOfSamples();
    void aParameterMayBeNone();
    void factsHaveTheirSources();
    void environmentsDiffer();
    void platformKeys();
    void fieldsHaveSourcesOfTheirOwn();
    void edgesSayOnceHowTheyAreKnown();
    void mistakesAreTold_data();
    void mistakesAreTold();
};

void TestDocumented::parametersAreFilledIn()
{
    const Loaded loaded = load();
    QVERIFY2(!loaded.workspace.hasErrors(), qPrintable(loaded.problems));
    const Check &dev = loaded.service("dev", "db").checks.constFirst();
    QCOMPARE(dev.parameters.value("host").toString(), QString("localhost"));
    QCOMPARE(dev.parameters.value("port").toInt(), 5432);
    // An optional one that has no value takes its key along.
    QVERIFY(!dev.parameters.contains("credential"));
    const Check &prod = loaded.service("prod", "db").checks.constFirst();
    QCOMPARE(prod.parameters.value("host").toString(), QString("10.0.0.1"));
    QCOMPARE(loaded.platform().environment(EnvironmentId("prod"))->host, QString("10.0.0.1"));
    QCOMPARE(load("host: 10.0.0.1, ", "").platform().environment(EnvironmentId("prod"))->host,
             QString());
    QCOMPARE(prod.parameters.value("credential").toString(), QString("p-prod-db"));
    QCOMPARE(loaded.service("prod", "db").links.constFirst().url,
             QString("http://10.0.0.1:5432/docs"));
    QCOMPARE(loaded.service("prod", "db").links.size(), 1);
}

void TestDocumented::waysThatLackAParameter_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("wanted"); ///< in the reason of the check that is not run
    QTest::addColumn<QString>("host");   ///< of the way of the check that is run; empty: directly
    const QByteArray bastion = "{ name: bastion, optional: true }";
    const QByteArray way = "{ id: ssh, hosts: [\"${bastion}\"] }";
    const QByteArray proxy = "{ id: ssh, kind: socks5, host: \"${bastion}\", port: 1, username: "
                             "u, credential: \"${db_credential}\" }";
    const auto row = [](const char *name, const QByteArray &from, const QByteArray &to,
                        const char *wanted, const char *host) {
        QTest::newRow(name) << from << to << QString(wanted) << QString(host);
    };
    row("needed", bastion, "{ name: bastion }", "'bastion'", "");
    row("need not be", bastion, bastion, "", "");
    row("given", "host: 10.0.0.1", "host: 10.0.0.1, bastion: ops@gate", "", "ops@gate");
    row("one of two", way, "{ id: ssh, hosts: [\"${bastion}\", \"${socket}\"] }",
        "'socket', 'bastion'", "");
    row("a chain of which one was chosen", way,
        "{ id: ssh, hosts: [\"${bastion}\", \"${db_credential}\"] }", "'bastion'", "");
    row("by what its default lacks", bastion,
        "{ name: gate }\n  - { name: bastion, default: \"ops@${gate}\" }", "'gate'", "");
    row("a proxy for which a password was chosen", way, proxy, "'bastion'", "");
    row("only the service goes by it, and it is named by one", "    via: ssh\n",
        "    via: \"${socket}\"\n", "'socket'", "");
    row("the service's is one that need not be", "    via: ssh\n", "    via: \"${bastion}\"\n", "",
        "");
}

/// Nothing goes directly because its way is not set up.
void TestDocumented::waysThatLackAParameter()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, wanted);
    QFETCH(QString, host);
    const Loaded loaded = load(from, to);
    QVERIFY2(!loaded.workspace.hasErrors(), qPrintable(loaded.problems));
    const Service &db = loaded.service("prod", "db");
    if (wanted.isEmpty()) {
        QCOMPARE(db.checks.size(), 1);
        QCOMPARE(db.checks.constFirst().via.isDirect(), host.isEmpty());
        QCOMPARE(db.checks.constFirst().via.hosts.join(","), host);
        QCOMPARE(db.via, db.checks.constFirst().via);
        return;
    }
    QCOMPARE(db.checks.size(), 0);
    QCOMPARE(db.presence, Presence::NotConfigured);
    const DormantCheck &select = db.dormantChecks.constFirst();
    QCOMPARE(select.check.id.toString(), QString("select"));
    QCOMPARE(select.presence, Presence::NotConfigured);
    QCOMPARE(select.reason, "Set " + wanted + " for prod in the workspace file.");
    // What runbooks do there leads nowhere, and not past the bastion.
    QVERIFY(!db.via.isDirect());
    QCOMPARE(db.via.hosts, QStringList());
    QVERIFY2(loaded.problems.contains(QString(wanted).remove('\'').split(", ").last()),
             qPrintable(loaded.problems));
}

void TestDocumented::waysOfAnEnvironmentThatLackAParameter()
{
    const auto checkOf = [](const QByteArray &prod, const QByteArray &own) {
        QByteArray platform = kPlatform;
        platform.replace("name: bastion, optional: true", "name: bastion");
        platform.replace("    via: ssh\n", "    technology: PostgreSQL\n");
        platform.replace("    technology: PostgreSQL 15\n", "");
        platform.replace("{ id: prod, tier: prod,", "{ id: prod, tier: prod, " + prod);
        platform.replace("{ id: select,", "{ id: select, " + own);
        return loadFiles(kWorkspace, platform);
    };
    const Loaded unset = checkOf("via: ssh, witness_quorum: 1,", "witness: true,");
    QVERIFY2(!unset.workspace.hasErrors(), qPrintable(unset.problems));
    QCOMPARE(unset.service("prod", "db").checks.size(), 0);
    QVERIFY(unset.service("prod", "db").dormantChecks.constFirst().reason.contains("'bastion'"));
    const Environment &prod = *unset.platform().environment(EnvironmentId("prod"));
    QVERIFY(!prod.via.isDirect());
    QCOMPARE(prod.unset, QStringList({"bastion", "socket"}));
    QCOMPARE(unset.service("dev", "db").checks.size(), 1);
    // What says itself that it goes directly does.
    const Loaded direct = checkOf("via: ssh,", "via: direct,");
    QVERIFY(direct.service("prod", "db").checks.constFirst().via.isDirect());
    QVERIFY(!direct.service("prod", "db").via.isDirect());
    // The name of the environment's way may be a parameter too.
    const Loaded named = checkOf("via: \"${bastion}\",", "");
    QVERIFY2(!named.workspace.hasErrors(), qPrintable(named.problems));
    QCOMPARE(named.service("prod", "db").checks.size(), 0);
    // A name that is no way stays a mistake.
    QVERIFY(
        checkOf("via: shs,", "").problems.contains("there is no way 'shs'. Did you mean 'ssh'?"));
}

void TestDocumented::whatLacksAParameterIsNotSetUp()
{
    const Loaded loaded = load();
    const Service &db = loaded.service("dev", "db");
    QCOMPARE(db.presence, Presence::Active);
    QCOMPARE(db.checks.size(), 1);
    QCOMPARE(db.dormantChecks.size(), 2);
    QCOMPARE(db.dormantChecks.at(0).check.id.toString(), QString("container"));
    QVERIFY(db.dormantChecks.at(0).reason.contains("'socket'"));
    QCOMPARE(db.dormantChecks.at(1).presence, Presence::Planned);
    QCOMPARE(db.dormantChecks.at(1).reason, QString("no command is given"));
    QCOMPARE(db.dormantChecks.at(1).check.refs, QStringList({"C2", "C3"}));
    // What is to be set is what the default lacks, not each name that is made of it.
    const Loaded nowhere = load("host: 10.0.0.1, ", "");
    QVERIFY2(nowhere.problems.contains("'prod' of 'p' is not wholly set up: 4 checks are not run; "
                                       "give host (Machine), socket (Docker's socket)"),
             qPrintable(nowhere.problems));
    // A service of which nothing can be asked.
    QCOMPARE(loaded.service("dev", "api").presence, Presence::NotConfigured);
    QCOMPARE(load("host: 10.0.0.1", "host: 10.0.0.1, socket: /run/docker.sock")
                 .service("prod", "api")
                 .presence,
             Presence::Active);
    // An environment that is only named.
    const Environment &staging = *loaded.platform().environment(EnvironmentId("staging"));
    QVERIFY(staging.isNotConfigured);
    for (const Service &service : staging.services) {
        QCOMPARE(service.presence, Presence::NotConfigured);
        QVERIFY(service.checks.isEmpty());
    }
    // Metrics without samples are told, not drawn.
    QCOMPARE(db.metrics.size(), 1);
    QCOMPARE(db.undrawnMetrics.size(), 2);
    // One line for each environment, and none for the one that is only named.
    QCOMPARE(loaded.problems.count("is not wholly set up"), 2);
    QVERIFY2(loaded.problems.contains("'prod' of 'p' is not wholly set up: 3 checks are not run; "
                                      "give socket (Docker's socket)"),
             qPrintable(loaded.problems));
}

void TestDocumented::aMetricTellsAFigure()
{
    const QByteArray none = "{ id: size, unit";
    const Loaded plain = load(none, none);
    QVERIFY(goldenMetrics(plain.service("dev", "db"), Golden::Saturation).isEmpty());
    const Loaded loaded = load(none, "{ id: size, golden: saturation, unit");
    const Service &db = loaded.service("dev", "db");
    QCOMPARE(goldenMetrics(db, Golden::Saturation), QStringList{"size"});
    QVERIFY(goldenMetrics(db, Golden::Traffic).isEmpty());
    // It is stated in the definition, so it is told with the rest of that.
    QCOMPARE(db.facts.last().title, QString("Saturation is told by"));
    QCOMPARE(db.facts.last().value, QString("size"));
    // Where its check is not run there is nothing to tell it by.
    const Loaded dormant =
        load("{ id: cpu, check: container", "{ id: cpu, golden: errors, check: container");
    QVERIFY2(!dormant.problems.contains("golden"), qPrintable(dormant.problems));
    QVERIFY(goldenMetrics(dormant.service("dev", "db"), Golden::Errors).isEmpty());
}

void TestDocumented::aQueryStandsInPlaceOfSamples()
{
    const auto queryOf = [](const Loaded &loaded) {
        const QList<MetricDefinition> &metrics = loaded.service("dev", "db").metrics;
        const auto found =
            std::find_if(metrics.cbegin(), metrics.cend(),
                         [](const MetricDefinition &each) { return each.id == "cpu"; });
        return found == metrics.cend() ? MetricDefinition() : *found;
    };
    const Loaded loaded = load("check: container, metric: docker_cpu_ratio",
                               "query: \"max(up) by (job)\", series_label: job, from: own, "
                               "interval: 1m");
    QVERIFY2(!loaded.problems.contains("error"), qPrintable(loaded.problems));
    const MetricDefinition cpu = queryOf(loaded);
    QVERIFY(cpu.isQuery());
    QCOMPARE(cpu.query, QString("max(up) by (job)"));
    QCOMPARE(cpu.seriesLabel, QString("job"));
    QCOMPARE(cpu.askedOf, AskedOf::Own);
    QCOMPARE(cpu.interval, Milliseconds(60'000));
    QVERIFY(cpu.check.isEmpty());
    // What a server alone understands is for it to refuse.
    const Loaded beyond =
        load("check: container, metric: docker_cpu_ratio", "query: \"max_over_time(up[5m:1m])\"");
    QVERIFY2(!beyond.problems.contains("error"), qPrintable(beyond.problems));
    QCOMPARE(queryOf(beyond).askedOf, AskedOf::Either);
}

void TestDocumented::aMetricSaysHowItIsDrawn()
{
    const Loaded loaded =
        load("{ id: size, unit", "{ id: size, quantiles: [0.99, 0.5, 0.95], unit");
    QVERIFY2(!loaded.problems.contains("error"), qPrintable(loaded.problems));
    const Service &db = loaded.service("dev", "db");
    const auto size = std::find_if(db.metrics.cbegin(), db.metrics.cend(),
                                   [](const MetricDefinition &each) { return each.id == "size"; });
    QVERIFY(size != db.metrics.cend());
    QCOMPARE(size->quantiles, (QList<double>{0.5, 0.95, 0.99}));
    QVERIFY(size->isHistogram());
    QCOMPARE(sampleName(*size), size->metric + "_bucket");
    QCOMPARE(size->kind, ChartKind::Lines);
    const Loaded share =
        load("metric: probe_duration_seconds, source", "metric: hits / asked, source");
    QVERIFY2(!share.problems.contains("error"), qPrintable(share.problems));
    const Loaded stacked = load("{ id: size, unit", "{ id: size, kind: stacked, unit");
    const QList<MetricDefinition> &metrics = stacked.service("dev", "db").metrics;
    QVERIFY(std::any_of(metrics.cbegin(), metrics.cend(), [](const MetricDefinition &each) {
        return each.id == "size" && each.kind == ChartKind::Stacked;
    }));
}

void TestDocumented::aParameterMayBeNone()
{
    // What a default would fill in is not set up where the operator says so.
    const Loaded loaded = load("prod: { host: 10.0.0.1, db_credential: p-prod-db }",
                               "prod: { host: 10.0.0.1, db_credential: ~, db_port: ~ }");
    QVERIFY2(!loaded.workspace.hasErrors(), qPrintable(loaded.problems));
    const Service &db = loaded.service("prod", "db");
    QCOMPARE(db.checks.size(), 0);
    QCOMPARE(db.dormantChecks.constFirst().reason,
             QString("Set 'db_port' for prod in the workspace file."));
    QCOMPARE(loaded.service("dev", "db").checks.constFirst().parameters.value("port").toInt(),
             5432);
    // One that need not be set takes its key along.
    const Loaded open = load("db_credential: p-prod-db", "db_credential: ~");
    QVERIFY2(!open.workspace.hasErrors(), qPrintable(open.problems));
    QVERIFY(!open.service("prod", "db").checks.constFirst().parameters.contains("credential"));
}

void TestDocumented::factsHaveTheirSources()
{
    const Loaded loaded = load();
    const Service &db = loaded.service("dev", "db");
    QCOMPARE(db.deployment.container, QString("p-db"));
    QCOMPARE(db.deployment.composeService, QString("postgres"));
    QCOMPARE(db.deployment.limits.value("memory_minimum"), QString("1G"));
    const Fact image = fact(db.facts, "image");
    QCOMPARE(image.value, QString("postgres:15"));
    QCOMPARE(image.source.lines, QString("58"));
    QCOMPARE(image.source.basis, FactBasis::Implied);
    QCOMPARE(image.source.note, QString("from the file"));
    const Fact exposed = fact(db.facts, "exposed");
    QVERIFY(exposed.value.isEmpty());
    QCOMPARE(exposed.source.basis, FactBasis::Open);
    // A container without a source is shown all the same, and says so.
    QCOMPARE(fact(db.facts, "container").value, QString("p-db"));
    QVERIFY(!fact(db.facts, "container").source.isGiven);
    // What a document says may hold a dollar.
    QCOMPARE(fact(db.facts, "note").value, QString("${DB} everywhere"));
    QCOMPARE(fact(loaded.platform().facts, "alias").value, QString("a ${b} c"));
    const Check &check = db.checks.constFirst();
    QCOMPARE(check.refs, QStringList{"C1"});
    QCOMPARE(check.source.lines, QString("11"));
    QCOMPARE(check.documented, QStringList{"interval"});
    const MetricDefinition &metric = db.metrics.constFirst();
    QCOMPARE(metric.expression, QString("rate(x[5m])"));
    QCOMPARE(metric.thresholds.constFirst().rule, QString("A1"));
    QCOMPARE(metric.thresholds.constFirst().source.lines, QString("200"));
    const Dependency &edge = loaded.service("dev", "api").dependencies.constFirst();
    QCOMPARE(edge.source.basis, FactBasis::Implied);
    QCOMPARE(edge.agreement, QString("agrees"));
    QCOMPARE(db.capacity.constFirst().value, 1000.0);
}

void TestDocumented::fieldsHaveSourcesOfTheirOwn()
{
    const Loaded loaded = load(
        "severity: critical, source: \"200\" }",
        "severity: critical, source: { lines: \"200-204\", for: \"202\", severity: { basis: ours, "
        "note: none is stated } } }");
    QVERIFY2(!loaded.workspace.hasErrors(), qPrintable(loaded.problems));
    const DocumentedRule &rule = loaded.platform().rules.at(0);
    QCOMPARE(rule.source.lines, QString("200-204"));
    QCOMPARE(fieldSource(rule, "for").lines, QString("202"));
    QCOMPARE(fieldSource(rule, "severity").basis, FactBasis::Ours);
    QCOMPARE(fieldSource(rule, "severity").note, QString("none is stated"));
    // What has none of its own comes from where the whole does.
    QCOMPARE(fieldSource(rule, "condition"), rule.source);

    // Of fields alone the whole is made.
    const Loaded fields =
        load("source: \"11\", states: [interval]",
             "source: { interval: \"11\", timeout: { basis: ours }, host: \"17\" }");
    QVERIFY2(!fields.workspace.hasErrors(), qPrintable(fields.problems));
    const Check &check = fields.service("dev", "db").checks.constFirst();
    QVERIFY(check.source.isGiven);
    QCOMPARE(check.source.lines, QString("17, 11"));
    QCOMPARE(check.source.basis, FactBasis::Stated);
    // A figure whose own source is the document is documented.
    QCOMPARE(check.documented, QStringList{"interval"});

    const Loaded limit =
        load("rule: A1, source: \"200\" }",
             "rule: A1, for: 1m, source: { lines: \"200\", for: { basis: ours } } }");
    QVERIFY2(!limit.workspace.hasErrors(), qPrintable(limit.problems));
    const Threshold &threshold =
        limit.service("dev", "db").metrics.constFirst().thresholds.constFirst();
    QCOMPARE(threshold.source.basis, FactBasis::Stated);
    QCOMPARE(fieldSource(threshold, "for").basis, FactBasis::Ours);
}

void TestDocumented::edgesSayOnceHowTheyAreKnown()
{
    const auto edgeWith = [](const QByteArray &how) {
        const Loaded loaded = load("basis: implied, source: \"16\", ", how);
        if (loaded.workspace.hasErrors())
            qWarning().noquote() << loaded.problems;
        return loaded.service("dev", "api").dependencies.constFirst();
    };
    Dependency edge = edgeWith("source: \"16\", ");
    QCOMPARE(edge.basis, DependencyBasis::Stated);
    QCOMPARE(edge.source.basis, FactBasis::Stated);
    edge = edgeWith("basis: disputed, source: { lines: \"16\", see: [\"1\"] }, ");
    QCOMPARE(edge.basis, DependencyBasis::Disputed);
    QCOMPARE(edge.source.basis, FactBasis::Disputed);
    // Drawn as what follows from the document; known as what nobody but us says.
    edge = edgeWith("basis: ours, ");
    QCOMPARE(edge.basis, DependencyBasis::Implied);
    QCOMPARE(edge.source.basis, FactBasis::Ours);
    QVERIFY(edge.source.isGiven);
}

void TestDocumented::environmentsDiffer()
{
    const Loaded loaded = load();
    const Service &dev = loaded.service("dev", "db");
    const Service &prod = loaded.service("prod", "db");
    QCOMPARE(dev.deployment.published, QString("5432"));
    QCOMPARE(dev.deployment.exposed, Exposure::NotStated);
    QVERIFY(prod.deployment.published.isEmpty());
    QCOMPARE(prod.deployment.exposed, Exposure::Disputed);
    QVERIFY(fact(prod.facts, "published").id.isEmpty());
    QCOMPARE(fact(prod.facts, "exposed").source.see, QStringList{"1"});
    QCOMPARE(fact(prod.facts, "technology").source.lines, QString("57"));
    QVERIFY(fact(dev.facts, "only").id.isEmpty());
    QCOMPARE(fact(prod.facts, "only").value, QString("in prod"));
    const Environment &environment = *loaded.platform().environment(EnvironmentId("dev"));
    QCOMPARE(fact(environment.facts, "purpose").value, QString("work"));
    QCOMPARE(fact(environment.facts, "domain").source.basis, FactBasis::Open);
}

void TestDocumented::platformKeys()
{
    const Loaded loaded = load();
    const Platform &platform = loaded.platform();
    QCOMPARE(platform.document.file, QString("guide.md"));
    QCOMPARE(platform.startOrder.size(), 2);
    QCOMPARE(platform.startOrder.constFirst().services, QList<ServiceId>{ServiceId("db")});
    QCOMPARE(platform.rules.size(), 2);
    QVERIFY(platform.rules.at(0).holdFor == Milliseconds(300'000));
    QCOMPARE(platform.rules.at(0).severity, QString("critical"));
    // What the document leaves open stays open.
    QVERIFY(!platform.rules.at(1).holdFor.has_value());
    QVERIFY(platform.rules.at(1).severity.isEmpty());
    QVERIFY(platform.rules.at(1).scaleDownFor == Milliseconds(900'000));
    QCOMPARE(platform.contradictions.size(), 2);
    QCOMPARE(platform.contradictions.at(0).settled->answer, QString("no"));
    QCOMPARE(platform.contradictions.at(0).settled->on, QString("2026-11-21"));
    QVERIFY(platform.contradictions.at(1).isGap);
    QVERIFY(!platform.contradictions.at(1).settled.has_value());
}

void TestDocumented::mistakesAreTold_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, const char *from, const char *to, const char *problem) {
        QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QString(problem);
    };
    row("lines that are none", "source: \"13\"", "source: page 13", "must be numbers such as");
    row("basis unknown", "basis: implied, note", "basis: guessed, note", "'basis' must be stated");
    row("stated without lines", "source: \"13\"", "source: { note: x }", "needs 'lines'");
    row("source of no key", "technology: \"57\"", "tecnology: \"57\"",
        "'sources' knows no 'tecnology'. Did you mean 'technology'?");
    row("fact without a value", "value: work, ", "", "a fact without 'value'");
    row("fact elsewhere", "in: [prod]", "in: [prd]", "there is no environment 'prd'");
    row("fact twice", "id: only", "id: note", "fact 'note' is there twice");
    row("limit unknown", "memory_minimum: 1G", "memory_min: 1G", "unknown key 'memory_min'");
    row("figure unknown", "states: [interval]", "states: [period]", "'states' may name");
    row("service of a step", "services: [api] }\nrules", "services: [apo] }\nrules",
        "there is no service 'apo'. Did you mean 'api'?");
    row("rule twice", "ref: S1", "ref: A1", "'A1' is there twice");
    row("severity", "severity: critical, source", "severity: bad, source",
        "'severity' must be critical");
    row("answer to nothing", "\"1\": {", "\"7\": {", "lists no contradiction '7'");
    row("undeclared parameter", "host: 10.0.0.1", "hots: 10.0.0.1",
        "declares no parameter 'hots' (environment prod). Did you mean 'host'?");
    row("undeclared variable", "database: d", "database: \"${base}\"", "unknown variable 'base'");
    row("default of no environment", "{ dev: localhost }", "{ dve: localhost }",
        "there is no environment 'dve'");
    row("link that is no address", "\"http://${db_host}:${db_port}/docs\"", "file:///etc/passwd",
        "'url' must be an address");
    row("capacity of nothing", "value: 1000", "value: 0", "must be a number above 0");
    row("metric without samples or source", "source: \"14\"", "series_label: a",
        "a metric needs 'check'");
    row("golden figure of no samples", "source: \"14\"", "golden: traffic, source: \"14\"",
        "'golden' needs a metric with samples");
    row("golden figure unknown", "{ id: size, unit", "{ id: size, golden: trafic, unit",
        "'golden' must be latency, traffic, errors or saturation, not 'trafic'. Did you mean "
        "'traffic'?");
    row("quantile as a percentage", "{ id: size, unit", "{ id: size, quantiles: [95], unit",
        "a quantile must be a number between 0 and 1");
    row("kind of chart unknown", "{ id: size, unit", "{ id: size, kind: pie, unit",
        "'kind' must be lines, stacked, number, table or heat-map, not 'pie'");
    row("heat map of no histogram", "{ id: size, unit", "{ id: size, kind: heat-map, unit",
        "a heat map needs a histogram. Name its 'quantiles'.");
    row("one metric over a number", "metric: probe_duration_seconds, source",
        "metric: probe_duration_seconds / 2, source", "is written with two names: \"a / b\"");
    row("one metric over two", "metric: probe_duration_seconds, source",
        "metric: a / b / c, source", "'a / b / c' is no name of samples");
    row("quantiles of two metrics", "metric: probe_duration_seconds, source",
        "metric: a / b, quantiles: [0.5], source", "'quantiles' are of one histogram");
    row("quantile twice", "{ id: size, unit", "{ id: size, quantiles: [0.5, 0.50], unit",
        "this quantile is there twice");
    row("quantiles of a rate", "{ id: size, unit", "{ id: size, rate: true, quantiles: [0.5], unit",
        "Leave out 'rate' and 'series_label'");
    row("too many quantiles", "{ id: size, unit",
        "{ id: size, quantiles: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], unit", "has room for 6");
    row("query of no expression", "check: container, metric: docker_cpu_ratio", "query: \"sum(up\"",
        "the expression is wrong");
    row("query of a stretch", "check: container, metric: docker_cpu_ratio", "query: \"up[5m]\"",
        "a chart is of a number or of an instant vector");
    row("query and samples", "check: container, metric: docker_cpu_ratio",
        "query: up, metric: docker_cpu_ratio",
        "'query' already tells what is drawn. Leave out 'metric'.");
    row("query by nobody", "check: container, metric: docker_cpu_ratio", "query: up, from: sever",
        "'from' must be either, own or server, not 'sever'. Did you mean 'server'?");
    row("query asked too often", "check: container, metric: docker_cpu_ratio",
        "query: up, interval: 1s", "'interval'");
    row("pace of no query", "{ id: size, unit", "{ id: size, interval: 1m, unit",
        "unknown key 'interval'");
    row("unknown key of a dormant check", "presence: planned, reason: no",
        "presence: planned, raeson: no", "unknown key 'raeson'");
    row("default by nobody", "default: \"${host}\"", "default: \"${hots}\"",
        "declared before it, and 'hots' is none of them. Did you mean 'host'?");
    row("default by itself", "default: \"${host}\"", "default: \"${db_host}\"",
        "declared before it, and 'db_host' is none of them.");
    row("default by a later one", "defaults: { dev: localhost }",
        "defaults: { dev: \"${socket}\" }", "declared before it, and 'socket' is none of them.");
    row("half a variable in a default", "default: \"${host}\"", "default: \"${host\"",
        "'${' without a name and '}'");
    row("rule on no metric", "service: db, metric: size", "service: db, metric: sise",
        "service 'db' has no metric 'sise'. Did you mean 'size'?");
    row("rule on a metric of nobody", "service: db, metric: size", "metric: size",
        "a rule with 'metric' needs the 'service'");
    row("capacity by no metric", "per-second, metric: size", "per-second, metric: saze",
        "service 'db' has no metric 'saze'. Did you mean 'size'?");
    row("threshold of no rule", "above: 1, rule: A1", "above: 1, rule: A2",
        "there is no rule 'A2'. Did you mean 'A1'?");
    row("source that sees nothing", "source: \"13\"", "source: { lines: \"13\", see: [\"9\"] }",
        "there is no contradiction '9'");
    row("one of the sources sees nothing", "see: [\"1\"]", "see: [\"11\"]",
        "there is no contradiction '11'.");
    row("platform's fact restricted", "topic: identity,", "topic: identity, in: [prod],",
        "'in' restricts a fact of a service");
    row("environment's fact restricted", "value: work,", "value: work, in: [dev],",
        "'in' restricts a fact of a service");
    row("link twice", "    links:\n",
        "    links:\n      - { id: docs, url: \"http://a.example/\" }\n",
        "link 'docs' is there twice");
    row("capacity twice", "capacity: [ ", "capacity: [ { id: load, value: 2 }, ",
        "capacity 'load' is there twice");
    row("parameter given as nothing", "host: 10.0.0.1", "host: \"\"",
        "parameter 'host' is empty; write ~ for none");
    row("nothing for what is not declared", "host: 10.0.0.1", "hots: ~",
        "parameter 'hots' must have one value; only what the platform declares can be none");
    row("capacity in another unit", "value: 1000, unit: per-second", "value: 1000, unit: bytes",
        "capacity 'load' is in bytes and its metric 'size' in per-second");
    row("capacity without a unit", "value: 1000, unit: per-second, ", "value: 1000, ",
        "capacity 'load' is in none and its metric 'size' in per-second");
    row("basis of a dependency twice", "basis: implied, source: \"16\"",
        "basis: implied, source: { lines: \"16\", basis: implied }",
        "the source of a dependency has no 'basis'");
    row("source of no field", "severity: critical, source: \"200\"",
        "severity: critical, source: { lines: \"200\", severty: \"201\" }",
        "unknown key 'severty' in a source. Did you mean 'severity'?");
    row("source of no parameter", "source: \"11\", states",
        "source: { lines: \"11\", url: \"12\" }, states", "unknown key 'url' in a source");
    row("figure that has its own source", "source: \"11\", states",
        "source: { lines: \"11\", interval: \"12\" }, states", "remove it from 'states'");
    row("field's source that sees nothing", "severity: critical, source: \"200\"",
        "severity: critical, source: { lines: \"200\", for: { lines: \"201\", see: [\"9\"] } }",
        "there is no contradiction '9'");
    row("own name", "name: bastion", "name: tier", "is set by Opsdeck itself");
}

void TestDocumented::mistakesAreTold()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, problem);
    const Loaded loaded = load(from, to);
    QVERIFY2(loaded.problems.contains(problem), qPrintable(loaded.problems));
}

QTEST_GUILESS_MAIN(TestDocumented)
#include "tst_documented.moc"
