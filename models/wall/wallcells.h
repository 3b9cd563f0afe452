// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/wall/wallpicture.h"

namespace opsdeck {

/// One environment as the wall shows it; `tally` is its.
WallCell wallCell(const EnvironmentView &view, const Tally &tally);

/// Production first in each row, each environment in the same place of every row where there are
/// few enough of them, and the rows in worst trouble first.
void placeWallCells(WallPicture &picture);

} // namespace opsdeck
