// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/wall/wallcanvas.h"

namespace opsdeck {

/// When the trouble before this calm was, as far as this wall has seen it.
struct LastProblem
{
    Instant began;
    Instant ended;

    bool isKnown() const { return ended.isValid(); }
};

/// The wall when every check is fresh and good: a calm word, a large clock, every environment with
/// its mark.
void paintQuietWall(const WallCanvas &canvas, const WallPicture &picture, const Instant &now);

/// "Last problem: 16 h 40 min ago, for 7 min".
QString lastProblemText(const LastProblem &problem, const Instant &now);

} // namespace opsdeck
