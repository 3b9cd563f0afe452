// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/builtinsteps.h"
#include "services/runbooks/filling.h"
#include "services/runbooks/planner.h"
#include "services/runbooks/runguard.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

const EnvironmentKey kDev{PlatformId("shop"), EnvironmentId("dev")};
const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};
const Instant kNow{1000s, 1'700'000'000'000};
const QString kData = "/var/lib/data";

Step step(const QString &id, const QString &kind, const QVariantMap &parameters)
{
    Step made;
    made.id = StepId(id);
    made.title = "Step " + id;
    made.kind = kind;
    made.timeout = 30s;
    made.parameters = parameters;
    return made;
}

} // namespace

/// From a definition to exactly what would happen, and whether it may.
class TestRunPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void fillsOnce_data();
    void fillsOnce();
    void unknownVariables();
    void programsAreAbsolute();
    void programsOfTheWorkspace();
    void missingProgram();
    void noShellEver();
    void valuesAreNoOptions_data();
    void valuesAreNoOptions();
    void valuesAreNoShellScript();
    void passFile();
    void passFileRefusals_data();
    void passFileRefusals();
    void artifact();
    void artifactsStayInside_data();
    void artifactsStayInside();
    void checkStep();
    void refusesPlaces_data();
    void refusesPlaces();
    void hashIsOfTheContent();
    void hashSeesEveryChange_data();
    void hashSeesEveryChange();
    void kindsAreDescribed();
    void confirmationText_data();
    void confirmationText();
    void guard_data();
    void guard();

private:
    Result<RunPlan> plan(const EnvironmentKey &environment = kDev)
    {
        return planRun(m_workspace, RunbookId("restart"), environment, builtinSteps(), kData, kNow);
    }

    Runbook &runbook() { return m_workspace.runbooks.first(); }

    void setStep(const QVariantMap &parameters)
    {
        runbook().steps = {step("one", "command", parameters)};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    Workspace m_workspace;
};

void TestRunPlan::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    Platform platform;
    platform.id = PlatformId("shop");
    for (const QString &id : QStringList{"dev", "prod"}) {
        Environment environment;
        environment.id = EnvironmentId(id);
        environment.title = id == "prod" ? "Production" : "Development";
        environment.isProtected = id == "prod";
        Service worker;
        worker.id = ServiceId("worker");
        environment.services = {worker};
        platform.environments.append(environment);
    }
    Runbook restart;
    restart.id = RunbookId("restart");
    restart.title = "Restart worker";
    restart.platform = platform.id;
    restart.danger = Danger::Disruptive;
    restart.steps = {
        step("one", "command", {{"command", QStringList{"true", "${environment}"}}}),
        step("two", "check", {{"services", QStringList{"worker"}}, {"within", qint64(5000)}})};
    restart.variables = {{EnvironmentId("dev"), {{"environment", "dev"}, {"port", "15432"}}},
                         {EnvironmentId("prod"), {{"environment", "prod"}, {"port", "5432"}}}};
    m_workspace = {};
    m_workspace.id = "test";
    m_workspace.directory = m_folder->path();
    m_workspace.platforms = {platform};
    m_workspace.runbooks = {restart};
}

void TestRunPlan::fillsOnce_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("plain") << "abc" << "abc";
    QTest::newRow("variable") << "a${x}c" << "abc";
    QTest::newRow("twice") << "${x}${x}" << "bb";
    QTest::newRow("dollar") << "$${x}" << "${x}";
    QTest::newRow("lonely dollar") << "cost $5 $" << "cost $5 $";
    QTest::newRow("a value is not filled again") << "${nested}" << "${x}";
    QTest::newRow("kept for later") << "${artifact}/${x}" << "${artifact}/b";
    QTest::newRow("shell words stay words")
        << "$(id) `id` ; ${spaced}" << "$(id) `id` ; a b;rm -rf /";
}

void TestRunPlan::fillsOnce()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const QVariantMap variables{{"x", "b"}, {"nested", "${x}"}, {"spaced", "a b;rm -rf /"}};
    const auto result = filled(text, variables, {"artifact"});
    QVERIFY(result.has_value());
    QCOMPARE(*result, expected);
}

void TestRunPlan::unknownVariables()
{
    for (const QString &text : QStringList{"${nope}", "${", "${x"}) {
        const auto result = filled(text, {{"x", "b"}});
        QVERIFY2(!result, qPrintable(text));
        QCOMPARE(result.error().kind, ErrorKind::Config);
    }
    setStep({{"command", QStringList{"true", "${nope}"}}});
    QVERIFY(!plan());
    QVERIFY(plan().error().message.contains("nope"));
}

void TestRunPlan::programsAreAbsolute()
{
    const auto made = plan();
    QVERIFY(made.has_value());
    QCOMPARE(made->steps.first().argumentVector.size(), 2);
    QVERIFY(made->steps.first().argumentVector.first().startsWith('/'));
    QVERIFY(made->steps.first().argumentVector.first().endsWith("/true"));
    QCOMPARE(made->steps.first().argumentVector.at(1), "dev");
    QCOMPARE(made->steps.first().workingDirectory, m_folder->path());
    QCOMPARE(plan(kProd)->steps.first().argumentVector.at(1), "prod");
}

void TestRunPlan::programsOfTheWorkspace()
{
    QFile script(m_folder->filePath("restart.sh"));
    QVERIFY(script.open(QIODevice::WriteOnly));
    script.write("#!/bin/sh\n");
    script.close();
    setStep({{"command", QStringList{"./restart.sh"}}});
    QVERIFY(!plan()); // not executable
    QCOMPARE(plan().error().kind, ErrorKind::NotFound);
    QVERIFY(script.setPermissions(QFile::ReadOwner | QFile::ExeOwner));
    QCOMPARE(plan()->steps.first().argumentVector, QStringList{m_folder->filePath("restart.sh")});
}

void TestRunPlan::missingProgram()
{
    setStep({{"command", QStringList{"no-such-program-anywhere"}}});
    QCOMPARE(plan().error().kind, ErrorKind::NotFound);
    setStep({{"command", QStringList{}}});
    QCOMPARE(plan().error().kind, ErrorKind::Config);
    setStep({{"command", QStringList{"true"}}, {"working_directory", "no/such/folder"}});
    QCOMPARE(plan().error().kind, ErrorKind::NotFound);
}

void TestRunPlan::noShellEver()
{
    runbook().variables[EnvironmentId("dev")].insert("environment", "dev; touch /tmp/x && $(id)");
    const QStringList arguments = plan()->steps.first().argumentVector;
    QCOMPARE(arguments.size(), 2);
    QCOMPARE(arguments.at(1), "dev; touch /tmp/x && $(id)");
}

void TestRunPlan::valuesAreNoOptions_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<bool>("isRefused");
    QTest::newRow("whole argument") << QStringList{"true", "${dash}"} << true;
    QTest::newRow("beginning of one") << QStringList{"true", "${dash}/x"} << true;
    QTest::newRow("behind an empty one") << QStringList{"true", "${empty}${dash}"} << true;
    QTest::newRow("later one") << QStringList{"true", "a", "${dash}"} << true;
    QTest::newRow("behind --") << QStringList{"true", "--", "${dash}"} << false;
    QTest::newRow("before --") << QStringList{"true", "${dash}", "--"} << true;
    QTest::newRow("bound to its option") << QStringList{"true", "--name=${dash}"} << false;
    QTest::newRow("within") << QStringList{"true", "a${dash}"} << false;
    QTest::newRow("written dash") << QStringList{"true", "-${port}"} << false;
    QTest::newRow("harmless value") << QStringList{"true", "${port}"} << false;
}

void TestRunPlan::valuesAreNoOptions()
{
    QFETCH(QStringList, command);
    QFETCH(bool, isRefused);
    runbook().variables[EnvironmentId("dev")].insert("dash", "--force");
    runbook().variables[EnvironmentId("dev")].insert("empty", "");
    for (const QVariantMap &parameters :
         {QVariantMap{{"command", command}}, QVariantMap{{"command", QStringList{"true"}},
                                                         {"artifact", "a"},
                                                         {"artifact_verify", command}}}) {
        setStep(parameters);
        const auto made = plan();
        QCOMPARE(!made.has_value(), isRefused);
        if (made)
            continue;
        QCOMPARE(made.error().kind, ErrorKind::Config);
        QVERIFY2(made.error().message.contains("--force"), qPrintable(made.error().message));
        QVERIFY2(made.error().advice.contains("\"--\""), qPrintable(made.error().advice));
    }
}

void TestRunPlan::valuesAreNoShellScript()
{
    runbook().variables[EnvironmentId("dev")].insert("shell", "sh");
    for (const QStringList &command :
         {QStringList{"sh", "-c", "echo ${port}"}, QStringList{"${shell}", "-c", "echo ${port}"},
          QStringList{"env", "bash", "-ec", "${port}"}}) {
        setStep({{"command", command}});
        const auto made = plan();
        QVERIFY2(!made, qPrintable(command.join(' ')));
        QCOMPARE(made.error().kind, ErrorKind::Config);
        QVERIFY(made.error().message.contains("'port' as code"));
        QVERIFY(made.error().advice.contains("\"$1\""));
    }
    setStep({{"command", QStringList{"sh", "-c", "echo \"$1\" $${HOME}", "sh", "${port}"}}});
    const auto made = plan();
    QVERIFY(made.has_value());
    QCOMPARE(made->steps.first().argumentVector.mid(1),
             (QStringList{"-c", "echo \"$1\" ${HOME}", "sh", "15432"}));
}

void TestRunPlan::passFile()
{
    setStep({{"command", QStringList{"true"}},
             {"pgpass", QVariantMap{{"credential", "demo/${environment}/db"},
                                    {"host", "127.0.0.1"},
                                    {"port", "${port}"},
                                    {"user", "shop"}}}});
    const auto made = plan();
    QVERIFY(made.has_value());
    const PlannedStep &only = made->steps.first();
    QCOMPARE(only.secrets.size(), 1);
    QCOMPARE(only.secrets.first().credential.toString(), "demo/dev/db");
    QVERIFY(only.secrets.first().delivery.contains("never on disk"));
    const QVariantMap entry = only.parameters.value("pgpass").toMap();
    QCOMPARE(entry.value("port").toString(), "15432");
    QCOMPARE(entry.value("database").toString(), "shop"); // as libpq does it
}

void TestRunPlan::passFileRefusals_data()
{
    QTest::addColumn<QVariantMap>("entry");
    QTest::addColumn<QString>("refusal"); ///< nothing: it is fine
    QTest::newRow("whole") << QVariantMap{{"credential", "x"}, {"host", "h"}, {"user", "u"}} << "";
    QTest::newRow("written star")
        << QVariantMap{{"credential", "x"}, {"host", "*"}, {"user", "*"}, {"database", "*"}} << "";
    QTest::newRow("nothing") << QVariantMap{} << "no credential";
    QTest::newRow("no credential") << QVariantMap{{"host", "h"}, {"user", "u"}} << "no credential";
    QTest::newRow("no host") << QVariantMap{{"credential", "x"}, {"user", "u"}} << "no host";
    QTest::newRow("empty host") << QVariantMap{{"credential", "x"}, {"host", ""}, {"user", "u"}}
                                << "no host";
    QTest::newRow("no user") << QVariantMap{{"credential", "x"}, {"host", "h"}} << "no user";
    QTest::newRow("misspelt") << QVariantMap{{"credential", "x"},
                                             {"host", "h"},
                                             {"user", "u"},
                                             {"dbname", "d"}}
                              << "no key 'dbname'";
}

void TestRunPlan::passFileRefusals()
{
    QFETCH(QVariantMap, entry);
    QFETCH(QString, refusal);
    setStep({{"command", QStringList{"true"}}, {"pgpass", entry}});
    const auto made = plan();
    QCOMPARE(made.has_value(), refusal.isEmpty());
    if (!made) {
        QCOMPARE(made.error().kind, ErrorKind::Config);
        QVERIFY2(made.error().message.contains(refusal), qPrintable(made.error().message));
    }
}

void TestRunPlan::artifact()
{
    setStep({{"command", QStringList{"true"}},
             {"artifact", "${environment}/shop.dump"},
             {"artifact_verify", QStringList{"test", "-s", "${artifact}"}}});
    m_workspace.id = "mine";
    const auto made = plan();
    QVERIFY(made.has_value());
    const QVariantMap parameters = made->steps.first().parameters;
    QCOMPARE(parameters.value("artifact").toString(), kData + "/artifacts/mine/dev/shop.dump");
    QVERIFY(parameters.value("artifact_verify").toStringList().first().startsWith('/'));
    QCOMPARE(parameters.value("artifact_verify").toStringList().last(), "${artifact}");
    QCOMPARE(made->steps.first().facts.size(), 2);
    // Known only at the run.
    setStep({{"command", QStringList{"true"}}, {"artifact", "${environment}/${timestamp}-${run}"}});
    QCOMPARE(plan()->steps.first().parameters.value("artifact").toString(),
             kData + "/artifacts/mine/dev/${timestamp}-${run}");
    // Known only to the proof.
    setStep({{"command", QStringList{"true", "${artifact}"}}, {"artifact", "a"}});
    QCOMPARE(plan().error().kind, ErrorKind::Config);
}

void TestRunPlan::artifactsStayInside_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("up") << "../audit.db";
    QTest::newRow("up from within") << "a/../../audit.db";
    QTest::newRow("by a variable") << "${escape}/x";
    QTest::newRow("the folder itself") << ".";
    QTest::newRow("absolute") << "/etc/passwd";
    QTest::newRow("up and down again") << "a/../b";
}

void TestRunPlan::artifactsStayInside()
{
    QFETCH(QString, path);
    runbook().variables[EnvironmentId("dev")].insert("escape", "../..");
    setStep({{"command", QStringList{"true"}}, {"artifact", path}});
    QVERIFY(!plan());
    QCOMPARE(plan().error().kind, ErrorKind::Config);
}

void TestRunPlan::checkStep()
{
    const auto made = plan();
    QCOMPARE(made->steps.size(), 2);
    QVERIFY(made->steps.at(1).argumentVector.isEmpty());
    QVERIFY(made->steps.at(1).facts.first().contains("worker"));
    runbook().steps[1].parameters.insert("services", QStringList{"worker", "nobody"});
    QCOMPARE(plan().error().kind, ErrorKind::Config);
    QVERIFY(plan().error().message.contains("nobody"));
}

void TestRunPlan::refusesPlaces_data()
{
    QTest::addColumn<EnvironmentKey>("environment");
    QTest::newRow("no such environment")
        << EnvironmentKey{PlatformId("shop"), EnvironmentId("moon")};
    QTest::newRow("another platform") << EnvironmentKey{PlatformId("bank"), EnvironmentId("dev")};
    QTest::newRow("not one of the runbook's") << kProd;
}

void TestRunPlan::refusesPlaces()
{
    QFETCH(EnvironmentKey, environment);
    runbook().environments = {EnvironmentId("dev")};
    QVERIFY(plan(kDev).has_value());
    QCOMPARE(plan(environment).error().kind, ErrorKind::NotFound);
}

void TestRunPlan::hashIsOfTheContent()
{
    const auto first = plan();
    const auto later =
        planRun(m_workspace, RunbookId("restart"), kDev, builtinSteps(), kData, moved(kNow, 5s));
    QCOMPARE(first->hash.size(), 64);
    QCOMPARE(later->hash, first->hash);
    QVERIFY(later->frozenAt != first->frozenAt);
    QVERIFY(plan(kProd)->hash != first->hash);
}

void TestRunPlan::hashSeesEveryChange_data()
{
    QTest::addColumn<int>("change");
    for (int i = 0; i < 10; ++i)
        QTest::addRow("%d", i) << i;
}

void TestRunPlan::hashSeesEveryChange()
{
    QFETCH(int, change);
    setStep({{"command", QStringList{"true", "a", "b"}},
             {"pgpass", QVariantMap{{"credential", "x"}, {"host", "h"}, {"user", "u"}}},
             {"artifact", "a"}});
    const RunPlan before = *plan();
    Step &only = runbook().steps.first();
    switch (change) {
    case 0:
        only.parameters.insert("command", QStringList{"true", "a b"});
        break;
    case 1:
        only.parameters.insert("command", QStringList{"true", "b", "a"});
        break;
    case 2:
        only.timeout = 31s;
        break;
    case 3:
        only.onFailure = OnFailure::Continue;
        break;
    case 4:
        only.parameters.insert("pgpass",
                               QVariantMap{{"credential", "y"}, {"host", "h"}, {"user", "u"}});
        break;
    case 5:
        only.parameters.insert("artifact", "b");
        break;
    case 6:
        runbook().danger = Danger::Low;
        break;
    case 7:
        m_workspace.platforms.first().environments.first().isProtected = true;
        break;
    case 8:
        runbook().steps.append(runbook().steps.first());
        break;
    case 9:
        only.parameters.insert("pgpass",
                               QVariantMap{{"credential", "x"}, {"host", "other"}, {"user", "u"}});
        break;
    default:
        QFAIL("no such change");
    }
    QVERIFY(plan()->hash != before.hash);
}

void TestRunPlan::kindsAreDescribed()
{
    QSet<QString> ids;
    const StepRegistry kinds = builtinSteps();
    for (const StepKind &kind : kinds.kinds()) {
        QVERIFY(!ids.contains(kind.info.id));
        ids.insert(kind.info.id);
        QVERIFY(kind.plan != nullptr && kind.create != nullptr);
        for (const ParameterSpec &spec : kind.info.parameters)
            QVERIFY2(!spec.help.isEmpty(), qPrintable(spec.name));
    }
    QCOMPARE(ids, QSet<QString>({"command", "check"}));
}

void TestRunPlan::confirmationText_data()
{
    QTest::addColumn<EnvironmentKey>("environment");
    QTest::addColumn<Danger>("danger");
    QTest::addColumn<QString>("expected");
    QTest::newRow("prod, disruptive") << kProd << Danger::Disruptive << "prod";
    QTest::newRow("prod, low") << kProd << Danger::Low << "prod";
    QTest::newRow("prod, read-only") << kProd << Danger::ReadOnly << "";
    QTest::newRow("dev, destructive") << kDev << Danger::Destructive << "";
}

void TestRunPlan::confirmationText()
{
    QFETCH(EnvironmentKey, environment);
    QFETCH(Danger, danger);
    runbook().danger = danger;
    QTEST(plan(environment)->confirmationText(), "expected");
}

void TestRunPlan::guard_data()
{
    QTest::addColumn<EnvironmentKey>("environment");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("armed");
    QTest::addColumn<qint64>("ageMs");
    QTest::addColumn<QString>("tamper");
    QTest::addColumn<QString>("refusal"); ///< nothing: it may run
    QTest::newRow("dev") << kDev << "" << true << 0LL << "" << "";
    QTest::newRow("dev, not armed") << kDev << "" << false << 0LL << "" << "read-only";
    QTest::newRow("prod") << kProd << "prod" << true << 0LL << "" << "";
    QTest::newRow("prod, not armed") << kProd << "prod" << false << 0LL << "" << "read-only";
    QTest::newRow("prod, nothing typed")
        << kProd << "" << true << 0LL << "" << "prod is protected, and its name was not typed";
    QTest::newRow("prod, other case") << kProd << "Prod" << true << 0LL << "" << "typed name";
    QTest::newRow("prod, with a blank") << kProd << "prod " << true << 0LL << "" << "typed name";
    QTest::newRow("prod, another name") << kProd << "dev" << true << 0LL << "" << "typed name";
    QTest::newRow("just young enough") << kDev << "" << true << 300'000LL << "" << "";
    QTest::newRow("too old") << kDev << "" << true << 300'001LL << "" << "older than";
    QTest::newRow("other arguments") << kDev << "" << true << 0LL << "argument" << "no longer";
    QTest::newRow("other arguments, hash made new")
        << kDev << "" << true << 0LL << "argument+hash" << "no longer";
    QTest::newRow("said to be unprotected")
        << kProd << "" << true << 0LL << "protection" << "no longer";
    QTest::newRow("definition changed since")
        << kDev << "" << true << 0LL << "definition" << "no longer";
}

void TestRunPlan::guard()
{
    QFETCH(EnvironmentKey, environment);
    QFETCH(QString, typed);
    QFETCH(bool, armed);
    QFETCH(qint64, ageMs);
    QFETCH(QString, tamper);
    QFETCH(QString, refusal);
    RunPlan frozen = *plan(environment);
    if (tamper.startsWith("argument"))
        frozen.steps.first().argumentVector << "extra";
    if (tamper.endsWith("hash"))
        frozen.hash = planHash(frozen);
    if (tamper == "protection")
        frozen.isProtected = false;
    if (tamper == "definition")
        runbook().steps.first().parameters.insert("command", QStringList{"false"});
    const auto allowed =
        guardRun(frozen, *plan(environment), {typed, armed}, moved(kNow, Milliseconds(ageMs)));
    QCOMPARE(allowed.has_value(), refusal.isEmpty());
    if (!allowed) {
        QCOMPARE(allowed.error().kind, ErrorKind::Guard);
        QVERIFY2(allowed.error().message.contains(refusal), qPrintable(allowed.error().message));
        QVERIFY(allowed.error().advice.contains("Nothing was changed."));
    }
}

QTEST_GUILESS_MAIN(TestRunPlan)
#include "tst_runplan.moc"
