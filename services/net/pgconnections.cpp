// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/pgconnections.h"

#include <libpq-fe.h>

#include <mutex>

namespace opsdeck {

void PgConnections::forgetEnvironment()
{
    if (PQconninfoOption *options = PQconndefaults()) {
        for (const PQconninfoOption *option = options; option->keyword != nullptr; ++option) {
            if (option->envvar != nullptr && qEnvironmentVariableIsSet(option->envvar))
                qunsetenv(option->envvar);
        }
        PQconninfoFree(options);
    }
    for (const char *name : {"PGSERVICE", "PGSERVICEFILE", "PGSYSCONFDIR", "PGREQUIRESSL"}) {
        if (qEnvironmentVariableIsSet(name))
            qunsetenv(name);
    }
}

PgConnections::PgConnections(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_backoff(clock)
    , m_kept([this](const QString &key) { Q_EMIT peerLost(key); })
{
    // With nothing left to forget nothing is written: no other thread's reading is disturbed.
    static std::once_flag once;
    std::call_once(once, forgetEnvironment);
}

PgConnections::~PgConnections() = default;

PgQuery::PgQuery(PgConnections &connections, QString key, PgTarget target, QString statement,
                 PgLimits limits)
    : m_connections(connections)
    , m_key(std::move(key))
    , m_target(std::move(target))
    , m_statement(std::move(statement))
    , m_limits(limits)
    , m_login(connections.backoff(), m_target.account(), m_target.password)
{}

PgQuery::~PgQuery()
{
    if (m_connection)
        m_connection->cancel();
}

void PgQuery::start()
{
    if (std::unique_ptr<PgConnection> kept = m_connections.kept().take(m_key, m_target)) {
        if (kept->loginAt().ageAt(m_connections.now()) < m_connections.loginLasts()) {
            m_isKept = true;
            use(std::move(kept));
            m_connection->query(m_statement, m_limits);
            return;
        }
    }
    openNew();
}

void PgQuery::use(std::unique_ptr<PgConnection> connection)
{
    m_connection = std::move(connection);
    connect(m_connection.get(), &PgConnection::opened, this, &PgQuery::opened);
    connect(m_connection.get(), &PgConnection::answered, this, &PgQuery::answered);
    connect(m_connection.get(), &PgConnection::failed, this, &PgQuery::failed);
}

void PgQuery::openNew()
{
    m_isKept = false;
    if (const std::optional<Error> refusal = m_login.begin()) {
        QMetaObject::invokeMethod(
            this, [this, error = *refusal] { Q_EMIT finished(failure(error)); },
            Qt::QueuedConnection);
        return;
    }
    use(std::make_unique<PgConnection>(m_target));
    m_connection->open();
}

void PgQuery::opened()
{
    m_login.accepted();
    m_connection->setLoginAt(m_connections.now());
    m_connection->query(m_statement, m_limits);
}

void PgQuery::answered(const PgAnswer &answer)
{
    m_connection->disconnect(this);
    m_connections.kept().keep(m_key, std::move(m_connection));
    Q_EMIT finished(answer);
}

void PgQuery::failed(const Error &error, bool wasLost)
{
    m_connection->disconnect(this);
    if (error.kind == ErrorKind::Auth)
        m_login.refused(error);
    else
        m_login.abandoned();
    if (!wasLost)
        m_connections.kept().keep(m_key, std::move(m_connection));
    else
        m_connection.release()->deleteLater(); // it is the one that calls
    if (wasLost && m_isKept && error.kind == ErrorKind::Unreachable) {
        openNew();
        return;
    }
    Q_EMIT finished(failure(error));
}

QString PgQuery::stage() const
{
    return m_connection ? m_connection->stage() : QStringLiteral("connect");
}

QString PgQuery::address() const
{
    return m_connection ? m_connection->address() : QString();
}

} // namespace opsdeck
