// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/historystore.h"
#include "services/storage/team/teamschema.h"

namespace opsdeck {

/// Moves what has become old in a team's store on to the next tier, lowest and highest kept, and
/// drops its partitions. Ages count by the server's clock: a workstation whose calendar is wrong
/// takes nothing away from the others. Several workstations may do it at once.
class TeamTiers final
{
public:
    TeamTiers(TeamSession &session, const HistoryLimits &limits)
        : m_session(session)
        , m_limits(limits)
    {}

    /// Some hundred series of one partition at most. True: there is more to do at once.
    Result<bool> slice();
    void restart();

private:
    Milliseconds ageOf(std::size_t table) const;
    Result<QByteArray> oldest(std::size_t table, qint64 nowMs);
    Result<bool> moveOn(std::size_t tier, const QByteArray &partition);
    Result<void> drop(std::size_t table, const QByteArray &partition);
    Result<bool> removeEvents(qint64 nowMs);

    TeamSession &m_session;
    HistoryLimits m_limits;
    std::size_t m_table = 0;
    QByteArray m_partition; ///< that is moved on now
    qint64 m_nextSeries = 0;
};

} // namespace opsdeck
