// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

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

/// How the services of each platform stand below its row, where all of them have room.
struct WallTilePlan
{
    int columns = 0; ///< of an environment; 0: there is not room enough
    qreal lineHeight = 0;
    int fontSize = 0;

    bool operator==(const WallTilePlan &) const = default;
};

constexpr qreal kWallTileGap = 16; ///< below a platform's tiles

/// `services`: of each platform, as many as its largest environment has. `room`: what the rows
/// leave free. `nameWidth`: of the longest name, in ems of its font. The larger words win.
WallTilePlan planWallTiles(const QList<int> &services, qreal room, qreal cellWidth,
                           qreal nameWidth);
/// What stands before a name, in its font's size: the mark and the space around it.
constexpr qreal kWallTileMark = 2.1;

} // namespace opsdeck
