// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/queryfeed.h"

#include "services/queries/querychart.h"
#include "services/queries/queryservice.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr Milliseconds kLongestAnswer{10'000};

} // namespace

QueryFeed::QueryFeed(SeriesBoard &series, queries::QueryService &service, QObject *parent)
    : QObject(parent)
    , m_series(series)
    , m_service(service)
{}

QueryFeed::~QueryFeed() = default;

void QueryFeed::setCharts(const QHash<MetricKey, queries::ServedChart> &charts)
{
    m_running.clear();
    m_waiting.clear();
    m_charts.clear();
    for (auto it = charts.cbegin(); it != charts.cend(); ++it) {
        if (it->definition.isQuery())
            m_charts.insert(it.key(), {it->definition, {}});
    }
}

void QueryFeed::tick(const Instant &now)
{
    m_now = now;
    for (auto it = m_charts.begin(); it != m_charts.end(); ++it) {
        const bool isDue = !it->last || now.boot - *it->last >= it->definition.interval;
        if (!isDue || m_running.contains(it.key()))
            continue;
        it->last = now.boot;
        if (std::find(m_waiting.cbegin(), m_waiting.cend(), it.key()) == m_waiting.cend())
            m_waiting.push_back(it.key());
    }
    askNext();
}

void QueryFeed::askNext()
{
    while (!m_waiting.empty() && m_running.size() < kMostAsked) {
        const MetricKey key = m_waiting.front();
        m_waiting.pop_front();
        const MetricDefinition &definition = m_charts[key].definition;
        queries::QueryRequest request;
        request.environment = key.service.environment;
        request.expression = definition.query;
        request.toMs = m_now.wallMs;
        request.source = queries::sourceOf(definition);
        request.deadline = std::min(kLongestAnswer, definition.interval);
        auto query = m_service.distantQuery(request);
        connect(query.get(), &queries::Query::finished, this,
                [this, key, at = request.toMs](const Result<queries::QueryReply> &reply) {
                    take(key, at, reply);
                });
        query->start();
        m_running.insert_or_assign(key, std::move(query));
    }
}

void QueryFeed::take(const MetricKey &key, qint64 atMs, const Result<queries::QueryReply> &reply)
{
    const auto found = m_running.find(key);
    if (found == m_running.end())
        return;
    // It is still telling of its answer.
    found->second.release()->deleteLater();
    m_running.erase(found);
    const MetricDefinition definition = m_charts.value(key).definition;
    const bool isOfNow = reply && !queries::isOutdated(definition, atMs, reply->newestMs);
    m_series.addAnswer(key, atMs,
                       isOfNow ? queries::queryValues(definition, reply->value)
                               : QMap<QString, double>());
    askNext();
}

} // namespace opsdeck
