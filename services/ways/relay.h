// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/place.h"
#include "services/ways/relaypeer.h"
#include "services/ways/runningway.h"

#include <QElapsedTimer>
#include <QHash>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

#include <optional>

namespace opsdeck {

class RelayedConnection;

/// The near end of a way to one target: a port of 127.0.0.1, each connection of which becomes a
/// channel. Open to this user alone, or to whom `admits` lets in: the owner of each connecting
/// socket is looked up. Engine thread.
class Relay final : public QObject
{
    Q_OBJECT
public:
    using Admits = std::function<bool(const RelayPeer &)>;

    /// `way` outlives the relay.
    Relay(RunningWay &way, Endpoint target, QObject *parent = nullptr);
    /// For who connects whenever it likes: the way is opened again for each connection that finds
    /// it lost.
    Relay(RunningWay &way, Endpoint target, Admits admits);
    ~Relay() override;
    Q_DISABLE_COPY_MOVE(Relay)

    /// False when no port is to be had.
    bool listen();
    /// To connect to; `confirm` set.
    Place place();
    /// Why a connection failed, when one did in the last `within`.
    std::optional<Error> failureWithin(Milliseconds within) const;

    quint16 port() const { return m_server.serverPort(); }

    /// A connection is open, or was until the far end closed it just now.
    bool isCarrying() const;

    /// The far end has closed a connection just now.
    bool hasJustClosed() const;

Q_SIGNALS:
    /// Somebody who is not admitted is about to be cut off; the relay must outlive the signal.
    void refused(const opsdeck::RelayPeer &peer);
    /// A connection came to nothing at the far end.
    void channelFailed(const opsdeck::Error &error);
    /// The way went, and with it connections that were open.
    void cut(const opsdeck::Error &error);

private:
    struct Waiter
    {
        QPointer<QObject> context;
        Place::Opened opened;
    };

    void accept();
    void prepare(QTcpSocket *client);
    void carry(QTcpSocket *client);
    void confirm(quint16 port, QObject *context, Place::Opened opened);
    void settle(quint16 port, int systemError);
    void tell(Waiter waiter, int systemError);

    RunningWay &m_way;
    Endpoint m_target;
    Admits m_admits;
    bool m_isPrivate = false;
    QTcpServer m_server;
    QHash<quint16, int>
        m_settled; ///< connections that are open (0) or failed (errno), by the client's port
    QHash<quint16, Waiter> m_waiters;
    std::optional<Error> m_failure;
    QElapsedTimer m_failedFor;
    QElapsedTimer m_farClosedFor;
};

} // namespace opsdeck
