// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/arrangement.h"

namespace opsdeck {

/// `arrangement`, whose drawing costs `cost`, with nodes exchanged inside their frames and with
/// lines led round their ends, as long as that makes the drawing better; a bounded number of tries,
/// for small graphs.
Arrangement refined(const LayoutInput &input, const std::vector<LayoutEdge> &edges,
                    Arrangement arrangement, double cost);

} // namespace opsdeck
