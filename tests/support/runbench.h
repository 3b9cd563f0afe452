// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/common/probeverification.h"
#include "services/audit/sqliteauditlog.h"
#include "services/runbooks/builtinsteps.h"
#include "services/runbooks/planner.h"
#include "services/runbooks/runbookengine.h"
#include "tests/support/probebench.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

namespace opsdeck {

/// A runbook engine with everything it needs, real but for the keychain: record, lock, processes,
/// probes.
class RunBench final : public QObject
{
public:
    explicit RunBench(AuditLog *record = nullptr)
        : m_audit(m_data.filePath(QStringLiteral("audit.db")))
    {
        RunExecution::Parts parts{
            builtinSteps(), {}, record != nullptr ? record : &m_audit, QStringLiteral("tester")};
        parts.context.clock = &m_probes.clock;
        parts.context.credentials = &m_probes.credentials;
        parts.context.ways = &m_probes.ways;
        parts.context.dataDirectory = m_data.path();
        parts.context.verification = [this](const QList<ServiceKey> &services,
                                            Milliseconds within) {
            return std::make_unique<ProbeVerification>(std::make_shared<Workspace>(workspace),
                                                       services, within, m_probes.clock,
                                                       m_probes.context());
        };
        m_engine = std::make_unique<RunbookEngine>(parts);
        connect(m_engine.get(), &RunbookEngine::progressChanged, this,
                [this](const RunProgress &each) { progress = each; });
        connect(m_engine.get(), &RunbookEngine::outputAdded, this,
                [this](const QString &, const QList<OutputLine> &lines) {
                    output += lines;
                    ++batches;
                });
        connect(m_engine.get(), &RunbookEngine::refused, this,
                [this](const Error &error) { refusal = error; });
        Platform platform;
        platform.id = PlatformId(QStringLiteral("shop"));
        for (const QString &id : {QStringLiteral("dev"), QStringLiteral("prod")}) {
            Environment environment;
            environment.id = EnvironmentId(id);
            environment.isProtected = id == QStringLiteral("prod");
            Service api;
            api.id = ServiceId(QStringLiteral("api"));
            environment.services = {api};
            platform.environments.append(environment);
        }
        Runbook runbook;
        runbook.id = RunbookId(QStringLiteral("book"));
        runbook.title = QStringLiteral("Book");
        runbook.platform = platform.id;
        runbook.danger = Danger::Disruptive;
        workspace.id = QStringLiteral("test");
        workspace.directory = m_scripts.path();
        workspace.platforms = {platform};
        workspace.runbooks = {runbook};
    }

    static EnvironmentKey environment(const QString &id)
    {
        return {PlatformId(QStringLiteral("shop")), EnvironmentId(id)};
    }

    EnvironmentKey dev() const { return environment(QStringLiteral("dev")); }

    EnvironmentKey prod() const { return environment(QStringLiteral("prod")); }

    Runbook &runbook() { return workspace.runbooks.first(); }

    Ways &ways() { return m_probes.ways; }

    MemoryCredentialStore &credentials() { return m_probes.credentials; }

    SqliteAuditLog &audit() { return m_audit; }

    RunbookEngine &engine() { return *m_engine; }

    void destroyEngine() { m_engine.reset(); }

    const Clock &clock() const { return m_probes.clock; }

    QString dataPath(const QString &name) const { return m_data.filePath(name); }

    /// Where scripts are and work.
    QString path(const QString &name) const { return m_scripts.filePath(name); }

    QByteArray content(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// An executable of the workspace; gives what names it in a command.
    QString script(const QString &name, const QByteArray &body) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write("#!/bin/sh\n" + body + '\n') < 0)
            return {};
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return QStringLiteral("./") + name;
    }

    Step &addStep(const QString &id, const QString &kind, const QVariantMap &parameters,
                  Milliseconds timeout = Milliseconds(20'000))
    {
        Step step;
        step.id = StepId(id);
        step.title = QStringLiteral("Step ") + id;
        step.kind = kind;
        step.timeout = timeout;
        step.parameters = parameters;
        runbook().steps.append(step);
        return runbook().steps.last();
    }

    Step &addCommand(const QString &id, const QStringList &command, const QVariantMap &more = {})
    {
        QVariantMap parameters = more;
        parameters.insert(QStringLiteral("command"), command);
        return addStep(id, QStringLiteral("command"), parameters);
    }

    Result<RunPlan> plan(const EnvironmentKey &where) const
    {
        return planRun(workspace, RunbookId(QStringLiteral("book")), where, builtinSteps(),
                       m_data.path(), m_probes.clock.now());
    }

    void start(const RunPlan &frozen, const Confirmation &confirmation = {{}, true})
    {
        m_engine->setWorkspace(std::make_shared<Workspace>(workspace));
        m_engine->start(frozen, confirmation);
    }

    /// Plans and starts in dev.
    void start()
    {
        if (const auto made = plan(dev()))
            start(*made);
        else
            qWarning("%s", qPrintable(made.error().message));
    }

    bool hasEnded() const
    {
        return progress.endedAt.isValid() && progress.state != RunState::Running;
    }

    QString text() const
    {
        QString all;
        for (const OutputLine &line : output)
            all += line.text + QLatin1Char('\n');
        return all;
    }

    /// Rows of the record, oldest first.
    QList<AuditEntry> rows()
    {
        QList<AuditEntry> all;
        QEventLoop loop;
        m_audit.list(1000, &loop, [&](const Result<QList<AuditEntry>> &rows) {
            all = rows ? *rows : QList<AuditEntry>();
            loop.quit();
        });
        loop.exec();
        std::reverse(all.begin(), all.end());
        return all;
    }

    QStringList actions()
    {
        QStringList all;
        for (const AuditEntry &row : rows())
            all << row.action;
        return all;
    }

    Workspace workspace;
    RunProgress progress;
    QList<OutputLine> output;
    int batches = 0;
    std::optional<Error> refusal;

private:
    QTemporaryDir m_data;
    QTemporaryDir m_scripts;
    ProbeBench m_probes;
    SqliteAuditLog m_audit;
    std::unique_ptr<RunbookEngine> m_engine;
};

} // namespace opsdeck
