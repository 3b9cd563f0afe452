// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"
#include "tests/support/wholefile.h"

#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

/// What is wrong with a definition whose parameters have no value yet.
class TestUnset final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void whatIsWrongIsToldWithoutTheValue_data()
    {
        QTest::addColumn<QByteArray>("service");
        QTest::addColumn<QString>("told");
        const auto row = [](const char *name, const QByteArray &service, const char *told) {
            QTest::newRow(name) << service << QString::fromLatin1(told);
        };
        const auto check = [&row](const char *name, const QByteArray &more, const char *told) {
            row(name, "checks: [ { id: c, " + more + " } ]", told);
        };
        check("figure",
              "kind: docker, socket: \"${x}\", project: p, service: s, "
              "expect_replicas: 0",
              "error: 'expect_replicas' must be a whole number of at least 1, not '0'");
        check("key", "kind: tcp, host: \"${x}\", port: 1, prot: 2",
              "error: unknown key 'prot' in check 'c'");
        check("interval", "kind: tcp, host: \"${x}\", port: 1, interval: 1ms",
              "'interval' must be");
        check("missing", "kind: tcp, host: \"${x}\"", "'port'");
        check("kind", "kind: tpc, host: \"${x}\"", "unknown check kind 'tpc'");
        check("condition", "kind: tcp, host: \"${x}\", port: 1, down_if: [\"[CONNECTED] =\"]",
              "error: ");
        check("limits",
              "kind: redis, host: \"${x}\", port: 1, memory_warning: 0.9, "
              "memory_critical: 0.5",
              "the critical limit is reached before the warning");
        check("what excludes another",
              "kind: docker, socket: \"${x}\", project: p, service: s, "
              "container: c",
              "'container' and 'service' exclude each other");
        check("program", "kind: command, command: [\"./x\", \"${x}\"], timeuot: 1s", "'timeuot'");
        check("way", "kind: tcp, host: \"${x}\", port: 1, via: nowhere",
              "there is no way 'nowhere'");
        check("optional key", "kind: tcp, host: a, port: 1, prot: \"${o}\"",
              "error: unknown key 'prot' in check 'c'");
        check("step", "kind: suite, steps: [ { id: one, url: \"http://${x}/\", mehtod: GET } ]",
              "'mehtod'");
        check("never run", "kind: tcp, presence: planned, host: a, port: 70000",
              "'port' must be a port");
        row("twice",
            "checks: [ { id: c, kind: tcp, host: \"${x}\", port: 1 }, "
            "{ id: c, kind: tcp, host: \"${x}\", port: 2 } ]",
            "error: check 'c' is there twice");
        row("twice, one of them set up",
            "checks: [ { id: c, kind: tcp, host: a, port: 1 }, "
            "{ id: c, kind: tcp, host: \"${x}\", port: 2 } ]",
            "error: check 'c' is there twice");
        row("twice, one of them planned",
            "checks: [ { id: c, kind: tcp, host: a, port: 1 }, "
            "{ id: c, kind: tcp, presence: planned } ]",
            "error: check 'c' is there twice");
        row("link", "links: [ { id: l, title: L, url: \"http://${x}/\", ulr: a } ]", "'ulr'");
        row("roll-up",
            "rollup: { at_least: 3 }, checks: [ { id: c, kind: tcp, instance: one, "
            "host: \"${x}\", port: 1 } ]",
            "'rollup' wants at least 3 instances");
        row("service", "descripton: \"${o}\"", "unknown key 'descripton'");
    }

    void whatIsWrongIsToldWithoutTheValue()
    {
        QFETCH(QByteArray, service);
        QFETCH(QString, told);
        const QString problems = load(service);
        QVERIFY2(problems.contains(told), qPrintable(problems));
    }

    void whatDependsOnTheValueIsNotTold_data()
    {
        QTest::addColumn<QByteArray>("check");
        QTest::newRow("any") << QByteArray("kind: tcp, host: \"${x}\", port: \"${x}\", "
                                           "interval: \"${x}\", title: \"a ${x}\"");
        QTest::newRow("url") << QByteArray("kind: http, url: \"${x}://${x}:${x}/a\", "
                                           "degraded_if: [\"[STATUS] == ${x}\"]");
        QTest::newRow("what one of two must be")
            << QByteArray("kind: docker, socket: \"${x}\", project: p, service: \"${x}\"");
        QTest::newRow("one of two, optional")
            << QByteArray("kind: docker, socket: \"${x}\", project: p, service: s, "
                          "container: \"${o}\"");
        QTest::newRow("limits") << QByteArray("kind: redis, host: a, port: 1, "
                                              "memory_warning: 0.9, memory_critical: \"${x}\"");
        QTest::newRow("suite") << QByteArray(
            "kind: suite, steps: [ { id: one, url: \"http://${x}/\", save: { t: \"[BODY].t\" } }, "
            "{ id: two, url: \"http://${x}/${one.t}\" } ]");
        QTest::newRow("a way") << QByteArray("kind: tcp, host: a, port: 1, via: \"${x}\"");
        QTest::newRow("never run") << QByteArray("kind: command, presence: not_configured, "
                                                 "reason: none is given");
        QTest::newRow("a default of nothing") << QByteArray("kind: tcp, host: \"${d}\", port: 1");
    }

    void whatDependsOnTheValueIsNotTold()
    {
        QFETCH(QByteArray, check);
        const QString problems = load("checks: [ { id: c, " + check + " } ]");
        QVERIFY2(!problems.contains("error:"), qPrintable(problems));
    }

    /// Each environment lacks the same, and says the same once.
    void oneFaultIsToldOnce()
    {
        const QString problems =
            load("checks: [ { id: c, kind: tcp, host: \"${x}\", port: 1, prot: 2 } ]");
        QCOMPARE(problems.count("unknown key 'prot'"), 1);
    }

    void theWaysAreJudgedToo()
    {
        const QString problems =
            load("checks: [ { id: c, kind: tcp, host: a, port: 1, via: w } ]",
                 "ways: [ { id: w, kind: ssh, hosts: [\"${x}\"], hots: 1 } ]\n");
        QVERIFY2(problems.contains("'hots'"), qPrintable(problems));
        QVERIFY2(!problems.contains("is no host"), qPrintable(problems));
    }

    void whatIsLackingIsNamedInWords()
    {
        const QString problems = load("checks: [ { id: c, kind: tcp, host: \"${x}\", port: 1 } ]");
        QVERIFY2(problems.contains("give x (Where it runs) under its parameters"),
                 qPrintable(problems));
    }

private:
    QString load(const QByteArray &service, const QByteArray &more = {})
    {
        const QTemporaryDir folder;
        const auto put = [&folder](const char *name, const QByteArray &bytes) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
        };
        put("opsdeck.yaml", "workspace: w\nplatforms: [ { file: p.yaml } ]\n");
        put("p.yaml", "platform: p\n"
                      "parameters: [ { name: x, title: Where it runs }, "
                      "{ name: o, optional: true }, { name: d, default: \"${x}.example.com\" } ]\n"
                      "environments: [ { id: dev, tier: dev }, { id: prod, tier: prod } ]\n"
                          + more + "services:\n  - { id: s, " + service + " }\n");
        QStringList told;
        const LoadedWorkspace loaded =
            WorkspaceLoader({builtinProbes().infos(), {}}).load(folder.path());
        for (const ConfigProblem &problem : loaded.problems)
            told << problem.toString();
        return told.join(QLatin1Char('\n'));
    }
};

QTEST_APPLESS_MAIN(TestUnset)
#include "tst_unset.moc"
