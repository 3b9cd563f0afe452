// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspaceloader.h"
#include "services/domain/wrongcheck.h"
#include "services/probes/builtinprobes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const QByteArray kWorkspace =
    "workspace: w\n"
    "platforms:\n"
    "  - file: p.yaml\n"
    "    parameters:\n"
    "      dev: { host: 127.0.0.1, name: \"a b; $(id)\", cred: shop/dev/probe }\n";

const QByteArray kPlatform =
    "platform: p\n"
    "ways:\n"
    "  - { id: bastion, kind: ssh, hosts: [bastion.example.com] }\n"
    "  - { id: socks, kind: socks5, host: proxy.example.com, port: 1080 }\n";

struct Loaded
{
    LoadedWorkspace workspace;
    QString problems;

    Check check() const
    {
        return workspace.workspace->platforms.first()
            .environments.first()
            .services.first()
            .checks.first();
    }
};

/// A workspace whose one check is `check`, a flow mapping, in an environment that goes by `via`.
Loaded load(const QByteArray &check, const QByteArray &via = "direct")
{
    QTemporaryDir dir;
    const QByteArray platform = kPlatform + "environments: [ { id: dev, tier: dev, via: " + via
                                + " } ]\nservices:\n  - id: s\n    checks:\n      - " + check
                                + '\n';
    for (const auto &[name, bytes] :
         {std::pair("opsdeck.yaml", kWorkspace), std::pair("p.yaml", platform)}) {
        QFile file(dir.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
    }
    Loaded loaded{WorkspaceLoader(KindCatalog{builtinProbes().infos(), {}}).load(dir.path()), {}};
    for (const ConfigProblem &problem : loaded.workspace.problems)
        loaded.problems += problem.toString() + '\n';
    return loaded;
}

} // namespace

/// What is told of checks whose keys are each good by themselves: programs, ways, names, mail,
/// targets.
class TestCheckKinds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void good_data();
    void good();
    void bad_data();
    void bad();
    void valuesStayOneArgument();
    void witnesses_data();
    void witnesses();
    void theQuorumMustBePossible();
};

void TestCheckKinds::good_data()
{
    QTest::addColumn<QByteArray>("check");
    QTest::addColumn<QByteArray>("via");
    const auto row = [](const char *name, const char *check, const char *via = "direct") {
        QTest::newRow(name) << QByteArray(check) << QByteArray(via);
    };
    row("command", "{ id: c, kind: command, command: [check_disk, -w, 10%], ranges_warning: { "
                   "load1: '~:5', x: '@10:20' } }");
    row("command of the workspace",
        "{ id: c, kind: command, command: ['${workspace_dir}/check.sh', '${host}'] }");
    row("command beside a way",
        "{ id: c, kind: command, via: direct, command: [check_dummy, '0'] }", "bastion");
    row("command with a script",
        "{ id: c, kind: command, command: [sh, -c, 'echo \"$1\" $$HOME', sh, '${name}'] }");
    row("ssh", "{ id: c, kind: ssh, host: '${host}', user: ops, port: 22, command: [systemctl, "
               "is-active, nginx] }");
    row("ssh by a way", "{ id: c, kind: ssh, host: db1 }", "bastion");
    row("dns", "{ id: c, kind: dns, server: '${host}', name: example.com, type: MX, expect: ['10 "
               "mail.example.com'] }");
    row("smtp", "{ id: c, kind: smtp, host: '${host}', port: 587, tls: starttls, username: u, "
                "credential: '${cred}' }");
    row("smtp by a proxy", "{ id: c, kind: smtp, host: '${host}' }", "socks");
    row("external", "{ id: c, kind: external, targets: ['tcp://192.0.2.1:443', "
                    "'https://example.com', 'dns://192.0.2.53/example.com'], at_least: 2 }");
}

void TestCheckKinds::good()
{
    QFETCH(QByteArray, check);
    QFETCH(QByteArray, via);
    const Loaded loaded = load(check, via);
    QVERIFY2(loaded.problems.isEmpty(), qPrintable(loaded.problems));
    QVERIFY(wrongAt(loaded.check()).isEmpty());
}

void TestCheckKinds::bad_data()
{
    QTest::addColumn<QByteArray>("check");
    QTest::addColumn<QByteArray>("via");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const char *check, const char *words,
                        const char *via = "direct") {
        QTest::newRow(name) << QByteArray(check) << QByteArray(via) << QString(words);
    };
    row("command as a text", "{ id: c, kind: command, command: check_disk -w 10% }",
        "'command' must be a list of program and arguments");
    row("variable in a script", "{ id: c, kind: command, command: [sh, -c, 'echo ${name}'] }",
        "the shell would run the value of ${name} as code");
    row("variable in an ssh script",
        "{ id: c, kind: ssh, host: h, command: [sh, -c, 'echo ${name}'] }",
        "the shell would run the value of ${name} as code");
    row("relative program", "{ id: c, kind: command, command: [./check.sh] }",
        "the program must be a name or an absolute path");
    row("range", "{ id: c, kind: command, command: [x], ranges_critical: { a: '5:1' } }",
        "'5:1' is no range");
    row("environment", "{ id: c, kind: command, command: [x], environment: { 'A B': c } }",
        "'A B' is no name of an environment variable");
    row("file of no credential", "{ id: c, kind: command, command: [x, '{credential_file}'] }",
        "stands for something only with 'credential'");
    row("command by a way", "{ id: c, kind: command, command: [x] }",
        "a check of kind 'command' runs on this machine and goes by no way; write 'via: direct' in "
        "it",
        "bastion");
    row("ssh by a proxy", "{ id: c, kind: ssh, host: h }",
        "a check of kind 'ssh' goes by ways of kind ssh only, and 'socks' is none", "socks");
    row("ssh user", "{ id: c, kind: ssh, host: h, user: '-oProxyCommand=x' }",
        "'user' must be a name as ssh knows it");
    row("ssh host", "{ id: c, kind: ssh, host: -oProxyCommand }",
        "'host' must be a name or an address");
    row("ssh limits", "{ id: c, kind: ssh, host: h, disk_warning: 0.99, disk_critical: 0.5 }",
        "the critical limit is reached before the warning of disk_warning");
    row("dns values of nothing",
        "{ id: c, kind: dns, server: s, name: n, nxdomain: true, expect: [a] }",
        "a name that must not be there has no values");
    row("dns serials", "{ id: c, kind: dns, server: s, name: n, same_serial_at: [b] }",
        "serials are compared with 'type: SOA' only");
    row("dns type", "{ id: c, kind: dns, server: s, name: n, type: AXFR }", "'type' must be");
    row("smtp user", "{ id: c, kind: smtp, host: h, credential: a/b }",
        "a credential needs 'username' beside it");
    row("smtp in the clear",
        "{ id: c, kind: smtp, host: h, credential: a/b, username: u, tls: none }",
        "a password is sent over TLS only");
    row("smtp greeting", "{ id: c, kind: smtp, host: h, helo: \"a\\r\\nMAIL\" }",
        "'helo' must be a host name");
    row("external target", "{ id: c, kind: external, targets: [example.com] }",
        "'example.com' is no target");
    row("external count", "{ id: c, kind: external, targets: ['tcp://h:1'], at_least: 2 }",
        "'at_least' is more than there are targets");
}

void TestCheckKinds::bad()
{
    QFETCH(QByteArray, check);
    QFETCH(QByteArray, via);
    QFETCH(QString, words);
    const Loaded loaded = load(check, via);
    QVERIFY2(loaded.problems.contains(words), qPrintable(loaded.problems));
    QVERIFY2(loaded.problems.contains("p.yaml:9:"), qPrintable(loaded.problems));
}

void TestCheckKinds::valuesStayOneArgument()
{
    const Loaded loaded = load("{ id: c, kind: command, command: [echo, '${name}', 'x${name}y'] }");
    QVERIFY2(loaded.problems.isEmpty(), qPrintable(loaded.problems));
    QCOMPARE(loaded.check().parameters.value("command").toStringList(),
             (QStringList{"echo", "a b; $(id)", "xa b; $(id)y"}));
}

void TestCheckKinds::witnesses_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<int>("witness"); // negative: an error
    QTest::newRow("none") << QByteArray() << static_cast<int>(Witness::None);
    QTest::newRow("false") << QByteArray(", witness: false") << static_cast<int>(Witness::None);
    QTest::newRow("true") << QByteArray(", witness: true") << static_cast<int>(Witness::Inside);
    QTest::newRow("outside") << QByteArray(", witness: outside")
                             << static_cast<int>(Witness::Outside);
    QTest::newRow("another word") << QByteArray(", witness: inside") << -1;
    QTest::newRow("a list") << QByteArray(", witness: [true]") << -1;
}

void TestCheckKinds::witnesses()
{
    QFETCH(QByteArray, written);
    QFETCH(int, witness);
    const Loaded loaded =
        load("{ id: c, kind: tcp, host: '${host}', port: 22, retries: 1" + written + " }");
    if (witness < 0) {
        QVERIFY2(loaded.problems.contains("'witness' must be true"), qPrintable(loaded.problems));
        return;
    }
    QVERIFY2(loaded.problems.isEmpty(), qPrintable(loaded.problems));
    QCOMPARE(static_cast<int>(loaded.check().witness), witness);
}

void TestCheckKinds::theQuorumMustBePossible()
{
    const QByteArray witness = "{ id: c, kind: tcp, host: '${host}', port: 22, witness: true }";
    const Loaded fine = load(witness, "direct, witness_quorum: 1");
    QVERIFY2(fine.problems.isEmpty(), qPrintable(fine.problems));
    QCOMPARE(fine.workspace.workspace->platforms.first().environments.first().witnessQuorum, 1);
    const Loaded tooMany = load(witness, "direct, witness_quorum: 2");
    QVERIFY2(tooMany.problems.contains("'witness_quorum' is 2, but 1 of the checks in 'dev' say"),
             qPrintable(tooMany.problems));
    QVERIFY(load(witness, "direct, witness_quorum: 0").problems.contains("a whole number from 1"));
}

QTEST_APPLESS_MAIN(TestCheckKinds)
#include "tst_checkkinds.moc"
