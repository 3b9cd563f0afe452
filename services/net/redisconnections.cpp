// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/redisconnections.h"

#include <algorithm>

namespace opsdeck {

RedisConnections::RedisConnections(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_backoff(clock)
    , m_kept([this](const QString &key) { Q_EMIT peerLost(key); })
{}

RedisConnections::~RedisConnections() = default;

RedisExchange::RedisExchange(RedisConnections &connections, QString key, RedisTarget target,
                             QList<RedisCommand> commands)
    : m_connections(connections)
    , m_key(std::move(key))
    , m_target(std::move(target))
    , m_commands(std::move(commands))
    , m_login(connections.backoff(), m_target.account(), m_target.password)
{}

RedisExchange::~RedisExchange() = default;

void RedisExchange::start()
{
    if (std::unique_ptr<RedisConnection> kept = m_connections.kept().take(m_key, m_target)) {
        if (kept->loginAt().ageAt(m_connections.now()) < m_connections.loginLasts()) {
            m_isKept = true;
            use(std::move(kept));
            m_connection->ask(m_commands);
            return;
        }
    }
    openNew();
}

void RedisExchange::use(std::unique_ptr<RedisConnection> connection)
{
    m_connection = std::move(connection);
    connect(m_connection.get(), &RedisConnection::opened, this, &RedisExchange::opened);
    connect(m_connection.get(), &RedisConnection::answered, this, &RedisExchange::answered);
    connect(m_connection.get(), &RedisConnection::failed, this, &RedisExchange::failed);
}

void RedisExchange::openNew()
{
    m_isKept = false;
    if (const std::optional<Error> refusal = m_login.begin()) {
        QMetaObject::invokeMethod(
            this, [this, error = *refusal] { Q_EMIT finished(failure(error)); },
            Qt::QueuedConnection);
        return;
    }
    use(std::make_unique<RedisConnection>(m_target));
    m_connection->open(m_listened);
}

void RedisExchange::opened()
{
    m_connection->setLoginAt(m_connections.now());
    m_connection->ask(m_commands);
}

void RedisExchange::answered(const RedisAnswer &answer)
{
    m_connection->disconnect(this);
    const auto refused = std::find_if(answer.replies.cbegin(), answer.replies.cend(),
                                      [](const RedisValue &reply) { return reply.isError(); });
    if (refused != answer.replies.cend() && !m_takesErrors) {
        failed(redisReplyError(refused->text, m_target.endpoint, !m_target.password.isEmpty()));
        return;
    }
    m_login.accepted();
    m_connections.kept().keep(m_key, std::move(m_connection));
    Q_EMIT finished(answer);
}

void RedisExchange::failed(const Error &error)
{
    m_connection->disconnect(this);
    m_connection.release()->deleteLater(); // it is the one that calls
    // Without a password nothing can be locked: only what was sent and refused is remembered.
    if (error.kind == ErrorKind::Auth && !m_target.password.isEmpty())
        m_login.refused(error);
    else
        m_login.abandoned();
    if (error.kind == ErrorKind::Unreachable && (m_isKept || !m_listened)) {
        // A dead kept connection is replaced; a new one that was cut is asked why.
        m_listened = m_listened || !m_isKept;
        openNew();
        return;
    }
    Q_EMIT finished(failure(error));
}

QString RedisExchange::stage() const
{
    return m_connection ? m_connection->stage() : QStringLiteral("connect");
}

QString RedisExchange::address() const
{
    return m_connection ? m_connection->address() : QString();
}

} // namespace opsdeck
