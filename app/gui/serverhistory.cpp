// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/serverhistory.h"

#include "services/queries/queryservice.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kSoonMs = 200;
/// More would hold up the window while they are sorted into lines.
constexpr std::size_t kMostPoints = 100'000;

} // namespace

ServerHistory::ServerHistory(ServerBoard &board, SeriesBoard &series,
                             queries::QueryService &service, QObject *parent)
    : QObject(parent)
    , m_board(board)
    , m_series(series)
    , m_service(service)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoonMs);
    connect(&m_soon, &QTimer::timeout, this, &ServerHistory::askNext);
    connect(&m_board, &ServerBoard::wanted, this, &ServerHistory::want);
    connect(&m_board, &ServerBoard::unwanted, this, &ServerHistory::end);
}

ServerHistory::~ServerHistory() = default;

void ServerHistory::setServers(const MetricServerBook &servers)
{
    QHash<MetricKey, QString> sources;
    QHash<MetricKey, queries::ServedChart> charts;
    for (auto it = servers.cbegin(); it != servers.cend(); ++it) {
        for (const MetricKey &key : m_series.metrics(it.key())) {
            const MetricDefinition *definition = m_series.definition(key);
            const Service *service = m_series.service(key);
            if (definition == nullptr || service == nullptr)
                continue;
            const auto check =
                std::find_if(service->checks.cbegin(), service->checks.cend(),
                             [&](const Check &each) { return each.id == definition->check; });
            if (check == service->checks.cend() || !queries::canBeServed(*check))
                continue;
            charts.insert(key, {*definition, *check, service->id, *it});
            sources.insert(key, it->name());
        }
    }
    // Another workspace took the sources away.
    if (charts == m_charts && !charts.isEmpty() && !m_board.source(charts.cbegin().key()).isEmpty())
        return;
    m_charts = charts;
    m_board.setSources(sources);
}

void ServerHistory::setReading(bool isReading)
{
    m_isReading = isReading;
    if (!isReading && !m_waiting.isEmpty())
        m_soon.start();
}

void ServerHistory::want(const MetricKey &key, const ServerBoard::Wish &wish)
{
    end(key);
    m_waiting.append({key, wish});
    if (!m_soon.isActive())
        m_soon.start();
}

void ServerHistory::end(const MetricKey &key)
{
    m_waiting.removeIf([&](const auto &each) { return each.first == key; });
    if (m_running.erase(key) > 0 && !m_waiting.isEmpty())
        m_soon.start();
}

void ServerHistory::askNext()
{
    while (!m_isReading && !m_waiting.isEmpty()
           && static_cast<int>(m_running.size()) < kMostAsked) {
        const auto [key, wish] = m_waiting.takeFirst();
        ask(key, wish);
    }
}

void ServerHistory::ask(const MetricKey &key, const ServerBoard::Wish &wish)
{
    const auto chart = m_charts.constFind(key);
    if (chart == m_charts.cend())
        return;
    queries::QueryRequest request;
    request.environment = key.service.environment;
    request.expression = queries::servedExpression(*chart, wish.stepMs);
    request.fromMs = wish.stretch.fromMs;
    request.toMs = wish.stretch.toMs;
    request.stepMs = wish.stepMs;
    request.source = queries::QuerySource::Server;
    request.deadline = chart->server.deadline;
    Running running{wish, m_service.distantQuery(request)};
    connect(running.query.get(), &queries::Query::finished, this,
            [this, key](const Result<queries::QueryReply> &reply) { take(key, reply); });
    running.query->start();
    m_running.insert_or_assign(key, std::move(running));
}

void ServerHistory::take(const MetricKey &key, const Result<queries::QueryReply> &reply)
{
    const auto found = m_running.find(key);
    if (found == m_running.end())
        return;
    const ServerBoard::Wish wish = found->second.wish;
    // It is still telling of its answer.
    found->second.query.release()->deleteLater();
    m_running.erase(found);
    m_soon.start();
    const auto chart = m_charts.constFind(key);
    if (chart == m_charts.cend())
        return;
    if (!reply) {
        const Error &error = reply.error();
        m_board.fail(key, wish,
                     error.advice.isEmpty() ? error.message
                                            : error.message + QLatin1Char(' ') + error.advice);
        return;
    }
    const auto *matrix = std::get_if<expressions::Matrix>(&reply->value);
    std::size_t points = 0;
    for (const expressions::Series &series : matrix ? *matrix : expressions::Matrix())
        points += series.points.size();
    if (matrix == nullptr || points > kMostPoints) {
        m_board.fail(key, wish,
                     matrix == nullptr
                         ? tr("The answer is no series.")
                         : tr("The answer has more than %1 points: the chart's labels "
                              "choose too many series.")
                               .arg(kMostPoints));
        return;
    }
    const queries::ServedLines served = queries::servedLines(*chart, *matrix, reply->newestMs);
    ServerBoard::Answer answer;
    answer.source = m_board.source(key);
    answer.targets = served.targets;
    answer.remark = served.remark;
    answer.warnings = reply->warnings;
    answer.isPartial = reply->isPartial;
    for (const queries::ServedLine &line : served.lines) {
        ServerBoard::Line taken{line.label, {}};
        for (const queries::ServedPart &part : line.parts)
            taken.parts.append({part.timeMs, part.lowest, part.highest});
        answer.lines.append(taken);
    }
    m_board.add(key, wish, answer);
}

} // namespace opsdeck
