// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/relayedconnection.h"

namespace opsdeck {

namespace {

constexpr qint64 kUnderWay = 256 * 1024;
constexpr qint64 kPiece = 64 * 1024;

} // namespace

RelayedConnection::RelayedConnection(QTcpSocket *client, std::unique_ptr<Channel> channel,
                                     QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_channel(std::move(channel))
    , m_clientPort(client->peerPort())
{
    client->setParent(this);
    client->setReadBufferSize(kUnderWay);
    connect(client, &QTcpSocket::disconnected, this, &RelayedConnection::clientGone);
    connect(m_channel.get(), &Channel::failed, this, &RelayedConnection::channelFailed);
    connect(m_channel.get(), &Channel::closed, this, &RelayedConnection::channelClosed);
    connect(m_channel.get(), &Channel::opened, this, [this] {
        m_isOpen = true;
        QIODevice *far = m_channel->device();
        connect(m_client, &QIODevice::readyRead, this, [this, far] { carry(*m_client, *far); });
        connect(far, &QIODevice::bytesWritten, this, [this, far] { carry(*m_client, *far); });
        connect(far, &QIODevice::readyRead, this, [this, far] { carry(*far, *m_client); });
        connect(m_client, &QIODevice::bytesWritten, this, [this, far] { carry(*far, *m_client); });
        Q_EMIT opened();
        carry(*m_client, *far);
        carry(*far, *m_client);
    });
}

void RelayedConnection::carry(QIODevice &from, QIODevice &to)
{
    while (from.bytesAvailable() > 0 && to.isWritable() && to.bytesToWrite() < kUnderWay)
        to.write(from.read(kPiece));
}

void RelayedConnection::clientGone()
{
    // What it had to say before it went is still said: a command without a wait for its answer.
    if (m_isOpen && m_client->bytesAvailable() > 0) {
        QIODevice *far = m_channel->device();
        carry(*m_client, *far);
    }
    end();
}

void RelayedConnection::channelClosed()
{
    if (m_isOpen) {
        QIODevice *far = m_channel->device();
        while (far->bytesAvailable() > 0)
            m_client->write(far->read(kPiece));
        Q_EMIT farEndClosed();
    }
    m_client->disconnectFromHost();
    if (m_client->state() == QAbstractSocket::UnconnectedState)
        end();
}

void RelayedConnection::channelFailed(const ChannelFailure &failure)
{
    Q_EMIT failed(failure);
    // Cut off, not closed in order: nobody may take it for an answer without bytes.
    m_client->abort();
    end();
}

void RelayedConnection::end()
{
    if (m_isEnding)
        return;
    m_isEnding = true;
    deleteLater();
}

} // namespace opsdeck
