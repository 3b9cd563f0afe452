// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace opsdeck {

/// How the platforms' rows share the room: nothing scrolls, so what is well gives way first.
struct WallRowPlan
{
    int full = 0;       ///< rows with names and counts, the worst first
    qreal height = 0;   ///< of each of them
    int lines = 0;      ///< calm platforms of one low line each
    int joinedCalm = 0; ///< calm platforms in one line together
    int hidden = 0;     ///< platforms in trouble that only the last line counts

    bool hasLastLine() const { return joinedCalm + hidden > 0; }

    bool operator==(const WallRowPlan &) const = default;
};

constexpr qreal kWallRow = 104;
constexpr qreal kWallLowestRow = 64;
constexpr qreal kWallLine = 56; ///< a calm platform's, and the last one's

WallRowPlan planWallRows(int troubled, int calm, qreal room);

} // namespace opsdeck
