// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/authbackoff.h"
#include "services/net/keptconnections.h"
#include "services/net/redisconnection.h"

namespace opsdeck {

/// Redis connections kept between checks. Engine thread; outlives its exchanges.
class RedisConnections final : public QObject
{
    Q_OBJECT
public:
    explicit RedisConnections(const Clock &clock, QObject *parent = nullptr);
    ~RedisConnections() override;
    Q_DISABLE_COPY_MOVE(RedisConnections)

    KeptConnections<RedisConnection, RedisTarget> &kept() { return m_kept; }

    AuthBackoff &backoff() { return m_backoff; }

    /// A kept connection proves no more than that its own login was allowed: one older than this is
    /// not used again.
    void setLoginLasts(Milliseconds time) { m_loginLasts = time; }

    Milliseconds loginLasts() const { return m_loginLasts; }

    Instant now() const { return m_clock.now(); }

Q_SIGNALS:
    /// The server ended an idle connection: the check of this key should be run now.
    void peerLost(const QString &key);

private:
    const Clock &m_clock;
    Milliseconds m_loginLasts{60'000};
    AuthBackoff m_backoff;
    KeptConnections<RedisConnection, RedisTarget> m_kept;
};

/// Some commands and their replies on a connection of `key`: the kept one, or a new one that is
/// kept afterwards. A kept connection that turns out to be dead is replaced once. finished() comes
/// once, never from inside start(); destruction drops the connection.
class RedisExchange final : public QObject
{
    Q_OBJECT
public:
    RedisExchange(RedisConnections &connections, QString key, RedisTarget target,
                  QList<RedisCommand> commands);

    /// Replies that are errors are the caller's to judge; else the first of them fails the
    /// exchange.
    void takeErrors() { m_takesErrors = true; }

    ~RedisExchange() override;
    Q_DISABLE_COPY_MOVE(RedisExchange)

    void start();
    QString stage() const;
    QString address() const;

Q_SIGNALS:
    void finished(const opsdeck::Result<opsdeck::RedisAnswer> &answer);

private:
    void use(std::unique_ptr<RedisConnection> connection);
    void openNew();
    void opened();
    void answered(const RedisAnswer &answer);
    void failed(const Error &error);

    RedisConnections &m_connections;
    QString m_key;
    RedisTarget m_target;
    QList<RedisCommand> m_commands;
    LoginAttempt m_login;
    std::unique_ptr<RedisConnection> m_connection;
    bool m_isKept = false;
    bool m_listened = false;
    bool m_takesErrors = false;
};

} // namespace opsdeck
