// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/exposition/counterrise.h"
#include "services/probes/findings.h"
#include "services/probes/postgres/postgresstats.h"

namespace opsdeck {

/// What a check holds against PostgreSQL's figures.
struct PostgresLimits
{
    Limits connections;             ///< share of those that ordinary users may have
    Limits transaction;             ///< ms
    Limits idleInTransaction;       ///< ms
    Limits lockWait;                ///< ms
    Limits size;                    ///< bytes
    Limits cacheHit;                ///< ratio, below
    Limits replicationLag;          ///< ms
    Limits replicationBytes;        ///< bytes
    Limits slotRetained;            ///< bytes, of inactive slots
    Limits archiveAge;              ///< ms
    std::optional<double> standbys; ///< at least so many
    QString role;                   ///< "primary", "standby"; else any
    QStringList extensions;         ///< must be there
    QStringList extensionsWarned;   ///< should be there

    static ParameterSchema schema();
    static QList<ParameterFinding> findings(const QVariantMap &values);
    static PostgresLimits from(const Parameters &parameters);
};

/// `where` is the server as the check names it, `user` whom the check logs in as.
Findings judgePostgres(const PostgresStats &stats, const PostgresLimits &limits,
                       const CounterRise &rise, const QString &where, const QString &user);

} // namespace opsdeck
