// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspaceloader.h"
#include "services/domain/rulefill.h"
#include "services/probes/builtinprobes.h"
#include "tests/support/wholefile.h"

#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const QByteArray kRoot = "workspace: w\n"
                         "platforms:\n"
                         "  - file: p.yaml\n";
const QByteArray kPlatform =
    "platform: p\n"
    "environments: [ { id: prod, tier: prod } ]\n"
    "rules:\n"
    "  - { ref: A1, condition: over 80 %, for: 5m, severity: critical, action: call, recovery: "
    "below }\n"
    "  - { ref: A2, condition: over 75 % }\n"
    "  - { ref: K1, kind: class, condition: failures }\n"
    "services:\n"
    "  - id: db\n"
    "    checks: [ { id: port, kind: tcp, host: 127.0.0.1, port: 5432 } ]\n"
    "    metrics:\n"
    "      - id: size\n"
    "        check: port\n"
    "        metric: probe_duration_seconds\n"
    "        thresholds:\n"
    "          - { above: 1, rule: A1, severity: warning }\n"
    "          - { above: 2, rule: A2, severity: warning }\n"
    "          - { above: 3 }\n";

} // namespace

/// What a platform's rules leave open, filled in by the workspace file.
class TestRuleFills final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void whatIsOpenIsFilledIn()
    {
        load("    rules:\n"
             "      A2: { for: 10m, severity: critical, action: \"tell them\", note: asked, on: "
             "2026-11-22 }\n"
             "      K1: { value: \"> 3 in 1h\" }\n");
        QVERIFY2(m_loaded.problems.isEmpty(), qPrintable(problems()));
        const DocumentedRule &rule = rules().at(1);
        QVERIFY(!rule.holdFor && rule.severity.isEmpty() && rule.action.isEmpty());
        const RuleFill fill = fillOf(platform(), rule);
        QCOMPARE(fill.texts, (QMap<RulePart, QString>{{RulePart::For, "10m"},
                                                      {RulePart::Severity, "critical"},
                                                      {RulePart::Action, "tell them"}}));
        QCOMPARE(fill.note, QString("asked"));
        QVERIFY(isOpen(rule, fill, RulePart::Recovery) && !isOpen(rule, fill, RulePart::For));
        QVERIFY(!isDisputed(platform(), rule, RulePart::For));
        // Among the facts it is told as ours.
        QCOMPARE(platform().facts.size(), 4);
        QCOMPARE(platform().facts.constFirst().source.basis, FactBasis::Ours);
        QVERIFY(isStated(rule, RulePart::Value) && !isStated(rules().at(2), RulePart::Value));
        QCOMPARE(fillOf(platform(), rules().at(2)).texts.value(RulePart::Value),
                 QString("> 3 in 1h"));
        QVERIFY(fillOf(platform(), rules().at(0)).texts.isEmpty());
        // The limits that stand for the rule go by it, and no others.
        const auto limits = thresholds();
        QVERIFY(limits.at(0).holdFor == 0ms && limits.at(0).severity == Severity::Warning);
        QVERIFY(limits.at(1).holdFor == 10min && limits.at(1).severity == Severity::Critical);
        QVERIFY(limits.at(2).holdFor == 0ms && limits.at(2).severity == Severity::Warning);
    }

    void whatIsStatedStaysInForce()
    {
        load("    rules:\n"
             "      A1: { for: 10m, severity: critical, recovery: later }\n");
        QVERIFY(!m_loaded.hasErrors());
        const DocumentedRule &rule = rules().at(0);
        QVERIFY(rule.holdFor == Milliseconds(5min));
        QVERIFY(isDisputed(platform(), rule, RulePart::For));
        QVERIFY(isDisputed(platform(), rule, RulePart::Recovery));
        // The same word is no dispute.
        QVERIFY(!isDisputed(platform(), rule, RulePart::Severity));
        QVERIFY(thresholds().at(0).holdFor == 0ms);
        QVERIFY(thresholds().at(0).severity == Severity::Warning);
        QCOMPARE(problems(), QString("opsdeck.yaml:5:18: warning: rule A1 states its 'for': yours "
                                     "differs, is shown as disputed and not put in force\n"
                                     "opsdeck.yaml:5:53: warning: rule A1 states its 'recovery': "
                                     "yours differs, is shown as disputed and not put in force"));
    }

    void mistakesAreTold_data()
    {
        QTest::addColumn<QByteArray>("rules");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char *name, const char *rules, const char *problem) {
            QTest::newRow(name) << QByteArray(rules) << QString(problem);
        };
        row("no such rule", "{ A3: { for: 5m } }",
            "opsdeck.yaml:4:14: error: the platform lists no rule 'A3'. Did you mean 'A");
        row("length", "{ A2: { for: 5 min } }",
            "opsdeck.yaml:4:25: error: 'for' must be a duration such as");
        row("too long", "{ A2: { for: 900d } }", "opsdeck.yaml:4:25: error: ");
        row("severity", "{ A2: { severity: criticl } }",
            "'severity' must be critical, warning or info, not 'criticl'. Did you mean "
            "'critical'?");
        row("key", "{ A2: { for: 5m, severty: info } }",
            "unknown key 'severty' in what is filled in of a rule. Did you mean 'severity'?");
        row("nothing", "{ A2: { note: asked } }",
            "opsdeck.yaml:4:14: error: nothing is filled in of rule 'A2'");
        row("no mapping", "{ A2: 5m }", "what is filled in of a rule must be a mapping");
        row("a list", "[ A2 ]", "'rules' must be a mapping");
    }

    void mistakesAreTold()
    {
        QFETCH(const QByteArray, rules);
        QFETCH(const QString, problem);
        load("    rules: " + rules + '\n');
        QVERIFY(m_loaded.hasErrors());
        QVERIFY2(problems().contains(problem), qPrintable(problems()));
        // One mistake is told once.
        QCOMPARE(m_loaded.problems.size(), 1);
    }

private:
    void load(const QByteArray &more)
    {
        QTemporaryDir dir;
        putFile(dir.filePath("p.yaml"), kPlatform);
        putFile(dir.filePath("opsdeck.yaml"), kRoot + more);
        m_loaded = WorkspaceLoader(KindCatalog{builtinProbes().infos(), {}}).load(dir.path());
        QVERIFY2(m_loaded.workspace != nullptr, qPrintable(problems()));
    }

    const Platform &platform() const { return m_loaded.workspace->platforms.constFirst(); }

    const QList<DocumentedRule> &rules() const { return platform().rules; }

    QList<Threshold> thresholds() const
    {
        return platform()
            .environments.constFirst()
            .services.constFirst()
            .metrics.constFirst()
            .thresholds;
    }

    QString problems() const
    {
        QStringList all;
        for (const ConfigProblem &problem : m_loaded.problems)
            all << problem.toString();
        return all.join('\n');
    }

    LoadedWorkspace m_loaded;
};

QTEST_GUILESS_MAIN(TestRuleFills)
#include "tst_rulefills.moc"
