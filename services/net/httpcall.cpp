// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/curlmulti.h"
#include "services/net/httpclient.h"
#include "services/net/neterrors.h"

#include <QPointer>

#include <algorithm>
#include <array>
#include <cctype>

namespace opsdeck {

namespace {

constexpr qint64 kHeaderLimit = 64 * 1024;
constexpr long kSafetyLimitMs =
    600'000; ///< the deadline is the caller's; this only keeps a forgotten call finite
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

std::chrono::microseconds infoTime(CURL *easy, CURLINFO info)
{
    curl_off_t value = 0;
    curl_easy_getinfo(easy, info, &value);
    return std::chrono::microseconds(value);
}

/// Appends "name: value" and forgets its own copy.
void appendHeader(curl_slist *&list, const QByteArray &name, const QByteArray &value)
{
    QByteArray line = value.isEmpty() ? name + ';' : name + ": " + value;
    list = curl_slist_append(list, line.constData());
    wipe(line);
}

void freeHeaders(curl_slist *list)
{
    for (const curl_slist *each = list; each != nullptr; each = each->next)
        ::explicit_bzero(each->data, std::strlen(each->data));
    curl_slist_free_all(list);
}

} // namespace

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
    HttpReply reply;
    std::optional<Error> error;
    qsizetype nextAddress = 0;
    qint64 headerBytes = 0;
    QByteArray contentLength;
    bool sent = false;
    bool headersRead = false;

    Transfer(HttpCall &owner, HttpClient &http, HttpRequest asked)
        : call(owner)
        , client(http)
        , request(std::move(asked))
    {}

    ~Transfer() { release(); }
    Q_DISABLE_COPY_MOVE(Transfer)

    Endpoint endpoint() const
    {
        const bool isTls = request.url.scheme() == QLatin1String("https");
        return {request.url.host(), static_cast<quint16>(request.url.port(isTls ? 443 : 80))};
    }

    bool isTls() const { return request.url.scheme() == QLatin1String("https"); }

    std::optional<Error> refusal() const;
    void begin();
    void setUp();
    void setUpHeaders();
    void release();
    void done(CURLcode code);
    Error errorOf(CURLcode code) const;
    Error connectError() const;
    Error certificateError() const;
    void readTimings();
    bool headerLine(QByteArrayView line);
    bool endOfHeaders();
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

    static int onPrerequest(void *self, char *address, char *, int port, int)
    {
        auto *transfer = static_cast<Transfer *>(self);
        transfer->sent = true;
        transfer->reply.address =
            Endpoint{QString::fromLatin1(address), static_cast<quint16>(port)}.toString();
        return CURL_PREREQFUNC_OK;
    }
};

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
    const bool isConnected =
        transfer.easy != nullptr && infoTime(transfer.easy, CURLINFO_CONNECT_TIME_T).count() > 0;
    return transfer.isTls() && isConnected ? QStringLiteral("tls") : QStringLiteral("connect");
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
    if (request.addresses.isEmpty())
        return neterror::noAddress(request.url.host());
    return std::nullopt;
}

void HttpCall::Transfer::begin()
{
    easy = static_cast<CURL *>(client.takeHandle());
    setUp();
    const QHostAddress &address = request.addresses.at(nextAddress);
    const QByteArray target = request.url.scheme().toLatin1() + "://"
                              + endpoint().toString().toUtf8() + '@'
                              + address.toString().toLatin1();
    multi = &client.multiFor(target);
    multi->add(easy, [guard = QPointer<HttpCall>(&call)](CURLcode code) {
        if (guard)
            guard->m_transfer->done(code);
    });
}

void HttpCall::Transfer::setUp()
{
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, errorText.data());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!request.caFile.isEmpty()) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, request.caFile.toLocal8Bit().constData());
        curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
    }
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, kSafetyLimitMs);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, kSafetyLimitMs);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "Opsdeck/" OPSDECK_VERSION);
    curl_easy_setopt(easy, CURLOPT_URL, request.url.toEncoded(QUrl::RemoveFragment).constData());

    const QHostAddress &address = request.addresses.at(nextAddress);
    const bool isV6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    const QByteArray host = address.toString().toLatin1();
    connectTo =
        curl_slist_append(nullptr, (isV6 ? "::[" + host + "]:" : "::" + host + ':').constData());
    curl_easy_setopt(easy, CURLOPT_CONNECT_TO, connectTo);

    if (request.method == "HEAD")
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    else if (!request.body.isEmpty()) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.constData());
    }
    if (request.method != "HEAD" && request.method != "GET")
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.constData());
    else if (request.method == "GET" && !request.body.isEmpty())
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "GET");
    setUpHeaders();

    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &Transfer::onPrerequest);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
}

void HttpCall::Transfer::setUpHeaders()
{
    for (const HttpHeader &header : request.headers)
        appendHeader(headers, header.name, header.value);
    if (request.auth != HttpAuth::None) {
        const QByteArray secret = QByteArray::fromRawData(
            request.secret.data(), static_cast<qsizetype>(request.secret.size()));
        QByteArray value;
        if (request.auth == HttpAuth::Bearer) {
            value = "Bearer " + secret;
        } else {
            QByteArray pair = request.username.toUtf8() + ':' + secret;
            QByteArray coded = pair.toBase64();
            value = "Basic " + coded;
            wipe(pair);
            wipe(coded);
        }
        appendHeader(headers, QByteArrayLiteral("Authorization"), value);
        wipe(value);
    }
    // A body is sent at once, not after the server's leave, and under no type but the one that is
    // stated.
    headers = curl_slist_append(headers, "Expect:");
    const bool hasType =
        std::any_of(request.headers.cbegin(), request.headers.cend(), [](const HttpHeader &header) {
            return header.name.compare("Content-Type", Qt::CaseInsensitive) == 0;
        });
    if (!request.body.isEmpty() && !hasType)
        headers = curl_slist_append(headers, "Content-Type:");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}

void HttpCall::Transfer::release()
{
    if (easy == nullptr)
        return;
    if (multi != nullptr)
        multi->remove(easy);
    client.giveHandle(std::exchange(easy, nullptr));
    freeHeaders(std::exchange(headers, nullptr));
    curl_slist_free_all(std::exchange(connectTo, nullptr));
}

bool HttpCall::Transfer::headerLine(QByteArrayView line)
{
    headerBytes += line.size();
    if (headerBytes > kHeaderLimit) {
        error = neterror::tooLarge(
            HttpCall::tr("The header of %1's answer").arg(endpoint().toString()), kHeaderLimit);
        return false;
    }
    const QByteArrayView text = line.trimmed();
    if (text.isEmpty())
        return endOfHeaders();
    if (headersRead) // trailers of a chunked body
        return true;
    if (text.startsWith("HTTP/")) {
        reply.headers.clear();
        contentLength.clear();
        return true;
    }
    const qsizetype colon = text.indexOf(':');
    if (colon <= 0)
        return true;
    const HttpHeader header{text.first(colon).toByteArray(),
                            text.sliced(colon + 1).trimmed().toByteArray()};
    if (header.name.compare("Content-Length", Qt::CaseInsensitive) == 0) {
        if (!contentLength.isEmpty()) {
            error = neterror::garbage(
                HttpCall::tr("%1 states the length of its answer twice: %2 and %3.")
                    .arg(endpoint().toString(), QString::fromLatin1(contentLength.left(20)),
                         QString::fromLatin1(header.value.left(20))));
            return false;
        }
        contentLength = header.value.isEmpty() ? QByteArrayLiteral("?") : header.value;
    }
    reply.headers.append(header);
    return true;
}

bool HttpCall::Transfer::endOfHeaders()
{
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (headersRead || status < 200)
        return true;
    headersRead = true;
    reply.status = static_cast<int>(status);
    if (contentLength.isEmpty() || request.method == "HEAD")
        return true;
    bool isNumber = false;
    const qint64 length = contentLength.toLongLong(&isNumber);
    if (!isNumber || length < 0) {
        error = neterror::garbage(
            HttpCall::tr("%1 states a length that is not a number.").arg(endpoint().toString()),
            contentLength);
        return false;
    }
    if (length > request.maxBytes) {
        error = neterror::tooLarge(HttpCall::tr("The answer of %1").arg(endpoint().toString()),
                                   request.maxBytes);
        return false;
    }
    return true;
}

bool HttpCall::Transfer::bodyPiece(QByteArrayView piece)
{
    reply.bodySize += piece.size();
    if (reply.bodySize > request.maxBytes) {
        error = neterror::tooLarge(HttpCall::tr("The answer of %1").arg(endpoint().toString()),
                                   request.maxBytes);
        return false;
    }
    if (request.sink && reply.status / 100 == 2) {
        reply.cut = !request.sink(piece);
        return !reply.cut;
    }
    reply.body.append(piece.data(), piece.size());
    return true;
}

void HttpCall::Transfer::done(CURLcode code)
{
    if (code == CURLE_COULDNT_CONNECT && !error && nextAddress + 1 < request.addresses.size()) {
        ++nextAddress;
        release();
        begin();
        return;
    }
    readTimings();
    if (code != CURLE_OK && !error && !reply.cut)
        error = errorOf(code);
    release();
    if (error)
        Q_EMIT call.finished(failure(*error));
    else
        Q_EMIT call.finished(reply);
}

void HttpCall::Transfer::readTimings()
{
    const auto lookup = infoTime(easy, CURLINFO_NAMELOOKUP_TIME_T);
    const auto connected = infoTime(easy, CURLINFO_CONNECT_TIME_T);
    const auto tlsReady = infoTime(easy, CURLINFO_APPCONNECT_TIME_T);
    const auto ready = infoTime(easy, CURLINFO_PRETRANSFER_TIME_T);
    const auto first = infoTime(easy, CURLINFO_STARTTRANSFER_TIME_T);
    long connections = 0;
    curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connections);
    const auto notNegative = [](std::chrono::microseconds time) {
        return std::max(time, std::chrono::microseconds(0));
    };
    if (connections > 0) {
        reply.timings.connect = notNegative(connected - lookup);
        reply.timings.tls =
            isTls() ? notNegative(tlsReady - connected) : std::chrono::microseconds(0);
    }
    reply.timings.firstByte = notNegative(first - ready);
    reply.timings.total = infoTime(easy, CURLINFO_TOTAL_TIME_T);
}

Error HttpCall::Transfer::errorOf(CURLcode code) const
{
    const Endpoint where = endpoint();
    const QString detail = QString::fromUtf8(errorText.data());
    switch (code) {
    case CURLE_COULDNT_CONNECT:
        return connectError();
    case CURLE_OPERATION_TIMEDOUT:
        return neterror::timeout(where.toString(), Milliseconds(kSafetyLimitMs), call.stage());
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
        return neterror::closed(where, reply.bodySize + headerBytes);
    case CURLE_PARTIAL_FILE:
        return neterror::garbage(HttpCall::tr("The answer of %1 was cut after %2 of %3 bytes.")
                                     .arg(where.toString())
                                     .arg(reply.bodySize)
                                     .arg(QString::fromLatin1(contentLength)),
                                 reply.body.left(200));
    case CURLE_PEER_FAILED_VERIFICATION:
        return certificateError();
    case CURLE_SSL_CONNECT_ERROR:
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
                HttpCall::tr("The header of %1's answer").arg(where.toString()), kHeaderLimit);
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

Error HttpCall::Transfer::certificateError() const
{
    long code = 0;
    curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &code);
    // libcurl compares the name itself: the chain is good then.
    const TlsFault fault = code == 0 ? TlsFault::WrongName : tlsFaultFromVerifyCode(code);
    return neterror::tls(fault, endpoint(), request.url.host(),
                         QString::fromUtf8(errorText.data()));
}

} // namespace opsdeck
