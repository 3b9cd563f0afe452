// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/expressions/promqlscript.h"

#include <QDir>
#include <QTest>

using namespace opsdeck::expressions;

namespace {

QString contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

/// Scripts of evaluations: our own, and those of a folder that OPSDECK_PROMQL_SCRIPTS names.
class TestExpressionScripts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ours_data();
    void ours();
    void others();
    void faultsAreSeen_data();
    void faultsAreSeen();
};

void TestExpressionScripts::ours_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(OPSDECK_SOURCE_DIR "/tests/data/expressions");
    for (const QString &name : folder.entryList({"*.test"}, QDir::Files, QDir::Name))
        QTest::newRow(qPrintable(name)) << folder.filePath(name);
}

void TestExpressionScripts::ours()
{
    QFETCH(QString, path);
    const ScriptTally tally = runScript(contents(path));
    QVERIFY2(tally.failures.isEmpty(), qPrintable('\n' + tally.failures.join('\n')));
    QVERIFY(tally.passed > 0);
    QCOMPARE(tally.needsServer, 0);
}

void TestExpressionScripts::others()
{
    const QString place = qEnvironmentVariable("OPSDECK_PROMQL_SCRIPTS");
    if (place.isEmpty())
        QSKIP("NOT TESTED: Prometheus' own scripts, for OPSDECK_PROMQL_SCRIPTS names no folder of "
              "them");
    const QDir folder(place);
    const QStringList names = folder.entryList({"*.test"}, QDir::Files, QDir::Name);
    QVERIFY(!names.isEmpty());
    QStringList failures;
    for (const QString &name : names) {
        const ScriptTally tally = runScript(contents(folder.filePath(name)));
        qInfo("%-24s passed %4d   needs a server %3d   failed %3d", qPrintable(name), tally.passed,
              tally.needsServer, static_cast<int>(tally.failures.size()));
        for (const QString &failure : tally.failures)
            failures.append(name + ' ' + failure);
    }
    QVERIFY2(failures.isEmpty(), qPrintable('\n' + failures.join('\n')));
}

void TestExpressionScripts::faultsAreSeen_data()
{
    QTest::addColumn<QString>("evaluation");
    const QString load = "load 1m\n  a{x=\"1\"} 1+1x10\n  a{x=\"2\"} 5+0x10\n\n";
    QTest::newRow("value") << load + "eval instant at 1m a{x=\"1\"}\n  a{x=\"1\"} 3\n";
    QTest::newRow("series too many") << load + "eval instant at 1m a\n  a{x=\"1\"} 2\n";
    QTest::newRow("series missing")
        << load + "eval instant at 1m a{x=\"1\"}\n  a{x=\"1\"} 2\n  b 1\n";
    QTest::newRow("order")
        << load + "eval_ordered instant at 1m sort(a)\n  a{x=\"2\"} 5\n  a{x=\"1\"} 2\n";
    QTest::newRow("scalar") << "eval instant at 1m 1+1\n  3\n";
    QTest::newRow("no error") << "eval_fail instant at 1m 1+1\n";
    QTest::newRow("an error") << "eval instant at 1m 1+\n";
    QTest::newRow("no command") << "evil\n";
    QTest::newRow("no series") << "load 1m\n  a 1 2 three\n";
}

void TestExpressionScripts::faultsAreSeen()
{
    QFETCH(QString, evaluation);
    QCOMPARE(runScript(evaluation).failures.size(), 1);
}

QTEST_GUILESS_MAIN(TestExpressionScripts)
#include "tst_expressionscripts.moc"
