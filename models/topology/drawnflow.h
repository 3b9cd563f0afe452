// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/topology/flowwords.h"

namespace opsdeck {

/// What is drawn of what flows over a line.
struct DrawnFlow
{
    int width = 0; ///< see flowWidths()
    FlowLabel label = {};

    bool operator==(const DrawnFlow &) const = default;
};

} // namespace opsdeck
