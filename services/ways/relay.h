// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/place.h"
#include "services/ways/runningway.h"

#include <QElapsedTimer>
#include <QHash>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

#include <optional>

namespace opsdeck {

class RelayedConnection;

/// The near end of a way to one target: a port of 127.0.0.1, open to this program alone (the owner
/// of each connecting socket is looked up), each connection of which becomes a channel. Engine
/// thread.
class Relay final : public QObject
{
    Q_OBJECT
public:
    /// `way` outlives the relay.
    Relay(RunningWay &way, Endpoint target, QObject *parent = nullptr);
    ~Relay() override;
    Q_DISABLE_COPY_MOVE(Relay)

    /// False when no port is to be had.
    bool listen();
    /// To connect to; `confirm` set.
    Place place();
    /// Why a connection failed, when one did in the last `within`.
    std::optional<Error> failureWithin(Milliseconds within) const;

private:
    struct Waiter
    {
        QPointer<QObject> context;
        Place::Opened opened;
    };

    void accept();
    void confirm(quint16 port, QObject *context, Place::Opened opened);
    void settle(quint16 port, int systemError);
    void tell(Waiter waiter, int systemError);

    RunningWay &m_way;
    Endpoint m_target;
    QTcpServer m_server;
    QHash<quint16, int>
        m_settled; ///< connections that are open (0) or failed (errno), by the client's port
    QHash<quint16, Waiter> m_waiters;
    std::optional<Error> m_failure;
    QElapsedTimer m_failedFor;
};

} // namespace opsdeck
