// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/builtinprobes.h"
#include "tests/unit/importers/importcase.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "composecase.h"

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

const QString kData = QStringLiteral(OPSDECK_SOURCE_DIR "/tests/data/compose");

QString summary(const ImportedStack &stack)
{
    QStringList lines;
    for (const ImportedService &service : stack.services) {
        const QStringList kinds = kindsOf(service);
        lines << QStringList{"service",
                             service.id,
                             service.technology.isEmpty()
                                 ? "-"
                                 : QString(service.technology).replace(' ', '_'),
                             kinds.isEmpty() ? "-" : kinds.join(','),
                             toWord(service.confidence),
                             toWord(service.presence)}
                     .join(' ');
    }
    for (const ImportedEdge &edge : stack.edges)
        lines << QStringList{"edge", edge.from, edge.to,
                             edge.basis == DependencyBasis::Stated ? "stated" : "implied"}
                     .join(' ');
    for (const ImportedSecret &secret : stack.secrets)
        lines << "secret " + secret.name;
    return lines.join('\n');
}

bool isFound(const ComposeCase &given, const ImportedStack &stack, const QString &rest)
{
    const QString level = rest.section(' ', 0, 0);
    const QString mark = rest.section(' ', 1, 1);
    const QString words = rest.section(' ', 2);
    const QString place = given.marks.value(mark.mid(1));
    for (const ImportFinding &finding : stack.findings) {
        const QString at =
            QString("%1:%2").arg(finding.where.file.section('/', -1)).arg(finding.where.line);
        const bool isThere = mark == "-" || (!place.isEmpty() && at == place);
        if (toWord(finding.level) == level && isThere
            && QString(finding.key + ": " + finding.text).contains(words))
            return true;
    }
    return false;
}

} // namespace

class TestComposeCases : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesWhatItSays_data();
    void givesWhatItSays();
};

void TestComposeCases::givesWhatItSays_data()
{
    addCaseRows(kData, 30);
}

void TestComposeCases::givesWhatItSays()
{
    QFETCH(QString, path);
    ComposeCase given = ComposeCase::read(path);
    QVERIFY2(!given.expectations.isEmpty(), "it expects nothing");
    given.request.kinds = builtinProbes().infos();
    const ImportedStack stack = importCompose(given.request);
    const QString text = textOf(stack);
    const QString said = summary(stack);
    const QStringList findings = textsOf(stack.findings);
    QStringList missed;
    bool wantsError = false;
    for (const QStringList &expectation : std::as_const(given.expectations)) {
        const QString &word = expectation.at(0);
        const QString &rest = expectation.at(1);
        wantsError = wantsError || (word == "finding" && rest.startsWith("error "));
        const bool holds = word == "services"  ? stack.services.size() == rest.toInt()
                           : word == "text"    ? text.contains(rest)
                           : word == "no-text" ? !text.contains(rest)
                           : word == "finding" ? isFound(given, stack, rest)
                           : word == "no-edge" ? !said.contains("edge " + rest + ' ')
                                               : said.split('\n').contains(word + ' ' + rest);
        if (!holds)
            missed << expectation.join(' ');
    }
    if (stack.hasErrors() != wantsError)
        missed << QString(wantsError ? "an error" : "no error");
    const QString whole = text + '\n' + said + '\n' + findings.join('\n');
    QVERIFY2(missed.isEmpty(), qPrintable(missed.join('\n') + "\n--- not in ---\n" + whole));
    QVERIFY2(!whole.contains("S3cr3t"), qPrintable(whole));
    for (const ImportFinding &finding : stack.findings)
        QVERIFY2(finding.level == FindingLevel::Note || !finding.where.file.isEmpty(),
                 qPrintable(textOf(finding)));

    // The same again, byte for byte.
    const ImportedStack again = importCompose(given.request);
    QCOMPARE(textOf(again), text);
    QCOMPARE(again.findings, stack.findings);
    if (wantsError)
        return;

    QTemporaryDir folder;
    const auto written =
        writeImported(workspaceFilesOf(stack, "opsdeck.yaml"), folder.path(), false);
    QVERIFY(written.has_value());
    const LoadedWorkspace loaded =
        WorkspaceLoader({builtinProbes().infos(), {}}).load(folder.path());
    QStringList problems;
    for (const ConfigProblem &problem : loaded.problems)
        problems << problem.toString();
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join('\n') + '\n' + text));
    QVERIFY(loaded.workspace);
    const Environment &environment =
        loaded.workspace->platforms.constFirst().environments.constFirst();
    QCOMPARE(environment.services.size(), stack.services.size());
    for (qsizetype i = 0; i < environment.services.size(); ++i) {
        // A read one knows besides by what its place is known: of that a stack says nothing.
        QList<Dependency> read = environment.services.at(i).dependencies;
        for (Dependency &edge : read)
            edge.source = {};
        QCOMPARE(read, stack.services.at(i).dependencies);
        QCOMPARE(environment.services.at(i).title, stack.services.at(i).title);
        QCOMPARE(environment.services.at(i).description, stack.services.at(i).description);
        QCOMPARE(environment.services.at(i).checks.size(), stack.services.at(i).checks.size());
    }
}

QTEST_GUILESS_MAIN(TestComposeCases)
#include "tst_composecases.moc"
