// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/proxychannel.h"

#include "services/base/cleantext.h"

#include <QUrl>

#include <algorithm>
#include <cerrno>

namespace opsdeck {

namespace {

constexpr qsizetype kLongestHead = 64 * 1024;
constexpr int kWordsShown = 300;
const QByteArray kHeadEnd = QByteArrayLiteral("\r\n\r\n");

Error withWords(Error error, const QString &words)
{
    error.detail = words;
    return error;
}

/// For the line of the request; empty: nothing that could be asked for.
QByteArray authorityOf(const Endpoint &target)
{
    const bool isAddress = target.host.contains(QLatin1Char(':'));
    const QByteArray host =
        isAddress ? '[' + target.host.toLatin1() + ']' : QUrl::toAce(target.host.trimmed());
    const bool isClean = std::all_of(host.cbegin(), host.cend(),
                                     [](char each) { return each > ' ' && each < '\x7f'; });
    return host.isEmpty() || !isClean ? QByteArray() : host + ':' + QByteArray::number(target.port);
}

} // namespace

Error proxyError(QAbstractSocket::SocketError code, const QNetworkProxy &proxy, const QString &way,
                 const QString &words)
{
    const QString where = Endpoint{proxy.hostName(), proxy.port()}.toString();
    switch (code) {
    case QAbstractSocket::ConnectionRefusedError:
    case QAbstractSocket::ProxyConnectionRefusedError:
        return {ErrorKind::Way,
                ProxyChannel::tr("The proxy %1 of the way '%2' refused the connection.")
                    .arg(where, way),
                ProxyChannel::tr("Try: whether it runs, and its port."), words};
    case QAbstractSocket::HostNotFoundError:
    case QAbstractSocket::ProxyNotFoundError:
        return {ErrorKind::Way,
                ProxyChannel::tr("The proxy %1 of the way '%2' has no address.").arg(where, way),
                ProxyChannel::tr("Try: its name in the way."), words};
    case QAbstractSocket::ProxyProtocolError:
    case QAbstractSocket::ProxyConnectionClosedError:
    case QAbstractSocket::RemoteHostClosedError:
        return {ErrorKind::Way,
                ProxyChannel::tr("The proxy %1 of the way '%2' answered with something else than "
                                 "a proxy's answer.")
                    .arg(where, way),
                ProxyChannel::tr("Try: its kind and port in the way."), words};
    default:
        return {ErrorKind::Way,
                ProxyChannel::tr("The proxy %1 of the way '%2' did not answer.").arg(where, way),
                ProxyChannel::tr("Try: whether it is up, and its kind in the way."), words};
    }
}

ProxyChannel::ProxyChannel(const QNetworkProxy &proxy, Endpoint target, QString way,
                           ProxyLogin &login)
    : m_proxy(proxy)
    , m_target(std::move(target))
    , m_way(std::move(way))
    , m_login(login)
{
    m_socket.setReadBufferSize(256 * 1024);
    connect(&m_socket, &QTcpSocket::connected, this, &ProxyChannel::connected);
    connect(&m_socket, &QTcpSocket::readyRead, this, &ProxyChannel::readAnswer);
    connect(&m_socket, &QTcpSocket::disconnected, this, [this] {
        if (m_isOpen && !std::exchange(m_isDone, true))
            Q_EMIT closed();
    });
    connect(&m_socket, &QTcpSocket::errorOccurred, this, &ProxyChannel::broke);
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_login.enter(this, [this](const std::optional<Error> &refusal) {
                if (refusal)
                    fail({ECONNABORTED, *refusal});
                else
                    begin();
            });
        },
        Qt::QueuedConnection);
}

// A socket that is destroyed still tells that it was disconnected.
ProxyChannel::~ProxyChannel()
{
    m_socket.disconnect(this);
}

void ProxyChannel::begin()
{
    if (m_proxy.type() != QNetworkProxy::HttpProxy) {
        askQt();
        return;
    }
    if (authorityOf(m_target).isEmpty()) {
        m_login.abandoned(this);
        fail({EHOSTUNREACH, neterror::noAddress(m_target.host)});
        return;
    }
    m_isOwn = true;
    ++m_attempts;
    m_socket.setProxy(QNetworkProxy::NoProxy);
    m_socket.connectToHost(m_proxy.hostName(), m_proxy.port());
}

void ProxyChannel::askQt()
{
    m_isOwn = false;
    ++m_attempts;
    m_socket.setProxy(m_proxy);
    m_socket.connectToHost(m_target.host, m_target.port);
}

void ProxyChannel::connected()
{
    if (m_isOwn) {
        ask();
        return;
    }
    m_isOpen = true;
    m_login.accepted();
    Q_EMIT answered();
    Q_EMIT opened();
}

void ProxyChannel::ask()
{
    const QByteArray authority = authorityOf(m_target);
    QByteArray request = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
    m_hasShown = m_login.isBasicAskedFor() && !m_proxy.user().isEmpty();
    if (m_hasShown)
        request += "Proxy-Authorization: Basic "
                   + (m_proxy.user() + QLatin1Char(':') + m_proxy.password()).toUtf8().toBase64()
                   + "\r\n";
    m_socket.write(request + "\r\n");
    request.fill('\0');
}

void ProxyChannel::readAnswer()
{
    if (m_isOpen || m_isDone || !m_isOwn)
        return;
    const QByteArray come = m_socket.peek(kLongestHead);
    const qsizetype end = come.indexOf(kHeadEnd);
    const QByteArray start = QByteArrayLiteral("HTTP/1.");
    const bool isAnswer = come.startsWith(start.left(come.size()));
    if (isAnswer && end < 0 && come.size() < kLongestHead)
        return;
    bool isNumber = false;
    const int status = come.mid(9, 3).toInt(&isNumber);
    if (!isAnswer || end < 0 || !isNumber || status < 200) {
        m_login.abandoned(this);
        fail({ECONNABORTED, proxyError(QAbstractSocket::ProxyProtocolError, m_proxy, m_way,
                                       cleanText(come, kWordsShown))});
        return;
    }
    m_socket.read(end + kHeadEnd.size()); // what follows is the far end's
    Q_EMIT answered();
    judge(status, come.left(end).split('\n'));
}

void ProxyChannel::judge(int status, const QList<QByteArray> &head)
{
    if (status == 407 || status == 401) { // 401 is what tinyproxy says of a wrong one
        credentialWanted(head);
        return;
    }
    m_login.accepted();
    const QString words = cleanText(head.first().mid(9).trimmed(), kWordsShown);
    if (status < 300) {
        m_isOpen = true;
        Q_EMIT opened();
    } else if (status == 504) {
        fail({ETIMEDOUT, withWords(neterror::fromErrno(ETIMEDOUT, m_target), words)});
    } else if (status == 404) {
        fail({EHOSTUNREACH, neterror::noAddress(m_target.host, words)});
    } else if (status >= 500 && status != 501 && status != 505) {
        fail(notReached(words));
    } else {
        fail(notAllowed(words));
    }
}

void ProxyChannel::credentialWanted(const QList<QByteArray> &head)
{
    if (m_hasShown || m_proxy.user().isEmpty()) {
        const Error error = credentialError();
        if (m_hasShown)
            m_login.refused(error);
        fail({ECONNABORTED, error});
        return;
    }
    const bool isBasic = std::any_of(head.cbegin(), head.cend(), [](const QByteArray &line) {
        const QByteArray lower = line.toLower();
        return (lower.startsWith("proxy-authenticate:") || lower.startsWith("www-authenticate:"))
               && lower.mid(lower.indexOf(':') + 1).trimmed().startsWith("basic");
    });
    m_isOwn = false; // what the end of this connection brings is not looked at
    m_socket.abort();
    if (!isBasic) {
        askQt();
        return;
    }
    m_login.setBasicAskedFor();
    begin();
}

QString ProxyChannel::proxyText() const
{
    return Endpoint{m_proxy.hostName(), m_proxy.port()}.toString();
}

Error ProxyChannel::credentialError() const
{
    if (m_proxy.user().isEmpty())
        return {ErrorKind::Way,
                tr("The proxy %1 of the way '%2' asks for a credential.").arg(proxyText(), m_way),
                tr("Try: username and credential in the way."),
                {}};
    return {ErrorKind::Way,
            tr("The proxy %1 of the way '%2' refused the credential.").arg(proxyText(), m_way),
            tr("Nothing is tried for a minute, so that the account is not locked. Try: username "
               "and credential of the way."),
            {}};
}

ChannelFailure ProxyChannel::notAllowed(const QString &words) const
{
    return {EACCES,
            {ErrorKind::Permission,
             tr("The way '%1' may not connect to %2.").arg(m_way, m_target.toString()),
             tr("The proxy %1 forbids it. Try: its rules for hosts and ports.").arg(proxyText()),
             words}};
}

ChannelFailure ProxyChannel::notReached(const QString &words) const
{
    return {
        EHOSTUNREACH,
        {ErrorKind::Unreachable,
         tr("The proxy of the way '%1' could not connect to %2.").arg(m_way, m_target.toString()),
         tr("It does not tell why. Try: whether it runs, its name and port as the proxy %1 "
            "knows them.")
             .arg(proxyText()),
         words}};
}

void ProxyChannel::broke(QAbstractSocket::SocketError code)
{
    if (m_isOpen || m_isDone)
        return;
    // An answer that came with the end is read first.
    const int attempt = m_attempts;
    readAnswer();
    if (m_isOpen || m_isDone || m_attempts != attempt)
        return;
    const QString words = cleanText(m_socket.errorString(), kWordsShown);
    if (!m_isOwn && code == QAbstractSocket::ProxyAuthenticationRequiredError) {
        const Error error = credentialError();
        if (!m_proxy.user().isEmpty())
            m_login.refused(error);
        Q_EMIT answered();
        fail({ECONNABORTED, error});
        return;
    }
    m_login.abandoned(this);
    fail(m_isOwn ? ChannelFailure{ECONNABORTED, proxyError(code, m_proxy, m_way, words)}
                 : failureByQt(code, words));
}

ChannelFailure ProxyChannel::failureByQt(QAbstractSocket::SocketError code,
                                         const QString &words) const
{
    switch (code) {
    case QAbstractSocket::ProxyConnectionRefusedError:
    case QAbstractSocket::ProxyNotFoundError:
    case QAbstractSocket::ProxyConnectionTimeoutError:
    case QAbstractSocket::ProxyConnectionClosedError:
    case QAbstractSocket::ProxyProtocolError:
        return {ECONNABORTED, proxyError(code, m_proxy, m_way, words)};
    case QAbstractSocket::ConnectionRefusedError:
        return {ECONNREFUSED, withWords(neterror::fromErrno(ECONNREFUSED, m_target), words)};
    case QAbstractSocket::SocketTimeoutError:
        return {ETIMEDOUT, withWords(neterror::fromErrno(ETIMEDOUT, m_target), words)};
    case QAbstractSocket::SocketAccessError:
        return notAllowed(words);
    default:
        // A SOCKS server has one code for a host that is away and one without a name.
        return notReached(words);
    }
}

void ProxyChannel::fail(const ChannelFailure &failure)
{
    if (std::exchange(m_isDone, true))
        return;
    Q_EMIT failed(failure);
}

} // namespace opsdeck
