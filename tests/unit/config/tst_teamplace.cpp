// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/credentialuses.h"
#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

LoadedWorkspace load(const QByteArray &store)
{
    QTemporaryDir dir;
    for (const auto &[name, bytes] :
         {std::pair("opsdeck.yaml", "workspace: w\nplatforms: [ { file: p.yaml } ]\n" + store),
          std::pair("p.yaml",
                    QByteArray("platform: p\nenvironments: [ { id: dev, tier: dev } ]\n")),
          std::pair("ca.pem", QByteArray("-"))}) {
        QFile file(dir.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
    }
    LoadedWorkspace loaded =
        WorkspaceLoader(KindCatalog{builtinProbes().infos(), {}}).load(dir.path());
    if (loaded.teamStore)
        loaded.teamStore->caFile.remove(dir.path());
    return loaded;
}

QString problemsOf(const LoadedWorkspace &loaded)
{
    QStringList lines;
    for (const ConfigProblem &problem : loaded.problems)
        lines << problem.toString();
    return lines.join('\n');
}

} // namespace

/// The place of a team's history in a workspace file.
class TestTeamPlace final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void absentIsNone()
    {
        const LoadedWorkspace loaded = load({});
        QVERIFY2(loaded.problems.isEmpty(), qPrintable(problemsOf(loaded)));
        QVERIFY(!loaded.teamStore);
    }

    void isReadWithItsDefaults()
    {
        LoadedWorkspace loaded =
            load("store: { host: db.example.com, database: ops, user: opsdeck }\n");
        QVERIFY2(loaded.problems.isEmpty(), qPrintable(problemsOf(loaded)));
        TeamPlace expected;
        expected.host = "db.example.com";
        expected.database = "ops";
        expected.user = "opsdeck";
        QVERIFY(loaded.teamStore == expected);
        loaded = load("store: { host: 127.0.0.1, port: 6432, database: ops, user: opsdeck, "
                      "credential: team-db, sslmode: verify-ca, ca_file: ca.pem, keep_samples: "
                      "4d, keep_events: 365d }\n");
        QVERIFY2(loaded.problems.isEmpty(), qPrintable(problemsOf(loaded)));
        expected.host = "127.0.0.1";
        expected.port = 6432;
        expected.credential = CredentialId("team-db");
        expected.sslMode = "verify-ca";
        expected.caFile = "/ca.pem";
        expected.keep.points = std::chrono::hours(96);
        expected.keep.events = std::chrono::hours(24 * 365);
        QVERIFY(loaded.teamStore == expected);
        const auto uses = credentialUses(*loaded.workspace, {}, {}, loaded.teamStore);
        QCOMPARE(uses.value(CredentialId("team-db")), QStringList("the team's store"));
    }

    void whatIsWrongIsSaidWhereItIs_data()
    {
        QTest::addColumn<QByteArray>("store");
        QTest::addColumn<QString>("said");
        QTest::addColumn<bool>("isUsable");
        QTest::newRow("no host") << QByteArray("store: { database: ops, user: o }\n")
                                 << "3:8: error: 'store' needs 'host'" << false;
        QTest::newRow("port") << QByteArray("store: { host: h, port: 0, database: ops, user: o }\n")
                              << "3:25: error: 'port'" << false;
        QTest::newRow("unknown key")
            << QByteArray("store: { host: h, databse: ops, database: ops, user: o }\n")
            << "Did you mean 'database'" << false;
        QTest::newRow("password") << QByteArray(
            "store: { host: h, database: ops, user: o, password: geheim }\n")
                                  << "error: " << false;
        QTest::newRow("mode") << QByteArray(
            "store: { host: h, database: ops, user: o, sslmode: verify-fully }\n")
                              << "Did you mean 'verify-full'" << false;
        QTest::newRow("not proven")
            << QByteArray("store: { host: h, database: ops, user: o, sslmode: require }\n")
            << "warning: with 'sslmode: require' the password and the history go to whoever answers"
            << true;
        QTest::newRow("kept out of order")
            << QByteArray("store: { host: h, database: ops, user: o, keep_samples: 30d }\n")
            << "must rise: each takes over from the one before" << false;
        QTest::newRow("kept too short")
            << QByteArray("store: { host: h, database: ops, user: o, keep_results: 5m }\n")
            << "'keep_results'" << false;
        QTest::newRow("list") << QByteArray("store: [ h ]\n") << "3:8: error: 'store'" << false;
    }

    void whatIsWrongIsSaidWhereItIs()
    {
        QFETCH(QByteArray, store);
        QFETCH(QString, said);
        QFETCH(bool, isUsable);
        const LoadedWorkspace loaded = load(store);
        QVERIFY2(problemsOf(loaded).contains(said), qPrintable(problemsOf(loaded)));
        QVERIFY(!problemsOf(loaded).contains("geheim") && !problemsOf(loaded).contains("''"));
        QVERIFY2(!problemsOf(loaded).contains("'sslmode: '"), qPrintable(problemsOf(loaded)));
        QCOMPARE(loaded.teamStore.has_value(), isUsable);
        // What is watched is watched all the same.
        QVERIFY(loaded.workspace);
    }
};

QTEST_GUILESS_MAIN(TestTeamPlace)
#include "tst_teamplace.moc"
