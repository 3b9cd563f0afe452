// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace opsdeck {

/// What a line is drawn as.
enum class EdgeState {
    Normal,
    Impacted, ///< on the way of an impact
    Failing,  ///< leads to a root cause that is down
};

/// Which figures of what flows are shown.
enum class FlowsOf {
    Nothing,
    Present,
    Moment, ///< what was recorded at the board's moment
};

} // namespace opsdeck
