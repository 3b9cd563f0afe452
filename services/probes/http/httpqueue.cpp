// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/http/httpqueue.h"

#include <algorithm>

namespace opsdeck {

HttpQueue::HttpQueue(HttpClient &client, int atOnce, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_atOnce(static_cast<std::size_t>(std::max(1, atOnce)))
{}

HttpQueue::~HttpQueue() = default;

void HttpQueue::add(HttpRequest request, Done done)
{
    m_waiting.enqueue({std::move(request), std::move(done)});
    // Not from inside the call that has just ended.
    QMetaObject::invokeMethod(this, &HttpQueue::pump, Qt::QueuedConnection);
}

void HttpQueue::clear()
{
    ++m_clears;
    m_waiting.clear();
    for (std::unique_ptr<HttpCall> &call : m_running) {
        call->disconnect(this);
        call.release()->deleteLater();
    }
    m_running.clear();
}

QString HttpQueue::stage() const
{
    return m_running.empty() ? QString() : m_running.front()->stage();
}

void HttpQueue::pump()
{
    while (!m_waiting.isEmpty() && m_running.size() < m_atOnce) {
        Waiting next = m_waiting.dequeue();
        auto call = std::make_unique<HttpCall>(m_client, std::move(next.request));
        HttpCall *const raw = call.get();
        connect(raw, &HttpCall::finished, this,
                [this, raw, done = std::move(next.done)](const Result<HttpReply> &reply) {
                    answered(raw, done, reply);
                });
        m_running.push_back(std::move(call));
        raw->start();
    }
}

void HttpQueue::answered(HttpCall *call, const Done &done, const Result<HttpReply> &reply)
{
    const auto it =
        std::find_if(m_running.begin(), m_running.end(),
                     [call](const std::unique_ptr<HttpCall> &each) { return each.get() == call; });
    if (it == m_running.end())
        return;
    // It is in the middle of its last signal, and `done` lives in that connection.
    it->release()->deleteLater();
    m_running.erase(it);
    const Done keep = done;
    const int clears = m_clears;
    keep(reply);
    if (clears != m_clears)
        return;
    if (m_waiting.isEmpty() && m_running.empty())
        Q_EMIT drained();
    else
        pump();
}

} // namespace opsdeck
