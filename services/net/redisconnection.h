// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"
#include "services/domain/secret.h"
#include "services/net/neterrors.h"
#include "services/net/redisvalue.h"
#include "services/net/tcpconnector.h"

#include <QElapsedTimer>

#include <functional>

namespace opsdeck {

struct RedisTarget
{
    Endpoint endpoint;
    Place place;
    QString username; ///< empty: the default user
    Secret password;  ///< empty: no AUTH
    int database = 0;

    QString account() const { return username + QLatin1Char('@') + endpoint.toString(); }

    bool sameAs(const RedisTarget &other) const;
};

using RedisCommand =
    QByteArrayList; ///< words; they are sent as lengths and bytes, so nothing in them is special

struct RedisAnswer
{
    QList<RedisValue> replies;               ///< one a command
    std::chrono::microseconds firstReply{0}; ///< from sending the commands to the first whole reply
    QString address;

    bool operator==(const RedisAnswer &) const = default;
};

/// One connection: hiredis's reader and writer over a descriptor of our own. (Its asynchronous
/// context resolves names and ends the process by assert() on a reply that nobody asked for.) Any
/// failure ends the connection.
class RedisConnection final : public QObject
{
    Q_OBJECT
public:
    explicit RedisConnection(RedisTarget target);
    ~RedisConnection() override;
    Q_DISABLE_COPY_MOVE(RedisConnection)

    const RedisTarget &target() const { return m_target; }

    Instant loginAt() const { return m_loginAt; }

    void setLoginAt(const Instant &at) { m_loginAt = at; }

    /// `listenFirst`: a server that has no place writes why and closes; what was sent to it
    /// meanwhile would make the words be thrown away. So nothing is sent for a quarter of a second.
    void open(bool listenFirst = false);
    void ask(const QList<RedisCommand> &commands);
    /// From now on whatever comes is pushed(); for SUBSCRIBE.
    void listen(const RedisCommand &command);
    void watchIdle(std::function<void()> lost);
    QString stage() const; ///< "connect", "auth", "wait for answer"

    QString address() const { return m_address; }

Q_SIGNALS:
    void opened();
    void answered(const opsdeck::RedisAnswer &answer);
    void pushed(const opsdeck::RedisValue &value);
    void failed(const opsdeck::Error &error);

private:
    enum class State { Closed, Connecting, Listening, Greeting, Idle, Asking, Pushed };

    void connected();
    void greet();
    void send(const QList<RedisCommand> &commands);
    void writable();
    void readable();
    void takeReplies();
    void takePushed();
    bool isFaulty();
    void takeGreeting();
    void fail(const Error &error);
    void close();

    RedisTarget m_target;
    Instant m_loginAt;
    TcpConnector m_connector;
    RedisReader m_reader{RedisReader::Limits{}};
    State m_state = State::Closed;
    bool m_listensFirst = false;
    QTimer m_patience;
    int m_descriptor = -1;
    QString m_address;
    std::unique_ptr<QSocketNotifier> m_read;
    std::unique_ptr<QSocketNotifier> m_write;
    QByteArray m_out;
    qsizetype m_written = 0;
    qsizetype m_expected = 0;
    RedisAnswer m_answer;
    QElapsedTimer m_timer;
    std::function<void()> m_lost;
};

/// The error behind an error reply; `hadPassword`: AUTH was sent.
Error redisReplyError(const QByteArray &text, const Endpoint &endpoint, bool hadPassword);

} // namespace opsdeck
