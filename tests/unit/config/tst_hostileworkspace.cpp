// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/wrongcheck.h"
#include "tests/unit/config/sampleworkspace.h"

#include <QElapsedTimer>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

/// Configurations that somebody wrote badly on purpose: secrets in them, bombs, ways out of the
/// folder.
class TestHostileWorkspace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void secretsAreRefusedAndNotEchoed_data();
    void secretsAreRefusedAndNotEchoed();
    void hostileFilesEndSoon_data();
    void hostileFilesEndSoon();
    void filesOutsideAreRefused();
    void linksOutsideAreWatched();
    void checksWithSecretsAreNotRun();
    void parameterFilesStayInside_data();
    void parameterFilesStayInside();
};

void TestHostileWorkspace::secretsAreRefusedAndNotEchoed_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::newRow("parameter") << QByteArray("cred: demo/prod/db")
                               << QByteArray("db_password: hunter2");
    QTest::newRow("token shape") << QByteArray("cred: demo/prod/db")
                                 << QByteArray("cred: glpat-hunter2hunter2hunter2");
    QTest::newRow("in another value")
        << QByteArray("port: \"9000\", cred: demo/prod/db")
        << QByteArray("port: x, api_token: hunter2, host: \"${api_token}hunter2 b\"");
    QTest::newRow("argument") << QByteArray("cred: demo/prod/db }\nrunbooks: [restart.yaml]")
                              << QByteArray("x: y }\nrunbooks: [\"--password\", hunter2]");
    QTest::newRow("url") << QByteArray("cred: demo/prod/db")
                         << QByteArray("cred: \"redis://x:hunter2@h\"");
}

void TestHostileWorkspace::secretsAreRefusedAndNotEchoed()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    Files files;
    files.replace("opsdeck.yaml", from, to);
    const LoadedWorkspace loaded = files.load();
    QVERIFY(loaded.hasErrors());
    QVERIFY2(textOf(loaded).contains("opsdeckctl credential set"), qPrintable(textOf(loaded)));
    QVERIFY2(!textOf(loaded).contains("hunter2"), qPrintable(textOf(loaded)));
}

void TestHostileWorkspace::hostileFilesEndSoon_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("expected");
    QTest::newRow("huge") << QByteArray("a: ") + QByteArray(2 << 20, 'x') << "larger than 1 MiB";
    QTest::newRow("deep list") << QByteArray(50'000, '[') << "error";
    QTest::newRow("deep map") << QByteArray("{a: ").repeated(20'000) << "error";
    QTest::newRow("many values") << "a: [" + QByteArray("1,").repeated(300'000) + "]" << "error";
    QTest::newRow("bomb") << QByteArray(
        "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nplatform: [*c,*c,*c,*c]\n")
                          << "anchors";
    QTest::newRow("itself") << QByteArray("platform: &a [*a]\n") << "anchors";
    QTest::newRow("binary") << QByteArray("\x00\x01\x02\xff", 4) << "NUL";
    QTest::newRow("not UTF-8") << QByteArray("platform: \xff\xfe\n") << "UTF-8";
    QTest::newRow("empty") << QByteArray() << "the file is empty";
    QTest::newRow("a list") << QByteArray("- a\n- b\n") << "must be a mapping";
    QTest::newRow("two documents") << QByteArray("a: 1\n---\nb: 2\n") << "second document";
}

void TestHostileWorkspace::hostileFilesEndSoon()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, expected);
    Files files;
    files.put("shop.yaml", bytes);
    QElapsedTimer timer;
    timer.start();
    const LoadedWorkspace loaded = files.load();
    // Far above what it takes, far below what growth with the square of the size would take.
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(loaded.hasErrors());
    QVERIFY2(textOf(loaded).contains(expected), qPrintable(textOf(loaded).left(2000)));
    QVERIFY(!loaded.workspace);
}

void TestHostileWorkspace::filesOutsideAreRefused()
{
    QTemporaryDir outside;
    QFile secret(outside.filePath("secret.yaml"));
    QVERIFY(secret.open(QIODevice::WriteOnly));
    secret.write(Files::sample("shop.yaml"));
    secret.close();
    Files files;
    QVERIFY(QFile::link(secret.fileName(), files.path("link.yaml")));
    for (const QByteArray &name :
         {QByteArray("../x/shop.yaml"), secret.fileName().toUtf8(), QByteArray("link.yaml")}) {
        Files fresh;
        QVERIFY(QFile::link(secret.fileName(), fresh.path("link.yaml")));
        fresh.replace("opsdeck.yaml", "file: shop.yaml", "file: " + name);
        const LoadedWorkspace loaded = fresh.load();
        QVERIFY2(textOf(loaded).contains("outside of the workspace's folder"),
                 qPrintable(textOf(loaded)));
    }
    Files locked;
    QFile(locked.path("shop.yaml")).setPermissions({});
    if (!QFileInfo(locked.path("shop.yaml")).isReadable())
        QVERIFY(
            textOf(locked.load()).contains("opsdeck.yaml:4:11: error: 'shop.yaml' can't be read"));
    Files folder;
    QVERIFY(QDir().mkpath(folder.path("shop.d")));
    folder.replace("opsdeck.yaml", "file: shop.yaml", "file: shop.d");
    QVERIFY(textOf(folder.load()).contains("is no plain file"));
}

/// A link that led outside is mended without a change of the file that names it.
void TestHostileWorkspace::linksOutsideAreWatched()
{
    QTemporaryDir outside;
    QVERIFY(QFile::copy(Files().path("shop.yaml"), outside.filePath("shop.yaml")));
    Files files;
    QVERIFY(QFile::remove(files.path("shop.yaml")));
    QVERIFY(QFile::link(outside.filePath("shop.yaml"), files.path("shop.yaml")));
    LoadedWorkspace loaded = files.load();
    QVERIFY2(textOf(loaded).contains("outside of the workspace's folder"),
             qPrintable(textOf(loaded)));
    QVERIFY(loaded.files.contains(files.path("shop.yaml")));
    QCOMPARE(loaded.files.size(), loaded.fingerprints.size());
    const auto print = [&] {
        return loaded.fingerprints.at(loaded.files.indexOf(files.path("shop.yaml")));
    };
    const QString before = print();
    QVERIFY(QFile::remove(files.path("shop.yaml")));
    files.put("shop.yaml", Files::sample("shop.yaml"));
    loaded = files.load();
    QVERIFY(!textOf(loaded).contains("outside of the workspace's folder"));
    QVERIFY(print() != before);
    // What is named by a place outside is none of our files.
    files.replace("opsdeck.yaml", "file: shop.yaml", "file: ../elsewhere.yaml");
    for (const QString &file : files.load().files)
        QVERIFY2(!file.endsWith("elsewhere.yaml"), qPrintable(file));
}

/// A secret that was called an error is not sent.
void TestHostileWorkspace::checksWithSecretsAreNotRun()
{
    const auto checksOf = [](const LoadedWorkspace &loaded, qsizetype environment) {
        return loaded.workspace->platforms.first()
            .environments.at(environment)
            .services.first()
            .checks;
    };
    Files header;
    header.replace("shop.yaml", "        json: { status: healthy }",
                   "        headers: { Authorization: \"Bearer hunter2hunter2\" }");
    LoadedWorkspace loaded = header.load();
    QVERIFY(loaded.hasErrors());
    QVERIFY(loaded.workspace);
    for (const qsizetype environment : {0, 1}) {
        const Check check = checksOf(loaded, environment).first();
        QVERIFY2(wrongAt(check).startsWith("shop.yaml:20:"), qPrintable(wrongAt(check)));
        QVERIFY(!check.parameters.contains("headers"));
    }
    // Only there where it stands.
    Files one;
    one.replace("shop.yaml", "checks: { health: { interval: 10s } }",
                "checks: { health: { url: \"http://x:hunter2@h/\" } }");
    loaded = one.load();
    QVERIFY(loaded.hasErrors());
    QCOMPARE(wrongAt(checksOf(loaded, 0).first()), QString());
    QVERIFY(!wrongAt(checksOf(loaded, 1).first()).isEmpty());
    // By a variable.
    Files variable;
    variable.replace("opsdeck.yaml", "cred: demo/prod/db", "word_password: hunter2hunter2");
    variable.replace("shop.yaml", "json: { status: healthy }",
                     "body: \"${word_password}\"\n        json: { status: healthy }");
    loaded = variable.load();
    QVERIFY(loaded.hasErrors());
    QVERIFY(!wrongAt(checksOf(loaded, 1).first()).isEmpty());
    QVERIFY(!textOf(loaded).contains("hunter2"));
}

void TestHostileWorkspace::parameterFilesStayInside_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QByteArray>("parameter"); ///< of both environments
    QTest::addColumn<QString>("expected");     ///< nothing: accepted
    const QString leads = "'ca_file' leads out of the workspace's folder";
    const QString absolute = "'ca_file' is an absolute path";
    QTest::newRow("inside") << QByteArray("ca/own.pem") << QByteArray("x") << QString();
    QTest::newRow("inside by a detour")
        << QByteArray("ca/../ca/own.pem") << QByteArray("x") << QString();
    QTest::newRow("below the workspace's own variable")
        << QByteArray("${workspace_dir}/ca/own.pem") << QByteArray("x") << QString();
    QTest::newRow("parameter inside")
        << QByteArray("${ca}/own.pem") << QByteArray("ca") << QString();
    QTest::newRow("parameter outside")
        << QByteArray("${ca}/ca.pem") << QByteArray("OUTSIDE") << QString();
    QTest::newRow("whole parameter")
        << QByteArray("${ca}") << QByteArray("OUTSIDE/ca.pem") << QString();
    QTest::newRow("absolute") << QByteArray("OUTSIDE/ca.pem") << QByteArray("x") << absolute;
    QTest::newRow("absolute inside")
        << QByteArray("INSIDE/ca/own.pem") << QByteArray("x") << absolute;
    QTest::newRow("up") << QByteArray("../BESIDE/ca.pem") << QByteArray("x") << leads;
    QTest::newRow("up later") << QByteArray("ca/../../BESIDE/ca.pem") << QByteArray("x") << leads;
    QTest::newRow("up from the workspace's own variable")
        << QByteArray("${workspace_dir}/../BESIDE/ca.pem") << QByteArray("x") << leads;
    QTest::newRow("up from a parameter")
        << QByteArray("${ca}/../../BESIDE/ca.pem") << QByteArray("ca") << leads;
    QTest::newRow("parameter in the middle")
        << QByteArray("ca/${ca}/ca.pem") << QByteArray("../../BESIDE") << leads;
    QTest::newRow("link to a file") << QByteArray("link.pem") << QByteArray("x") << leads;
    QTest::newRow("link to a folder") << QByteArray("linked/ca.pem") << QByteArray("x") << leads;
    QTest::newRow("absent") << QByteArray("none.pem") << QByteArray("x")
                            << QString("'ca_file' must be a readable file");
}

void TestHostileWorkspace::parameterFilesStayInside()
{
    QFETCH(QByteArray, written);
    QFETCH(QByteArray, parameter);
    QFETCH(QString, expected);
    QTemporaryDir outside;
    Files files;
    QVERIFY(QDir(files.path()).mkdir("ca"));
    for (const QString &name : {outside.filePath("ca.pem"), files.path("ca/own.pem")}) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    QVERIFY(QFile::link(outside.filePath("ca.pem"), files.path("link.pem")));
    QVERIFY(QFile::link(outside.path(), files.path("linked")));
    const auto real = [&](QByteArray text) {
        return text.replace("OUTSIDE", outside.path().toUtf8())
            .replace("INSIDE", files.path().toUtf8())
            .replace("BESIDE", QFileInfo(outside.path()).fileName().toUtf8());
    };
    for (const char *environment : {"dev: {", "prod: {"})
        files.replace("opsdeck.yaml", environment,
                      QByteArray(environment) + " ca: \"" + real(parameter) + "\",");
    files.replace("shop.yaml", "        json: {",
                  "        ca_file: \"" + real(written) + "\"\n        json: {");
    const LoadedWorkspace loaded = files.load();
    QCOMPARE(loaded.hasErrors(), !expected.isEmpty());
    if (!expected.isEmpty())
        QVERIFY2(textOf(loaded).contains("shop.yaml:20:18: error: " + expected),
                 qPrintable(textOf(loaded)));
    else
        QVERIFY2(loaded.problems.isEmpty(), qPrintable(textOf(loaded)));
}

QTEST_GUILESS_MAIN(TestHostileWorkspace)
#include "tst_hostileworkspace.moc"
