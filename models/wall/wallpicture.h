// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"

namespace opsdeck {

/// Display order of everything that is not well, worst first (the order of the words on every
/// surface).
enum class WallRank { Down, Unknown, Degraded, Soft, Stale, NotObserved, Calm, NotSetUp };

/// One service of an environment.
struct WallService
{
    QString name; ///< title
    WallRank rank = WallRank::Calm;
    Health health = Health::Unknown;
    bool soft = false;
    bool stale = false;
    bool isImpacted = false;

    bool operator==(const WallService &) const = default;
};

/// One environment of a platform's row.
struct WallCell
{
    EnvironmentId environment;
    Tier tier = Tier::Other;
    WallRank rank = WallRank::NotSetUp;
    Health health = Health::Unknown;
    bool soft = false;
    bool stale = false;
    bool isForemost = true; ///< no environment of its platform matters more
    bool isAbsent = false;  ///< the platform has no such environment: an empty place, so that the
                            ///< others stand below each other
    QString
        count; ///< of the worst kind: "1 down", "11 OK"; "not set up" without one active service
    QList<WallService> services; ///< that are expected to have a state, in the definition's order
    QString also; ///< the other kinds: "2 degraded, 3 impacted", and "21 not set up"; empty when
                  ///< there is none

    bool isCalm() const { return rank == WallRank::Calm || rank == WallRank::NotSetUp; }

    bool needsYou() const
    {
        return rank <= WallRank::Degraded;
    } ///< hard trouble, or lost from sight
};

struct WallRow
{
    QString title;
    QList<WallCell> cells; ///< prod before staging before dev

    bool isCalm() const;
};

/// One root cause, or what cannot be seen in one environment.
struct WallProblem
{
    EnvironmentKey environment;
    Tier tier = Tier::Other;
    QString platform; ///< title
    WallRank rank = WallRank::Down;
    Health health = Health::Down;
    bool soft = false;
    bool stale = false;
    bool isForemost = true;  ///< no environment of its platform matters more
    QString name;            ///< "db", "Cannot see PROD", "3 services"; may be cut in its middle
    QString state;           ///< "is down", "may be down"; never cut; may be empty
    QString evidence;        ///< a sentence; may be empty, may be cut at its end
    QString impact;          ///< "6 services impacted."; never cut; may be empty
    QString clock;           ///< what `length` counts: "for", "no data for"
    Milliseconds length{-1}; ///< negative: nothing to count

    QString headline() const { return state.isEmpty() ? name : name + QLatin1Char(' ') + state; }

    bool needsYou() const { return rank <= WallRank::Degraded; }
};

/// "21 checks not set up"; empty for none.
QString notSetUpText(int count);

/// What the wall says at the board's time. Pure value.
struct WallPicture
{
    QString notice;     ///< of the program itself; whoever has one sets it
    bool quiet = false; ///< every check of every expected service is fresh and good
    HealthCounts counts;
    int environments = 0; ///< in which some service is expected to have a state
    int checks = 0;
    int notSetUp = 0;        ///< checks that are not run for lack of a parameter
    Milliseconds newest{-1}; ///< age of the newest result; negative: never
    Milliseconds oldest{-1};
    /// What needs somebody first, of that prod's first, worst first; empty when quiet, or when
    /// nothing is watched.
    QList<WallProblem> problems;
    QList<WallRow> rows; ///< worst first; within each the workspace's order
    QString others;      ///< problems but the first, and where: "2 more: STAGING, DEV"; empty: none
    bool aligned = false; ///< each row has the same environments in the same places

    /// "db is down. …": the picture in words, for assistive technology.
    QString sentence() const;
};

WallPicture wallPicture(const StatusBoard &board);

} // namespace opsdeck
