// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metricserver.h"
#include "services/prometheus/serverquery.h"
#include "services/queries/query.h"
#include "services/ways/ways.h"

#include <QElapsedTimer>

#include <memory>

namespace opsdeck {

class CredentialStore;

} // namespace opsdeck

namespace opsdeck::queries {

/// What reaches servers. All of it outlives the queries and lives on their thread.
struct ServerParts
{
    HttpClient *http = nullptr;
    Ways *ways = nullptr;
    CredentialStore *credentials = nullptr;
    prometheus::AnswerLimits limits = {};
};

/// Asks an environment's server, by its way and with its credentials; then how new the samples are
/// that the expression selects. Errors: of the way, the name, the credential, the connection, and
/// those of ServerQuery.
class ServerAsk final : public Query
{
    Q_OBJECT
public:
    ServerAsk(ServerParts parts, MetricServer server, QueryRequest request,
              QObject *parent = nullptr);
    ~ServerAsk() override;

    void start() override;

protected:
    void giveUp() override;

private:
    void readSecret(const CredentialId &id, Secret HttpRequest::*target,
                    const std::function<void()> &next);
    void connectTo();
    void ask();
    void answered(const Result<prometheus::QueryAnswer> &answer);
    void askAge();
    void aged(const Result<prometheus::QueryAnswer> &answer);
    std::unique_ptr<prometheus::ServerQuery> asked(const prometheus::Question &question);
    Milliseconds left() const;
    QString name() const;
    Error explained(const Error &error) const;
    Error namedAuth(Error error) const;

    ServerParts m_parts;
    MetricServer m_server;
    QueryRequest m_request;
    Reached m_reached;
    QElapsedTimer m_sinceReached;
    HttpRequest m_http;
    QueryReply m_reply;
    std::unique_ptr<prometheus::ServerQuery> m_query;
    QTimer m_deadline{this};
};

/// An expression for the time in seconds of the newest sample of those that `expression` selects;
/// empty when it selects none, or is not understood here.
QString newestSampleExpression(const QString &expression);

} // namespace opsdeck::queries
