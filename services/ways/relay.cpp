// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/relay.h"

#include "services/ways/relayedconnection.h"

#include <QPointer>
#include <QTimer>

#include <unistd.h>

#include <cerrno>

namespace opsdeck {

namespace {

constexpr int kFailureKeptMs = 2000; ///< for who asks after it came
constexpr int kJustNowMs = 1000;

bool isOurs(const RelayPeer &peer)
{
    return peer.userId == ::geteuid();
}

} // namespace

Relay::Relay(RunningWay &way, Endpoint target, QObject *parent)
    : QObject(parent)
    , m_way(way)
    , m_target(std::move(target))
    , m_admits(&isOurs)
{
    connect(&m_server, &QTcpServer::newConnection, this, &Relay::accept);
}

Relay::Relay(RunningWay &way, Endpoint target, Admits admits)
    : Relay(way, std::move(target))
{
    m_admits = std::move(admits);
    m_isPrivate = true;
    connect(&m_way, &RunningWay::lost, this, [this](const Error &error) {
        if (isCarrying())
            Q_EMIT cut(error);
    });
}

Relay::~Relay() = default;

bool Relay::listen()
{
    return m_server.listen(QHostAddress::LocalHost);
}

Place Relay::place()
{
    Place place;
    place.addresses = {QHostAddress(QHostAddress::LocalHost)};
    place.port = m_server.serverPort();
    place.confirm = [guard = QPointer<Relay>(this)](quint16 port, QObject *context,
                                                    Place::Opened opened) {
        if (guard)
            guard->confirm(port, context, std::move(opened));
        else
            QMetaObject::invokeMethod(
                context, [opened = std::move(opened)] { opened(ECONNABORTED); },
                Qt::QueuedConnection);
    };
    return place;
}

std::optional<Error> Relay::failureWithin(Milliseconds within) const
{
    if (!m_failure || m_failedFor.elapsed() > within.count())
        return std::nullopt;
    return m_failure;
}

void Relay::accept()
{
    while (QTcpSocket *client = m_server.nextPendingConnection()) {
        const quint16 port = client->peerPort();
        const std::optional<RelayPeer> peer = relayPeer(port, m_server.serverPort());
        if (!peer || !m_admits(*peer)) {
            Q_EMIT refused(peer.value_or(RelayPeer{port, 0, 0})); // while it can still be seen
            client->abort();
            client->deleteLater();
            continue;
        }
        if (m_isPrivate)
            prepare(client);
        else
            carry(client);
    }
}

void Relay::prepare(QTcpSocket *client)
{
    m_way.prepare(m_target, client, [this, client](const std::optional<Error> &error) {
        const bool isThere = client->state() == QAbstractSocket::ConnectedState;
        if (!error && isThere) {
            carry(client);
            return;
        }
        client->abort();
        client->deleteLater();
        if (error)
            Q_EMIT channelFailed(*error);
    });
}

void Relay::carry(QTcpSocket *client)
{
    const quint16 port = client->peerPort();
    m_settled.remove(port);
    auto *connection = new RelayedConnection(client, m_way.open(m_target), this);
    connect(connection, &RelayedConnection::opened, this, [this, port] { settle(port, 0); });
    connect(connection, &RelayedConnection::failed, this,
            [this, port](const ChannelFailure &failure) {
                m_failure = failure.error;
                m_failedFor.start();
                settle(port, failure.systemError);
                QTimer::singleShot(kFailureKeptMs, this, [this, port] {
                    if (m_settled.value(port) != 0)
                        m_settled.remove(port);
                });
                Q_EMIT channelFailed(failure.error);
            });
    // A lost way and its connections end at once, and either may be heard of first.
    connect(connection, &RelayedConnection::farEndClosed, this, [this] { m_farClosedFor.start(); });
    // The port may be somebody else's next.
    connect(connection, &QObject::destroyed, this, [this, port] {
        if (m_settled.value(port, -1) == 0)
            m_settled.remove(port);
    });
}

bool Relay::isCarrying() const
{
    return hasJustClosed()
           || !findChildren<RelayedConnection *>(Qt::FindDirectChildrenOnly).isEmpty();
}

bool Relay::hasJustClosed() const
{
    return m_farClosedFor.isValid() && m_farClosedFor.elapsed() < kJustNowMs;
}

void Relay::confirm(quint16 port, QObject *context, Place::Opened opened)
{
    Waiter waiter{context, std::move(opened)};
    const auto settled = m_settled.constFind(port);
    if (settled == m_settled.cend()) {
        m_waiters.insert(port, std::move(waiter));
        return;
    }
    tell(std::move(waiter), m_settled.take(port));
}

void Relay::settle(quint16 port, int systemError)
{
    if (m_waiters.contains(port)) {
        tell(m_waiters.take(port), systemError);
        return;
    }
    m_settled.insert(port, systemError);
}

void Relay::tell(Waiter waiter, int systemError)
{
    if (!waiter.context)
        return;
    QMetaObject::invokeMethod(
        waiter.context, [opened = std::move(waiter.opened), systemError] { opened(systemError); },
        Qt::QueuedConnection);
}

} // namespace opsdeck
