// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/alertrules.h"
#include "services/importers/prometheusimport.h"
#include "services/importers/scrapetargets.h"
#include "services/probes/builtinprobes.h"
#include "tests/unit/importers/importcase.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

const QString kData = QStringLiteral(OPSDECK_SOURCE_DIR "/tests/data/prometheus");

struct Case
{
    PrometheusImportRequest request;
    QStringList expectations;
};

/// A file, or a folder with a prometheus.yml; `#= ` lines say what it must give.
Case readCase(const QFileInfo &info)
{
    Case read;
    read.request.directory = info.isDir() ? info.absoluteFilePath() : info.absolutePath();
    const QString main = info.isDir() ? "prometheus.yml" : info.fileName();
    read.request.files = {main};
    read.request.kinds = builtinProbes().infos();
    QFile file(read.request.directory + '/' + main);
    if (!file.open(QIODevice::ReadOnly))
        return read;
    const QStringList lines = QString::fromUtf8(file.readAll()).split('\n');
    for (const QString &line : lines) {
        if (line.startsWith("#= files "))
            read.request.files = line.mid(9).split(' ');
        else if (line.startsWith("#= "))
            read.expectations.append(line.mid(3));
    }
    return read;
}

QStringList summary(const ImportedStack &stack)
{
    QStringList lines{QString("services %1").arg(stack.services.size())};
    for (const ImportedService &service : stack.services) {
        lines << QString("service %1 %2 %3")
                     .arg(service.id, kindsOf(service).join(','), toWord(service.confidence));
    }
    for (const ImportedSecret &secret : stack.secrets)
        lines << "secret " + secret.name;
    return lines;
}

} // namespace

/// Files of Prometheus become checks, and what does not is told.
class TestPrometheusCases : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void givesWhatItSays_data();
    void givesWhatItSays();
    void durations();
    void alertForms_data();
    void alertForms();
};

void TestPrometheusCases::givesWhatItSays_data()
{
    addCaseRows(kData, 12);
}

void TestPrometheusCases::givesWhatItSays()
{
    QFETCH(QString, path);
    const Case given = readCase(QFileInfo(path));
    QVERIFY2(!given.expectations.isEmpty(), "it expects nothing");
    const ImportedStack stack = importPrometheus(given.request);
    const QString text = textOf(stack);
    const QStringList said = summary(stack);
    const QStringList findings = textsOf(stack.findings);
    QStringList missed;
    bool wantsError = false;
    for (const QString &expectation : given.expectations) {
        const QString word = expectation.section(' ', 0, 0);
        const QString rest = expectation.section(' ', 1);
        bool holds = false;
        if (word == "text" || word == "no-text") {
            holds = text.contains(rest) == (word == "text");
        } else if (word == "finding") {
            wantsError = wantsError || rest.startsWith("error ");
            const QString level = rest.section(' ', 0, 0) + ' ';
            holds = std::any_of(findings.cbegin(), findings.cend(), [&](const QString &each) {
                return each.startsWith(level) && each.contains(rest.section(' ', 1));
            });
        } else {
            holds = said.contains(expectation);
        }
        if (!holds)
            missed << expectation;
    }
    if (stack.hasErrors() != wantsError)
        missed << QString(wantsError ? "an error" : "no error");
    const QString whole = text + '\n' + said.join('\n') + '\n' + findings.join('\n');
    QVERIFY2(missed.isEmpty(), qPrintable(missed.join('\n') + "\n--- not in ---\n" + whole));
    QVERIFY2(!whole.contains("S3cr3t"), qPrintable(whole));

    // The same again, byte for byte, and nothing to write twice.
    const ImportedStack again = importPrometheus(given.request);
    QCOMPARE(textOf(again), text);
    QCOMPARE(again.findings, stack.findings);
    if (wantsError)
        return;
    QTemporaryDir folder;
    const auto files = workspaceFilesOf(stack, "opsdeck.yaml");
    QVERIFY(writeImported(files, folder.path(), false));
    const auto second = writeImported(files, folder.path(), false);
    QVERIFY(second);
    for (const WrittenFile &file : *second)
        QCOMPARE(file.state, WrittenFile::State::Unchanged);
    // And it can be loaded as it is.
    const LoadedWorkspace loaded = WorkspaceLoader({given.request.kinds, {}}).load(folder.path());
    QStringList problems;
    for (const ConfigProblem &problem : loaded.problems) {
        if (problem.severity == ProblemSeverity::Error)
            problems << problem.toString();
    }
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join('\n') + '\n' + text));
}

void TestPrometheusCases::durations()
{
    QCOMPARE(scrapeDuration("1h30m"), std::optional(Milliseconds(5'400'000)));
    QCOMPARE(scrapeDuration("15s"), std::optional(Milliseconds(15'000)));
    QCOMPARE(scrapeDuration("500ms"), std::optional(Milliseconds(500)));
    QCOMPARE(scrapeDuration("1d"), std::optional(Milliseconds(86'400'000)));
    for (const char *bad : {"", "0s", "15", "s", "1x", "-5s", "1s 2s"})
        QVERIFY2(!scrapeDuration(bad), bad);
}

void TestPrometheusCases::alertForms_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("good");
    const auto row = [](const char *expression, AlertForm::Kind kind, const char *good) {
        QTest::newRow(expression) << expression << static_cast<int>(kind) << good;
    };
    row("a > 5", AlertForm::Kind::Limit, "<= 5");
    row("a{job=\"x\"} >= 1e3", AlertForm::Kind::Limit, "< 1000");
    row("a{job=\"x\", b=\"c\",} != 0", AlertForm::Kind::Limit, "== 0");
    row("a == 2 * 3", AlertForm::Kind::Limit, "!= 6");
    row("a{job=~\"x\"} > 5", AlertForm::Kind::Other, "");
    row("a{job!=\"x\"} > 5", AlertForm::Kind::Other, "");
    row("a > b", AlertForm::Kind::Other, "");
    row("rate(a[5m]) > 1", AlertForm::Kind::Other, "");
    row("a > 5 and b < 3", AlertForm::Kind::Other, "");
    row("a > bool 5", AlertForm::Kind::Other, "");
    row("a offset 5m > 5", AlertForm::Kind::Other, "");
    row("5 < a", AlertForm::Kind::Other, "");
    row("up{job=\"x\"} == 0", AlertForm::Kind::Absent, "");
    row("absent(a)", AlertForm::Kind::Absent, "");
    row("time() - a{job=\"x\"} > 60", AlertForm::Kind::Silence, "");
    row("(time() - a) > (24 * 3600)", AlertForm::Kind::Silence, "");
    row("time() - a < 60", AlertForm::Kind::Other, "");
}

void TestPrometheusCases::alertForms()
{
    QFETCH(QString, expression);
    QFETCH(int, kind);
    QFETCH(QString, good);
    const AlertForm form = readAlertForm(expression);
    QCOMPARE(static_cast<int>(form.kind), kind);
    QCOMPARE(form.good, good);
}

QTEST_GUILESS_MAIN(TestPrometheusCases)
#include "tst_prometheuscases.moc"
