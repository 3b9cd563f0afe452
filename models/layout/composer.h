// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/arrangement.h"

namespace opsdeck {

/// The drawing of an arrangement: coordinates for its boxes, frames and lines, from left to right.
/// `edges` are those that the arrangement was made of.
LayoutResult composed(const LayoutInput &input, const LayoutMetrics &metrics,
                      const std::vector<LayoutEdge> &edges, const Arrangement &arrangement);

} // namespace opsdeck
