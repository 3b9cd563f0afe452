// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/serverhistory.h"

#include "services/domain/share.h"
#include "services/queries/querychart.h"
#include "services/queries/queryservice.h"

#include <algorithm>
#include <utility>

namespace opsdeck {

namespace {

constexpr int kSoonMs = 200;
/// More would hold up the window while they are sorted into lines.
constexpr std::size_t kMostPoints = 100'000;
constexpr qsizetype kMostExemplars = 100;

} // namespace

ServerHistory::ServerHistory(ServerBoard &board, SeriesBoard &series,
                             queries::QueryService &service, QObject *parent)
    : QObject(parent)
    , m_board(board)
    , m_series(series)
    , m_service(service)
    , m_feed(series, service)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoonMs);
    connect(&m_soon, &QTimer::timeout, this, &ServerHistory::askNext);
    connect(&m_board, &ServerBoard::wanted, this, &ServerHistory::want);
    connect(&m_board, &ServerBoard::unwanted, this, &ServerHistory::end);
}

ServerHistory::~ServerHistory() = default;

void ServerHistory::addCharts(const EnvironmentKey &environment, const MetricServer *server)
{
    for (const MetricKey &key : m_series.metrics(environment)) {
        const MetricDefinition *definition = m_series.definition(key);
        const Service *service = m_series.service(key);
        if (definition == nullptr || service == nullptr)
            continue;
        const auto check =
            std::find_if(service->checks.cbegin(), service->checks.cend(),
                         [&](const Check &each) { return each.id == definition->check; });
        const bool isServed =
            server != nullptr && check != service->checks.cend() && queries::canBeServed(*check);
        if (!isServed && !definition->isQuery())
            continue;
        m_charts.insert(key, {*definition, check == service->checks.cend() ? Check() : *check,
                              service->id, server == nullptr ? MetricServer() : *server});
        const bool isOwn = server == nullptr || definition->askedOf == AskedOf::Own;
        m_sources.insert(key, !isOwn                                   ? server->name()
                              : definition->askedOf == AskedOf::Server ? tr("Prometheus")
                                                                       : tr("own samples"));
    }
}

void ServerHistory::setServers(const MetricServerBook &servers)
{
    const QHash<MetricKey, queries::ServedChart> before = std::exchange(m_charts, {});
    m_sources.clear();
    for (const EnvironmentKey &environment : std::as_const(m_environments)) {
        const auto server = servers.constFind(environment);
        addCharts(environment, server == servers.cend() ? nullptr : &*server);
    }
    // Another workspace took the sources away.
    if (m_charts == before && !before.isEmpty() && !m_board.source(before.cbegin().key()).isEmpty())
        return;
    m_meanings.clear();
    m_board.setSources(m_sources);
    m_feed.setCharts(m_charts);
}

void ServerHistory::setWorkspace(const WorkspacePtr &workspace)
{
    QHash<EnvironmentKey, QUrl> pages;
    m_environments.clear();
    for (const Platform &platform : workspace ? workspace->platforms : QList<Platform>()) {
        for (const Environment &environment : platform.environments) {
            const EnvironmentKey key{platform.id, environment.id};
            m_environments.append(key);
            for (const Service &service : environment.services) {
                for (const Check &check : service.checks) {
                    const QUrl url(check.parameters.value(QStringLiteral("url")).toString());
                    if (check.kind == QLatin1String("jaeger") && url.isValid()
                        && !pages.contains(key))
                        pages.insert(key, url);
                }
            }
        }
    }
    m_board.setTracing(pages);
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
    m_waiting.removeIf([&](const auto &each) { return each.key == key; });
    if (m_running.erase(key) > 0 && !m_waiting.isEmpty())
        m_soon.start();
}

void ServerHistory::askNext()
{
    while (!m_isReading && !m_waiting.isEmpty()
           && static_cast<int>(m_running.size()) < kMostAsked) {
        ask(m_waiting.takeFirst());
    }
}

void ServerHistory::ask(const Waiting &next)
{
    const MetricKey key = next.key;
    const auto chart = m_charts.constFind(key);
    if (chart == m_charts.cend())
        return;
    queries::QueryRequest request;
    request.environment = key.service.environment;
    request.fromMs = next.wish.stretch.fromMs;
    request.toMs = next.wish.stretch.toMs;
    request.source = chart->definition.isQuery() ? queries::sourceOf(chart->definition)
                                                 : queries::QuerySource::Server;
    request.deadline = chart->server.deadline;
    request.about = next.about;
    switch (next.about) {
    case prometheus::About::Values:
        request.expression = queries::servedExpression(*chart, next.wish.stepMs);
        request.stepMs = next.wish.stepMs;
        break;
    case prometheus::About::Meaning:
        request.expression = queries::metadataNames(chart->definition.metric).value(next.name);
        break;
    case prometheus::About::Exemplars:
        request.expression = queries::exemplarExpression(*chart);
        break;
    }
    Running running{next.wish, next.about, next.name, m_service.distantQuery(request)};
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
    const prometheus::About about = found->second.about;
    const int name = found->second.name;
    // It is still telling of its answer.
    found->second.query.release()->deleteLater();
    m_running.erase(found);
    m_soon.start();
    const auto chart = m_charts.constFind(key);
    if (chart == m_charts.cend())
        return;
    if (about == prometheus::About::Values && !reply) {
        const Error &error = reply.error();
        m_board.fail(key, wish,
                     error.advice.isEmpty() ? error.message
                                            : error.message + QLatin1Char(' ') + error.advice);
        return;
    }
    if (about == prometheus::About::Values) {
        takeValues(key, wish, *reply);
    } else if (about == prometheus::About::Meaning) {
        // A server without this is asked no more; the chart stands without it.
        const prometheus::Meaning meaning =
            reply && !reply->meanings.isEmpty() ? *reply->meanings.cbegin() : prometheus::Meaning();
        if (reply && reply->meanings.isEmpty()
            && name + 1 < queries::metadataNames(chart->definition.metric).size()) {
            m_waiting.append({key, wish, about, name + 1});
            return;
        }
        QStringList words;
        if (!meaning.help.isEmpty())
            words << meaning.help;
        if (!meaning.type.isEmpty() && meaning.type != QLatin1String("unknown"))
            words << meaning.type;
        if (!meaning.unit.isEmpty())
            words << tr("in %1").arg(meaning.unit);
        m_meanings.insert(key, words.join(QStringLiteral(", ")));
        m_board.addMeaning(key, wish, m_meanings.value(key));
    } else if (reply) {
        QList<ServerBoard::Exemplar> exemplars;
        for (const queries::ServedExemplar &each :
             queries::servedExemplars(*chart, reply->exemplars))
            exemplars.append({each.label, each.timeMs, each.value, each.trace});
        // The newest of them, as many as can be told apart.
        m_board.addExemplars(
            key, wish, exemplars.mid(std::max<qsizetype>(0, exemplars.size() - kMostExemplars)));
    }
    askMore(key, wish, about);
}

/// What there is to know beside the values, when nothing else is wanted any more.
void ServerHistory::askMore(const MetricKey &key, const ServerBoard::Wish &wish,
                            prometheus::About after)
{
    if (m_board.kept(key).state != ServerBoard::State::Here || m_board.kept(key).wish != wish
        || m_board.kept(key).answer.lines.isEmpty())
        return;
    // A share of two has no meaning of its own, nor has an expression.
    const MetricDefinition definition = m_charts.value(key).definition;
    const bool isOne = !shareOf(definition) && !definition.isQuery();
    if (after == prometheus::About::Values && isOne && !m_meanings.contains(key))
        m_waiting.append({key, wish, prometheus::About::Meaning});
    else if (after != prometheus::About::Exemplars && isOne
             && !queries::exemplarExpression(m_charts.value(key)).isEmpty())
        m_waiting.append({key, wish, prometheus::About::Exemplars});
}

void ServerHistory::takeValues(const MetricKey &key, const ServerBoard::Wish &wish,
                               const queries::QueryReply &reply)
{
    const queries::ServedChart chart = m_charts.value(key);
    const auto *matrix = std::get_if<expressions::Matrix>(&reply.value);
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
    ServerBoard::Answer answer;
    answer.source = m_board.source(key);
    answer.warnings = reply.warnings;
    answer.isPartial = reply.isPartial;
    answer.meaning = m_meanings.value(key);
    QList<queries::ServedLine> lines;
    if (chart.definition.isQuery()) {
        const queries::QueryLines told =
            queries::queryLines(chart.definition, *matrix, reply.newestMs);
        lines = told.lines;
        answer.warnings += told.warnings;
    } else {
        const queries::ServedLines served = queries::servedLines(chart, *matrix, reply.newestMs);
        lines = served.lines;
        answer.targets = served.targets;
        answer.remark = served.remark;
    }
    for (const queries::ServedLine &line : std::as_const(lines)) {
        ServerBoard::Line taken{line.label, {}};
        for (const queries::ServedPart &part : line.parts)
            taken.parts.append({part.timeMs, part.lowest, part.highest});
        answer.lines.append(taken);
    }
    m_board.add(key, wish, answer);
}

} // namespace opsdeck
