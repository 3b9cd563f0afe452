// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"
#include "services/storage/sqlitefile.h"

#include <optional>

namespace opsdeck {

/// The time by which a history grows old. A calendar that is wrong must not make all that is kept
/// too old: however far it leaps, within a run or between two, this time goes on from where it was
/// by a day a run, and by no more than a day for each hour of running. Kept in the file.
class PruneClock final
{
public:
    explicit PruneClock(const SqliteFile &file)
        : m_file(file)
    {}

    /// `first` and `newest` of what was observed in this run.
    qint64 nowMs(const Instant &first, const Instant &newest);
    Result<void> keep(qint64 nowMs) const;

    /// Whether the calendar is further ahead than that; told once.
    bool isNewlyBehind(qint64 nowMs, const Instant &newest);

    /// Of another file.
    void restart();

private:
    qint64 begin(const Instant &first) const;

    const SqliteFile &m_file;
    std::optional<qint64> m_beganMs;
    bool m_isTold = false;
};

} // namespace opsdeck
