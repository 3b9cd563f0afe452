// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/curlmulti.h"
#include "services/net/httpclient.h"
#include "services/net/neterrors.h"
#include "services/net/refusedcertificate.h"

#include <sys/socket.h>

#include <array>
#include <optional>

namespace opsdeck {

namespace httplimit {

constexpr qint64 kHeader = 64 * 1024;
/// The deadline is the caller's; this only keeps a forgotten call finite.
constexpr long kSafetyMs = 600'000;

} // namespace httplimit

/// What HttpCall hides: one easy handle of libcurl, its callbacks and what came so far.
struct HttpCall::Transfer
{
    HttpCall &call;
    HttpClient &client;
    HttpRequest request;
    CURL *easy = nullptr;
    CurlMulti *multi = nullptr;
    curl_slist *headers = nullptr;
    curl_slist *connectTo = nullptr;
    std::array<char, CURL_ERROR_SIZE> errorText{};
    RefusedCertificate refused;
    HttpReply reply;
    std::optional<Error> error;
    qsizetype nextAddress = 0;
    qint64 headerBytes = 0;
    QByteArray contentLength;
    int socket = -1; ///< libcurl's; until something is sent
    bool sent = false;
    bool headersRead = false;

    Transfer(HttpCall &owner, HttpClient &http, HttpRequest asked)
        : call(owner)
        , client(http)
        , request(std::move(asked))
    {}

    ~Transfer()
    {
        release();
        if (request.bodyHoldsSecret)
            wipe(request.body);
    }

    Q_DISABLE_COPY_MOVE(Transfer)

    Endpoint endpoint() const
    {
        if (!request.asked.host.isEmpty())
            return request.asked;
        const bool isTls = request.url.scheme() == QLatin1String("https");
        return {request.url.host(), static_cast<quint16>(request.url.port(isTls ? 443 : 80))};
    }

    bool isTls() const { return request.url.scheme() == QLatin1String("https"); }

    bool isConnected() const
    {
        sockaddr_storage peer{};
        socklen_t size = sizeof(peer);
        return socket >= 0
               && ::getpeername(socket, reinterpret_cast<sockaddr *>(&peer), &size) == 0;
    }

    std::optional<Error> refusal() const;
    void begin();
    void setUp();
    void setUpConnectTo();
    void setUpClientCertificate();
    void setUpHeaders();
    void setUpSignature();
    void release();
    void done(CURLcode code);
    Error errorOf(CURLcode code) const;
    Error connectError() const;
    Error certificateError() const;
    void readTimings();
    bool headerLine(QByteArrayView line);
    bool endOfHeaders();
    std::optional<qint64> certificateEnd() const;
    bool bodyPiece(QByteArrayView piece);

    static std::size_t onHeader(char *data, std::size_t size, std::size_t count, void *self)
    {
        const std::size_t bytes = size * count;
        return static_cast<Transfer *>(self)->headerLine({data, static_cast<qsizetype>(bytes)})
                   ? bytes
                   : 0;
    }

    static std::size_t onBody(char *data, std::size_t size, std::size_t count, void *self)
    {
        const std::size_t bytes = size * count;
        const bool goOn =
            bytes == 0
            || static_cast<Transfer *>(self)->bodyPiece({data, static_cast<qsizetype>(bytes)});
        return goOn ? bytes : 0;
    }

    static curl_socket_t onOpenSocket(void *self, curlsocktype, curl_sockaddr *address)
    {
        const int made =
            ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
        static_cast<Transfer *>(self)->socket = made;
        return made < 0 ? CURL_SOCKET_BAD : made;
    }

    static int onPrerequest(void *self, char *address, char *, int port, int)
    {
        auto *transfer = static_cast<Transfer *>(self);
        transfer->sent = true;
        transfer->reply.address =
            Endpoint{QString::fromLatin1(address), static_cast<quint16>(port)}.toString();
        return CURL_PREREQFUNC_OK;
    }
};

} // namespace opsdeck
