// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queries/serverask.h"

#include "services/credentials/credentialstore.h"
#include "services/expressions/expression.h"
#include "services/expressions/selectors.h"

#include <cmath>

namespace opsdeck::queries {

namespace {

/// Of a question for the age alone: the answer is there, nobody waits long for it.
constexpr Milliseconds kAgeWithin{5'000};
constexpr int kMostSelectors = 16;

} // namespace

QString newestSampleExpression(const QString &expression)
{
    const auto parsed = expressions::parse(expression);
    if (!parsed)
        return {};
    QStringList all;
    for (const expressions::SelectorNode &selector : expressions::selectorsOf(*parsed)) {
        QStringList matchers;
        for (const expressions::Matcher &matcher : selector.matchers)
            matchers += matcher.text();
        // Each under a label of its own: or drops what has the same labels.
        const QString one = QStringLiteral("label_replace(max(timestamp({%1})),\"selector\",\"%2\","
                                           "\"\",\"\")")
                                .arg(matchers.join(QLatin1Char(',')), QString::number(all.size()));
        if (all.size() < kMostSelectors)
            all += one;
    }
    return all.isEmpty() ? QString()
                         : QStringLiteral("max(%1)").arg(all.join(QLatin1String(" or ")));
}

ServerAsk::ServerAsk(ServerParts parts, MetricServer server, QueryRequest request, QObject *parent)
    : Query(parent)
    , m_parts(std::move(parts))
    , m_server(std::move(server))
    , m_request(std::move(request))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        conclude(failure(
            ErrorKind::Timeout,
            tr("%1 did not answer within %2.").arg(name(), durationText(m_request.deadline)),
            tr("Try: whether it is reached, a shorter time, or a longer step.")));
    });
}

ServerAsk::~ServerAsk() = default;

QString ServerAsk::name() const
{
    return tr("%1 at %2").arg(m_server.title, QUrl(m_server.url).authority());
}

void ServerAsk::giveUp()
{
    m_deadline.stop();
    // Who tells of an answer is still at work.
    if (m_query)
        m_query.release()->deleteLater();
    m_http.secret = {};
    m_http.clientKey = {};
}

Milliseconds ServerAsk::left() const
{
    return std::max(Milliseconds(1), Milliseconds(m_deadline.remainingTime()));
}

void ServerAsk::start()
{
    m_deadline.start(m_request.deadline);
    m_http.url = QUrl(m_server.url, QUrl::StrictMode);
    if (!m_http.url.isValid() || m_http.url.host().isEmpty()) {
        concludeLater(failure(
            ErrorKind::Config,
            tr("The address of the environment's Prometheus is none: %1.").arg(m_server.url),
            tr("Try: 'url' as in http://prometheus:9090.")));
        return;
    }
    for (auto it = m_server.headers.cbegin(); it != m_server.headers.cend(); ++it)
        m_http.headers.append({it.key().toUtf8(), it.value().toUtf8()});
    m_http.caFile = m_server.caFile;
    m_http.username = m_server.username;
    m_http.clientCertificate = m_server.clientCertificate;
    if (!m_server.credential.isEmpty())
        m_http.auth = m_server.isBasic ? HttpAuth::Basic : HttpAuth::Bearer;
    connectTo();
}

void ServerAsk::connectTo()
{
    const QUrl &url = m_http.url;
    const quint16 port =
        static_cast<quint16>(url.port(url.scheme() == QLatin1String("https") ? 443 : 80));
    const QString host = m_server.connectTo.isEmpty() ? url.host() : m_server.connectTo;
    m_parts.ways->reach(m_server.via, {host, port}, this, [this](const Result<Reached> &reached) {
        if (isDone())
            return;
        if (!reached) {
            conclude(failure(reached.error()));
            return;
        }
        m_reached = *reached;
        m_sinceReached.start();
        m_http.place = reached->place;
        readSecret(m_server.credential, &HttpRequest::secret, [this] {
            readSecret(m_server.clientKey, &HttpRequest::clientKey, [this] { ask(); });
        });
    });
}

void ServerAsk::readSecret(const CredentialId &id, Secret HttpRequest::*target,
                           const std::function<void()> &next)
{
    if (id.isEmpty()) {
        next();
        return;
    }
    m_parts.credentials->read(id, this, [this, target, next](Result<Secret> secret) {
        if (isDone())
            return;
        if (!secret) {
            conclude(failure(secret.error()));
            return;
        }
        m_http.*target = std::move(*secret);
        next();
    });
}

std::unique_ptr<prometheus::ServerQuery> ServerAsk::asked(const prometheus::Question &question)
{
    return std::make_unique<prometheus::ServerQuery>(*m_parts.http, m_http, question,
                                                     m_parts.limits);
}

void ServerAsk::ask()
{
    m_query = asked({m_request.expression,
                     m_request.isRange() || m_request.about == prometheus::About::Exemplars
                         ? m_request.fromMs
                         : m_request.toMs,
                     m_request.toMs, m_request.stepMs, left(), m_request.about});
    connect(m_query.get(), &prometheus::ServerQuery::finished, this, &ServerAsk::answered);
    m_query->start();
}

/// Over a way, what never reached the far end looks as if it was cut: the way knows better.
Error ServerAsk::explained(const Error &error) const
{
    const bool isCut = error.kind == ErrorKind::Unreachable || error.kind == ErrorKind::Refused
                       || error.kind == ErrorKind::Tls || error.kind == ErrorKind::Garbage
                       || error.kind == ErrorKind::Timeout;
    if (m_server.via.isDirect() || !isCut || !m_reached.explain)
        return error;
    return m_reached.explain(Milliseconds(m_sinceReached.elapsed() + 1)).value_or(error);
}

/// Whose credential was refused, or that there is none.
Error ServerAsk::namedAuth(Error error) const
{
    const QString credential = m_server.credential.toString();
    if (m_server.credential.isEmpty()) {
        error.message = tr("%1 asks for a credential, and none is stated.").arg(name());
        error.advice = tr("Try: 'credential', and for a password 'auth: basic' and 'username'.");
    } else if (m_server.isBasic) {
        error.message = tr("%1 refuses the password of '%2'.").arg(name(), m_server.username);
        error.advice = tr("Try: the keychain's entry '%1'.").arg(credential);
    } else {
        error.message = tr("%1 refuses the token.").arg(name());
        error.advice = tr("Try: the keychain's entry '%1'; it may have ended, or lack the right to "
                          "read.")
                           .arg(credential);
    }
    return error;
}

void ServerAsk::answered(const Result<prometheus::QueryAnswer> &answer)
{
    if (!answer) {
        if (answer.error().kind == ErrorKind::Auth && !m_server.credential.isEmpty())
            m_parts.credentials->forget(m_server.credential);
        // What the server refuses of a certificate, the connection tells by itself.
        const bool isHttp = answer.error().fault == QLatin1String("401")
                            || answer.error().fault == QLatin1String("403");
        Error error = answer.error().kind == ErrorKind::Auth && isHttp ? namedAuth(answer.error())
                                                                       : explained(answer.error());
        if (error.kind == ErrorKind::Auth && !isHttp && m_server.clientKey.isEmpty())
            error.advice = tr("Try: 'client_certificate' and 'client_key' under the environment's "
                              "'prometheus'.");
        conclude(failure(error));
        return;
    }
    m_reply.value = answer->value;
    m_reply.source = QuerySource::Server;
    m_reply.sourceTitle = name();
    m_reply.warnings = answer->warnings;
    m_reply.isPartial = !answer->warnings.isEmpty();
    if (answer->histograms > 0)
        m_reply.warnings.append(tr("%n native histogram(s) were left out: nothing here draws them.",
                                   nullptr, answer->histograms));
    m_reply.exemplars = answer->exemplars;
    m_reply.meanings = answer->meanings;
    m_query.release()->deleteLater();
    if (m_request.about != prometheus::About::Values) {
        conclude(m_reply);
        return;
    }
    askAge();
}

void ServerAsk::askAge()
{
    const QString expression = newestSampleExpression(m_request.expression);
    if (expression.isEmpty()) {
        m_reply.newestAsked = false;
        conclude(m_reply);
        return;
    }
    m_query = asked({expression, m_request.toMs, m_request.toMs, 0, std::min(left(), kAgeWithin)});
    connect(m_query.get(), &prometheus::ServerQuery::finished, this, &ServerAsk::aged);
    m_query->start();
}

void ServerAsk::aged(const Result<prometheus::QueryAnswer> &answer)
{
    const auto *vector = answer ? std::get_if<expressions::Vector>(&answer->value) : nullptr;
    m_reply.newestAsked = vector != nullptr;
    if (vector != nullptr && !vector->empty() && std::isfinite(vector->front().value))
        m_reply.newestMs = static_cast<qint64>(std::llround(vector->front().value * 1000));
    conclude(m_reply);
}

} // namespace opsdeck::queries
