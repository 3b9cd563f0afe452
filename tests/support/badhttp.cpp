// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/badhttp.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

namespace opsdeck {

/// Lives on the server's thread.
class BadHttp::Worker final : public QObject
{
public:
    explicit Worker(BadHttp &owner)
        : m_owner(owner)
    {}

    quint16 listen()
    {
        m_server = std::make_unique<QTcpServer>();
        m_server->setListenBacklogSize(256);
        connect(m_server.get(), &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = m_server->nextPendingConnection())
                serve(socket);
        });
        return m_server->listen(QHostAddress::LocalHost) ? m_server->serverPort() : 0;
    }

private:
    void count(int change)
    {
        const QMutexLocker lock(&m_owner.m_mutex);
        m_owner.m_connections += change;
    }

    void serve(QTcpSocket *socket)
    {
        socket->setParent(this);
        count(1);
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            count(-1);
            socket->deleteLater();
        });
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
            const QByteArray head = socket->property("head").toByteArray() + socket->readAll();
            if (!head.contains("\r\n\r\n")) {
                socket->setProperty("head", head);
                return;
            }
            socket->setProperty("head", QByteArray());
            answer(socket, head);
        });
    }

    void repeat(QTcpSocket *socket, const QByteArray &piece, int everyMs)
    {
        auto *timer = new QTimer(socket);
        timer->setInterval(everyMs);
        connect(timer, &QTimer::timeout, socket, [socket, piece] {
            if (socket->bytesToWrite() < 4 << 20)
                socket->write(piece);
        });
        timer->start();
    }

    void answer(QTcpSocket *socket, const QByteArray &head)
    {
        QByteArray path = head.mid(0, head.indexOf("\r\n")).split(' ').value(1);
        Answer prepared;
        bool known = false;
        {
            const QMutexLocker lock(&m_owner.m_mutex);
            m_owner.m_requests.append(head);
            known = m_owner.m_answers.contains(path);
            prepared = m_owner.m_answers.value(path);
        }
        // What is asked below a misbehaving path misbehaves too.
        if (const qsizetype next = path.indexOf('/', 1); !known && next > 0)
            path.truncate(next);
        if (!known) {
            const QMutexLocker lock(&m_owner.m_mutex);
            known = m_owner.m_answers.contains(path + '*');
            prepared = m_owner.m_answers.value(path + '*');
        }
        static const QByteArray kOk = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
        if (known) {
            socket->write(prepared.raw);
            if (!prepared.keep)
                socket->disconnectFromHost();
        } else if (path == "/silent") {
            return;
        } else if (path == "/hang") {
            socket->disconnectFromHost();
        } else if (path == "/drip") {
            socket->write(kOk + "\r\n");
            repeat(socket, "x", 100);
        } else if (path == "/driphead") {
            socket->write(kOk + "X-Drip: ");
            repeat(socket, "x", 100);
        } else if (path == "/endless") {
            socket->write(kOk + "\r\n");
            repeat(socket, QByteArray(1 << 20, 'x'), 0);
        } else if (path == "/endlesshead") {
            socket->write(kOk);
            repeat(socket, QByteArray("X-More: ") + QByteArray(1000, 'x') + "\r\n", 0);
        } else if (path == "/infocont") {
            repeat(socket, "HTTP/1.1 100 Continue\r\n\r\n", 0);
        } else if (path == "/bighead") {
            socket->write(kOk + "X-Big: " + QByteArray(1 << 20, 'x')
                          + "\r\nContent-Length: 0\r\n\r\n");
        } else {
            socket->write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        }
    }

    BadHttp &m_owner;
    std::unique_ptr<QTcpServer> m_server;
};

BadHttp::BadHttp()
    : m_worker(new Worker(*this))
{
    m_worker->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
    QMetaObject::invokeMethod(
        m_worker, [this] { m_port = m_worker->listen(); }, Qt::BlockingQueuedConnection);
}

BadHttp::~BadHttp()
{
    m_thread.quit();
    m_thread.wait();
}

void BadHttp::setAnswer(const QByteArray &path, const QByteArray &raw, bool keep)
{
    const QMutexLocker lock(&m_mutex);
    m_answers.insert(path, {raw, keep});
}

void BadHttp::setBody(const QByteArray &path, const QByteArray &body, const QByteArray &type,
                      int status)
{
    setAnswer(path,
              "HTTP/1.1 " + QByteArray::number(status) + " Stated\r\nContent-Type: " + type
                  + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body,
              true);
}

QList<QByteArray> BadHttp::requests() const
{
    const QMutexLocker lock(&m_mutex);
    return m_requests;
}

int BadHttp::connections() const
{
    const QMutexLocker lock(&m_mutex);
    return m_connections;
}

} // namespace opsdeck
