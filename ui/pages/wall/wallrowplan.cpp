// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/wall/wallrowplan.h"

#include <algorithm>

namespace opsdeck {

WallRowPlan planWallRows(int troubled, int calm, qreal room)
{
    WallRowPlan plan;
    plan.height = kWallRow;
    if ((troubled + calm) * kWallRow <= room) {
        plan.full = troubled + calm;
        return plan;
    }
    plan.full = troubled;
    if (troubled * kWallRow + calm * kWallLine <= room) {
        plan.lines = calm;
        return plan;
    }
    plan.joinedCalm = calm;
    const qreal left = room - (calm > 0 ? kWallLine : 0);
    if (troubled * kWallLowestRow > left) {
        plan.full = std::max(0, static_cast<int>((room - kWallLine) / kWallLowestRow));
        plan.hidden = troubled - plan.full;
        plan.height = kWallLowestRow;
    } else if (troubled > 0) {
        plan.height = std::min(kWallRow, left / troubled);
    }
    return plan;
}

} // namespace opsdeck
