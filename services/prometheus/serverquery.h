// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"
#include "services/net/httpclient.h"
#include "services/prometheus/queryanswer.h"

#include <QTimer>

namespace opsdeck::prometheus {

/// What is asked of a server. Times are UTC milliseconds.
struct Question
{
    QString expression;
    qint64 fromMs = 0; ///< the moment itself when `stepMs` is 0
    qint64 toMs = 0;
    qint64 stepMs = 0;
    Milliseconds deadline{30'000}; ///< of the whole; the server is told it, too
    About about = About::Values;
};

/// One question to a server, asked by POST so that its length is no matter. finished() comes once,
/// never from inside start(); destruction aborts silently, and the server with it.
class ServerQuery final : public QObject
{
    Q_OBJECT
public:
    /// `server` says where and as whom: its URL is that of the server, below which /api/v1 lies.
    /// What is lacking is told as the call's error.
    ServerQuery(HttpClient &client, HttpRequest server, Question question,
                const AnswerLimits &limits = {}, QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    void finished(const opsdeck::Result<opsdeck::prometheus::QueryAnswer> &answer);

private:
    void answered(const Result<HttpReply> &reply);

    HttpRequest m_request;
    Question m_question;
    AnswerLimits m_limits;
    HttpCall m_call;
    QTimer m_deadline{this};
    bool m_done = false;
};

} // namespace opsdeck::prometheus
