// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/paint/groupmark.h"

namespace opsdeck {

StatusMark markOf(const MemberState &standing)
{
    StatusMark mark;
    mark.health = standing.health;
    mark.soft = standing.soft;
    mark.stale = standing.stale;
    return mark;
}

} // namespace opsdeck
