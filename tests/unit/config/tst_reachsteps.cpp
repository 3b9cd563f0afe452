// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/builtinsteps.h"
#include "tests/unit/config/sampleworkspace.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

const QByteArray kRunbook = "runbook: restart\n"
                            "title: Back up\n"
                            "platform: shop\n"
                            "danger: low\n"
                            "steps:\n"
                            "  - id: dump\n"
                            "    kind: command\n"
                            "    reach: [{ id: db, host: \"${host}\", port: \"${port}\" }]\n"
                            "    command: [pg_dump, --host, \"${reach.db.host}\", --port, "
                            "\"${reach.db.port}\", shop]\n"
                            "    environment: { PGHOSTADDR: \"${reach.db.address}\" }\n"
                            "    pgpass: { credential: c, host: \"${reach.db.name}\", port: "
                            "\"${reach.db.port}\", user: u }\n";

LoadedWorkspace loaded(const QByteArray &runbook)
{
    Files files;
    files.put("restart.yaml", runbook);
    return WorkspaceLoader({builtinProbes().infos(), builtinSteps().infos()}).load(files.path());
}

} // namespace

/// A step's `reach` as it is written.
class TestReachSteps : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isRead();
    void problems_data();
    void problems();
};

void TestReachSteps::isRead()
{
    const LoadedWorkspace workspace = loaded(kRunbook);
    QCOMPARE(textOf(workspace), QString());
    QCOMPARE(workspace.workspace->runbooks.size(), 1);
    const QVariantList reach =
        workspace.workspace->runbooks.first().steps.first().parameters.value("reach").toList();
    QCOMPARE(reach,
             (QVariantList{QVariantMap{{"id", "db"}, {"host", "${host}"}, {"port", "${port}"}}}));
}

void TestReachSteps::problems_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, const QByteArray &from, const QByteArray &to,
                        const QString &problem) {
        QTest::newRow(name) << from << to << "restart.yaml:" + problem;
    };
    row("misspelt variable", "--port, \"${reach.db.port}\"", "--port, \"${reach.bd.port}\"",
        "9:60: error: the step's 'reach' gives no 'reach.bd.port' here. Did you mean "
        "'reach.db.port'?");
    row("unknown part", "PGHOSTADDR: \"${reach.db.address}\"", "PGHOSTADDR: \"${reach.db.adress}\"",
        "10:32: error: the step's 'reach' gives no 'reach.db.adress' here. Did you mean "
        "'reach.db.address'?");
    row("misspelt key", "host: \"${host}\"", "hots: \"${host}\"",
        "8:13: error: reach 'db' needs 'host'");
    row("misspelt key, meant", "port: \"${port}\" }]", "port: \"${port}\", servce: db }]",
        "8:57: error: unknown key 'servce' in reach 'db'. Did you mean 'service'?");
    row("unknown service", "port: \"${port}\" }]", "port: \"${port}\", service: bd }]",
        "8:66: error: there is no service 'bd'. Did you mean 'db'?");
    row("twice", " }]", " }, { id: db, host: a, port: 1 }]", "8:59: error: reach 'db' is there");
    row("id", "id: db,", "id: d.b,", "8:19: error: 'id' of 'reach' must be letters, digits");
    row("a text", "[{ id: db, host: \"${host}\", port: \"${port}\" }]", "db:5432",
        "8:12: error: 'reach' must be a list of mappings, each with 'id', 'host', 'port'");
    row("port of one environment", "port: \"${port}\"", "port: \"${host}\"",
        "8:46: error: in environment dev 'port' is '127.0.0.1'; it must be a port from 1 to 65535");
    row("host of one environment", "host: \"${host}\"", "host: \"http://${host}\"",
        "8:29: error: in environment dev 'host' is 'http://127.0.0.1'; it must be a host name");
    row("unknown variable in it", "host: \"${host}\"", "host: \"${hots}\"",
        "8:29: error: unknown variable 'hots' in environment dev");
    row("in a shell's script",
        "[pg_dump, --host, \"${reach.db.host}\", --port, "
        "\"${reach.db.port}\", shop]",
        "[sh, -c, \"pg_dump --port ${reach.db.port}\"]",
        "9:23: error: the shell would run the value of ${reach.db.port} as code");
    row("not for the artifact", "shop]\n", "shop]\n    artifact: \"${reach.db.port}.dump\"\n",
        "10:15: error: the step's 'reach' gives no 'reach.db.port' here.");
    row("unused", "id: db,", "id: bd,", "8:12: warning: nothing in the step uses 'bd'");
    row("password in the environment",
        "PGHOSTADDR:", "PGPASSWORD:", "10:18: error: 'PGPASSWORD' can't be set for a step");
}

void TestReachSteps::problems()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, problem);
    QByteArray runbook = kRunbook;
    QVERIFY(runbook.contains(from));
    const QString text = textOf(loaded(runbook.replace(from, to)));
    QVERIFY2(text.contains(problem), qPrintable(text));
}

QTEST_GUILESS_MAIN(TestReachSteps)
#include "tst_reachsteps.moc"
