// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/proxyway.h"

#include "services/base/cleantext.h"
#include "services/credentials/credentialstore.h"
#include "services/ways/proxychannel.h"

#include <QMetaMethod>
#include <QTcpSocket>

namespace opsdeck {

namespace {

constexpr int kSeenMs = 10'000;
constexpr int kPatienceMs = 5000;
constexpr int kAwayMs = 1000; ///< before the next attempt
constexpr int kWordsShown = 300;

} // namespace

ProxyWay::ProxyWay(Way way, CredentialStore &credentials, QObject *parent)
    : RunningWay(parent)
    , m_way(std::move(way))
    , m_credentials(credentials)
    , m_proxy(m_way.kind == WayKind::SocksProxy ? QNetworkProxy::Socks5Proxy
                                                : QNetworkProxy::HttpProxy,
              m_way.proxyHost, m_way.proxyPort, m_way.username)
    , m_login(!m_way.credential.isEmpty())
    , m_hasCredential(m_way.credential.isEmpty())
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        seen(proxyError(QAbstractSocket::SocketTimeoutError, m_proxy, m_way.title, {}));
    });
}

/// A SOCKS 5 server answers this by itself, before it is asked for any place (RFC 1928).
QByteArray ProxyWay::greeting() const
{
    return m_way.username.isEmpty() ? QByteArray::fromHex("050100")
                                    : QByteArray::fromHex("05020002");
}

void ProxyWay::tell(const Waiter &waiter, const std::optional<Error> &error)
{
    if (waiter.context)
        QMetaObject::invokeMethod(
            waiter.context, [ready = waiter.ready, error] { ready(error); }, Qt::QueuedConnection);
}

void ProxyWay::prepare(const Endpoint &target, QObject *context, Ready ready)
{
    const Waiter waiter{context, std::move(ready)};
    if (isSocketPath(target)) {
        tell(waiter,
             Error{ErrorKind::Config,
                   tr("The way '%1' is a proxy: it leads to no local socket.").arg(m_way.title),
                   tr("Try: a way of kind ssh."),
                   {}});
        return;
    }
    if (m_away && m_awayFor.elapsed() < kAwayMs) {
        tell(waiter, m_away);
        return;
    }
    if (m_seenFor.isValid() && m_seenFor.elapsed() < kSeenMs) {
        readCredential(waiter);
        return;
    }
    m_waiters.append(waiter);
    look();
}

void ProxyWay::look()
{
    if (m_looking != nullptr)
        return;
    m_looking = new QTcpSocket(this);
    m_looking->setProxy(QNetworkProxy::NoProxy);
    connect(m_looking, &QTcpSocket::connected, this, [this] {
        if (m_way.kind == WayKind::SocksProxy)
            m_looking->write(greeting());
        else
            seen(std::nullopt);
    });
    connect(m_looking, &QTcpSocket::readyRead, this, [this] {
        const QByteArray come = m_looking->readAll();
        if (come.startsWith('\x05'))
            seen(std::nullopt);
        else
            seen(proxyError(QAbstractSocket::ProxyProtocolError, m_proxy, m_way.title,
                            cleanText(come, kWordsShown)));
    });
    connect(m_looking, &QTcpSocket::errorOccurred, this, [this](QAbstractSocket::SocketError code) {
        seen(proxyError(code, m_proxy, m_way.title,
                        cleanText(m_looking->errorString(), kWordsShown)));
    });
    m_patience.start();
    m_looking->connectToHost(m_way.proxyHost, m_way.proxyPort);
}

void ProxyWay::seen(const std::optional<Error> &error)
{
    if (QTcpSocket *looking = std::exchange(m_looking, nullptr)) {
        looking->disconnect(this);
        looking->abort();
        looking->deleteLater();
    }
    m_patience.stop();
    m_away = error;
    if (error) {
        m_awayFor.start();
        m_seenFor.invalidate();
    } else {
        m_seenFor.start();
    }
    const QList<Waiter> waiters = std::exchange(m_waiters, {});
    for (const Waiter &waiter : waiters) {
        if (error)
            tell(waiter, error);
        else
            readCredential(waiter);
    }
    if (!error)
        m_isLossTold = false;
    else if (!std::exchange(m_isLossTold, true))
        Q_EMIT lost(*error);
}

/// The far end may have ended it, or the proxy went: looked at where somebody wants to know.
void ProxyWay::channelEnded()
{
    if (!isSignalConnected(QMetaMethod::fromSignal(&RunningWay::lost)))
        return;
    m_seenFor.invalidate();
    look();
}

void ProxyWay::readCredential(const Waiter &waiter)
{
    if (m_hasCredential && (m_way.credential.isEmpty() || !m_login.isRefused())) {
        tell(waiter, std::nullopt);
        return;
    }
    m_credentials.read(m_way.credential, this, [this, waiter](const Result<Secret> &secret) {
        if (!secret) {
            Error error = secret.error();
            error.kind = ErrorKind::Credential;
            tell(waiter, error);
            return;
        }
        const QString password =
            QString::fromUtf8(secret->data(), static_cast<qsizetype>(secret->size()));
        if (m_hasCredential && password != m_proxy.password())
            m_login.startAfresh();
        m_proxy.setPassword(password);
        m_hasCredential = true;
        tell(waiter, std::nullopt);
    });
}

std::unique_ptr<Channel> ProxyWay::open(const Endpoint &target)
{
    auto channel = std::make_unique<ProxyChannel>(m_proxy, target, m_way.title, m_login);
    connect(channel.get(), &ProxyChannel::answered, this, [this] {
        m_seenFor.start();
        m_isLossTold = false;
    });
    connect(channel.get(), &Channel::closed, this, &ProxyWay::channelEnded);
    return channel;
}

} // namespace opsdeck
