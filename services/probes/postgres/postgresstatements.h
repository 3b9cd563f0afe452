// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace opsdeck::postgresstats {

// The statements that PostgreSQL's own figures are read with; PostgreSQL 10 and later.

QString serverStatement();      ///< one row
QString extensionsStatement();  ///< name, version, schema
QString replicationStatement(); ///< one row a standby that is connected
QString slotsStatement();       ///< one row a replication slot
QString standbyStatement();     ///< one row, of a standby's own replay
/// Sums over pg_stat_statements in `schema` (quoted by the server), of the extension's `version`.
QString statementsStatement(const QString &schema, const QString &version);
QString timescaleJobsStatement(); ///< one row

} // namespace opsdeck::postgresstats
