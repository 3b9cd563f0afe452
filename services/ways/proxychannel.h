// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/neterrors.h"
#include "services/ways/channel.h"
#include "services/ways/proxylogin.h"

#include <QNetworkProxy>
#include <QTcpSocket>

namespace opsdeck {

/// Why the proxy itself could not be asked, or gave no proxy's answer: an error of kind Way.
Error proxyError(QAbstractSocket::SocketError code, const QNetworkProxy &proxy, const QString &way,
                 const QString &words);

/// A connection through a proxy. HTTP: CONNECT is asked here, for Qt does not tell what a proxy
/// answered; where it wants more than a password in clear (Digest, NTLM), and for SOCKS 5, Qt asks.
/// Errors: Way when the proxy is not there, is none, or refuses the credential; Permission when it
/// does not let through to this place; else those of the place itself.
class ProxyChannel final : public Channel
{
    Q_OBJECT
public:
    /// `login` outlives it.
    ProxyChannel(const QNetworkProxy &proxy, Endpoint target, QString way, ProxyLogin &login);
    ~ProxyChannel() override;
    Q_DISABLE_COPY_MOVE(ProxyChannel)

    QIODevice *device() override { return &m_socket; }

Q_SIGNALS:
    /// The proxy has answered something: it is there.
    void answered();

private:
    void begin();
    void askQt();
    void ask();
    void readAnswer();
    void judge(int status, const QList<QByteArray> &head);
    void credentialWanted(const QList<QByteArray> &head);
    void connected();
    void broke(QAbstractSocket::SocketError code);
    ChannelFailure failureByQt(QAbstractSocket::SocketError code, const QString &words) const;
    Error credentialError() const;
    ChannelFailure notAllowed(const QString &words) const;
    ChannelFailure notReached(const QString &words) const;
    void fail(const ChannelFailure &failure);

    QString proxyText() const;

    QNetworkProxy m_proxy;
    Endpoint m_target;
    QString m_way;
    ProxyLogin &m_login;
    QTcpSocket m_socket;
    int m_attempts = 0;
    bool m_isOwn = false;    ///< the handshake is ours
    bool m_hasShown = false; ///< the password, to the proxy
    bool m_isOpen = false;
    bool m_isDone = false;
};

} // namespace opsdeck
