// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/http/httpserviceprobe.h"

#include "services/base/cleantext.h"
#include "services/probes/conditions/jsonconditions.h"

namespace opsdeck {

namespace {

constexpr int kSampleShown = 200;

} // namespace

ParameterSchema HttpServiceProbe::schema(qint64 maxBytes)
{
    ParameterSchema all = httpRequestSchema();
    all += {latencyLimitParameter(), maxBytesParameter(maxBytes)};
    return all;
}

Result<NetProbe::Question> HttpServiceProbe::question()
{
    const Parameters parameters(check());
    Result<HttpRequest> request = httpRequestFrom(parameters, kMaxBytes);
    if (!request)
        return failure(request.error());
    m_request = std::move(*request);
    m_asks = asks();
    return Question{endpointOf(m_request.url), parameters.text("address"),
                    CredentialId(parameters.text("credential"))};
}

void HttpServiceProbe::ask(const Prepared &prepared)
{
    m_place = prepared.place;
    m_secret = prepared.secret;
    next();
}

HttpHeader HttpServiceProbe::authorization(const Secret &) const
{
    return {};
}

void HttpServiceProbe::next()
{
    const Ask &ask = m_asks.at(m_replies.size());
    HttpRequest request = m_request;
    const qsizetype query = ask.path.indexOf('?');
    QString base = m_request.url.path(QUrl::FullyEncoded);
    while (base.endsWith(QLatin1Char('/')))
        base.chop(1);
    request.url.setPath(
        base + QString::fromLatin1(ask.path.left(query < 0 ? ask.path.size() : query)),
        QUrl::StrictMode);
    if (query >= 0)
        request.url.setQuery(QString::fromLatin1(ask.path.mid(query + 1)), QUrl::StrictMode);
    request.headers += ask.headers;
    request.place = m_place;
    HttpHeader own = m_secret.isEmpty() ? HttpHeader() : authorization(m_secret);
    if (own.name.isEmpty()) {
        request.secret = m_secret;
    } else {
        request.auth = HttpAuth::None;
        request.headers.append(own);
        own.value.fill('\0');
    }
    m_call = std::make_unique<HttpCall>(*context().http, std::move(request));
    connect(m_call.get(), &HttpCall::finished, this, &HttpServiceProbe::answered);
    m_call->start();
}

void HttpServiceProbe::answered(const Result<HttpReply> &reply)
{
    if (!reply && !m_asks.at(m_replies.size()).isOptional) {
        fail(reply.error());
        return;
    }
    if (m_replies.isEmpty())
        m_firstLatency = elapsed();
    m_replies.append(reply);
    // Each further refusal would take its time (Proxmox VE: three seconds) and tell no more.
    const auto isOptional = [](const Ask &ask) { return ask.isOptional; };
    if (reply && reply->status == 401
        && std::all_of(m_asks.cbegin() + m_replies.size(), m_asks.cend(), isOptional)) {
        const Error refused = *refusal(*reply, m_asks.at(m_replies.size() - 1).path);
        while (m_replies.size() < m_asks.size())
            m_replies.append(failure(refused));
    }
    if (m_replies.size() < m_asks.size()) {
        // Not from inside the call that has just ended.
        QMetaObject::invokeMethod(this, &HttpServiceProbe::next, Qt::QueuedConnection);
        return;
    }
    m_secret = {};
    ProbeOutcome outcome;
    outcome.status = CheckStatus::Ok;
    outcome.latency = m_firstLatency;
    outcome.figure = latencyText(m_firstLatency);
    if (const Result<HttpReply> &first = m_replies.first())
        outcome.fields = httpFields(*first, resolveTime());
    judge(m_replies, outcome);
    applyLatencyLimit(outcome, Parameters(check()).duration("latency_limit"));
    finish(outcome);
}

std::optional<Error> HttpServiceProbe::refusal(const HttpReply &reply, const QByteArray &path) const
{
    static const StatusRule rule = *StatusRule::parse({});
    if (rule.accepts(reply.status))
        return std::nullopt;
    return statusError(reply, QString::fromLatin1(path), rule,
                       m_request.auth != HttpAuth::None
                           || !Parameters(check()).text("credential").isEmpty());
}

Result<QJsonObject> HttpServiceProbe::object(const Result<HttpReply> &reply,
                                             const QByteArray &path) const
{
    if (!reply)
        return failure(reply.error());
    if (const std::optional<Error> error = refusal(*reply, path))
        return failure(*error);
    const Result<QJsonValue> value = parseStrictJson(reply->body);
    if (value && value->isObject())
        return value->toObject();
    Error error =
        value ? neterror::garbage(
                    tr("%1 answered with JSON of another form.").arg(QString::fromLatin1(path)))
              : value.error();
    if (isHtml(*reply))
        error.message = tr("%1 answered %2 with HTML instead of JSON, %3.")
                            .arg(QString::fromLatin1(path))
                            .arg(reply->status)
                            .arg(byteText(reply->bodySize));
    error.detail = cleanText(reply->body, kSampleShown);
    return failure(error);
}

Result<QJsonArray> HttpServiceProbe::array(const Result<HttpReply> &reply,
                                           const QByteArray &path) const
{
    if (!reply)
        return failure(reply.error());
    if (const std::optional<Error> error = refusal(*reply, path))
        return failure(*error);
    const Result<QJsonValue> value = parseStrictJson(reply->body);
    if (value && value->isArray())
        return value->toArray();
    Error error =
        value ? neterror::garbage(
                    tr("%1 answered with JSON of another form.").arg(QString::fromLatin1(path)))
              : value.error();
    error.detail = cleanText(reply->body, kSampleShown);
    return failure(error);
}

void HttpServiceProbe::worsen(ProbeOutcome &outcome, const Error &error,
                              std::optional<CheckStatus> status, const QString &figure)
{
    ProbeOutcome failed = failedOutcome(error);
    failed.status = status.value_or(failed.status);
    if (!isWorse(failed.status, outcome.status))
        return;
    outcome.status = failed.status;
    outcome.message = failed.message;
    outcome.figure = figure.isEmpty() ? failed.figure : figure;
    outcome.error = failed.error;
}

Error HttpServiceProbe::condition(const QString &message, const QString &advice)
{
    return {ErrorKind::Condition, message, advice, {}};
}

void HttpServiceProbe::gauge(ProbeOutcome &outcome, const char *metric, double value,
                             const Labels &labels)
{
    outcome.samples.append({QLatin1String(metric), labels, value, MetricType::Gauge});
}

} // namespace opsdeck
