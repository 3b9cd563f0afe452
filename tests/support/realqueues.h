// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/realservers.h"

namespace opsdeck {

/// PgBouncer before `database`, as its name "shop" (pool of one, by session) and as "lost" (nothing
/// listens there). Users "admin" (of the console), "watcher" (of its statistics), "postgres",
/// "other"; password "pass-word" for each.
class RealPgBouncer final : public RealServer
{
public:
    explicit RealPgBouncer(const RealPostgres &database)
        : m_database(database)
    {}

    bool start(const QByteArray &moreSettings = {});
    /// A statement at the console, as admin.
    void console(const QByteArray &statement) const;
    QByteArray login(const char *database, const char *user) const; ///< for libpq

private:
    const RealPostgres &m_database;
};

/// A Celery worker of one process on a broker, with the task `tasks.nap` on the queues celery and
/// slow.
class RealCeleryWorker final : public RealServer
{
public:
    RealCeleryWorker(const RealRedis &broker, QString name);

    /// Without heartbeats it is all but silent. Waits until the worker says that it is ready.
    bool start(bool sendsHeartbeats = true);
    /// Sends a task; `options` are Python's keyword arguments to apply_async.
    bool send(const QByteArray &options = {}) const;

    QString name() const { return m_name; }

private:
    bool writeTasks() const;

    const RealRedis &m_broker;
    QString m_name;
};

} // namespace opsdeck
