// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queries/queryservice.h"

#include "services/base/callerrelay.h"
#include "services/expressions/expressionerrors.h"

#include <QElapsedTimer>

namespace opsdeck::queries {

namespace {

constexpr int kThreads = 2;

/// Of the deadline, when own samples are to be asked in what is left.
constexpr Milliseconds serverShare(Milliseconds whole)
{
    return whole * 2 / 3;
}

/// A question that can't be asked at all.
class Refusal final : public Query
{
public:
    explicit Refusal(Error error)
        : m_error(std::move(error))
    {}

    void start() override { concludeLater(failure(m_error)); }

private:
    Error m_error;
};

/// The server, and own samples when it is lost.
class ServerElseOwn final : public Query
{
public:
    ServerElseOwn(ServerParts parts, const MetricServer &server, OwnStore own,
                  const QueryRequest &request)
        : m_own(std::move(own))
        , m_request(request)
    {
        QueryRequest first = request;
        first.deadline = std::min(server.deadline, serverShare(request.deadline));
        m_asked = std::make_unique<ServerAsk>(std::move(parts), server, first);
        connect(m_asked.get(), &Query::finished, this, &ServerElseOwn::serverAnswered);
    }

    void start() override
    {
        m_since.start();
        m_asked->start();
    }

protected:
    void giveUp() override
    {
        if (m_asked)
            m_asked.release()->deleteLater();
    }

private:
    void serverAnswered(const Result<QueryReply> &reply)
    {
        if (reply || !isServerLost(reply.error())) {
            conclude(reply);
            return;
        }
        m_lost = reply.error();
        m_asked.release()->deleteLater();
        QueryRequest rest = m_request;
        rest.deadline = std::max(Milliseconds(1), rest.deadline - Milliseconds(m_since.elapsed()));
        m_asked = std::make_unique<OwnQuery>(m_own, rest);
        connect(m_asked.get(), &Query::finished, this, &ServerElseOwn::ownAnswered);
        m_asked->start();
    }

    void ownAnswered(const Result<QueryReply> &reply)
    {
        if (!reply) {
            // The server is the one that should have answered; what own samples lack comes behind.
            Error error = m_lost;
            error.advice = error.advice.isEmpty()
                               ? reply.error().message
                               : tr("%1 Own samples: %2").arg(error.advice, reply.error().message);
            conclude(failure(reply.error().kind == ErrorKind::Config
                                     && reply.error().fault != expressions::kServerFault
                                 ? reply.error()
                                 : error));
            return;
        }
        QueryReply told = *reply;
        told.warnings.prepend(
            tr("The environment's server did not answer, these are own samples: %1")
                .arg(m_lost.message));
        conclude(told);
    }

    OwnStore m_own;
    QueryRequest m_request;
    std::unique_ptr<Query> m_asked;
    QElapsedTimer m_since;
    Error m_lost;
};

} // namespace

/// Asked for by a thread of its own.
class DistantQuery final : public Query
{
public:
    DistantQuery(QueryService &service, QueryRequest request)
        : m_service(service)
        , m_request(std::move(request))
        , m_id(++service.m_lastDistant)
    {}

    ~DistantQuery() override
    {
        if (m_isStarted && !isDone())
            end();
    }

    void start() override
    {
        m_isStarted = true;
        const auto done = [box = CallerRelay::make(this), this](const Result<QueryReply> &reply) {
            box->post([this, reply] { conclude(reply); });
        };
        QMetaObject::invokeMethod(
            &m_service,
            [&service = m_service, id = m_id, request = m_request, done] {
                service.begin(id, request, done);
            },
            Qt::QueuedConnection);
    }

protected:
    void giveUp() override
    {
        if (m_isStarted)
            end();
    }

private:
    /// Comes after what start() sent.
    void end()
    {
        QMetaObject::invokeMethod(
            &m_service, [&service = m_service, id = m_id] { service.end(id); },
            Qt::QueuedConnection);
    }

    QueryService &m_service;
    QueryRequest m_request;
    quint64 m_id;
    bool m_isStarted = false;
};

bool isServerLost(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Config:
    case ErrorKind::TooLarge:
    case ErrorKind::Cancelled:
        return false;
    case ErrorKind::Status:
        // It understood the question and could not work it out: own samples would say otherwise.
        return error.fault != QLatin1String("execution");
    default:
        return true;
    }
}

QueryService::QueryService(ServerParts parts, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
{
    m_pool.setMaxThreadCount(kThreads);
    m_own.pool = &m_pool;
}

QueryService::~QueryService()
{
    m_distant.clear();
}

void QueryService::setWorkspace(const WorkspacePtr &workspace, const MetricServerBook &servers)
{
    m_servers = servers;
    // A local one that is not started answers nothing.
    m_servers.removeIf([](const auto &each) { return each->isLocal && each->url.isEmpty(); });
    m_own.checks.clear();
    if (!workspace)
        return;
    for (const Platform &platform : workspace->platforms) {
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services) {
                for (const Check &check : service.checks)
                    m_own.checks.insert({{{platform.id, environment.id}, service.id}, check.id},
                                        {check.instance, check.interval});
            }
        }
    }
}

std::unique_ptr<Query> QueryService::query(const QueryRequest &request)
{
    const auto server = m_servers.constFind(request.environment);
    const bool canAsk = server != m_servers.cend() && m_parts.http != nullptr
                        && m_parts.ways != nullptr && m_parts.credentials != nullptr;
    if (request.source == QuerySource::Server && !canAsk)
        return std::make_unique<Refusal>(
            Error{ErrorKind::NotFound,
                  tr("%1 has no Prometheus server.").arg(request.environment.toString()),
                  tr("Try: a service with a check of kind 'prometheus-server', 'prometheus' of the "
                     "environment, or own samples."),
                  {},
                  {}});
    if (request.source == QuerySource::Server) {
        QueryRequest asked = request;
        asked.deadline = std::min(asked.deadline, server->deadline);
        return std::make_unique<ServerAsk>(m_parts, *server, asked);
    }
    if (request.source == QuerySource::Automatic && canAsk)
        return std::make_unique<ServerElseOwn>(m_parts, *server, m_own, request);
    return std::make_unique<OwnQuery>(m_own, request);
}

std::unique_ptr<Query> QueryService::distantQuery(const QueryRequest &request)
{
    return std::make_unique<DistantQuery>(*this, request);
}

void QueryService::begin(quint64 id, const QueryRequest &request,
                         const std::function<void(const Result<QueryReply> &)> &done)
{
    const auto &asked = m_distant[id] = query(request);
    connect(asked.get(), &Query::finished, this,
            [done](const Result<QueryReply> &reply) { done(reply); });
    asked->start();
}

void QueryService::end(quint64 id)
{
    m_distant.erase(id);
}

} // namespace opsdeck::queries
