// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/domain/metricserver.h"
#include "services/domain/program.h"
#include "services/domain/workspace.h"

#include <QObject>
#include <QThread>

#include <memory>

namespace opsdeck {

class AuditLog;
class CheckEngine;
class CredentialStore;
class RunbookEngine;

namespace queries {
class QueryService;
}

/// The operating-system user on whose behalf things are done.
QString userName();

/// The engine thread and everything that lives on it: network, probes, checks, runbooks. Created,
/// owned and stopped by the main thread; talk to the parts by queued signals and invokeMethod only.
class EngineHost final : public QObject
{
    Q_OBJECT
public:
    /// All of it outlives the host; `credentials` and `audit` are called from the engine thread.
    struct Needs
    {
        const Clock &clock;
        CredentialStore &credentials;
        AuditLog *audit = nullptr;  ///< null: nothing can be run
        QString dataDirectory = {}; ///< absolute; of artifacts and locks
    };

    /// Call start() to run the thread.
    explicit EngineHost(const Needs &needs, QObject *parent = nullptr);
    /// Stops checks and ends the thread; waits for it.
    ~EngineHost() override;
    Q_DISABLE_COPY_MOVE(EngineHost)

    CheckEngine *checks() const;
    RunbookEngine *runbooks() const; ///< null without an audit log
    /// Ask by distantQuery(); questions must be gone before the host is.
    queries::QueryService *metricQueries() const;
    /// What checks run, as it was looked at: a file of it that has changed since keeps its checks
    /// from running. Give it before the workspace.
    void setPrograms(const QList<ProgramUse> &programs);
    /// Gives the definition to all parts, on their thread.
    void setWorkspace(const WorkspacePtr &workspace);
    /// Which servers keep the environments' metrics. Before the workspace that they are of.
    void setMetricServers(const MetricServerBook &servers);
    void start();

Q_SIGNALS:
    /// A program's file is not what was looked at. Comes on the engine thread.
    void programChanged();

private:
    struct Parts;

    QThread m_thread;
    std::unique_ptr<QObject> m_context; ///< lives on m_thread
    std::unique_ptr<Parts> m_parts;
};

} // namespace opsdeck
