// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/enginehost.h"
#include "app/common/exitcode.h"
#include "app/common/opener.h"
#include "app/common/quitsignals.h"
#include "app/ctl/commands/commands.h"
#include "app/ctl/commands/runbookreport.h"
#include "app/ctl/commands/runbooksettle.h"
#include "app/ctl/console.h"
#include "services/audit/sqliteauditlog.h"
#include "services/credentials/keychaincredentialstore.h"
#include "services/runbooks/builtinsteps.h"
#include "services/runbooks/planner.h"
#include "services/runbooks/runbookengine.h"
#include "services/storage/datadirectory.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("runbook", text);
}

/// What a person follows; beside JSON it goes to standard error.
void tell(const QString &text, bool json)
{
    if (json)
        console::note(text);
    else
        console::print(text);
}

int unknownRunbook(const Workspace &workspace, const QString &id)
{
    QStringList ids;
    for (const Runbook &runbook : workspace.runbooks)
        ids << runbook.id.toString();
    console::complain(tr("There is no runbook '%1'; there are: %2.")
                          .arg(id, ids.isEmpty() ? tr("none") : ids.join(QStringLiteral(", "))));
    return exitcode::kUsage;
}

/// The environment that `--environment` names, "prod" or "shop/prod"; complains and gives an empty
/// key when it is none of the runbook's.
EnvironmentKey environmentOf(const Workspace &workspace, const Runbook &runbook,
                             const QString &word)
{
    const EnvironmentKey stated = word.contains(QLatin1Char('/'))
                                      ? EnvironmentKey::fromString(word)
                                      : EnvironmentKey{runbook.platform, EnvironmentId(word)};
    const bool allowed =
        runbook.environments.isEmpty() || runbook.environments.contains(stated.environment);
    if (stated.platform == runbook.platform && workspace.environment(stated) != nullptr && allowed)
        return stated;
    QStringList names;
    if (const Platform *platform = workspace.platform(runbook.platform)) {
        for (const Environment &environment : platform->environments) {
            if (runbook.environments.isEmpty() || runbook.environments.contains(environment.id))
                names << environment.id.toString();
        }
    }
    console::complain(
        word.isEmpty()
            ? tr("Say where: --environment E, one of %1.").arg(names.join(QStringLiteral(", ")))
            : tr("Runbook '%1' can't run in '%2', only in: %3.")
                  .arg(runbook.id.toString(), word, names.join(QStringLiteral(", "))));
    return {};
}

/// Runs a plan to its end; Ctrl-C stops it properly.
class Runner final : public QObject
{
public:
    Runner(const WorkspacePtr &workspace, const QList<ProgramUse> &programs,
           const QString &dataDirectory, bool json)
        : m_json(json)
        , m_signals([this] { stop(); })
        , m_audit(dataDirectory + QStringLiteral("/audit.db"))
        , m_host({m_clock, m_credentials, &m_audit, dataDirectory})
    {
        m_host.setPrograms(programs);
        m_host.setWorkspace(workspace);
        RunbookEngine *engine = m_host.runbooks();
        connect(engine, &RunbookEngine::refused, this,
                [this](const Error &error) { end(refusal(error)); });
        connect(&m_audit, &SqliteAuditLog::repaired, this,
                [](const QString &sentence) { console::note(sentence); });
        connect(engine, &RunbookEngine::interrupted, this, [](const QList<UnsettledRun> &runs) {
            for (const UnsettledRun &run : runs)
                console::note(interruptedText(run));
        });
        connect(engine, &RunbookEngine::outputAdded, this,
                [this](const QString &, const QList<OutputLine> &lines) {
                    m_lines += lines;
                    for (const OutputLine &line : lines)
                        tell(outputText(line), m_json);
                });
        connect(engine, &RunbookEngine::progressChanged, this, [this](const RunProgress &progress) {
            m_progress = progress;
            if (progress.state != RunState::Running && progress.endedAt.isValid())
                end(conclusion());
        });
        m_host.start();
    }

    int run(const RunPlan &plan, const Confirmation &confirmation)
    {
        m_plan = plan;
        m_confirmMissing = confirmation.typedText.isEmpty() && !plan.confirmationText().isEmpty();
        RunbookEngine *engine = m_host.runbooks();
        m_audit.verify(
            this, [this, engine, plan, confirmation](const Result<AuditVerdict> &verdict) {
                QString doubt;
                if (verdict && !verdict->isIntact()) {
                    doubt = tr("the record of actions was changed: row %1, %2.")
                                .arg(verdict->firstBroken)
                                .arg(verdict->why);
                    console::note(tr("Warning: %1 opsdeckctl audit verify says more.").arg(doubt));
                    m_doubt = doubt;
                }
                QMetaObject::invokeMethod(engine, [engine, plan, confirmation, doubt] {
                    engine->setRecordDoubt(doubt);
                    engine->start(plan, confirmation);
                });
            });
        QCoreApplication::exec();
        return m_code;
    }

private:
    int refusal(Error error)
    {
        if (!m_doubt.isEmpty() && error.message.contains(m_doubt))
            error.advice += QLatin1Char(' ') + tr("Add --despite-broken-record to say so.");
        if (m_confirmMissing)
            error.advice =
                tr("Add --confirm %1. Nothing was changed.").arg(m_plan.confirmationText());
        console::complain(error);
        if (m_json)
            console::print(QJsonObject{{QStringLiteral("state"), QStringLiteral("refused")},
                                       {QStringLiteral("error"), console::errorJson(error)}});
        else
            console::print(tr("%1 in %2: not run. Nothing was changed.")
                               .arg(m_plan.title, m_plan.environment.toString()));
        return exitcode::kGuardRefused;
    }

    int conclusion()
    {
        if (m_json)
            console::print(toJson(m_progress, m_lines));
        else
            console::print(outcomeText(m_progress));
        if (m_progress.error)
            console::complain(*m_progress.error);
        if (m_progress.error && m_progress.error->kind == ErrorKind::Guard)
            return exitcode::kGuardRefused;
        return m_progress.state == RunState::Succeeded ? exitcode::kOk : exitcode::kRunFailed;
    }

    void end(int code)
    {
        if (std::exchange(m_ended, true))
            return;
        m_code = code;
        QCoreApplication::quit();
    }

    void stop()
    {
        RunbookEngine *engine = m_host.runbooks();
        QMetaObject::invokeMethod(engine, &RunbookEngine::cancelAll);
    }

    bool m_json;
    QuitSignals m_signals;
    SystemClock m_clock;
    KeychainCredentialStore m_credentials;
    SqliteAuditLog m_audit;
    EngineHost m_host;
    RunPlan m_plan;
    RunProgress m_progress;
    QList<OutputLine> m_lines;
    int m_code = exitcode::kRunFailed;
    bool m_confirmMissing = false;
    QString m_doubt; ///< why the record can't be trusted
    bool m_ended = false;
};

int show(const Workspace &workspace, const Runbook &runbook, const QString &environment, bool json)
{
    if (environment.isEmpty()) {
        if (json)
            console::print(toJson(runbook));
        else
            console::print(runbookText(runbook));
        return exitcode::kOk;
    }
    const EnvironmentKey key = environmentOf(workspace, runbook, environment);
    if (key.environment.isEmpty())
        return exitcode::kUsage;
    const auto directory = dataDirectory();
    if (!directory) {
        console::complain(directory.error());
        return exitcode::kUsage;
    }
    const auto plan =
        planRun(workspace, runbook.id, key, builtinSteps(), *directory, SystemClock().now());
    if (!plan) {
        console::complain(plan.error());
        return plan.error().kind == ErrorKind::Guard ? exitcode::kGuardRefused : exitcode::kUsage;
    }
    if (json)
        console::print(toJsonOnlyShown(*plan));
    else
        console::print(planText(*plan) + QLatin1Char('\n') + onlyShownText());
    return exitcode::kOk;
}

int runPlan(const WorkspacePtr &workspace, const QList<ProgramUse> &programs,
            const Runbook &runbook, const QCommandLineParser &parser)
{
    const EnvironmentKey key =
        environmentOf(*workspace, runbook, parser.value(QStringLiteral("environment")));
    if (key.environment.isEmpty())
        return exitcode::kUsage;
    const auto directory = dataDirectory();
    if (!directory) {
        console::complain(directory.error());
        return exitcode::kUsage;
    }
    const auto plan =
        planRun(*workspace, runbook.id, key, builtinSteps(), *directory, SystemClock().now());
    if (!plan) {
        console::complain(plan.error());
        return plan.error().kind == ErrorKind::Guard ? exitcode::kGuardRefused : exitcode::kUsage;
    }
    const bool json = console::wantsJson(parser);
    tell(planText(*plan), json);
    if (parser.isSet(QStringLiteral("dry-run"))) {
        tell(onlyShownText(), json);
        if (json)
            console::print(toJsonOnlyShown(*plan));
        return exitcode::kOk;
    }
    QString typed = parser.value(QStringLiteral("confirm"));
    if (typed.isEmpty() && !plan->confirmationText().isEmpty())
        typed = console::ask(tr("Type %1 to run this in %2: ")
                                 .arg(plan->confirmationText(), plan->environmentTitle));
    // Naming the environment on the command line is the arming; a protected one wants its name
    // typed once more.
    const QStringList settled =
        parser.value(QStringLiteral("settle")).split(QLatin1Char(','), Qt::SkipEmptyParts);
    return Runner(workspace, programs, *directory, json)
        .run(*plan, {typed, true, settled, parser.isSet(QStringLiteral("despite-broken-record"))});
}

int run(const QStringList &arguments)
{
    const QString action = arguments.value(0);
    if (!console::isAction(QStringLiteral("runbook"), runbookCommand().usage, arguments,
                           {QStringLiteral("list"), QStringLiteral("show"), QStringLiteral("run"),
                            QStringLiteral("settle")}))
        return exitcode::kUsage;
    if (action == QLatin1String("settle"))
        return settleRuns(arguments, runbookCommand().usage);
    QCommandLineParser parser;
    console::addCommonOptions(parser);
    parser.addOption({QStringLiteral("environment"),
                      tr("Where: an environment's id, or platform/environment."),
                      QStringLiteral("id")});
    parser.addOption({QStringLiteral("confirm"),
                      tr("The environment's name, typed once more, where it is protected."),
                      QStringLiteral("text")});
    parser.addOption({QStringLiteral("settle"),
                      tr("You have looked at what this interrupted run left behind; several with "
                         "commas between."),
                      QStringLiteral("run")});
    parser.addOption({QStringLiteral("despite-broken-record"),
                      tr("You know that the record of actions is broken, and go on in a protected "
                         "environment.")});
    parser.addOption({QStringLiteral("dry-run"), tr("Show the plan and run nothing.")});
    QStringList positional{tr("what to do"), tr("the workspace's folder or file")};
    if (action != QLatin1String("list"))
        positional << tr("the runbook's id");
    if (const int code = console::parse(parser, QStringLiteral("runbook"), runbookCommand().usage,
                                        arguments, positional);
        code >= 0)
        return code;
    const QString path = parser.positionalArguments().at(1);
    // What the programs of checks are: a runbook's own are shown and confirmed each time.
    const TrustedWorkspace opened = openTrusted(path, dataDirectory().value_or(QString()));
    const LoadedWorkspace &loaded = opened.loaded;
    complainAbout(loaded, path);
    if (!loaded.workspace)
        return exitcode::kUsage;
    const Workspace &workspace = *loaded.workspace;
    if (action == QLatin1String("list")) {
        if (console::wantsJson(parser))
            console::print(listJson(workspace));
        else
            console::print(listText(workspace));
        return loaded.hasErrors() ? exitcode::kUsage : exitcode::kOk;
    }
    noteUntrusted(opened, path);
    const QString id = parser.positionalArguments().at(2);
    const Runbook *runbook = workspace.runbook(RunbookId(id));
    if (runbook == nullptr)
        return unknownRunbook(workspace, id);
    if (action == QLatin1String("show"))
        return show(workspace, *runbook, parser.value(QStringLiteral("environment")),
                    console::wantsJson(parser));
    return runPlan(loaded.workspace, loaded.programs, *runbook, parser);
}

} // namespace

Command runbookCommand()
{
    return {QStringLiteral("runbook"),
            tr("List runbooks, show exactly what one would run, or run it."),
            QStringLiteral("list W | show W ID [--environment E] | run W ID --environment E "
                           "[--dry-run] [--confirm TEXT] [--settle RUN] | settle [RUN…]"),
            run};
}

} // namespace opsdeck
