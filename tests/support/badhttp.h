// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QMutex>
#include <QThread>
#include <QUrl>

#include <memory>

namespace opsdeck {

/// An HTTP server that misbehaves on purpose, on a thread of its own, on a free port of 127.0.0.1.
/// What a path does:
///   /silent          accepts, never answers          /drip        one byte of body each 100 ms,
///   without end /driphead        one byte of header each 100 ms  /endless     a body without end
///   /endlesshead     header lines without end        /bighead     one header line of 1 MiB
///   /hang            closes without an answer        /infocont    100 Continue without end
/// the same for all paths below them, and whatever setAnswer() says, sent raw; anything else is a
/// 404.
class BadHttp final
{
public:
    BadHttp();
    ~BadHttp();
    Q_DISABLE_COPY_MOVE(BadHttp)

    quint16 port() const { return m_port; }

    QString url(const QString &path) const
    {
        return QStringLiteral("http://127.0.0.1:%1%2").arg(m_port).arg(path);
    }

    /// `raw` is everything that is sent; then the connection is closed, unless `keep`.
    void setAnswer(const QByteArray &path, const QByteArray &raw, bool keep = false);
    /// A sound answer with a length.
    void setBody(const QByteArray &path, const QByteArray &body,
                 const QByteArray &type = "application/json", int status = 200);
    /// Heads of all requests so far.
    QList<QByteArray> requests() const;
    int connections() const; ///< open now

    struct Answer
    {
        QByteArray raw;
        bool keep = false;
    };

private:
    class Worker;

    mutable QMutex m_mutex;
    QHash<QByteArray, Answer> m_answers;
    QList<QByteArray> m_requests;
    int m_connections = 0;
    quint16 m_port = 0;
    QThread m_thread;
    Worker *m_worker = nullptr;
};

} // namespace opsdeck
