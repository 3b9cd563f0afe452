// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/way.h"
#include "services/ways/proxylogin.h"
#include "services/ways/runningway.h"

#include <QElapsedTimer>
#include <QNetworkProxy>
#include <QPointer>
#include <QTimer>

class QTcpSocket;

namespace opsdeck {

class CredentialStore;

/// An HTTP proxy (CONNECT) or a SOCKS 5 proxy; names are resolved there. Whether it is there is
/// seen by connecting to it when none of its answers is of the last seconds, and when a connection
/// through it ends. Engine thread.
class ProxyWay final : public RunningWay
{
    Q_OBJECT
public:
    ProxyWay(Way way, CredentialStore &credentials, QObject *parent = nullptr);
    Q_DISABLE_COPY_MOVE(ProxyWay)

    void prepare(const Endpoint &target, QObject *context, Ready ready) override;
    std::unique_ptr<Channel> open(const Endpoint &target) override;

private:
    struct Waiter
    {
        QPointer<QObject> context;
        Ready ready;
    };

    QByteArray greeting() const;
    void look();
    void seen(const std::optional<Error> &error);
    void channelEnded();
    void readCredential(const Waiter &waiter);
    static void tell(const Waiter &waiter, const std::optional<Error> &error);

    Way m_way;
    CredentialStore &m_credentials;
    QNetworkProxy m_proxy;
    ProxyLogin m_login;
    QList<Waiter> m_waiters;         ///< for what is being looked at
    QTcpSocket *m_looking = nullptr; ///< a child
    QTimer m_patience;
    bool m_isLossTold = true;
    QElapsedTimer m_seenFor;
    std::optional<Error> m_away;
    QElapsedTimer m_awayFor;
    bool m_hasCredential = false;
};

} // namespace opsdeck
