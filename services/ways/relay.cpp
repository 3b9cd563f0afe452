// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/relay.h"

#include "services/ways/relayedconnection.h"

#include <QFile>
#include <QPointer>
#include <QTimer>

#include <unistd.h>

#include <cerrno>

namespace opsdeck {

namespace {

constexpr int kFailureKeptMs = 2000; ///< for who asks after it came

/// Whether the socket 127.0.0.1:`port` is this user's: the column "uid" of /proc/net/tcp (proc(5)).
bool isOurs(quint16 port)
{
    QFile table(QStringLiteral("/proc/net/tcp"));
    if (!table.open(QIODevice::ReadOnly))
        return false;
    const QByteArray local =
        "0100007F:" + QByteArray::number(port, 16).rightJustified(4, '0').toUpper();
    const QByteArray uid = QByteArray::number(::geteuid());
    const QList<QByteArray> lines = table.readAll().split('\n');
    return std::any_of(lines.cbegin(), lines.cend(), [&](const QByteArray &line) {
        const QList<QByteArray> columns = line.simplified().split(' ');
        return columns.value(1) == local && columns.value(7) == uid;
    });
}

} // namespace

Relay::Relay(RunningWay &way, Endpoint target, QObject *parent)
    : QObject(parent)
    , m_way(way)
    , m_target(std::move(target))
{
    connect(&m_server, &QTcpServer::newConnection, this, &Relay::accept);
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
        if (!isOurs(port)) {
            client->abort();
            client->deleteLater();
            continue;
        }
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
                });
        // The port may be somebody else's next.
        connect(connection, &QObject::destroyed, this, [this, port] {
            if (m_settled.value(port, -1) == 0)
                m_settled.remove(port);
        });
    }
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
