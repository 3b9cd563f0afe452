// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/clock.h"
#include "services/credentials/credentialstore.h"
#include "services/domain/stepguards.h"
#include "services/process/childprocess.h"
#include "services/runbooks/artifact.h"
#include "services/runbooks/builtinsteps.h"
#include "services/runbooks/filling.h"
#include "services/runbooks/passfile.h"
#include "services/runbooks/redactor.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QStandardPaths>

namespace opsdeck {

namespace {

class CommandStep
{
    Q_DECLARE_TR_FUNCTIONS(CommandStep)
};

const QString kArtifact = QStringLiteral("artifact");
const QString kVerify = QStringLiteral("artifact_verify");
const QString kReplaces = QStringLiteral("artifact_replaces"); ///< planned, not written by anybody
const QString kTimestamp = QStringLiteral("timestamp");
const QString kRun = QStringLiteral("run");
const QStringList kLaterInArtifact{kTimestamp, kRun};
const QStringList kLaterInVerify{kArtifact};
const QString kPassFile = QStringLiteral("pgpass");
const QStringList kPassFileNeeds{QStringLiteral("credential"), QStringLiteral("host"),
                                 QStringLiteral("user")};
const QStringList kPassFileKeys =
    kPassFileNeeds + QStringList{QStringLiteral("port"), QStringLiteral("database")};

ParameterSpec spec(const char *name, ParameterType type, const QString &help, bool required = false)
{
    ParameterSpec made;
    made.name = QLatin1String(name);
    made.type = type;
    made.required = required;
    made.help = help;
    return made;
}

/// The absolute path of a program, by PATH when it has no folder, and relative to the workspace
/// otherwise.
Result<QString> programPath(const QString &program, const QString &workspaceDirectory)
{
    const QString path = program.contains(QLatin1Char('/'))
                             ? QDir::cleanPath(QDir(workspaceDirectory).absoluteFilePath(program))
                             : QStandardPaths::findExecutable(program);
    const QFileInfo info(path);
    if (path.isEmpty() || !info.isFile() || !info.isExecutable()) {
        return failure(ErrorKind::NotFound,
                       CommandStep::tr("There is no program %1 here.").arg(program.left(200)),
                       CommandStep::tr("Try: install it, or correct the runbook's command."));
    }
    return path;
}

Result<void> planVector(PlannedStep &planned, const Step &step, const PlanScope &scope)
{
    const auto arguments = filledArguments(
        step.parameters.value(QStringLiteral("command")).toStringList(), scope.variables);
    if (!arguments)
        return failure(arguments.error());
    if (arguments->isEmpty() || arguments->first().isEmpty())
        return failure(ErrorKind::Config,
                       CommandStep::tr("Step '%1' has no command.").arg(step.id.toString()));
    const auto program = programPath(arguments->first(), scope.workspaceDirectory);
    if (!program)
        return failure(program.error());
    planned.argumentVector = *arguments;
    planned.argumentVector.first() = *program;
    const auto directory = filled(
        step.parameters.value(QStringLiteral("working_directory")).toString(), scope.variables);
    if (!directory)
        return failure(directory.error());
    planned.workingDirectory = directory->isEmpty()
                                   ? scope.workspaceDirectory
                                   : QDir(scope.workspaceDirectory).absoluteFilePath(*directory);
    if (!QFileInfo(planned.workingDirectory).isDir())
        return failure(
            ErrorKind::NotFound,
            CommandStep::tr("There is no folder %1 to work in.").arg(planned.workingDirectory));
    return {};
}

Result<void> planPassFile(PlannedStep &planned, const Step &step, const PlanScope &scope)
{
    if (!step.parameters.contains(kPassFile))
        return {};
    const QVariantMap stated = step.parameters.value(kPassFile).toMap();
    QVariantMap entry;
    for (auto it = stated.cbegin(); it != stated.cend(); ++it) {
        if (!kPassFileKeys.contains(it.key())) {
            return failure(
                ErrorKind::Config,
                CommandStep::tr("The pgpass of step '%1' has no key '%2'.")
                    .arg(step.id.toString(), it.key().left(60)),
                CommandStep::tr("Try one of: %1.").arg(kPassFileKeys.join(QStringLiteral(", "))));
        }
        const auto value = filled(it->toString(), scope.variables);
        if (!value)
            return failure(value.error());
        entry.insert(it.key(), *value);
    }
    for (const QString &name : kPassFileNeeds) {
        if (entry.value(name).toString().isEmpty()) {
            return failure(ErrorKind::Config,
                           CommandStep::tr("The pgpass of step '%1' names no %2.")
                               .arg(step.id.toString(), name),
                           CommandStep::tr("Try: state it; only a written * matches everything."));
        }
    }
    // What libpq takes when it is told nothing, and not everything: a password is for one place.
    if (entry.value(QStringLiteral("port")).toString().isEmpty())
        entry.insert(QStringLiteral("port"), QStringLiteral("5432"));
    if (entry.value(QStringLiteral("database")).toString().isEmpty())
        entry.insert(QStringLiteral("database"), entry.value(QStringLiteral("user")));
    planned.parameters.insert(kPassFile, entry);
    planned.secrets.append(
        {CredentialId(entry.value(QStringLiteral("credential")).toString()),
         CommandStep::tr("pass file on an inherited descriptor, never on disk")});
    return {};
}

Result<void> planArtifact(PlannedStep &planned, const Step &step, const PlanScope &scope)
{
    const QString stated = step.parameters.value(kArtifact).toString();
    if (stated.isEmpty())
        return {};
    const auto relative = filled(stated, scope.variables, kLaterInArtifact);
    if (!relative)
        return failure(relative.error());
    const QString root =
        QDir::cleanPath(
            QStringLiteral("%1/artifacts/%2").arg(scope.dataDirectory, scope.workspaceId))
        + QLatin1Char('/');
    const QString path = QDir::cleanPath(root + *relative);
    if (!path.startsWith(root) || !staysInside(*relative))
        return failure(ErrorKind::Config,
                       CommandStep::tr("The artifact %1 would lie outside of the data folder.")
                           .arg(relative->left(200)));
    planned.parameters.insert(kArtifact, path);
    planned.facts.append(CommandStep::tr("Output: becomes %1, whole or not at all").arg(path));
    // Which file was replaced is part of the plan: another one, or a newer, wants to be confirmed
    // anew.
    if (const QFileInfo last(path); last.exists()) {
        planned.parameters.insert(kReplaces, true);
        planned.facts.append(
            CommandStep::tr("Replaces: the file of %1 UTC, %2")
                .arg(last.lastModified().toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
                     QLocale::c().formattedDataSize(last.size())));
    }
    auto verify = filledArguments(step.parameters.value(kVerify).toStringList(), scope.variables,
                                  kLaterInVerify);
    if (!verify)
        return failure(verify.error());
    if (verify->isEmpty())
        return {};
    const auto program = programPath(verify->first(), scope.workspaceDirectory);
    if (!program)
        return failure(program.error());
    verify->first() = *program;
    planned.parameters.insert(kVerify, *verify);
    planned.facts.append(CommandStep::tr("Proof: kept only if this accepts it: %1")
                             .arg(verify->join(QLatin1Char(' '))));
    return {};
}

Result<PlannedStep> plan(const Step &step, const PlanScope &scope)
{
    PlannedStep planned;
    if (auto done = planVector(planned, step, scope); !done)
        return failure(done.error());
    if (auto done = planPassFile(planned, step, scope); !done)
        return failure(done.error());
    if (auto done = planArtifact(planned, step, scope); !done)
        return failure(done.error());
    if (step.parameters.value(QStringLiteral("idempotent")).toBool())
        planned.facts.append(CommandStep::tr("Again: may be run again without harm"));
    return planned;
}

/// Secret, program, and the proof of its artifact, one after the other.
class CommandExecutor final : public StepExecutor
{
public:
    CommandExecutor(PlannedStep step, const StepContext &context)
        : m_step(std::move(step))
        , m_context(context)
    {}

    void start() override
    {
        const QString credential = m_step.parameters.value(kPassFile)
                                       .toMap()
                                       .value(QStringLiteral("credential"))
                                       .toString();
        if (credential.isEmpty()) {
            QMetaObject::invokeMethod(this, [this] { runCommand(); }, Qt::QueuedConnection);
            return;
        }
        m_context.credentials->read(
            CredentialId(credential), this, [this](const Result<Secret> &secret) {
                if (m_done)
                    return;
                if (!secret)
                    return conclude(StepState::Failed, tr("nothing was started"), secret.error());
                m_lines.hide(*secret);
                m_errorLines.hide(*secret);
                const QVariantMap entry = m_step.parameters.value(kPassFile).toMap();
                auto file = PassFile::make({entry.value(QStringLiteral("host")).toString(),
                                            entry.value(QStringLiteral("port")).toString(),
                                            entry.value(QStringLiteral("database")).toString(),
                                            entry.value(QStringLiteral("user")).toString()},
                                           *secret);
                if (!file)
                    return conclude(StepState::Failed, tr("nothing was started"), file.error());
                m_passFile = std::move(*file);
                runCommand();
            });
    }

    void cancel() override
    {
        m_cancelled = true;
        if (m_process)
            m_process->stop();
        else
            conclude(StepState::Cancelled, tr("stopped before it began"), std::nullopt);
    }

private:
    void runCommand()
    {
        if (m_done)
            return;
        ChildProcess::Start start;
        start.arguments = m_step.argumentVector;
        start.workingDirectory = m_step.workingDirectory;
        if (m_passFile) {
            start.environment << QStringLiteral("PGPASSFILE=") + m_passFile->path();
            start.inherited = m_passFile->descriptor();
        }
        if (const QString path = m_step.parameters.value(kArtifact).toString(); !path.isEmpty()) {
            const QString here = QString(path)
                                     .replace(QStringLiteral("${timestamp}"),
                                              m_context.clock->now().utc().toString(
                                                  QStringLiteral("yyyyMMdd'T'HHmmss'Z'")))
                                     .replace(QStringLiteral("${run}"), m_context.runId);
            if (const auto free = mayReplace() ? Result<void>() : Artifact::refuseExisting(here);
                !free)
                return conclude(StepState::Failed, tr("nothing was started"), free.error());
            auto artifact = Artifact::begin(here);
            if (!artifact)
                return conclude(StepState::Failed, tr("nothing was started"), artifact.error());
            m_artifact = std::move(*artifact);
            start.outputFile = m_artifact->partialPath();
        }
        launch(start, [this](const Result<int> &code) { commandEnded(code); });
    }

    bool mayReplace() const { return m_step.parameters.value(kReplaces).toBool(); }

    template <typename Ended>
    void launch(ChildProcess::Start start, Ended ended)
    {
        m_process = std::make_unique<ChildProcess>();
        connect(m_process.get(), &ChildProcess::output, this,
                [this](bool isError, const QByteArray &bytes) {
                    tell(isError, (isError ? m_errorLines : m_lines).add(bytes));
                });
        connect(m_process.get(), &ChildProcess::ended, this, ended);
        start.heldOpen = m_context.lockDescriptor;
        m_process->start(start);
    }

    void tell(bool isError, const QStringList &lines)
    {
        for (const QString &line : lines)
            Q_EMIT said(isError, line);
    }

    /// False when the step is over.
    bool endedWell(const Result<int> &code, const QString &what)
    {
        tell(false, m_lines.rest());
        tell(true, m_errorLines.rest());
        const QString after = durationText(m_process->elapsed());
        m_passFile.reset();
        if (m_process->mayStillRun()) {
            conclude(StepState::Unknown, tr("could not be stopped after %1").arg(after),
                     Error{ErrorKind::Process,
                           tr("%1 was stopped, but something that it started may still be running.")
                               .arg(what),
                           tr("Try: look for it among the processes of this machine."),
                           {}});
            return false;
        }
        if (m_cancelled) {
            conclude(StepState::Cancelled, tr("stopped after %1").arg(after), std::nullopt);
            return false;
        }
        if (!code) {
            conclude(StepState::Failed, tr("failed after %1").arg(after), code.error());
            return false;
        }
        if (*code != 0) {
            const QString message = tr("exit %1 after %2").arg(*code).arg(after);
            conclude(StepState::Failed, message,
                     Error{ErrorKind::Process,
                           tr("%1 ended with exit code %2.").arg(what).arg(*code),
                           tr("Its own words are in the output."),
                           {}});
            return false;
        }
        m_message = tr("exit 0 after %1").arg(after);
        return true;
    }

    void commandEnded(const Result<int> &code)
    {
        if (!endedWell(code, QFileInfo(m_step.argumentVector.first()).fileName()))
            return;
        QStringList verify = m_step.parameters.value(kVerify).toStringList();
        if (!m_artifact || verify.isEmpty())
            return keepArtifact();
        verify.replaceInStrings(QStringLiteral("${artifact}"), m_artifact->partialPath());
        ChildProcess::Start start;
        start.arguments = verify;
        start.workingDirectory = m_step.workingDirectory;
        m_process.release()->deleteLater();
        launch(start, [this, verify](const Result<int> &result) {
            const QString message = m_message;
            if (!endedWell(result, QFileInfo(verify.first()).fileName()))
                return;
            m_message = message;
            keepArtifact();
        });
    }

    void keepArtifact()
    {
        if (m_artifact) {
            if (const auto kept = m_artifact->commit(mayReplace() ? Artifact::Existing::Replace
                                                                  : Artifact::Existing::Keep);
                !kept)
                return conclude(StepState::Failed, m_message, kept.error());
            Q_EMIT said(false, tr("%1 (%2 bytes)").arg(m_artifact->path()).arg(m_artifact->size()));
        }
        conclude(StepState::Succeeded, m_message, std::nullopt);
    }

    void conclude(StepState state, const QString &message, const std::optional<Error> &error)
    {
        if (std::exchange(m_done, true))
            return;
        m_artifact.reset();
        QMetaObject::invokeMethod(
            this, [this, state, message, error] { Q_EMIT finished({state, message, error}); },
            Qt::QueuedConnection);
    }

    static QString tr(const char *text) { return CommandStep::tr(text); }

    PlannedStep m_step;
    StepContext m_context;
    OutputLines m_lines;
    OutputLines m_errorLines;
    std::unique_ptr<PassFile> m_passFile;
    std::unique_ptr<Artifact> m_artifact;
    std::unique_ptr<ChildProcess> m_process;
    QString m_message;
    bool m_cancelled = false;
    bool m_done = false;
};

} // namespace

StepKind commandStepKind()
{
    ParameterSpec verify =
        spec("artifact_verify", ParameterType::StringList,
             CommandStep::tr("Program that must accept ${artifact} before it is kept."));
    ParameterSpec artifact =
        spec("artifact", ParameterType::String,
             CommandStep::tr("File below the workspace's artifacts that standard output becomes; "
                             "${timestamp} (UTC) and ${run} may stand in it."));
    artifact.laterVariables = kLaterInArtifact;
    verify.laterVariables = kLaterInVerify;
    verify.isArgumentVector = true;
    ParameterSpec command =
        spec("command", ParameterType::StringList,
             CommandStep::tr("Program and arguments, one entry each; no shell."), true);
    command.isArgumentVector = true;
    ParameterSpec pgpass = spec("pgpass", ParameterType::StringMap,
                                CommandStep::tr("Password for libpq programs: credential*, host*, "
                                                "user*, port (5432), database (the user's name)."));
    pgpass.keys = kPassFileKeys;
    pgpass.requiredKeys = kPassFileNeeds;
    artifact.isInside = true;
    return {
        {QStringLiteral("command"),
         QT_TRANSLATE_NOOP("StepKind", "Command"),
         {command,
          spec("working_directory", ParameterType::String,
               CommandStep::tr("Folder to work in; the workspace's when absent.")),
          pgpass, artifact, verify,
          spec("idempotent", ParameterType::Boolean,
               CommandStep::tr("May be run again without harm."))}},
        plan,
        [](const PlannedStep &step, const StepContext &context) -> std::unique_ptr<StepExecutor> {
            return std::make_unique<CommandExecutor>(step, context);
        }};
}

} // namespace opsdeck
