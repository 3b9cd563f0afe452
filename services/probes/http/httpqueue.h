// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/httpclient.h"

#include <QQueue>

#include <functional>
#include <memory>
#include <vector>

namespace opsdeck {

/// Requests to one server, some at a time. drained() comes each time the last answer is in, never
/// from inside add(), and not at all after clear(). Destruction aborts silently.
class HttpQueue final : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(const Result<HttpReply> &)>;

    HttpQueue(HttpClient &client, int atOnce, QObject *parent = nullptr);
    ~HttpQueue() override;
    Q_DISABLE_COPY_MOVE(HttpQueue)

    /// `done` comes once and later; it may add more.
    void add(HttpRequest request, Done done);
    void clear();
    /// Of the request that has waited longest; empty when there is none.
    QString stage() const;

Q_SIGNALS:
    void drained();

private:
    struct Waiting
    {
        HttpRequest request;
        Done done;
    };

    void pump();
    void answered(HttpCall *call, const Done &done, const Result<HttpReply> &reply);

    HttpClient &m_client;
    std::size_t m_atOnce;
    int m_clears = 0;
    QQueue<Waiting> m_waiting;
    std::vector<std::unique_ptr<HttpCall>> m_running;
};

} // namespace opsdeck
