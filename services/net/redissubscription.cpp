// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/redissubscription.h"

namespace opsdeck {

RedisSubscription::RedisSubscription(RedisConnections &connections, RedisTarget target,
                                     QByteArrayList channels)
    : m_channels(std::move(channels))
    , m_target(std::move(target))
    , m_login(connections.backoff(), m_target.account(), m_target.password)
{}

RedisSubscription::~RedisSubscription() = default;

void RedisSubscription::start()
{
    if (const std::optional<Error> refusal = m_login.begin()) {
        QMetaObject::invokeMethod(
            this, [this, error = *refusal] { Q_EMIT failed(error); }, Qt::QueuedConnection);
        return;
    }
    m_connection = std::make_unique<RedisConnection>(m_target);
    connect(m_connection.get(), &RedisConnection::opened, this, &RedisSubscription::opened);
    connect(m_connection.get(), &RedisConnection::pushed, this, &RedisSubscription::pushed);
    connect(m_connection.get(), &RedisConnection::failed, this, &RedisSubscription::fail);
    m_connection->open();
}

QString RedisSubscription::stage() const
{
    return m_connection ? m_connection->stage() : QStringLiteral("connect");
}

void RedisSubscription::opened()
{
    m_isOpen = true;
    RedisCommand command{QByteArrayLiteral("SUBSCRIBE")};
    command += m_channels;
    m_connection->listen(command);
}

void RedisSubscription::pushed(const RedisValue &value)
{
    if (value.isError()) {
        fail(redisReplyError(value.text, m_target.endpoint, !m_target.password.isEmpty()));
        return;
    }
    const QByteArray kind = value.elements.value(0).text;
    if (value.type != RedisValue::Type::Array || value.elements.size() != 3) {
        fail(neterror::garbage(
            tr("%1 does not answer SUBSCRIBE as Redis does.").arg(m_target.endpoint.toString()),
            value.text));
        return;
    }
    if (kind == "subscribe" && ++m_subscribed == m_channels.size()) {
        m_login.accepted();
        Q_EMIT subscribed();
    } else if (kind == "message") {
        Q_EMIT message(value.elements.at(1).text, value.elements.at(2).text);
    }
}

void RedisSubscription::fail(const Error &error)
{
    if (!m_connection)
        return;
    m_connection->disconnect(this);
    m_connection.release()->deleteLater(); // it is the one that calls
    // A refused channel says nothing against the password: only what came before it does.
    if (error.kind == ErrorKind::Auth && !m_isOpen && !m_target.password.isEmpty())
        m_login.refused(error);
    else
        m_login.abandoned();
    Q_EMIT failed(error);
}

} // namespace opsdeck
