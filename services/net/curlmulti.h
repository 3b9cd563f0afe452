// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <curl/curl.h>

#include <functional>
#include <memory>
#include <unordered_map>

namespace opsdeck {

/// One multi handle of libcurl driven by this thread's event loop.
class CurlMulti final : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(CURLcode)>;

    static constexpr int kConnections = 100;

    explicit CurlMulti(QObject *parent = nullptr);
    ~CurlMulti() override;
    Q_DISABLE_COPY_MOVE(CurlMulti)

    /// `done` comes once, outside of libcurl, after the handle has left the multi handle. The
    /// handle stays the caller's.
    void add(CURL *easy, Done done);
    /// Aborts silently; not from inside one of libcurl's callbacks.
    void remove(CURL *easy);

    int active() const { return static_cast<int>(m_done.size()); }

private:
    struct Watch
    {
        std::unique_ptr<QSocketNotifier> read;
        std::unique_ptr<QSocketNotifier> write;
    };

    static int onSocket(CURL *easy, curl_socket_t socket, int what, void *self, void *);
    static int onTimer(CURLM *multi, long timeoutMs, void *self);
    void watch(curl_socket_t socket, int what);
    void unwatch(curl_socket_t socket);
    void act(curl_socket_t socket, int events);
    void collect();

    CURLM *m_multi;
    QTimer m_timer;
    std::unordered_map<curl_socket_t, Watch> m_watches;
    QHash<CURL *, Done> m_done;
    bool m_closing = false;
};

} // namespace opsdeck
