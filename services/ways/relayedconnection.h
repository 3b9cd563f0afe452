// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/ways/channel.h"

#include <QTcpSocket>

#include <memory>

namespace opsdeck {

/// Carries bytes between a connection of ours and a channel, at most some hundred kilobytes under
/// way at once. Deletes itself when both are through.
class RelayedConnection final : public QObject
{
    Q_OBJECT
public:
    RelayedConnection(QTcpSocket *client, std::unique_ptr<Channel> channel, QObject *parent);
    Q_DISABLE_COPY_MOVE(RelayedConnection)

    quint16 clientPort() const { return m_clientPort; }

Q_SIGNALS:
    void opened();
    void failed(const opsdeck::ChannelFailure &failure);
    void farEndClosed(); ///< it was open, and the other side ended it

private:
    void carry(QIODevice &from, QIODevice &to);
    void clientGone();
    void channelClosed();
    void channelFailed(const ChannelFailure &failure);
    void end();

    QTcpSocket *m_client; ///< a child
    std::unique_ptr<Channel> m_channel;
    quint16 m_clientPort;
    bool m_isOpen = false;
    bool m_isEnding = false;
};

} // namespace opsdeck
