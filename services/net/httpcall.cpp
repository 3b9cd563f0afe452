// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/httptransfer.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <ctime>

namespace opsdeck {

namespace {

constexpr const char *kTokenCharacters = "!#$%&'*+-.^_`|~";

bool isToken(const QByteArray &text)
{
    return !text.isEmpty() && std::all_of(text.cbegin(), text.cend(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0
               || (c != '\0' && std::strchr(kTokenCharacters, c) != nullptr);
    });
}

bool isFieldValue(const QByteArray &text)
{
    return std::none_of(text.cbegin(), text.cend(), [](char c) {
        const auto u = static_cast<unsigned char>(c);
        return (u < 0x20 && u != '\t') || u == 0x7F;
    });
}

} // namespace

HttpCall::HttpCall(HttpClient &client, HttpRequest request, QObject *parent)
    : QObject(parent)
    , m_transfer(std::make_unique<Transfer>(*this, client, std::move(request)))
{}

HttpCall::~HttpCall() = default;

void HttpCall::start()
{
    if (const std::optional<Error> refusal = m_transfer->refusal()) {
        QMetaObject::invokeMethod(
            this, [this, error = *refusal] { Q_EMIT finished(failure(error)); },
            Qt::QueuedConnection);
        return;
    }
    m_transfer->begin();
}

QString HttpCall::stage() const
{
    const Transfer &transfer = *m_transfer;
    if (transfer.headersRead)
        return QStringLiteral("read body");
    if (transfer.sent)
        return QStringLiteral("wait for answer");
    return transfer.isTls() && transfer.isConnected() ? QStringLiteral("tls")
                                                      : QStringLiteral("connect");
}

QString HttpCall::address() const
{
    return m_transfer->reply.address;
}

std::optional<Error> HttpCall::Transfer::refusal() const
{
    const auto config = [](const QString &message) {
        return Error{ErrorKind::Config, message, {}, {}};
    };
    const QString scheme = request.url.scheme();
    if (!request.url.isValid()
        || (scheme != QLatin1String("http") && scheme != QLatin1String("https"))
        || request.url.host().isEmpty())
        return config(tr("The URL is not an absolute one of http or https."));
    if (!request.url.userInfo().isEmpty())
        return config(
            tr("The URL holds a user name or a password. Use credential and username instead."));
    if (!isToken(request.method))
        return config(tr("The method has characters that are not allowed."));
    for (const HttpHeader &header : request.headers) {
        if (!isToken(header.name) || !isFieldValue(header.value))
            return config(tr("The header %1 has characters that are not allowed.")
                              .arg(QString::fromLatin1(header.name.left(40).toPercentEncoding())));
    }
    if (!isFieldValue(QByteArray::fromRawData(request.secret.data(),
                                              static_cast<qsizetype>(request.secret.size()))))
        return Error{ErrorKind::Credential,
                     tr("The credential holds control characters: it can't be sent in a header."),
                     {},
                     {}};
    if (request.place.addresses.isEmpty() && request.place.socketPath.isEmpty())
        return neterror::noAddress(request.url.host());
    return std::nullopt;
}

Error HttpCall::Transfer::errorOf(CURLcode code) const
{
    const Endpoint where = endpoint();
    const QString detail = QString::fromUtf8(errorText.data());
    switch (code) {
    case CURLE_COULDNT_CONNECT:
        return connectError();
    case CURLE_OPERATION_TIMEDOUT:
        return neterror::timeout(where.toString(), Milliseconds(httplimit::kSafetyMs),
                                 call.stage());
    case CURLE_SSL_CERTPROBLEM:
        return neterror::badClientCertificate(where, detail);
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
        if (isClientRefused(detail))
            return neterror::clientRefused(where, !request.clientKey.isEmpty(), detail);
        if (detail.contains(QLatin1String("chunked-encoding")))
            return neterror::garbage(
                HttpCall::tr("The answer of %1 is broken after %2: its chunks have no lengths.")
                    .arg(where.toString(), byteText(reply.bodySize)),
                reply.body.left(200));
        return neterror::closed(where, reply.bodySize + headerBytes);
    case CURLE_PARTIAL_FILE:
        return neterror::garbage(
            contentLength.isEmpty()
                ? HttpCall::tr("The answer of %1 was cut after %2: its last chunk is missing.")
                      .arg(where.toString(), byteText(reply.bodySize))
                : HttpCall::tr("The answer of %1 was cut after %2 of %3 bytes.")
                      .arg(where.toString())
                      .arg(reply.bodySize)
                      .arg(QString::fromLatin1(contentLength)),
            reply.body.left(200));
    case CURLE_PEER_FAILED_VERIFICATION:
        return certificateError();
    case CURLE_SSL_CONNECT_ERROR:
        if (isClientRefused(detail))
            return neterror::clientRefused(where, !request.clientKey.isEmpty(), detail);
        [[fallthrough]];
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return neterror::tls(TlsFault::Handshake, where, where.host, detail);
    case CURLE_SSL_CACERT_BADFILE:
        return neterror::badCaFile(request.caFile, detail);
    case CURLE_FILESIZE_EXCEEDED:
        return neterror::tooLarge(HttpCall::tr("The answer of %1").arg(where.toString()),
                                  request.maxBytes);
    case CURLE_OUT_OF_MEMORY:
        // libcurl's own limit of one header line.
        if (!headersRead)
            return neterror::tooLarge(
                HttpCall::tr("The header of %1's answer").arg(where.toString()),
                httplimit::kHeader);
        break;
    case CURLE_FAILED_INIT:
    case CURLE_BAD_FUNCTION_ARGUMENT:
        return {ErrorKind::Internal,
                HttpCall::tr("The request to %1 could not be made.").arg(where.toString()),
                {},
                detail};
    default:
        break;
    }
    Error other =
        neterror::garbage(HttpCall::tr("%1 does not answer in HTTP.").arg(where.toString()));
    other.detail = detail;
    return other;
}

Error HttpCall::Transfer::connectError() const
{
    long code = 0;
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &code);
    return neterror::fromErrno(static_cast<int>(code), endpoint());
}

std::optional<qint64> HttpCall::Transfer::certificateEnd() const
{
    curl_tlssessioninfo *session = nullptr;
    if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || session == nullptr
        || session->backend != CURLSSLBACKEND_OPENSSL || session->internals == nullptr)
        return std::nullopt;
    const STACK_OF(X509) *chain = SSL_get_peer_cert_chain(static_cast<SSL *>(session->internals));
    std::optional<qint64> earliest;
    for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i) {
        std::tm end{};
        if (ASN1_TIME_to_tm(X509_get0_notAfter(sk_X509_value(chain, i)), &end) != 1)
            return std::nullopt;
        const qint64 endMs = static_cast<qint64>(::timegm(&end)) * 1000;
        earliest = std::min(earliest.value_or(endMs), endMs);
    }
    return earliest;
}

Error HttpCall::Transfer::certificateError() const
{
    long code = 0;
    curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &code);
    // libcurl compares the name itself, before it asks for the chain's verdict: that is unset then.
    const bool isUnset = code == X509_V_OK || code == X509_V_ERR_UNSPECIFIED;
    const TlsFault fault = isUnset ? TlsFault::WrongName : tlsFaultFromVerifyCode(code);
    return neterror::tls(fault, endpoint(), request.url.host(), QString::fromUtf8(errorText.data()),
                         refused.dates());
}

} // namespace opsdeck
