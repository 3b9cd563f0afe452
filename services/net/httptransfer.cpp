// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/httptransfer.h"

#include <QCryptographicHash>
#include <QPointer>

#include <algorithm>
#include <cstring>

namespace opsdeck {

namespace {

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

void HttpCall::Transfer::begin()
{
    easy = static_cast<CURL *>(client.takeHandle());
    socket = -1;
    setUp();
    const QByteArray where = request.place.socketPath.isEmpty()
                                 ? request.place.addresses.at(nextAddress).toString().toLatin1()
                                       + ':' + QByteArray::number(request.place.port)
                                 : request.place.socketPath.toUtf8();
    const QByteArray target =
        request.url.scheme().toLatin1() + "://" + endpoint().toString().toUtf8() + '@' + where;
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
    if (isTls())
        refused.watch(easy);
    if (!request.caFile.isEmpty()) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, request.caFile.toLocal8Bit().constData());
        curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
    }
    if (!request.clientKey.isEmpty())
        setUpClientCertificate();
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, httplimit::kSafetyMs);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, httplimit::kSafetyMs);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "Opsdeck/" OPSDECK_VERSION);
    curl_easy_setopt(easy, CURLOPT_URL, request.url.toEncoded(QUrl::RemoveFragment).constData());

    if (request.place.socketPath.isEmpty())
        setUpConnectTo();
    else
        curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH,
                         request.place.socketPath.toLocal8Bit().constData());

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
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::onOpenSocket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
}

void HttpCall::Transfer::setUpConnectTo()
{
    const QHostAddress &address = request.place.addresses.at(nextAddress);
    const bool isV6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    const QByteArray host = address.toString().toLatin1();
    const QByteArray port = QByteArray::number(request.place.port);
    connectTo = curl_slist_append(
        nullptr, (isV6 ? "::[" + host + "]:" + port : "::" + host + ':' + port).constData());
    curl_easy_setopt(easy, CURLOPT_CONNECT_TO, connectTo);
}

void HttpCall::Transfer::setUpClientCertificate()
{
    curl_blob key{};
    key.data = const_cast<char *>(request.clientKey.data()); // only read
    key.len = request.clientKey.size();
    key.flags = CURL_BLOB_NOCOPY;
    curl_easy_setopt(easy, CURLOPT_SSLKEY_BLOB, &key);
    if (request.clientCertificate.isEmpty())
        curl_easy_setopt(easy, CURLOPT_SSLCERT_BLOB, &key);
    else
        curl_easy_setopt(easy, CURLOPT_SSLCERT,
                         request.clientCertificate.toLocal8Bit().constData());
    // Without one OpenSSL asks the terminal for the passphrase of an encrypted key.
    curl_easy_setopt(easy, CURLOPT_KEYPASSWD, "");
}

void HttpCall::Transfer::setUpHeaders()
{
    for (const HttpHeader &header : request.headers)
        appendHeader(headers, header.name, header.value);
    if (request.auth == HttpAuth::AwsV4) {
        setUpSignature();
    } else if (request.auth != HttpAuth::None) {
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
    if (request.auth != HttpAuth::AwsV4) // it would sign the header that is not there
        headers = curl_slist_append(headers, "Expect:");
    const bool hasType =
        std::any_of(request.headers.cbegin(), request.headers.cend(), [](const HttpHeader &header) {
            return header.name.compare("Content-Type", Qt::CaseInsensitive) == 0;
        });
    if (!request.body.isEmpty() && !hasType)
        headers = curl_slist_append(headers, "Content-Type:");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}

void HttpCall::Transfer::setUpSignature()
{
    // What is signed is what is sent: with the port, which libcurl leaves out of its own header.
    const QByteArray host = request.url.authority(QUrl::FullyEncoded).toLatin1();
    appendHeader(headers, QByteArrayLiteral("Host"), host);
    appendHeader(headers, QByteArrayLiteral("x-amz-content-sha256"),
                 QCryptographicHash::hash(request.body, QCryptographicHash::Sha256).toHex());
    curl_easy_setopt(easy, CURLOPT_AWS_SIGV4,
                     ("aws:amz:" + request.awsScope.toLatin1()).constData());
    curl_easy_setopt(easy, CURLOPT_USERNAME, request.username.toUtf8().constData());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, request.secret.data());
    // A kept connection would keep its copy of the key as well.
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
}

void HttpCall::Transfer::release()
{
    if (easy == nullptr)
        return;
    if (multi != nullptr)
        multi->remove(easy);
    CURL *handle = std::exchange(easy, nullptr);
    if (request.auth == HttpAuth::AwsV4)
        curl_easy_cleanup(handle); // a handle that is reset still has the key
    else
        client.giveHandle(handle);
    freeHeaders(std::exchange(headers, nullptr));
    curl_slist_free_all(std::exchange(connectTo, nullptr));
}

bool HttpCall::Transfer::headerLine(QByteArrayView line)
{
    headerBytes += line.size();
    if (headerBytes > httplimit::kHeader) {
        error =
            neterror::tooLarge(HttpCall::tr("The header of %1's answer").arg(endpoint().toString()),
                               httplimit::kHeader);
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
    if (isTls())
        reply.certificateEndMs = certificateEnd();
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
    if (code == CURLE_COULDNT_CONNECT && !error
        && nextAddress + 1 < request.place.addresses.size()) {
        ++nextAddress;
        release();
        begin();
        return;
    }
    readTimings();
    if (code != CURLE_OK && !error && !reply.cut)
        error = errorOf(code);
    else if (code == CURLE_OK && !error && !headersRead)
        error = neterror::closed(endpoint(), headerBytes); // in the middle of its header
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

} // namespace opsdeck
