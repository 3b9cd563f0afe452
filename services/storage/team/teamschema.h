// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/team/teamsession.h"

#include <array>

namespace opsdeck {

/// The version of the tables that this program writes.
constexpr int kTeamSchemaVersion = 2;
/// The keys of the advisory locks: of who changes tables, makes partitions, gives ids to names.
constexpr const char *kTeamSchemaLock = "7309453471530143602";
constexpr const char *kTeamPartitionLock = "7309453471530143603";
constexpr const char *kTeamNamesLock = "7309453471530143604";

/// A table that is kept in partitions of equal width.
struct TeamTable
{
    const char *name;
    const char *time;   ///< its column of milliseconds
    qint64 bucketMs;    ///< of a tier of buckets; 0: none
    qint64 partitionMs; ///< a multiple of days
};

constexpr qint64 kTeamDayMs = 86'400'000;
constexpr std::array<TeamTable, 5> kTeamTables = {{
    {"samples", "time_ms", 0, kTeamDayMs},
    {"minutes", "start_ms", 60'000, kTeamDayMs},
    {"ten_minutes", "start_ms", 600'000, 10 * kTeamDayMs},
    {"hours", "start_ms", 3'600'000, 60 * kTeamDayMs},
    {"results", "time_ms", 0, kTeamDayMs},
}};
constexpr std::size_t kTeamSampleTiers = 4;
constexpr std::size_t kTeamResults = 4;

/// Makes the tables, or what is missing in those of an older version: one workstation at a time.
/// Tables of a newer version are left alone: an error.
Result<void> migrateTeamSchema(TeamSession &session);

/// "samples_20261122": the partition that holds `timeMs`.
QByteArray teamPartition(const TeamTable &table, qint64 timeMs);
/// When it begins; none of a name that is no partition of that table.
std::optional<qint64> teamPartitionStart(const TeamTable &table, const QByteArray &partition);
/// Those that are not there yet of partitions that hold `timesMs`. Outside of a transaction.
Result<void> makeTeamPartitions(TeamSession &session, const TeamTable &table,
                                const QList<qint64> &timesMs);

} // namespace opsdeck
