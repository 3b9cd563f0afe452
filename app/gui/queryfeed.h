// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/seriesboard.h"
#include "services/queries/chartquestion.h"
#include "services/queries/query.h"

#include <deque>
#include <memory>
#include <unordered_map>

namespace opsdeck {

namespace queries {
class QueryService;
}

/// What the queries of charts give now, each asked at its own pace, a few at once. What is not
/// answered, or rests on nothing new, is told as no answer. GUI thread.
class QueryFeed final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t kMostAsked = 3;

    /// Both outlive it.
    QueryFeed(SeriesBoard &series, queries::QueryService &service, QObject *parent = nullptr);
    ~QueryFeed() override;

    /// Of those without a query nothing is asked. All are asked anew.
    void setCharts(const QHash<MetricKey, queries::ServedChart> &charts);
    void tick(const Instant &now);

    bool isAsking() const { return !m_running.empty() || !m_waiting.empty(); }

private:
    struct KeyHash
    {
        std::size_t operator()(const MetricKey &key) const { return qHash(key); }
    };

    struct Asked
    {
        MetricDefinition definition;
        std::optional<std::chrono::nanoseconds> last; ///< since boot; none: never
    };

    void askNext();
    void take(const MetricKey &key, qint64 atMs, const Result<queries::QueryReply> &reply);

    SeriesBoard &m_series;
    queries::QueryService &m_service;
    QHash<MetricKey, Asked> m_charts;
    std::deque<MetricKey> m_waiting;
    std::unordered_map<MetricKey, std::unique_ptr<queries::Query>, KeyHash> m_running;
    Instant m_now;
};

} // namespace opsdeck
