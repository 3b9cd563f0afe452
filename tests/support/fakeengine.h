// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>

namespace opsdeck {

inline QByteArray httpAnswer(const QByteArray &body, const QByteArray &more = {},
                             const QByteArray &status = "200 OK")
{
    return "HTTP/1.1 " + status + "\r\n" + more
           + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

inline const QByteArray kPing = httpAnswer("OK", "Api-Version: 1.41\r\n");

/// A server on a local socket that says what it was told to, and then goes on without end when it
/// has something for that.
class FakeEngine final : public QObject
{
public:
    FakeEngine()
    {
        m_server.listen(m_folder.filePath("engine.sock"));
        connect(&m_server, &QLocalServer::newConnection, this, &FakeEngine::serve);
    }

    QString socket() const { return m_server.fullServerName(); }

    QList<QByteArray> paths;               ///< asked so far
    QHash<QByteArray, QByteArray> answers; ///< by the path's beginning; raw
    QByteArray otherwise = httpAnswer("{\"message\":\"page not found\"}", {}, "404 Not Found");
    QByteArray then; ///< again and again, after an answer that is no whole one

private:
    void serve()
    {
        QLocalSocket *socket = m_server.nextPendingConnection();
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            QByteArray asked = socket->property("asked").toByteArray() + socket->readAll();
            qsizetype end = asked.indexOf("\r\n\r\n");
            while (end >= 0) {
                const QByteArray path = asked.split(' ').value(1);
                asked.remove(0, end + 4);
                end = asked.indexOf("\r\n\r\n");
                paths.append(path);
                answer(socket, path);
            }
            socket->setProperty("asked", asked);
        });
    }

    void answer(QLocalSocket *socket, const QByteArray &path)
    {
        for (auto it = answers.cbegin(); it != answers.cend(); ++it) {
            if (!path.startsWith(it.key()))
                continue;
            if (it.value() == "silence")
                return;
            if (it.value() == "close") {
                socket->disconnectFromServer();
                return;
            }
            socket->write(it.value());
            if (!then.isEmpty() && !it.value().contains("Content-Length")) {
                connect(socket, &QLocalSocket::bytesWritten, socket, [this, socket] {
                    if (socket->bytesToWrite() < (1 << 20))
                        socket->write(then);
                });
                socket->write(then);
            }
            return;
        }
        socket->write(otherwise);
    }

    QTemporaryDir m_folder;
    QLocalServer m_server;
};

} // namespace opsdeck
