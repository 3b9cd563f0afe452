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

WallTilePlan planWallTiles(const QList<int> &services, qreal room, qreal cellWidth, qreal nameWidth)
{
    constexpr int kMostColumns = 4;
    constexpr qreal kTallestLine = 96;
    constexpr qreal kOfLine = 0.55; ///< the font's size
    constexpr int kLeastFont = 26;
    WallTilePlan best;
    for (int columns = 1; columns <= kMostColumns; ++columns) {
        int lines = 0;
        for (const int count : services)
            lines += (count + columns - 1) / columns;
        if (lines == 0)
            return {};
        const qreal free = room - kWallTileGap * static_cast<qreal>(services.size());
        const qreal height = std::min(kTallestLine, free / lines);
        const qreal fitting = cellWidth / columns / (kWallTileMark + nameWidth);
        const int size = static_cast<int>(std::min(height * kOfLine, fitting));
        if (size >= kLeastFont && size > best.fontSize)
            best = {columns, height, size};
    }
    return best;
}

} // namespace opsdeck
