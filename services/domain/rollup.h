// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/rolluprule.h"

#include <QList>

#include <optional>

namespace opsdeck {

enum class Health;

/// The state of one member of what is rolled up. Freshness is part of it, so that no roll-up can
/// forget it.
struct MemberState
{
    Health health;
    bool soft = false;
    bool stale = false;

    bool operator==(const MemberState &) const = default;
};

/// True when `a` is worse than `b`: Down, Unknown, Degraded, Healthy; of equals the stale one, then
/// the unconfirmed one where it is good and the confirmed one where it is bad.
bool isWorse(const MemberState &a, const MemberState &b);

/// So many of `members` must stand well for the whole to; 0 where there is none. The words and
/// their meaning are Icinga's: worst is its AND, best its OR, at_least its MIN; a percentage is
/// rounded up. More than there are counts as all.
qsizetype neededOf(const RollUp &rule, qsizetype members);

/// What `members` are together: the worst of the best that are needed, stale if any of those is.
/// Nothing where there is no member. `deciding`, when given, gets the index of the one whose state
/// it is, -1 for none.
std::optional<MemberState> rolledUp(const RollUp &rule, const QList<MemberState> &members,
                                    qsizetype *deciding = nullptr);

} // namespace opsdeck
