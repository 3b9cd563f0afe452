// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"

namespace opsdeck {

/// One service of an environment.
struct WallService
{
    QString name; ///< title
    StatusRank rank = StatusRank::Calm;
    Health health = Health::Unknown;
    bool soft = false;
    bool stale = false;
    bool isImpacted = false;
    OperatorMarks marks;
    QString instances; ///< "2 of 3 OK" of one that is well without some of them; else empty

    bool operator==(const WallService &) const = default;
};

/// One environment of a platform's row.
struct WallCell
{
    EnvironmentId environment;
    Tier tier = Tier::Other;
    StatusRank rank = StatusRank::NotSetUp;
    Health health = Health::Unknown;
    bool soft = false;
    bool stale = false;
    bool isForemost = true; ///< no environment of its platform matters more
    bool isAbsent = false;  ///< the platform has no such environment: an empty place, so that the
                            ///< others stand below each other
    QString count; ///< of the worst kind: "1 down", "11 OK"; "not set up" where nothing is watched
    QList<WallService> services; ///< that are expected to have a state, in the definition's order
    QString also;    ///< the other kinds: "2 degraded, 3 impacted"; empty when there is none
    QString lacking; ///< "21 checks not set up"; empty for none

    bool isCalm() const { return rank == StatusRank::Calm || rank == StatusRank::NotSetUp; }

    bool needsYou() const
    {
        return rank <= StatusRank::Degraded;
    } ///< hard trouble, or lost from sight
};

struct WallRow
{
    QString title;
    QList<WallCell> cells; ///< prod first, where the eye begins

    bool isCalm() const;
};

/// One root cause, or what cannot be seen in one environment.
struct WallProblem
{
    EnvironmentKey environment;
    Tier tier = Tier::Other;
    QString platform; ///< title
    StatusRank rank = StatusRank::Down;
    Health health = Health::Down;
    bool soft = false;
    bool stale = false;
    bool isForemost = true;  ///< no environment of its platform matters more
    QString name;            ///< "db", "Cannot see PROD", "3 services"; may be cut in its middle
    QString state;           ///< "is down", "may be down"; never cut; may be empty
    QString evidence;        ///< a sentence; may be empty, may be cut at its end
    OperatorMarks marks;     ///< of the service; whose it is begins the evidence
    QString impact;          ///< "6 services impacted."; never cut; may be empty
    QString clock;           ///< what `length` counts: "for", "not observed for"
    Milliseconds length{-1}; ///< negative: nothing to count

    QString headline() const { return state.isEmpty() ? name : name + QLatin1Char(' ') + state; }

    /// Hard trouble, or lost from sight, and nobody's.
    bool needsYou() const { return rank <= StatusRank::Degraded && marks.isEmpty(); }
};

/// What the wall says at the board's time. Pure value.
struct WallPicture
{
    QString notice;     ///< of the program itself; whoever has one sets it
    bool quiet = false; ///< every check of every expected service is fresh and good
    Tally tally;
    Milliseconds newest{-1}; ///< age of the newest result; negative: never
    Milliseconds oldest{-1};
    /// What needs somebody first, of that prod's first, worst first; empty when quiet, or when
    /// nothing is watched.
    QList<WallProblem> problems;
    QList<WallRow> rows; ///< worst first
    QString others;      ///< problems but the first, and where: "2 more: STAGING, DEV"; empty: none
    bool aligned = false; ///< each row has the same environments in the same places

    /// "db is down. …": the picture in words, for assistive technology.
    QString sentence() const;
};

WallPicture wallPicture(const StatusBoard &board);

} // namespace opsdeck
