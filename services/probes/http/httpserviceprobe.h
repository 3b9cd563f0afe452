// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/http/httprequestparameters.h"
#include "services/probes/netprobe.h"

#include <QJsonArray>
#include <QJsonObject>

namespace opsdeck {

/// A server with an HTTP interface of its own: some paths below the check's URL are asked one after
/// the other over one connection, then judged together. A kind says which, and what the answers
/// mean.
class HttpServiceProbe : public NetProbe
{
    Q_OBJECT
public:
    using NetProbe::NetProbe;

    QString address() const override { return m_call ? m_call->address() : NetProbe::address(); }

    /// Rows that every such kind has.
    static ParameterSchema schema(qint64 maxBytes);

protected:
    struct Ask
    {
        QByteArray
            path; ///< "/api/health", below the URL's own path; with a query when there is one
        bool isOptional = false; ///< its failure is not the server's
        QList<HttpHeader> headers = {};
    };

    static constexpr qint64 kMaxBytes = 4 * 1024 * 1024;

    /// Read once, after the parameters are known.
    virtual QList<Ask> asks() const = 0;
    /// `replies` in the order of asks(), whatever their status; an optional one that failed is an
    /// error. `outcome` arrives Ok, with the first answer's latency as its figure. Worsen it by
    /// worsen().
    virtual void judge(const QList<Result<HttpReply>> &replies, ProbeOutcome &outcome) = 0;
    /// The credential in a form of the server's own instead of bearer or basic; what it returns is
    /// wiped.
    virtual HttpHeader authorization(const Secret &secret) const;

    Result<Question> question() override;
    void ask(const Prepared &prepared) override;

    QString askStage() const override
    {
        return m_call ? m_call->stage() : QStringLiteral("connect");
    }

    QUrl baseUrl() const { return m_request.url; }

    /// Nothing for a 2xx answer, else its Status or Auth error.
    std::optional<Error> refusal(const HttpReply &reply, const QByteArray &path) const;
    /// The object in a 2xx answer; Status, Auth or Garbage otherwise.
    Result<QJsonObject> object(const Result<HttpReply> &reply, const QByteArray &path) const;
    Result<QJsonArray> array(const Result<HttpReply> &reply, const QByteArray &path) const;
    /// The outcome of `error`, when that is worse than what it has. `status` overrides what the
    /// error's kind stands for.
    static void worsen(ProbeOutcome &outcome, const Error &error,
                       std::optional<CheckStatus> status = {}, const QString &figure = {});
    static Error condition(const QString &message, const QString &advice);
    static void gauge(ProbeOutcome &outcome, const char *metric, double value,
                      const Labels &labels = {});

private:
    void next();
    void answered(const Result<HttpReply> &reply);

    HttpRequest m_request; ///< of every ask, but for path and headers
    Place m_place;
    Secret m_secret;
    QList<Ask> m_asks;
    QList<Result<HttpReply>> m_replies;
    std::chrono::microseconds m_firstLatency{0};
    std::unique_ptr<HttpCall> m_call;
};

} // namespace opsdeck
