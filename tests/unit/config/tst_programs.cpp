// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/filewatch.h"
#include "services/config/programs.h"
#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

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
    void howMuchIsLookedInto_data();
    void howMuchIsLookedInto();
    void namedByAnotherName_data();
    void namedByAnotherName();
    void aBareNameThatPathLeadsIntoTheWorkspace();
    void hardLinksAndLoops();
    void versionControlKeepsData_data();
    void versionControlKeepsData();
    void versionControlThatRunsCounts_data();
    void versionControlThatRunsCounts();
    void argumentsAreShown_data();
    void argumentsAreShown();
    void commandsAreShownOnALine();
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

void TestPrograms::howMuchIsLookedInto_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("words");
    QTest::newRow("many files") << "many" << "d (more than 2000 files)";
    QTest::newRow("many folders") << "folders" << "d (more than 2000 files)";
    QTest::newRow("a large file") << "large" << "(with it there are more than 256 MiB)";
    QTest::newRow("a pipe") << "pipe" << "d/pipe (no plain file)";
    QTest::newRow("a device") << "device" << "d/device (no plain file)";
    QTest::newRow("a link to a pipe") << "pipe link" << "d/link (no plain file)";
}

void TestPrograms::howMuchIsLookedInto()
{
    QFETCH(QString, what);
    QFETCH(QString, words);
    const Files files({"{ id: a, kind: command, command: [x, '${workspace_dir}/d'] }"});
    QVERIFY(QDir().mkdir(files.path("d")));
    if (what == "many") {
        for (int at = 0; at < 2001; ++at)
            files.put(QString("d/%1").arg(at), "x");
    } else if (what == "folders") {
        for (int at = 0; at < 2001; ++at)
            QVERIFY(QDir().mkdir(files.path(QString("d/%1").arg(at))));
    } else if (what == "large") {
        // Without a byte on the disk.
        QFile file(files.path("d/large"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize(1LL << 40));
    } else if (what == "device") {
        if (::mknod(files.path("d/device").toLocal8Bit().constData(), S_IFCHR | 0600, makedev(1, 5))
            != 0)
            QSKIP("NOT TESTED: a device is made by root alone");
    } else {
        const bool isLinked = what == "pipe link";
        const QString pipe = files.path(isLinked ? "pipe" : "d/pipe");
        QCOMPARE(::mkfifo(pipe.toLocal8Bit().constData(), 0600), 0);
        if (isLinked)
            QVERIFY(QFile::link(pipe, files.path("d/link")));
    }
    const LoadedWorkspace loaded = files.load(); // one that waits or reads on is ended by ctest
    QCOMPARE(digests(loaded), QStringList({QString(), QString()}));
    QVERIFY2(loaded.programs.first().facts.join('\n').contains(words),
             qPrintable(loaded.programs.first().facts.join('\n')));
}

void TestPrograms::namedByAnotherName_data()
{
    QTest::addColumn<QString>("name"); // %1 is the workspace's folder
    QTest::newRow("a doubled slash") << "/%1/x.sh";
    QTest::newRow("a dot") << "/.%1/x.sh";
    QTest::newRow("a link from elsewhere") << "LINK";
    QTest::newRow("by way of a process") << "/proc/self/root%1/x.sh";
}

void TestPrograms::namedByAnotherName()
{
    QFETCH(QString, name);
    const QTemporaryDir elsewhere;
    Files files({"{ id: a, kind: command, command: [x] }"});
    files.put("x.sh", "one");
    const QString link = elsewhere.filePath("link");
    QVERIFY(QFile::link(files.path("x.sh"), link));
    const QString path = name == "LINK" ? link : name.arg(QFileInfo(files.path("x.sh")).path());
    files.write({"{ id: a, kind: command, command: [sh, '" + path.toUtf8() + "'] }"});
    const QStringList before = digests(files.load());
    QVERIFY(!before.first().isEmpty());
    files.put("x.sh", "two");
    QVERIFY(digests(files.load()) != before);
}

void TestPrograms::aBareNameThatPathLeadsIntoTheWorkspace()
{
    const Files files({"{ id: a, kind: command, command: [check_of_mine] }"});
    files.put("check_of_mine", "#!/bin/sh\n");
    QFile::setPermissions(files.path("check_of_mine"),
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", path + ':' + QFileInfo(files.path("x")).path().toLocal8Bit());
    const QStringList before = digests(files.load());
    files.put("check_of_mine", "#!/bin/sh\nevil\n");
    const QStringList after = digests(files.load());
    qputenv("PATH", path);
    QVERIFY(after != before);
}

void TestPrograms::hardLinksAndLoops()
{
    const QTemporaryDir elsewhere;
    const Files files({"{ id: a, kind: command, command: [x, '${workspace_dir}/d'] }"});
    QVERIFY(QDir().mkdir(files.path("d")));
    QVERIFY(QFile::link(files.path("d/loop"), files.path("d/loop")));
    files.put("d/one", "1");
    const QByteArray other = elsewhere.filePath("other").toLocal8Bit();
    QCOMPARE(::link(files.path("d/one").toLocal8Bit().constData(), other.constData()), 0);
    const LoadedWorkspace loaded = files.load();
    const QStringList before = digests(loaded);
    QVERIFY(!before.first().isEmpty());
    const QString print = WorkspaceWatch::fingerprint(files.path("d/one"));
    // By its other name, of the same length, with its time set back.
    QFile file(QFile::decodeName(other));
    QVERIFY(file.open(QIODevice::ReadWrite));
    const QDateTime written = file.fileTime(QFileDevice::FileModificationTime);
    QCOMPARE(file.write("2"), 1);
    QVERIFY(file.flush() && file.setFileTime(written, QFileDevice::FileModificationTime));
    QVERIFY(WorkspaceWatch::fingerprint(files.path("d/one")) != print);
    QVERIFY(digests(files.load()) != before);
}

void TestPrograms::versionControlKeepsData_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name :
         {".git/objects/ab/cdef", ".git/refs/heads/main", ".git/logs/HEAD", ".git/index",
          ".git/HEAD", ".git/FETCH_HEAD", ".git/COMMIT_EDITMSG", ".git/modules/sub/objects/x",
          ".hg/store/data", ".hg/dirstate", ".svn/pristine/ab", ".svn/wc.db"})
        QTest::newRow(name) << name;
}

void TestPrograms::versionControlKeepsData()
{
    QFETCH(QString, name);
    const Files files(
        {"{ id: a, kind: command, command: [x, '${workspace_dir}'] }",
         "{ id: b, kind: command, command: [x, '${workspace_dir}/" + name.toUtf8() + "'] }"});
    for (const char *keeper : {".git", ".git/modules/sub"}) {
        QVERIFY(QDir().mkpath(files.path(keeper)));
        files.put(QString(keeper) + "/HEAD", "ref: refs/heads/main\n");
    }
    QVERIFY(QDir().mkpath(QFileInfo(files.path(name)).path()));
    files.put(name, "1");
    const LoadedWorkspace loaded = files.load();
    const QStringList before = digests(loaded);
    QCOMPARE(before.size(), 2);
    QVERIFY(!before.first().isEmpty());
    QVERIFY2(loaded.programs.first().facts.join('\n').contains(
                 "left out, as data of a version control: "),
             qPrintable(loaded.programs.first().facts.join('\n')));
    files.put(name, "2");
    const QStringList after = digests(files.load());
    QCOMPARE(after.at(0), before.at(0));
    // Named by itself it is a program's file like any other.
    QVERIFY(after.at(1) != before.at(1));
}

void TestPrograms::versionControlThatRunsCounts_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name :
         {".git/config", ".git/config.worktree", ".git/hooks/pre-commit", ".git/info/attributes",
          ".git/modules/sub/config", ".git/modules/sub/hooks/post-checkout", ".hg/hgrc",
          ".git/hooks/objects/x", "objects/x", "HEAD", ".gitattributes", ".github/refs/x",
          "x.git/objects/y"})
        QTest::newRow(name) << name;
}

void TestPrograms::versionControlThatRunsCounts()
{
    QFETCH(QString, name);
    const Files files({"{ id: a, kind: command, command: [git, -C, '${workspace_dir}', status] }"});
    QVERIFY(QDir().mkpath(files.path(".git/objects")));
    files.put(".git/HEAD", "ref: refs/heads/main\n");
    QVERIFY(QDir().mkpath(QFileInfo(files.path(name)).path()));
    const QStringList none = digests(files.load());
    QVERIFY(!none.first().isEmpty());
    files.put(name, "1");
    const QStringList before = digests(files.load());
    QVERIFY(before != none);
    files.put(name, "2");
    QVERIFY(digests(files.load()) != before);
}

void TestPrograms::argumentsAreShown_data()
{
    QTest::addColumn<QString>("argument");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << "/usr/bin/check -w '5'" << "/usr/bin/check -w '5'";
    QTest::newRow("a regular expression") << "\\d+\\n" << "\\d+\\n";
    QTest::newRow("nothing") << "" << "$''";
    QTest::newRow("spaces at the end") << "x  " << "$'x  '";
    QTest::newRow("what looks quoted") << "$'x'" << "$'$\\'x\\''";
    QTest::newRow("a line break") << "x\n     1  harmless" << "$'x\\n     1  harmless'";
    QTest::newRow("a terminal's words") << "x\x1b[1A\x1b[2K\\" << "$'x\\e[1A\\e[2K\\\\'";
    QTest::newRow("the other way round") << QString("a") + QChar(0x202e) + "b" << "$'a\\u202Eb'";
    QTest::newRow("nothing wide") << QString("a") + QChar(0x200b) << "$'a\\u200B'";
    QTest::newRow("a space that is none") << QString("a") + QChar(0xa0) + "b" << "$'a\\u00A0b'";
    QTest::newRow("a filler") << QString(QChar(0x3164)) << "$'\\u3164'";
    QTest::newRow("a mark beyond") << QString::fromUcs4(U"a\U000E0041") << "$'a\\U000E0041'";
    QTest::newRow("a letter that looks like another")
        << QString("p") + QChar(0x0430) + "y" << QString("p") + QChar(0x0430) + "y  (U+0430)";
}

void TestPrograms::argumentsAreShown()
{
    QFETCH(QString, argument);
    QFETCH(QString, shown);
    QCOMPARE(shownArgument(argument), shown);
}

void TestPrograms::commandsAreShownOnALine()
{
    QCOMPARE(shownCommand({"/bin/sh", "-c", "echo 'a'; x", "", "b\n", "-v"}, 200),
             "/bin/sh -c 'echo '\\''a'\\''; x' $'' $'b\\n' -v");
    const QString cut = shownCommand({"/bin/echo", QString(1000, 'x')}, 40);
    QCOMPARE(cut.size(), 40);
    QVERIFY(cut.endsWith(QChar(0x2026)));
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
