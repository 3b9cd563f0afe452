// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/clock.h"
#include "services/base/poolwork.h"
#include "services/credentials/credentialstore.h"
#include "services/process/childprocess.h"
#include "services/runbooks/artifact.h"
#include "services/runbooks/builtinsteps.h"
#include "services/runbooks/commandplan.h"
#include "services/runbooks/passfile.h"
#include "services/runbooks/redactor.h"
#include "services/runbooks/stepreach.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QTimer>

namespace opsdeck {

using namespace commandkeys;

namespace {

constexpr int kWordsMs = 500;      ///< for a way to say that it was lost, when its connections were
constexpr int kLostGraceMs = 5000; ///< for a program that sees by itself that its way is lost

/// Way, secret, program, and the proof of its artifact, one after the other.
class CommandExecutor final : public StepExecutor
{
    Q_DECLARE_TR_FUNCTIONS(CommandStep)
public:
    CommandExecutor(PlannedStep step, const StepContext &context)
        : m_step(std::move(step))
        , m_context(context)
    {}

    ~CommandExecutor() override
    {
        if (m_artifact)
            m_artifact->abandon();
    }

    Q_DISABLE_COPY_MOVE(CommandExecutor)

    void start() override
    {
        QList<PlannedReach> reaches;
        const QVariantList planned = m_step.parameters.value(kReach).toList();
        for (const QVariant &each : planned)
            reaches.append(PlannedReach::fromMap(each.toMap()));
        m_reach = std::make_unique<StepReach>(reaches, m_context, [this](quint64 inode) {
            return m_process && m_process->holdsSocket(inode);
        });
        connect(m_reach.get(), &StepReach::opened, this, &CommandExecutor::readSecret);
        connect(m_reach.get(), &StepReach::failed, this,
                [this](const Error &error) { giveUp(error); });
        connect(m_reach.get(), &StepReach::lost, this, &CommandExecutor::wayLost);
        connect(m_reach.get(), &StepReach::said, this,
                [this](const QString &line) { Q_EMIT said(true, line); });
        m_reach->open();
    }

    void cancel() override
    {
        m_cancelled = true;
        if (m_isKeeping) {
            // A disk may take its time: what is not in its place by now does not come there.
            if (m_artifact->abandon())
                conclude(StepState::Cancelled, tr("stopped before its artifact was kept"),
                         std::nullopt);
        } else if (m_process)
            m_process->stop();
        else
            conclude(StepState::Cancelled, tr("stopped before it began"), std::nullopt);
    }

private:
    void readSecret()
    {
        if (m_done)
            return;
        const QVariantMap entry = m_step.parameters.value(kPassFile).toMap();
        const QString credential = entry.value(QStringLiteral("credential")).toString();
        if (credential.isEmpty())
            return recordReach();
        m_context.credentials->read(
            CredentialId(credential), this, [this, entry](const Result<Secret> &secret) {
                if (m_done)
                    return;
                if (!secret)
                    return giveUp(secret.error());
                m_lines.hide(*secret);
                m_errorLines.hide(*secret);
                auto file = PassFile::make(m_reach->passEntries(entry), *secret);
                if (!file)
                    return giveUp(file.error());
                m_passFile = std::move(*file);
                recordReach();
            });
    }

    /// What the plan could not know is on the record before anything is started.
    void recordReach()
    {
        if (!m_reach->hasOpened())
            return runCommand();
        QStringList environment;
        const QVariantMap variables = m_step.parameters.value(kEnvironment).toMap();
        for (auto it = variables.cbegin(); it != variables.cend(); ++it)
            environment << it.key() + QLatin1Char('=') + m_reach->resolved(it->toString());
        QVariantMap body{{QStringLiteral("argv"), m_reach->resolved(m_step.argumentVector)},
                         {QStringLiteral("reach"), m_reach->places()},
                         {QStringLiteral("message"), m_reach->words()}};
        if (!environment.isEmpty())
            body.insert(QStringLiteral("environment"), environment);
        m_context.note(QStringLiteral("runbook.step-reach"), QStringLiteral("opened"), body, this,
                       [this](const std::optional<Error> &error) {
                           if (error)
                               giveUp(*error);
                           else
                               runCommand();
                       });
    }

    void giveUp(const Error &error)
    {
        conclude(StepState::Failed, tr("nothing was started"), error);
    }

    /// Connections of the program were cut: it sees that itself, or is stopped.
    void wayLost(const Error &error)
    {
        if (m_done || m_lost)
            return;
        m_lost = error;
        Q_EMIT said(true, error.message);
        QTimer::singleShot(kLostGraceMs, this, [this] {
            if (m_process && !m_done)
                m_process->stop();
        });
    }

    void runCommand()
    {
        if (m_done)
            return;
        ChildProcess::Start start;
        start.arguments = m_reach->resolved(m_step.argumentVector);
        start.workingDirectory = m_step.workingDirectory;
        const QVariantMap variables = m_step.parameters.value(kEnvironment).toMap();
        for (auto it = variables.cbegin(); it != variables.cend(); ++it)
            start.environment << it.key() + QLatin1Char('=') + m_reach->resolved(it->toString());
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
            return beginArtifact(here, start);
        }
        launchCommand(start);
    }

    void beginArtifact(const QString &path, const ChildProcess::Start &start)
    {
        using Begun = Result<std::shared_ptr<Artifact>>;
        runInPool(
            *QThreadPool::globalInstance(), this,
            [path, mayReplace = mayReplace()]() -> Begun {
                if (const auto free = mayReplace ? Result<void>() : Artifact::refuseExisting(path);
                    !free)
                    return failure(free.error());
                auto artifact = Artifact::begin(path);
                if (!artifact)
                    return failure(artifact.error());
                return std::shared_ptr<Artifact>(std::move(*artifact));
            },
            [this, start](const Begun &artifact) {
                if (m_done)
                    return;
                if (!artifact)
                    return giveUp(artifact.error());
                m_artifact = *artifact;
                ChildProcess::Start whole = start;
                whole.outputFile = m_artifact->partialPath();
                launchCommand(whole);
            });
    }

    void launchCommand(const ChildProcess::Start &start)
    {
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
        if (m_lost) {
            conclude(StepState::Failed, tr("lost its way after %1").arg(after),
                     Error{m_lost->kind,
                           tr("%1 lost its way while it ran: %2").arg(what, m_lost->message),
                           m_lost->advice, m_lost->detail});
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
                           m_reach->trouble().isEmpty() ? tr("Its own words are in the output.")
                                                        : m_reach->trouble(),
                           {}});
            return false;
        }
        m_message = tr("exit 0 after %1").arg(after);
        return true;
    }

    void commandEnded(const Result<int> &code)
    {
        if (m_reach->hasJustClosed() && !m_lost && !m_isAwaitingWords && (!code || *code != 0)) {
            m_isAwaitingWords = true;
            QTimer::singleShot(kWordsMs, this, [this, code] { commandEnded(code); });
            return;
        }
        if (!endedWell(code, QFileInfo(m_step.argumentVector.first()).fileName()))
            return;
        m_reach->close();
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
        if (!m_artifact)
            return conclude(StepState::Succeeded, m_message, std::nullopt);
        m_isKeeping = true;
        using Kept = std::pair<Result<void>, qint64>;
        runInPool(
            *QThreadPool::globalInstance(), this,
            [artifact = m_artifact,
             existing = mayReplace() ? Artifact::Existing::Replace : Artifact::Existing::Keep] {
                const Result<void> kept = artifact->commit(existing);
                return Kept(kept, artifact->size());
            },
            [this](const Kept &kept) {
                if (m_done)
                    return;
                m_isKeeping = false;
                if (!kept.first)
                    return conclude(StepState::Failed, m_message, kept.first.error());
                Q_EMIT said(false, tr("%1 (%2 bytes)").arg(m_artifact->path()).arg(kept.second));
                conclude(StepState::Succeeded, m_message, std::nullopt);
            });
    }

    void conclude(StepState state, const QString &message, const std::optional<Error> &error)
    {
        if (std::exchange(m_done, true))
            return;
        m_reach->close();
        const auto finish = [this, state, message, error] {
            Q_EMIT finished({state, message, error});
        };
        if (!m_artifact || m_isKeeping) {
            m_artifact.reset();
            QMetaObject::invokeMethod(this, finish, Qt::QueuedConnection);
            return;
        }
        // To remove a large file takes the disk its time too.
        runInPool(
            *QThreadPool::globalInstance(), this,
            [artifact = std::exchange(m_artifact, {})]() mutable {
                artifact.reset();
                return true;
            },
            [finish](bool) { finish(); });
    }

    PlannedStep m_step;
    StepContext m_context;
    std::unique_ptr<StepReach> m_reach;
    std::optional<Error> m_lost; ///< the way, while something went by it
    OutputLines m_lines;
    OutputLines m_errorLines;
    std::unique_ptr<PassFile> m_passFile;
    std::shared_ptr<Artifact> m_artifact;
    std::unique_ptr<ChildProcess> m_process;
    QString m_message;
    bool m_isAwaitingWords = false;
    bool m_isKeeping = false; ///< the pool brings the artifact to the disk
    bool m_cancelled = false;
    bool m_done = false;
};

} // namespace

StepKind commandStepKind()
{
    return {
        {QStringLiteral("command"), QT_TRANSLATE_NOOP("StepKind", "Command"), commandSchema(),
         &commandFindings},
        &planCommand,
        [](const PlannedStep &step, const StepContext &context) -> std::unique_ptr<StepExecutor> {
            return std::make_unique<CommandExecutor>(step, context);
        }};
}

} // namespace opsdeck
