// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/wrongcheck.h"
#include "tests/support/asnobody.h"
#include "tests/unit/config/sampleworkspace.h"

#include <QTest>

#include <unistd.h>

using namespace opsdeck;
using namespace opsdeck::test;

/// One mistake, one message: what only follows from it is not told.
class TestFollowOns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWrongCheckKnowsItsPlaceAndKind();
    void aMissingParameterIsOneMessage();
    void aMissingParameterStopsEachCheckThatNeedsIt();
    void theOriginIsThatOfTheSameEnvironment();
    void runbooksOfABrokenPlatformAreSilent();
    void runbooksOfNoPlatformAreNot();
    void aFileNamedTwiceIsOneMessage();
    void pastedSecrets_data();
    void pastedSecrets();
    void namesAreNoSecrets_data();
    void namesAreNoSecrets();
    void hints_data();
    void hints();
    void theOtherSuffixIsSeen();
    void aClosedFolderIsNamed();
};

namespace {

const Check &firstCheck(const LoadedWorkspace &loaded, qsizetype environment, qsizetype service)
{
    return loaded.workspace->platforms.first()
        .environments.at(environment)
        .services.at(service)
        .checks.first();
}

/// Of one check of an API with this line in place of its `interval`.
LoadedWorkspace withCheckLine(const QByteArray &line)
{
    return Files().replace("shop.yaml", "interval: 5s", line).load();
}

} // namespace

void TestFollowOns::aWrongCheckKnowsItsPlaceAndKind()
{
    const LoadedWorkspace loaded = withCheckLine("intervall: 5s");
    QVERIFY(loaded.workspace);
    for (const qsizetype environment : {0, 1}) {
        const Check &check = firstCheck(loaded, environment, 0);
        QCOMPARE(check.kind, "http");
        QCOMPARE(wrongAt(check), "shop.yaml:16:9");
        QVERIFY(check.downIf.isEmpty());
    }
    QCOMPARE(wrongAt(firstCheck(loaded, 0, 1)), QString());
}

void TestFollowOns::aMissingParameterIsOneMessage()
{
    Files files;
    files.replace("opsdeck.yaml", "host: 10.0.0.1, ", "");
    const LoadedWorkspace loaded = files.load();
    const QString text = textOf(loaded);
    QCOMPARE(text.count("unknown variable 'host' in environment prod"), 2); // platform and runbook
    QVERIFY2(!text.contains("environment dev"), qPrintable(text));
    QVERIFY2(!text.contains("must be"), qPrintable(text));
    QVERIFY2(!text.contains("the value comes from"), qPrintable(text));
    QCOMPARE(loaded.problems.size(), 3); // and that the runbook is left out
}

void TestFollowOns::aMissingParameterStopsEachCheckThatNeedsIt()
{
    Files files;
    files.replace("opsdeck.yaml", "host: 10.0.0.1, ", "");
    const LoadedWorkspace loaded = files.load();
    QCOMPARE(wrongAt(firstCheck(loaded, 0, 0)), QString());
    QCOMPARE(wrongAt(firstCheck(loaded, 0, 1)), QString());
    QCOMPARE(wrongAt(firstCheck(loaded, 1, 0)), "shop.yaml:19:14");
    QVERIFY(wrongAt(firstCheck(loaded, 1, 1)).startsWith("shop.yaml:29:"));
}

void TestFollowOns::theOriginIsThatOfTheSameEnvironment()
{
    Files files;
    files.replace("opsdeck.yaml", "host: 10.0.0.1, ", "host: \"no/host\", ");
    const QString text = textOf(files.load());
    QVERIFY2(text.contains("not 'no/host' (the value comes from opsdeck.yaml:7:"),
             qPrintable(text));
    QVERIFY2(!text.contains("opsdeck.yaml:6:"), qPrintable(text));
}

void TestFollowOns::runbooksOfABrokenPlatformAreSilent()
{
    Files files;
    files.replace("shop.yaml", "\nlayers:", "\n\tlayers:");
    const LoadedWorkspace loaded = files.load();
    QVERIFY(!loaded.workspace);
    QCOMPARE(loaded.problems.size(), 2);
    QVERIFY2(textOf(loaded).contains("'shop.yaml' is left out"), qPrintable(textOf(loaded)));
    QVERIFY2(textOf(loaded).contains("a tab in the indentation"), qPrintable(textOf(loaded)));
}

void TestFollowOns::runbooksOfNoPlatformAreNot()
{
    Files files;
    files.replace("restart.yaml", "platform: shop", "platform: shpo");
    const LoadedWorkspace loaded = files.load();
    QVERIFY(loaded.workspace);
    QVERIFY(loaded.workspace->runbooks.isEmpty());
    QVERIFY2(textOf(loaded).contains("there is no platform 'shpo'. Did you mean 'shop'?"),
             qPrintable(textOf(loaded)));
}

void TestFollowOns::aFileNamedTwiceIsOneMessage()
{
    Files files;
    files.replace("opsdeck.yaml",
                  "      prod:", "  - file: ./shop.yaml\n    parameters:\n      prod:");
    const LoadedWorkspace loaded = files.load();
    QVERIFY(loaded.workspace);
    QCOMPARE(textOf(loaded), "opsdeck.yaml:7:11: error: './shop.yaml' is named twice; put the "
                             "parameters of all its environments into one entry");
    QCOMPARE(loaded.workspace->platforms.size(), 1);
}

void TestFollowOns::pastedSecrets_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QByteArray>("secret");
    const QByteArray check = "json: { status: healthy }";
    const QByteArray command = "[echo, \"${host}\"]";
    QTest::newRow("credential of a check")
        << "shop.yaml" << check << QByteArray("credential: Tr0ub4dorAnd3xY9q")
        << QByteArray("Tr0ub4dorAnd3xY9q");
    QTest::newRow("parameter") << "opsdeck.yaml" << QByteArray("cred: demo/prod/db")
                               << QByteArray("db_credential: Xk29fj3kd0Lq8sZ")
                               << QByteArray("Xk29fj3kd0Lq8sZ");
    QTest::newRow("redis-cli") << "restart.yaml" << command
                               << QByteArray(
                                      "[redis-cli, -h, \"${host}\", -a, Xk29fj3kd0Lq8sZ, PING]")
                               << QByteArray("Xk29fj3kd0Lq8sZ");
    QTest::newRow("redis-cli by path, --pass")
        << "restart.yaml" << command
        << QByteArray("[docker, exec, r, /usr/bin/redis-cli, --pass, hunter22, PING]")
        << QByteArray("hunter22");
    QTest::newRow("mysql") << "restart.yaml" << command
                           << QByteArray("[mysqldump, -u, shop, -phunter22, shop]")
                           << QByteArray("hunter22");
    QTest::newRow("in a script") << "restart.yaml" << command
                                 << QByteArray("[sh, -c, \"redis-cli -a hunter22 PING\"]")
                                 << QByteArray("hunter22");
    QTest::newRow("curl") << "restart.yaml" << command
                          << QByteArray("[curl, -u, \"shop:hunter22\", \"http://${host}/\"]")
                          << QByteArray("hunter22");
}

void TestFollowOns::pastedSecrets()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QByteArray, secret);
    const LoadedWorkspace loaded = Files().replace(file, from, to).load();
    const QString text = textOf(loaded);
    QVERIFY(loaded.hasErrors());
    QVERIFY2(text.contains("secret"), qPrintable(text));
    QVERIFY2(text.contains("opsdeckctl credential set NAME"), qPrintable(text));
    QVERIFY2(!text.contains(secret), qPrintable(text));
}

void TestFollowOns::namesAreNoSecrets_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    const QByteArray check = "json: { status: healthy }";
    const QByteArray command = "[echo, \"${host}\"]";
    for (const char *name : {"shop/prod/Db1x2Y3", "shop-prod-db", "postgres15_prod_readonly",
                             "ShopProdDb", "reader@db2", "prod.db2.reader3.v4"})
        QTest::newRow(name) << "shop.yaml" << check << QByteArray("credential: ") + name;
    QTest::newRow("variable") << "restart.yaml" << command
                              << QByteArray("[redis-cli, -a, \"${host}\", PING]");
    QTest::newRow("not its option")
        << "restart.yaml" << command << QByteArray("[psql, -a, -p, \"5432\", shop]");
    QTest::newRow("mysql's port") << "restart.yaml" << command
                                  << QByteArray("[mysql, -P, \"3306\", shop]");
    QTest::newRow("curl's user") << "restart.yaml" << command
                                 << QByteArray("[curl, -u, shop, \"http://${host}/\"]");
}

void TestFollowOns::namesAreNoSecrets()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    const LoadedWorkspace loaded = Files().replace(file, from, to).load();
    QVERIFY2(loaded.problems.isEmpty(), qPrintable(textOf(loaded)));
}

void TestFollowOns::hints_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("hint");
    QTest::newRow("a list of one")
        << QByteArray("depends_on: [db, { service: redis, basis: "
                      "implied }]")
        << QByteArray("depends_on: db") << "'depends_on' must be a list, not 'db'. Write [db]";
    QTest::newRow("no blank, in braces")
        << QByteArray("{ id: port, kind: tcp,") << QByteArray("{ id: port, kind:tcp,")
        << "A blank is missing behind the colon: write 'kind: …'";
    QTest::newRow("no blank, on the next line")
        << QByteArray("    only_in: [prod]\n    presence: planned")
        << QByteArray("    presence:planned")
        << "A blank is missing behind the colon: write 'presence: …'";
    QTest::newRow("a longer word")
        << QByteArray("title: Production, tier: prod")
        << QByteArray("title: Production, tier: production") << "Did you mean 'prod'?";
    QTest::newRow("all kinds") << QByteArray("kind: http") << QByteArray("kind: gopher")
                               << "opsdeckctl schema keys";
}

void TestFollowOns::hints()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, hint);
    const QString text = textOf(Files().replace("shop.yaml", from, to).load());
    QVERIFY2(text.contains(hint), qPrintable(text));
}

void TestFollowOns::theOtherSuffixIsSeen()
{
    Files files;
    QVERIFY(QFile::rename(files.path("opsdeck.yaml"), files.path("opsdeck.yml")));
    QCOMPARE(textOf(files.load()), "opsdeck.yaml:1:1: error: there is no file 'opsdeck.yaml', but "
                                   "'opsdeck.yml': rename it");
}

void TestFollowOns::aClosedFolderIsNamed()
{
    if (isRoot()) {
        const QByteArray failure = failureAsNobody({"aClosedFolderIsNamed"});
        QVERIFY2(failure.isEmpty(), failure.constData());
        return;
    }
    Files files;
    QFile folder(files.path());
    QVERIFY(folder.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    const QString text = textOf(files.load());
    QVERIFY(folder.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    QVERIFY2(text.contains("can't be reached: you may not enter the folder"), qPrintable(text));
}

QTEST_GUILESS_MAIN(TestFollowOns)
#include "tst_followons.moc"
