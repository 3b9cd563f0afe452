// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/authbackoff.h"
#include "services/net/keptconnections.h"
#include "services/net/pgconnection.h"

namespace opsdeck {

/// PostgreSQL sessions kept between checks. Engine thread; outlives its queries.
class PgConnections final : public QObject
{
    Q_OBJECT
public:
    explicit PgConnections(const Clock &clock, QObject *parent = nullptr);
    ~PgConnections() override;
    Q_DISABLE_COPY_MOVE(PgConnections)

    /// What is in the environment must not change whom we connect to or as whom: libpq would take
    /// PGHOST, PGSERVICE and twenty others for every word that is not given. To be called before
    /// there are threads; else the first object does it.
    static void forgetEnvironment();

    KeptConnections<PgConnection, PgTarget> &kept() { return m_kept; }

    AuthBackoff &backoff() { return m_backoff; }

    /// A kept session proves no more than that its own login was allowed: one older than this is
    /// not used again.
    void setLoginLasts(Milliseconds time) { m_loginLasts = time; }

    Milliseconds loginLasts() const { return m_loginLasts; }

    Instant now() const { return m_clock.now(); }

Q_SIGNALS:
    /// The server ended an idle session: the check of this key should be run now.
    void peerLost(const QString &key);

private:
    const Clock &m_clock;
    Milliseconds m_loginLasts{60'000};
    AuthBackoff m_backoff;
    KeptConnections<PgConnection, PgTarget> m_kept;
};

/// One statement on a session of `key`: the kept one, or a new one that is kept afterwards. A kept
/// session that turns out to be dead is replaced once. finished() comes once, never from inside
/// start(); destruction cancels the statement and drops the session.
class PgQuery final : public QObject
{
    Q_OBJECT
public:
    PgQuery(PgConnections &connections, QString key, PgTarget target, QString statement,
            PgLimits limits = {});
    ~PgQuery() override;
    Q_DISABLE_COPY_MOVE(PgQuery)

    void start();
    QString stage() const;
    QString address() const;

Q_SIGNALS:
    void finished(const opsdeck::Result<opsdeck::PgAnswer> &answer);

private:
    void use(std::unique_ptr<PgConnection> connection);
    void openNew();
    void opened();
    void answered(const PgAnswer &answer);
    void failed(const Error &error, bool wasLost);

    PgConnections &m_connections;
    QString m_key;
    PgTarget m_target;
    QString m_statement;
    PgLimits m_limits;
    LoginAttempt m_login;
    std::unique_ptr<PgConnection> m_connection;
    bool m_isKept = false;
};

} // namespace opsdeck
