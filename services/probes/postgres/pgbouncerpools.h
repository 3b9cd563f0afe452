// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/findings.h"
#include "services/probes/postgres/pgtable.h"

namespace opsdeck {

/// PgBouncer's own figures: SHOW POOLS, SHOW DATABASES, SHOW STATS.
struct PgBouncerPools
{
    struct Pool
    {
        QString database;
        QString user;
        double clientsActive = 0;
        double clientsWaiting = 0;
        double serversActive = 0; ///< in use by a client
        double serversIdle = 0;   ///< to be had at once
        double serversLogin = 0;  ///< being connected
        double maxWait = 0;       ///< s, of the client that has waited longest
        QString mode;
    };

    struct Database
    {
        QString name;
        double poolSize = 0;
        double reserve = 0;
        double maxConnections = 0; ///< 0: no limit
        double connections = 0;
        bool isPaused = false;
        bool isDisabled = false;
    };

    QString version;
    QString state;     ///< "active", "paused", "suspended"; empty: not told
    QList<Pool> pools; ///< without those of the console itself
    QList<Database> databases;
    QList<Sample> totals;

    static PgBouncerPools read(const PgTable &pools, const PgTable &databases, const PgTable &stats,
                               const PgTable &version, const PgTable &state = {});

    const Database *database(const QString &name) const;
    QVariantMap fields() const;
    /// Under the names of the Prometheus exporter of PgBouncer.
    QList<Sample> samples() const;
};

struct PgBouncerLimits
{
    QStringList databases; ///< only these, and all of them must be there; empty: all
    Limits wait;           ///< ms
    Limits waiting;        ///< clients
    Limits use;            ///< server connections in use of the pool's size

    static ParameterSchema schema();
    static QList<ParameterFinding> findings(const QVariantMap &values);
    static PgBouncerLimits from(const Parameters &parameters);
};

/// Whether SHOW STATE is known, by the answer of SHOW VERSION. Before, a PAUSE without a database
/// shows in nothing but clients that wait.
bool pgBouncerTellsState(const PgTable &version);
Findings judgePgBouncer(const PgBouncerPools &pools, const PgBouncerLimits &limits,
                        const QString &where);

} // namespace opsdeck
