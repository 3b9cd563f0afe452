// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/freeports.h"

#include <QTcpServer>
#include <QTcpSocket>

namespace opsdeck {

/// The only way to a server: what is stopped is out of reach, and is there again on the same port.
class PortRelay final : public QObject
{
public:
    explicit PortRelay(quint16 target,
                       const QHostAddress &address = QHostAddress(QHostAddress::LocalHost))
        : m_target(target)
        , m_address(address)
    {
        connect(&m_server, &QTcpServer::newConnection, this, &PortRelay::take);
        open();
        m_port = m_server.serverPort();
    }

    quint16 port() const { return m_port; }

    bool open() { return m_server.listen(m_address, m_port); }

    void cut()
    {
        m_server.close();
        const QList<QTcpSocket *> sockets = findChildren<QTcpSocket *>();
        for (QTcpSocket *socket : sockets)
            socket->abort();
    }

private:
    void take()
    {
        while (QTcpSocket *from = m_server.nextPendingConnection()) {
            from->setParent(this);
            auto *to = new QTcpSocket(this);
            const auto pass = [](QTcpSocket *source, QTcpSocket *sink) {
                connect(source, &QTcpSocket::readyRead, sink,
                        [source, sink] { sink->write(source->readAll()); });
                connect(source, &QTcpSocket::disconnected, sink, &QTcpSocket::disconnectFromHost);
            };
            pass(from, to);
            pass(to, from);
            connect(to, &QTcpSocket::connected, to, [from, to] { to->write(from->readAll()); });
            to->connectToHost(QHostAddress::LocalHost, m_target);
        }
    }

    QTcpServer m_server;
    quint16 m_target;
    QHostAddress m_address;
    quint16 m_port = freePort(); ///< not one that an outgoing connection may take while it is cut
};

} // namespace opsdeck
