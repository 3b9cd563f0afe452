// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/proxyway.h"

#include "services/base/cleantext.h"
#include "services/credentials/credentialstore.h"

#include <QPointer>
#include <QTcpSocket>

#include <cerrno>

namespace opsdeck {

namespace {

class ProxyChannel final : public Channel
{
    Q_OBJECT
public:
    ProxyChannel(const QNetworkProxy &proxy, Endpoint target, QString way)
        : m_target(std::move(target))
        , m_way(std::move(way))
    {
        m_socket.setProxy(proxy);
        m_socket.setReadBufferSize(256 * 1024);
        connect(&m_socket, &QTcpSocket::connected, this, [this] {
            m_isOpen = true;
            Q_EMIT opened();
        });
        connect(&m_socket, &QTcpSocket::disconnected, this, [this] {
            if (m_isOpen && !std::exchange(m_isDone, true))
                Q_EMIT closed();
        });
        connect(&m_socket, &QTcpSocket::errorOccurred, this, &ProxyChannel::broke);
        QMetaObject::invokeMethod(
            this, [this] { m_socket.connectToHost(m_target.host, m_target.port); },
            Qt::QueuedConnection);
    }

    QIODevice *device() override { return &m_socket; }

private:
    void broke(QAbstractSocket::SocketError code)
    {
        if (m_isOpen || std::exchange(m_isDone, true))
            return;
        Q_EMIT failed(failureOf(code));
    }

    ChannelFailure failureOf(QAbstractSocket::SocketError code) const
    {
        const QString words = cleanText(m_socket.errorString(), 300);
        const QString proxy =
            Endpoint{m_socket.proxy().hostName(), m_socket.proxy().port()}.toString();
        const auto lost = [&](const QString &message, const QString &advice) {
            return ChannelFailure{ECONNABORTED, {ErrorKind::Way, message, advice, words}};
        };
        switch (code) {
        case QAbstractSocket::ProxyConnectionRefusedError:
            return lost(
                tr("The proxy %1 of the way '%2' refused the connection.").arg(proxy, m_way),
                tr("Try: whether it runs, and its port."));
        case QAbstractSocket::ProxyNotFoundError:
            return lost(tr("The proxy %1 of the way '%2' has no address.").arg(proxy, m_way),
                        tr("Try: its name in the way."));
        case QAbstractSocket::ProxyConnectionTimeoutError:
            return lost(tr("The proxy %1 of the way '%2' did not answer.").arg(proxy, m_way),
                        tr("Try: whether it is up."));
        case QAbstractSocket::ProxyAuthenticationRequiredError:
            return lost(
                tr("The proxy %1 of the way '%2' refused the credential.").arg(proxy, m_way),
                tr("Try: username and credential of the way."));
        case QAbstractSocket::ProxyConnectionClosedError:
        case QAbstractSocket::ProxyProtocolError:
            return lost(tr("The proxy %1 of the way '%2' answered with something else than a "
                           "proxy's answer.")
                            .arg(proxy, m_way),
                        tr("Try: its kind and port in the way."));
        case QAbstractSocket::ConnectionRefusedError:
            return {ECONNREFUSED, withWords(neterror::fromErrno(ECONNREFUSED, m_target), words)};
        case QAbstractSocket::HostNotFoundError:
            return {EHOSTUNREACH, neterror::noAddress(m_target.host, words)};
        case QAbstractSocket::SocketTimeoutError:
            return {ETIMEDOUT, withWords(neterror::fromErrno(ETIMEDOUT, m_target), words)};
        default:
            return {EHOSTUNREACH, withWords(neterror::fromErrno(EHOSTUNREACH, m_target), words)};
        }
    }

    static Error withWords(Error error, const QString &words)
    {
        error.detail = words;
        return error;
    }

    Endpoint m_target;
    QString m_way;
    QTcpSocket m_socket;
    bool m_isOpen = false;
    bool m_isDone = false;
};

} // namespace

ProxyWay::ProxyWay(Way way, CredentialStore &credentials, QObject *parent)
    : RunningWay(parent)
    , m_way(std::move(way))
    , m_credentials(credentials)
    , m_proxy(m_way.kind == WayKind::SocksProxy ? QNetworkProxy::Socks5Proxy
                                                : QNetworkProxy::HttpProxy,
              m_way.proxyHost, m_way.proxyPort, m_way.username)
    , m_hasCredential(m_way.credential.isEmpty())
{}

void ProxyWay::prepare(const Endpoint &target, QObject *context, Ready ready)
{
    const auto later = [guard = QPointer<QObject>(context),
                        ready](const std::optional<Error> &error) {
        if (guard)
            QMetaObject::invokeMethod(
                guard, [ready, error] { ready(error); }, Qt::QueuedConnection);
    };
    if (isSocketPath(target)) {
        later(Error{ErrorKind::Config,
                    tr("The way '%1' is a proxy: it leads to no local socket.").arg(m_way.title),
                    tr("Try: a way of kind ssh."),
                    {}});
        return;
    }
    if (m_hasCredential) {
        later(std::nullopt);
        return;
    }
    m_credentials.read(m_way.credential, this, [this, later](const Result<Secret> &secret) {
        if (!secret) {
            later(secret.error());
            return;
        }
        m_proxy.setPassword(
            QString::fromUtf8(secret->data(), static_cast<qsizetype>(secret->size())));
        m_hasCredential = true;
        later(std::nullopt);
    });
}

std::unique_ptr<Channel> ProxyWay::open(const Endpoint &target)
{
    return std::make_unique<ProxyChannel>(m_proxy, target, m_way.title);
}

} // namespace opsdeck

#include "proxyway.moc"
