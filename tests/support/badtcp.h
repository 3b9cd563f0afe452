// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

namespace opsdeck {

/// A server of no protocol, on the loop of its own thread: says something as soon as somebody
/// connects, and again when somebody has spoken to it.
class BadTcp final : public QTcpServer
{
    Q_OBJECT
public:
    enum class Manner {
        Says,    ///< once, and waits
        Closes,  ///< once, and closes
        Repeats, ///< without an end, as fast as it is read
        Drips,   ///< a byte each 50 ms
        Echoes   ///< what it is sent
    };

    BadTcp(Manner manner, QByteArray words)
        : m_manner(manner)
        , m_words(std::move(words))
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, &BadTcp::greet);
    }

private:
    static constexpr qint64 kMostWaiting = 256 * 1024;

    void greet()
    {
        while (QTcpSocket *client = nextPendingConnection()) {
            connect(client, &QTcpSocket::readyRead, client, [this, client] {
                const QByteArray heard = client->readAll();
                if (m_manner == Manner::Echoes)
                    client->write(heard);
                else if (m_manner == Manner::Says)
                    client->write(m_words);
            });
            connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
            if (m_manner == Manner::Repeats || m_manner == Manner::Drips) {
                auto *timer = new QTimer(client);
                connect(
                    timer, &QTimer::timeout, client, [this, client, at = qsizetype(0)]() mutable {
                        if (client->bytesToWrite() > kMostWaiting)
                            return;
                        if (m_manner == Manner::Repeats) {
                            client->write(m_words.repeated(
                                static_cast<int>(std::max<qsizetype>(1, 16'384 / m_words.size()))));
                            return;
                        }
                        client->write(m_words.mid(at, 1));
                        at = (at + 1) % m_words.size();
                    });
                timer->start(m_manner == Manner::Repeats ? 1 : 50);
                continue;
            }
            client->write(m_words);
            if (m_manner == Manner::Closes)
                client->disconnectFromHost();
        }
    }

    Manner m_manner;
    QByteArray m_words;
};

} // namespace opsdeck
