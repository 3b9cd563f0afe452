// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/redisconnections.h"

namespace opsdeck {

/// Listens to channels of Redis on a connection of its own, until it is destroyed. No signal comes
/// from inside start().
class RedisSubscription final : public QObject
{
    Q_OBJECT
public:
    RedisSubscription(RedisConnections &connections, RedisTarget target, QByteArrayList channels);
    ~RedisSubscription() override;
    Q_DISABLE_COPY_MOVE(RedisSubscription)

    void start();
    QString stage() const;

Q_SIGNALS:
    void subscribed(); ///< to all of them
    void message(const QByteArray &channel, const QByteArray &payload);
    /// The last signal.
    void failed(const opsdeck::Error &error);

private:
    void opened();
    void pushed(const RedisValue &value);
    void fail(const Error &error);

    QByteArrayList m_channels;
    RedisTarget m_target;
    LoginAttempt m_login;
    std::unique_ptr<RedisConnection> m_connection;
    qsizetype m_subscribed = 0;
    bool m_isOpen = false;
};

} // namespace opsdeck
