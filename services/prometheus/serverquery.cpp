// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/serverquery.h"

#include "services/net/neterrors.h"

#include <utility>

namespace opsdeck::prometheus {

namespace {

constexpr qint64 kMostBytes = 64LL * 1024 * 1024;

/// As Go's ParseFloat reads it, to the millisecond.
QByteArray secondsText(qint64 ms)
{
    return QByteArray::number(static_cast<double>(ms) / 1000, 'f', 3);
}

/// In a form's way: a space is no plus here, which means the same and leaves no doubt.
QByteArray field(const char *name, const QByteArray &value)
{
    return QByteArray(name) + '=' + value.toPercentEncoding();
}

HttpRequest requestOf(HttpRequest server, const Question &question)
{
    const bool isRange = question.stepMs > 0 || question.about == About::Exemplars;
    QString path = server.url.path();
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    server.maxBytes = kMostBytes;
    server.headers.append({QByteArrayLiteral("Accept"), QByteArrayLiteral("application/json")});
    if (question.about == About::Meaning) {
        server.url.setPath(path + QStringLiteral("/api/v1/metadata"));
        server.url.setQuery(QString::fromLatin1(field("metric", question.expression.toUtf8())));
        return server;
    }
    if (question.about == About::Exemplars)
        path += QStringLiteral("/api/v1/query_exemplars");
    else
        path += isRange ? QStringLiteral("/api/v1/query_range") : QStringLiteral("/api/v1/query");
    server.url.setPath(path);
    QByteArrayList form{field("query", question.expression.toUtf8())};
    if (isRange)
        form << field("start", secondsText(question.fromMs))
             << field("end", secondsText(question.toMs));
    else
        form << field("time", secondsText(question.fromMs));
    if (question.stepMs > 0)
        form << field("step", secondsText(question.stepMs));
    form << field("timeout", QByteArray::number(question.deadline.count()) + "ms");
    server.method = QByteArrayLiteral("POST");
    server.headers.append({QByteArrayLiteral("Content-Type"),
                           QByteArrayLiteral("application/x-www-form-urlencoded")});
    server.body = form.join('&');
    return server;
}

Result<QueryAnswer> readAnswer(About about, const HttpReply &reply, const AnswerLimits &limits)
{
    switch (about) {
    case About::Exemplars:
        return readExemplars(reply.body, reply.status, limits);
    case About::Meaning:
        return readMeanings(reply.body, reply.status, limits);
    case About::Values:
        break;
    }
    return readQueryAnswer(reply.body, reply.status, limits);
}

} // namespace

ServerQuery::ServerQuery(HttpClient &client, HttpRequest server, Question question,
                         const AnswerLimits &limits, QObject *parent)
    : QObject(parent)
    , m_request(requestOf(std::move(server), question))
    , m_question(std::move(question))
    , m_limits(limits)
    , m_call(client, m_request)
{
    connect(&m_call, &HttpCall::finished, this, &ServerQuery::answered);
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        answered(failure(
            neterror::timeout(m_request.url.authority(), m_question.deadline, m_call.stage())));
    });
}

void ServerQuery::start()
{
    m_deadline.start(m_question.deadline);
    m_call.start();
}

void ServerQuery::answered(const Result<HttpReply> &reply)
{
    if (std::exchange(m_done, true))
        return;
    m_deadline.stop();
    if (!reply)
        Q_EMIT finished(failure(reply.error()));
    else
        Q_EMIT finished(readAnswer(m_question.about, *reply, m_limits));
}

} // namespace opsdeck::prometheus
