// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queries/ownquery.h"
#include "services/queries/serverask.h"

#include <functional>
#include <map>

namespace opsdeck::queries {

/// One way to ask an environment for its metrics, wherever they are kept. Lives on the thread of
/// the parts that reach servers, and is called there.
class QueryService final : public QObject
{
    Q_OBJECT
public:
    /// `parts` outlive it. Without them no server is asked.
    explicit QueryService(ServerParts parts = {}, QObject *parent = nullptr);
    ~QueryService() override;
    Q_DISABLE_COPY_MOVE(QueryService)

    /// Absolute path of the history file; empty: nothing is kept.
    void setHistory(const QString &path) { m_own.path = path; }

    void setLimits(const expressions::Limits &limits) { m_own.limits = limits; }

    void setWorkspace(const WorkspacePtr &workspace, const MetricServerBook &servers);

    bool hasServer(const EnvironmentKey &environment) const
    {
        return m_servers.contains(environment);
    }

    /// A question that is not started yet; it must be gone before this is. Which source answers:
    /// see Source. Own samples stand in for a server that can't be reached or does not answer, with
    /// a warning that says so; not for one that refuses the question.
    std::unique_ptr<Query> query(const QueryRequest &request);
    /// The same from any thread: the question lives on the caller's, where its answer comes.
    std::unique_ptr<Query> distantQuery(const QueryRequest &request);

private:
    friend class DistantQuery;

    // Of distant questions, on this thread.
    void begin(quint64 id, const QueryRequest &request,
               const std::function<void(const Result<QueryReply> &)> &done);
    void end(quint64 id);

    ServerParts m_parts;
    OwnStore m_own;
    MetricServerBook m_servers;
    QThreadPool m_pool;
    std::map<quint64, std::unique_ptr<Query>> m_distant;
    std::atomic<quint64> m_lastDistant = 0;
};

/// Whether own samples may stand in where a server failed like this.
bool isServerLost(const Error &error);

} // namespace opsdeck::queries
