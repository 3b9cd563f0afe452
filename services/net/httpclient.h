// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/domain/secret.h"
#include "services/net/neterrors.h"
#include "services/net/place.h"

#include <QHash>
#include <QHostAddress>
#include <QObject>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace opsdeck {

class CurlMulti;

struct HttpHeader
{
    QByteArray name;
    QByteArray value;

    bool operator==(const HttpHeader &) const = default;
};

enum class HttpAuth {
    None,
    Bearer,
    Basic,
    AwsV4 ///< signed with `username` as the key's name, for `awsScope`
};

struct HttpRequest
{
    QUrl url; ///< http or https, without user and password
    QByteArray method = QByteArrayLiteral("GET");
    QList<HttpHeader> headers;
    QByteArray body;
    bool bodyHoldsSecret = false; ///< the body is wiped afterwards, for all who share it
    Place place;                  ///< where to connect: nothing is resolved here
    QString caFile;               ///< trusted instead of the system's CAs; PEM
    qint64 maxBytes = 1 << 20;    ///< of the body
    HttpAuth auth = HttpAuth::None;
    QString username;
    QString awsScope; ///< of AwsV4: "region:service"
    Secret secret;
    QString
        clientCertificate; ///< PEM file, shown when the server asks; empty: it is in `clientKey`
    Secret clientKey;      ///< PEM, not encrypted; empty: no certificate is shown
    Endpoint asked;        ///< what messages call the server; without a host, the URL's
    /// Gets the body of a 2xx answer in pieces as it comes, instead of its being collected; false
    /// ends the transfer (the reply then comes with `cut` set). Must not touch the call.
    std::function<bool(QByteArrayView piece)> sink;
};

struct HttpTimings
{
    std::chrono::microseconds connect{0}; ///< TCP; zero on a kept connection
    std::chrono::microseconds tls{0};
    std::chrono::microseconds firstByte{0}; ///< from the request's last byte to the answer's first
    std::chrono::microseconds total{0};

    bool operator==(const HttpTimings &) const = default;
};

struct HttpReply
{
    int status = 0;
    QList<HttpHeader> headers;
    QByteArray body;
    qint64 bodySize = 0;
    bool cut = false; ///< the sink ended it
    HttpTimings timings;
    QString address;
    std::optional<qint64> certificateEndMs; ///< UTC; the earliest end in the chain shown, over TLS

    QByteArray
    header(const char *name) const; ///< first of that name, empty when absent; in any case
    bool operator==(const HttpReply &) const = default;
};

class HttpClient;

/// One request. finished() comes once, never from inside start(); destruction aborts silently.
/// Redirects are reported as they are; there are no cookies, no proxies, no netrc; TLS is 1.2 or
/// newer and always verified. A reply is the whole answer; whatever is cut, too large or broken is
/// an error.
class HttpCall final : public QObject
{
    Q_OBJECT
public:
    HttpCall(HttpClient &client, HttpRequest request, QObject *parent = nullptr);
    ~HttpCall() override;
    Q_DISABLE_COPY_MOVE(HttpCall)

    void start();
    QString stage() const; ///< "connect", "tls", "send", "wait for answer", "read body"
    QString address() const;

Q_SIGNALS:
    void finished(const opsdeck::Result<opsdeck::HttpReply> &reply);

private:
    struct Transfer;

    std::unique_ptr<Transfer> m_transfer;
};

/// libcurl's multi handles on this thread's event loop, at most 100 connections each, kept alive.
/// Outlives its calls.
class HttpClient final : public QObject
{
    Q_OBJECT
public:
    explicit HttpClient(QObject *parent = nullptr);
    ~HttpClient() override;
    Q_DISABLE_COPY_MOVE(HttpClient)

    /// For HttpCall: the handle that keeps connections to `target`.
    CurlMulti &multiFor(const QByteArray &target);
    /// For HttpCall: a reset easy handle, and its return once it has left its multi handle.
    void *takeHandle();
    void giveHandle(void *easy);

private:
    struct Home
    {
        std::unique_ptr<CurlMulti> multi;
        int targets = 0;
    };

    std::vector<Home> m_multis;
    QHash<QByteArray, std::size_t> m_home; ///< target → index
    std::vector<void *> m_spare;
};

} // namespace opsdeck
