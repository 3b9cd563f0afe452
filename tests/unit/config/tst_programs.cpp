// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/programs.h"
#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

/// A workspace of two environments with the checks of one service, each a flow mapping.
class Files
{
public:
    explicit Files(const QByteArrayList &checks, const QByteArray &environments = {})
    {
        put("opsdeck.yaml", "workspace: w\nplatforms:\n  - file: p.yaml\n    parameters:\n"
                            "      dev: { port: 1 }\n      prod: { port: 2 }\n");
        put("config", "Host gate\n");
        write(checks, environments);
    }

    void write(const QByteArrayList &checks, const QByteArray &environments = {})
    {
        QByteArray text = "platform: p\nways:\n  - { id: gate, kind: ssh, hosts: [gate], "
                          "config_file: config }\nenvironments:\n"
                          "  - { id: dev, tier: dev }\n  - { id: prod, tier: prod"
                          + environments + " }\nservices:\n  - id: s\n    checks:\n";
        for (const QByteArray &check : checks)
            text += "      - " + check + '\n';
        put("p.yaml", text);
    }

    void put(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)
            || file.write(bytes) != bytes.size())
            qFatal("no file");
    }

    LoadedWorkspace load() const
    {
        return WorkspaceLoader(KindCatalog{builtinProbes().infos(), {}}).load(m_dir.path());
    }

    QString path(const QString &name) const { return m_dir.filePath(name); }

private:
    QTemporaryDir m_dir;
};

const Check &checkOf(const WorkspacePtr &workspace, int environment, int check = 0)
{
    return workspace->platforms.first()
        .environments.at(environment)
        .services.first()
        .checks.at(check);
}

QStringList digests(const LoadedWorkspace &loaded)
{
    QStringList all;
    for (const ProgramUse &program : loaded.programs)
        all << program.digest;
    return all;
}

} // namespace

/// What a workspace would run, told apart by what decides on it, and withheld until it is trusted.
class TestPrograms final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void questionsRunNothing();
    void aCommandIsWithheldInEachEnvironment();
    void equalOnesAreOne();
    void whatDecidesChangesTheDigest_data();
    void whatDecidesChangesTheDigest();
    void whatDoesNotDecideLeavesItAlone();
    void aScriptOfTheWorkspaceIsPartOfIt();
    void aScriptReachedByALinkIsPartOfIt();
    void everyFileThatIsNamedIsPartOfIt_data();
    void everyFileThatIsNamedIsPartOfIt();
    void whatIsNotLookedIntoIsNeverTrusted();
    void sshRunsWhatTheWorkspaceSays();
    void aWayWithItsOwnConfigurationRunsPrograms();
    void releasingLeavesTheOthers();
    void aCheckByTwoProgramsNeedsBoth();
};

void TestPrograms::questionsRunNothing()
{
    const Files files({"{ id: a, kind: tcp, host: 127.0.0.1, port: '${port}' }",
                       "{ id: b, kind: ssh, host: db1 }",
                       "{ id: c, kind: http, url: 'http://127.0.0.1' }"});
    const LoadedWorkspace loaded = files.load();
    QVERIFY(!loaded.hasErrors());
    QVERIFY(loaded.programs.isEmpty());
    for (int check = 0; check < 3; ++check)
        QVERIFY(!checkOf(loaded.workspace, 0, check).isWithheld);
}

void TestPrograms::aCommandIsWithheldInEachEnvironment()
{
    const Files files({"{ id: a, kind: tcp, host: 127.0.0.1, port: '${port}' }",
                       "{ id: b, kind: command, command: [check_x, '${port}', 'a b'] }"});
    const LoadedWorkspace loaded = files.load();
    QCOMPARE(loaded.programs.size(), 2);
    QCOMPARE(loaded.programs.at(0).argumentVector, QStringList({"check_x", "1", "a b"}));
    QCOMPARE(loaded.programs.at(1).argumentVector, QStringList({"check_x", "2", "a b"}));
    QCOMPARE(loaded.programs.at(0).checks.size(), 1);
    QCOMPARE(loaded.programs.at(0).checks.first().toString(), "p/dev/s/b");
    QCOMPARE(loaded.programs.at(0).where.file, "p.yaml");
    QCOMPARE(loaded.programs.at(0).where.line, 11);
    QVERIFY(loaded.programs.at(0).where.column > 1);
    for (int environment = 0; environment < 2; ++environment) {
        QVERIFY(!checkOf(loaded.workspace, environment, 0).isWithheld);
        QVERIFY(checkOf(loaded.workspace, environment, 1).isWithheld);
    }
}

void TestPrograms::equalOnesAreOne()
{
    const Files files({"{ id: a, kind: command, command: [check_x] }",
                       "{ id: b, kind: command, interval: 5m, command: [check_x] }"});
    const LoadedWorkspace loaded = files.load();
    QCOMPARE(loaded.programs.size(), 1);
    QCOMPARE(loaded.programs.first().checks.size(), 4);
    QCOMPARE(runnersText(loaded.programs.first()), "p/dev/s/a, p/dev/s/b, p/prod/s/a and 1 more");
}

void TestPrograms::whatDecidesChangesTheDigest_data()
{
    QTest::addColumn<QByteArray>("check");
    QTest::newRow("another program")
        << QByteArray("{ id: a, kind: command, command: [check_y, x] }");
    QTest::newRow("another argument")
        << QByteArray("{ id: a, kind: command, command: [check_x, y] }");
    QTest::newRow("one more argument")
        << QByteArray("{ id: a, kind: command, command: [check_x, x, x] }");
    QTest::newRow("arguments parted elsewhere")
        << QByteArray("{ id: a, kind: command, command: ['check_x x'] }");
    QTest::newRow("a variable") << QByteArray(
        "{ id: a, kind: command, command: [check_x, x], environment: { LD_PRELOAD: "
        "/tmp/x.so } }");
    QTest::newRow("a credential") << QByteArray(
        "{ id: a, kind: command, command: [check_x, x], credential: shop/prod/db }");
    QTest::newRow("by ssh") << QByteArray("{ id: a, kind: ssh, host: h, command: [check_x, x] }");
}

void TestPrograms::whatDecidesChangesTheDigest()
{
    QFETCH(QByteArray, check);
    const LoadedWorkspace before =
        Files({"{ id: a, kind: command, command: [check_x, x] }"}).load();
    const LoadedWorkspace after = Files({check}).load();
    QVERIFY(!after.hasErrors());
    QCOMPARE(before.programs.size(), 1);
    QCOMPARE(after.programs.size(), 1);
    QVERIFY(digests(before) != digests(after));
}

void TestPrograms::whatDoesNotDecideLeavesItAlone()
{
    Files files({"{ id: a, kind: command, command: [check_x, x] }"});
    const QStringList before = digests(files.load());
    files.write({"{ id: other, kind: tcp, host: 127.0.0.1, port: 1 }",
                 "{ id: renamed, title: T, interval: 2m, timeout: 1s, retries: 7, kind: command, "
                 "command: [check_x, x], ranges_warning: { load: '~:5' } }"});
    QCOMPARE(digests(files.load()), before);
}

void TestPrograms::aScriptOfTheWorkspaceIsPartOfIt()
{
    const Files files({"{ id: a, kind: command, command: [python3, '${workspace_dir}/x.py'] }"});
    files.put("x.py", "print('one')");
    const QStringList before = digests(files.load());
    QCOMPARE(digests(files.load()), before);
    files.put("x.py", "print('two')");
    QVERIFY(digests(files.load()) != before);
    files.put("x.py", "print('one')");
    QCOMPARE(digests(files.load()), before);
    // It is watched as the workspace's own files are.
    const LoadedWorkspace loaded = files.load();
    QCOMPARE(loaded.files.first(), files.path("opsdeck.yaml"));
    QVERIFY(loaded.files.contains(QFileInfo(files.path("x.py")).canonicalFilePath()));
    QCOMPARE(loaded.files.size(), loaded.fingerprints.size());
}

void TestPrograms::aScriptReachedByALinkIsPartOfIt()
{
    const Files files({"{ id: a, kind: command, command: ['${workspace_dir}/link'] }"});
    files.put("one", "1");
    QVERIFY(QFile::link(files.path("one"), files.path("link")));
    const QStringList before = digests(files.load());
    files.put("one", "2");
    QVERIFY(digests(files.load()) != before);
}

void TestPrograms::everyFileThatIsNamedIsPartOfIt_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::newRow("within an argument") << QByteArray("[x, '--rules=${workspace_dir}/d/one']");
    QTest::newRow("the second of two")
        << QByteArray("[x, '${workspace_dir}/config;${workspace_dir}/d/one x']");
    QTest::newRow("a folder") << QByteArray("[x, '${workspace_dir}/d']");
    QTest::newRow("a variable") << QByteArray(
        "[x], environment: { PYTHONPATH: '/usr/lib:${workspace_dir}/d' }");
    QTest::newRow("by way of the folder's parent")
        << QByteArray("[x, '${workspace_dir}/d/../d/one']");
}

void TestPrograms::everyFileThatIsNamedIsPartOfIt()
{
    QFETCH(QByteArray, rest);
    const Files files({"{ id: a, kind: command, command: " + rest + " }"});
    QVERIFY(QDir().mkdir(files.path("d")));
    files.put("d/one", "1");
    const LoadedWorkspace loaded = files.load();
    QVERIFY(!loaded.hasErrors());
    const QStringList before = digests(loaded);
    QVERIFY(!before.first().isEmpty());
    QVERIFY(loaded.files.contains(files.path("d/one")));
    files.put("d/one", "2");
    QVERIFY(digests(files.load()) != before);
    files.put("d/one", "1");
    QCOMPARE(digests(files.load()), before);
}

void TestPrograms::whatIsNotLookedIntoIsNeverTrusted()
{
    const Files files({"{ id: a, kind: command, command: [x, '${workspace_dir}/d'] }"});
    QVERIFY(QDir().mkdir(files.path("d")));
    QVERIFY(!digests(files.load()).contains(QString()));
    QVERIFY(QFile::link(QDir::tempPath(), files.path("d/away")));
    const LoadedWorkspace loaded = files.load();
    QCOMPARE(digests(loaded), QStringList({QString(), QString()}));
    QVERIFY2(loaded.programs.first().facts.last().contains(files.path("d/away")),
             qPrintable(loaded.programs.first().facts.last()));
    const WorkspacePtr released = releasedPrograms(loaded.workspace, loaded.programs, {QString()});
    QVERIFY(checkOf(released, 0).isWithheld && checkOf(released, 1).isWithheld);
    QVERIFY(digestsOf(loaded.programs).isEmpty());
}

void TestPrograms::sshRunsWhatTheWorkspaceSays()
{
    const Files files({"{ id: a, kind: ssh, host: h, user: ops, command: [uptime, -p] }",
                       "{ id: b, kind: ssh, host: h, config_file: config }"});
    files.put("config", "Host h\n");
    const LoadedWorkspace loaded = files.load();
    QVERIFY(!loaded.hasErrors());
    QCOMPARE(loaded.programs.size(), 2);
    QCOMPARE(loaded.programs.at(0).argumentVector, QStringList({"ssh", "ops@h", "uptime", "-p"}));
    QCOMPARE(loaded.programs.at(1).argumentVector,
             QStringList({"ssh", "-F", files.path("config"), "h"}));
    const QStringList before = digests(loaded);
    files.put("config", "Host h\n  ProxyCommand sh -c evil\n");
    const QStringList after = digests(files.load());
    QCOMPARE(after.at(0), before.at(0));
    QVERIFY(after.at(1) != before.at(1));
}

void TestPrograms::aWayWithItsOwnConfigurationRunsPrograms()
{
    const Files files({"{ id: a, kind: tcp, host: 127.0.0.1, port: 1 }"}, ", via: gate");
    files.put("config", "Host gate\n");
    const LoadedWorkspace loaded = files.load();
    QVERIFY(!loaded.hasErrors());
    QCOMPARE(loaded.programs.size(), 1);
    QCOMPARE(loaded.programs.first().argumentVector,
             QStringList({"ssh", "-F", files.path("config"), "gate"}));
    QVERIFY(!checkOf(loaded.workspace, 0).isWithheld);
    QVERIFY(checkOf(loaded.workspace, 1).isWithheld);
    const QStringList before = digests(loaded);
    files.put("config", "Host gate\n  ProxyCommand sh -c evil\n");
    QVERIFY(digests(files.load()) != before);
}

void TestPrograms::releasingLeavesTheOthers()
{
    Files files({"{ id: a, kind: command, command: [check_a] }",
                 "{ id: b, kind: command, command: [check_b] }"});
    const LoadedWorkspace loaded = files.load();
    const QSet<QString> one{loaded.programs.first().digest};
    const WorkspacePtr released = releasedPrograms(loaded.workspace, loaded.programs, one);
    QVERIFY(!checkOf(released, 0, 0).isWithheld && !checkOf(released, 1, 0).isWithheld);
    QVERIFY(checkOf(released, 0, 1).isWithheld && checkOf(released, 1, 1).isWithheld);
    QVERIFY(checkOf(loaded.workspace, 0, 0).isWithheld);
    QCOMPARE(notAmong(loaded.programs, one).size(), 1);
    // What was changed asks again; what was not goes on.
    files.write({"{ id: a, kind: command, command: [check_a] }",
                 "{ id: b, kind: command, command: [check_b, -v] }"});
    const LoadedWorkspace changed = files.load();
    const QList<ProgramUse> left = notAmong(changed.programs, digestsOf(loaded.programs));
    QCOMPARE(left.size(), 1);
    QCOMPARE(left.first().argumentVector, QStringList({"check_b", "-v"}));
}

void TestPrograms::aCheckByTwoProgramsNeedsBoth()
{
    const Files files({"{ id: a, kind: ssh, host: h, command: [uptime] }"}, ", via: gate");
    files.put("config", "Host gate\n");
    const LoadedWorkspace loaded = files.load();
    QCOMPARE(loaded.programs.size(), 2);
    for (const ProgramUse &program : loaded.programs) {
        const WorkspacePtr released =
            releasedPrograms(loaded.workspace, loaded.programs, {program.digest});
        QVERIFY(checkOf(released, 1).isWithheld);
    }
    const WorkspacePtr released =
        releasedPrograms(loaded.workspace, loaded.programs, digestsOf(loaded.programs));
    QVERIFY(!checkOf(released, 0).isWithheld && !checkOf(released, 1).isWithheld);
}

QTEST_GUILESS_MAIN(TestPrograms)
#include "tst_programs.moc"
