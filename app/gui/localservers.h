// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metricserver.h"
#include "services/prometheus/local/localserver.h"

#include <map>
#include <memory>

namespace opsdeck {

/// The Prometheus servers that a workspace has Opsdeck start: one an environment, so that an
/// expression sees nothing of another one. GUI thread.
class LocalServers final : public QObject
{
    Q_OBJECT
public:
    /// Absolute path of the data folder, in which each has a folder of its own.
    explicit LocalServers(QString dataDirectory, QObject *parent = nullptr);
    ~LocalServers() override;

    /// Starts those that are wanted and ends the others; one whose pages changed is begun anew with
    /// its samples. Answered by changed(), at once and whenever one comes or goes.
    void set(const WorkspacePtr &workspace, const MetricServerBook &servers);

Q_SIGNALS:
    /// With the addresses of those that are there; those that are not are left out.
    void changed(const opsdeck::MetricServerBook &servers);
    void down(const opsdeck::EnvironmentKey &environment, const opsdeck::Error &error);
    void up(const opsdeck::EnvironmentKey &environment);

private:
    void tell();
    QString folderOf(const EnvironmentKey &environment) const;

    QString m_dataDirectory;
    MetricServerBook m_servers;
    std::map<QString, std::unique_ptr<prometheus::LocalServer>> m_running; ///< by environment
};

} // namespace opsdeck
