// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/queryfeed.h"
#include "models/metrics/serverboard.h"
#include "services/queries/chartquestion.h"
#include "services/queries/query.h"

#include <QTimer>

#include <memory>
#include <unordered_map>

namespace opsdeck {

namespace queries {
class QueryService;
}

/// Asks environments' Prometheus servers for what their charts lack, and whoever is to answer them
/// for charts of queries, a few at once, once own samples have been read. Nothing of the answers is
/// stored. GUI thread.
class ServerHistory final : public QObject
{
    Q_OBJECT
public:
    static constexpr int kMostAsked = 3;

    /// All of them outlive it.
    ServerHistory(ServerBoard &board, SeriesBoard &series, queries::QueryService &service,
                  QObject *parent = nullptr);
    ~ServerHistory() override;

    /// After the series board has it; before its servers.
    void setWorkspace(const WorkspacePtr &workspace);
    void setServers(const MetricServerBook &servers);

    /// The charts of queries are asked what is now.
    void tick(const Instant &now) { m_feed.tick(now); }

    bool isAsking() const { return m_feed.isAsking(); }

    /// While own samples are being read nothing is asked: they may have it.
    void setReading(bool isReading);

private:
    struct KeyHash
    {
        std::size_t operator()(const MetricKey &key) const { return qHash(key); }
    };

    struct Running
    {
        ServerBoard::Wish wish;
        prometheus::About about = prometheus::About::Values;
        int name = 0;
        std::unique_ptr<queries::Query> query;
    };

    void addCharts(const EnvironmentKey &environment, const MetricServer *server);
    void want(const MetricKey &key, const ServerBoard::Wish &wish);
    void end(const MetricKey &key);
    void askNext();

    struct Waiting
    {
        MetricKey key;
        ServerBoard::Wish wish;
        prometheus::About about = prometheus::About::Values;
        int name = 0; ///< of those that the metadata may have
    };

    void ask(const Waiting &next);
    void takeValues(const MetricKey &key, const ServerBoard::Wish &wish,
                    const queries::QueryReply &reply);
    void askMore(const MetricKey &key, const ServerBoard::Wish &wish, prometheus::About after);
    void take(const MetricKey &key, const Result<queries::QueryReply> &reply);

    ServerBoard &m_board;
    SeriesBoard &m_series;
    queries::QueryService &m_service;
    QueryFeed m_feed;
    QList<EnvironmentKey> m_environments;
    QHash<MetricKey, queries::ServedChart> m_charts;
    QHash<MetricKey, QString> m_sources;
    QList<Waiting> m_waiting;
    QHash<MetricKey, QString> m_meanings; ///< as far as they were asked for
    std::unordered_map<MetricKey, Running, KeyHash> m_running;
    QTimer m_soon; ///< what is wanted for a moment only is not asked
    bool m_isReading = false;
};

} // namespace opsdeck
