// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"
#include "tests/support/wholefile.h"

#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

/// What two environments of a platform ask at one address.
class TestSharedAddresses final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void oneAddressIsToldAtItsParameter()
    {
        load("{ staging: { port: 8000 }, prod: { port: 8000 } }",
             "{ id: health, kind: http, url: \"http://127.0.0.1:${port}/health\" }");
        QCOMPARE(told(), QString("opsdeck.yaml:4:58: warning: staging's and prod's backend are "
                                 "asked at the same address 127.0.0.1:8000: one of them shows the "
                                 "other's state, unless they share it"));
        QVERIFY(m_loaded.problems.isEmpty());
    }

    void eachServiceAndAddressIsToldOnce()
    {
        load("{ staging: { port: 8000 }, prod: { port: 8000 } }",
             "{ id: a, kind: http, url: \"http://127.0.0.1:${port}/health\" }, "
             "{ id: b, kind: tcp, host: 127.0.0.1, port: \"${port}\" }, "
             "{ id: c, kind: tcp, host: 127.0.0.1, port: 9 }");
        QCOMPARE(m_loaded.sharedAddresses.size(), 2);
        QVERIFY(told().contains("127.0.0.1:8000") && told().contains("127.0.0.1:9:"));
    }

    void whatTheDefinitionWritesIsToldThere()
    {
        load("{}", "{ id: port, kind: tcp, host: Backend.example.com, port: 8000 }");
        QCOMPARE(m_loaded.sharedAddresses.size(), 1);
        QCOMPARE(m_loaded.sharedAddresses.first().where.file, QString("p.yaml"));
        QCOMPARE(m_loaded.sharedAddresses.first().where.line, 6);
        QVERIFY(told().contains("backend.example.com:8000"));
    }

    void aDefaultLeadsBackToItsParameter()
    {
        load("{ staging: { host: 10.0.0.1 }, prod: { host: 10.0.0.1 } }",
             "{ id: port, kind: tcp, host: \"${backend}\", port: 8000 }",
             "parameters: [ { name: host }, { name: backend, default: \"${host}\" } ]\n");
        QVERIFY2(told().startsWith("opsdeck.yaml:4:"), qPrintable(told()));
    }

    void otherThingsThereAreOthers_data()
    {
        QTest::addColumn<QByteArray>("check");
        QTest::newRow("port") << QByteArray("kind: tcp, host: 127.0.0.1, port: \"800${x}\"");
        QTest::newRow("host") << QByteArray("kind: tcp, host: \"10.0.0.${x}\", port: 8000");
        QTest::newRow("path") << QByteArray("kind: http, url: \"http://127.0.0.1:8000/${x}\"");
        QTest::newRow("name in front of one address")
            << QByteArray("kind: http, url: \"http://e${x}.example.com/\", address: 127.0.0.1");
        QTest::newRow("database") << QByteArray(
            "kind: redis, host: 127.0.0.1, port: 6379, database: \"${x}\"");
        QTest::newRow("database by its name") << QByteArray(
            "kind: postgres, host: 127.0.0.1, port: 5432, user: u, database: \"d${x}\"");
        QTest::newRow("way") << QByteArray(
            "kind: tcp, host: 127.0.0.1, port: 8000, via: \"w${x}\"");
        QTest::newRow("nobody's address") << QByteArray("kind: docker, container: backend");
    }

    void otherThingsThereAreOthers()
    {
        QFETCH(QByteArray, check);
        load(
            "{ staging: { x: 1 }, prod: { x: 2 } }", "{ id: a, " + check + " }",
            "ways: [ { id: w1, kind: ssh, hosts: [one] }, { id: w2, kind: ssh, hosts: [two] } ]\n");
        QVERIFY2(!m_loaded.hasErrors(), qPrintable(problems()));
        QCOMPARE(told(), QString());
        // The same, where nothing tells them apart.
        load(
            "{ staging: { x: 1 }, prod: { x: 1 } }", "{ id: a, " + check + " }",
            "ways: [ { id: w1, kind: ssh, hosts: [one] }, { id: w2, kind: ssh, hosts: [two] } ]\n");
        QCOMPARE(m_loaded.sharedAddresses.size(), check.contains("docker") ? 0 : 1);
    }

    void limitsAndPasswordsTellNobodyApart()
    {
        load("{ staging: { x: 1 }, prod: { x: 2 } }",
             "{ id: a, kind: redis, host: 127.0.0.1, port: 6379, replicas: \"${x}\", credential: "
             "\"p/${x}/redis\" }");
        QCOMPARE(m_loaded.sharedAddresses.size(), 1);
    }

private:
    void load(const QByteArray &parameters, const QByteArray &checks, const QByteArray &more = {})
    {
        m_folder = std::make_unique<QTemporaryDir>();
        putFile(m_folder->filePath("opsdeck.yaml"), "workspace: w\n"
                                                    "platforms:\n"
                                                    "  - file: p.yaml\n"
                                                    "    parameters: "
                                                        + parameters + "\n");
        putFile(m_folder->filePath("p.yaml"),
                "platform: p\n"
                "environments: [ { id: prod, tier: prod }, { id: staging, tier: staging } ]\n"
                "services:\n"
                "  - id: backend\n"
                "    checks: [\n      "
                    + checks + " ]\n" + more);
        m_loaded = WorkspaceLoader({builtinProbes().infos(), {}}).load(m_folder->path());
    }

    static QString lines(const QList<ConfigProblem> &problems)
    {
        QStringList all;
        for (const ConfigProblem &problem : problems)
            all << problem.toString();
        return all.join('\n');
    }

    QString told() const { return lines(m_loaded.sharedAddresses); }

    QString problems() const { return lines(m_loaded.problems); }

    std::unique_ptr<QTemporaryDir> m_folder;
    LoadedWorkspace m_loaded;
};

QTEST_GUILESS_MAIN(TestSharedAddresses)
#include "tst_sharedaddresses.moc"
