// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"
#include "services/probes/postgres/pgtable.h"

#include <QMap>
#include <QVariantMap>

namespace opsdeck {

/// PostgreSQL's own figures, read from the answers of postgresstatements.h. Seconds and bytes.
struct PostgresStats
{
    struct Standby
    {
        QString name; ///< its application_name
        QString address;
        QString state;
        QString syncState;
        std::optional<double> lag;
        std::optional<double> lagBytes;
    };

    struct Slot
    {
        QString name;
        QString type;
        QString walStatus;
        bool isActive = false;
        std::optional<double> retained;
    };

    struct Extension
    {
        QString name;
        QString version;
        QString schema; ///< quoted by the server
    };

    QString version;
    bool isStandby = false;
    bool seesAll = false; ///< the user may see the other sessions' figures
    double maxConnections = 0;
    double reserved = 0; ///< of them for superusers and the like
    double startedAt = 0;
    double uptime = 0;
    double databaseBytes = 0;
    double connections = 0;
    double active = 0;
    double idle = 0;
    double idleInTransaction = 0;
    double longestIdle = 0; ///< in a transaction
    double longestTransaction = 0;
    QString longestWho; ///< "pid 12, user app, idle in transaction"
    double lockWaits = 0;
    double longestLockWait = 0;
    QMap<QString, double>
        counters; ///< pg_stat_database's and the archiver's, by their columns' names

    QString archiveMode;
    QString lastFailedWal;
    std::optional<double> archivedAge;
    std::optional<double> failedAge;

    std::optional<double> replayAge; ///< of a standby; 0: all that was received is replayed
    std::optional<double> replayBytes;
    bool isReplayPaused = false;
    bool wantsReceiver = false; ///< a primary to stream from is configured and known to us
    bool hasReceiver = false;

    QList<Standby> standbys;
    QList<Slot> replicationSlots;
    QList<Extension> extensions;
    std::optional<double> timescaleJobs;
    double timescaleFailing = 0;
    QString timescaleFailingJobs;

    /// False when the answer has no such row.
    bool readServer(const PgTable &table);
    void readExtensions(const PgTable &table);
    void readReplication(const PgTable &table);
    void readSlots(const PgTable &table);
    void readStandby(const PgTable &table);
    void readStatements(const PgTable &table);
    void readTimescaleJobs(const PgTable &table);

    const Extension *extension(const QString &name) const;

    double availableConnections() const { return maxConnections - reserved; } ///< to ordinary users

    /// Of all lookups of pages since the statistics were reset; nothing when there were none.
    std::optional<double> cacheHitRatio() const;

    QVariantMap fields() const;
    /// Under the names of the Prometheus exporter of PostgreSQL where it has one.
    QList<Sample> samples() const;
};

} // namespace opsdeck
