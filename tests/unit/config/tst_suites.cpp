// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/credentialuses.h"
#include "services/config/workspaceloader.h"
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
    "      dev: { host: 127.0.0.1, cred: shop/dev/probe, cash: \"a$b$$c\" }\n";

const QByteArray kPlatform =
    "platform: p\n"
    "environments: [ { id: dev, tier: dev } ]\n"
    "services:\n"
    "  - id: s\n"
    "    checks:\n"
    "      - id: order\n"
    "        kind: suite\n"
    "        timeout: 25s\n"
    "        steps:\n"
    "          - id: login\n"
    "            method: POST\n"
    "            url: \"http://${host}/login\"\n"
    "            auth: body\n"
    "            credential: \"${cred}\"\n"
    "            body: '{\"user\": \"probe\", \"password\": \"${secret}\", \"cash\": \"${cash} $$ "
    "$${x}\"}'\n"
    "            save: { token: \"[BODY].access_token\", id: \"[BODY].user.id\" }\n"
    "          - id: call\n"
    "            url: \"http://${host}/users/${login.id}\"\n"
    "            headers: { Authorization: \"Bearer ${login.token}\" }\n"
    "            down_if: [\"[BODY].id != ${login.id}\"]\n"
    "            retry_until: \"[BODY].state == done\"\n"
    "            within: 20s\n";

struct Loaded
{
    LoadedWorkspace workspace;
    QString problems;
};

Loaded load(QByteArray from = {}, const QByteArray &to = {})
{
    QByteArray platform = kPlatform;
    if (!from.isEmpty()) {
        if (!platform.contains(from))
            qFatal("nothing to replace");
        platform.replace(from, to);
    }
    QTemporaryDir dir;
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

/// The steps of a check: their own schema, and variables that are known only when they run.
class TestSuites : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stepsAreReadAndKeepWhatComesLater();
    void theirCredentialsAreKnown();
    void aWaitLongerThanTheWholeIsWarnedOf();
    void mistakes_data();
    void mistakes();
};

void TestSuites::stepsAreReadAndKeepWhatComesLater()
{
    const Loaded loaded = load();
    QVERIFY2(loaded.problems.isEmpty(), qPrintable(loaded.problems));
    const Check &check = loaded.workspace.workspace->platforms.first()
                             .environments.first()
                             .services.first()
                             .checks.first();
    QCOMPARE(check.kind, QString("suite"));
    const QVariantList steps = check.parameters.value("steps").toList();
    QCOMPARE(steps.size(), 2);
    const QVariantMap login = steps.at(0).toMap();
    QCOMPARE(login.value("url").toString(), QString("http://127.0.0.1/login"));
    QCOMPARE(login.value("credential").toString(), QString("shop/dev/probe"));
    // To be read a second time: dollars that are to stay are doubled.
    QCOMPARE(
        login.value("body").toString(),
        QString(R"({"user": "probe", "password": "${secret}", "cash": "a$$b$$$$c $$ $${x}"})"));
    QCOMPARE(login.value("save").toMap().value("token").toString(), QString("[BODY].access_token"));
    QCOMPARE(login.value("within").toLongLong(), 10'000);
    const QVariantMap call = steps.at(1).toMap();
    QCOMPARE(call.value("url").toString(), QString("http://127.0.0.1/users/${login.id}"));
    QCOMPARE(call.value("headers").toMap().value("Authorization").toString(),
             QString("Bearer ${login.token}"));
    QCOMPARE(call.value("down_if").toStringList(), QStringList{"[BODY].id != ${login.id}"});
    QCOMPARE(call.value("retry_until").toString(), QString("[BODY].state == done"));
    QCOMPARE(call.value("within").toLongLong(), 20'000);
    QCOMPARE(call.value("method").toString(), QString("GET"));
}

void TestSuites::theirCredentialsAreKnown()
{
    const Loaded loaded = load();
    const auto uses =
        credentialUses(*loaded.workspace.workspace, KindCatalog{builtinProbes().infos(), {}});
    QCOMPARE(uses.value(CredentialId("shop/dev/probe")), QStringList{"p/dev/s/order"});
}

void TestSuites::mistakes_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *from, const char *to, const char *expected) {
        QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QString::fromUtf8(expected);
    };
    row("unknown key", "within: 20s", "withn: 20s",
        "p.yaml:22:13: error: unknown key 'withn' in step 'call'. Did you mean 'within'?");
    row("no url", "            url: \"http://${host}/login\"\n", "",
        "p.yaml:10:13: error: step 'login' needs 'url'");
    row("wrong duration", "within: 20s", "within: soon",
        "p.yaml:22:21: error: 'within' must be a duration");
    row("wrong condition", "[BODY].state == done", "[BODYY].state == done",
        "p.yaml:21:26: error: 'retry_until': there is no placeholder [BODYY]");
    row("wrong condition in a list", "[BODY].id != ${login.id}", "[BODY].id = ${login.id}",
        "p.yaml:20:23: error: 'down_if': '=' is no comparison");
    row("wrong place", "[BODY].user.id", "user.id",
        "p.yaml:16:55: error: 'id': this must be a placeholder alone");
    row("unknown place", "[BODY].user.id", "[BODI].user.id",
        "p.yaml:16:55: error: 'id': there is no placeholder [BODI]");
    row("not saved", "users/${login.id}", "users/${login.idd}",
        "p.yaml:18:18: error: no earlier step saves 'login.idd'; write 'save' in one. Did you mean "
        "'login.id'?");
    row("saved later", "http://${host}/login", "http://${host}/login/${login.id}",
        "p.yaml:12:18: error: 'login.id' is not there yet: the step that saves it comes later");
    row("unknown variable", "users/${login.id}", "users/${hots}",
        "p.yaml:18:18: error: unknown variable 'hots' in environment dev");
    row("open variable", "users/${login.id}", "users/${login.id",
        "p.yaml:18:18: error: '${' without a name");
    row("another host", "http://${host}/users/${login.id}", "http://${login.id}/users",
        "p.yaml:18:18: error: 'url' must be an address whose host is fixed");
    row("no url at all", "http://${host}/users/${login.id}", "/users/${login.id}",
        "p.yaml:18:18: error: 'url' must be an address whose host is fixed");
    row("twice", "- id: call", "- id: login", "p.yaml:17:13: error: step 'login' is there twice");
    row("id with a dot", "- id: call", "- id: ca.ll",
        "p.yaml:17:17: error: 'id' of a step must be letters, digits");
    row("variable where none may be", "within: 20s",
        "within: 20s\n            method: \"${login.id}\"", "error: unknown variable 'login.id'");
    row("no steps", "steps:\n", "steps: []\n        x:\n",
        "p.yaml:9:16: error: 'steps' must be a list of steps");
    row("secret without its credential", "            credential: \"${cred}\"\n", "",
        "'auth: body' needs a credential");
    row("secret elsewhere", "http://${host}/login", "http://${host}/login?p=${secret}",
        "${secret} may stand in the body only");
    row("secret not asked for", "            auth: body\n", "", "${secret} needs 'auth: body'");
    row("password in plain text", "\"Bearer ${login.token}\"", "\"Bearer abcdefgh\"",
        "'Authorization' holds a secret in plain text");
    row("token in plain text", "token: \"[BODY].access_token\"", "token: \"abcdefgh\"",
        "'token' holds a secret in plain text");
    row("bad status of a step", "within: 20s", "within: 20s\n            status: [2yy]",
        "step 'call': 'status' must be codes");
}

void TestSuites::aWaitLongerThanTheWholeIsWarnedOf()
{
    const Loaded loaded = load("timeout: 25s", "timeout: 20s");
    QVERIFY2(loaded.problems.contains(
                 "warning: step 'call' may wait 20s, but the whole check ends after 20s"),
             qPrintable(loaded.problems));
    QVERIFY(!loaded.workspace.hasErrors());
}

void TestSuites::mistakes()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, expected);
    const Loaded loaded = load(from, to);
    QVERIFY2(loaded.problems.contains(expected), qPrintable(loaded.problems));
    QVERIFY(loaded.workspace.hasErrors());
}

QTEST_GUILESS_MAIN(TestSuites)
#include "tst_suites.moc"
