// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/layeredlayout.h"

namespace opsdeck {

/// Leads those lines of `made` anew that begin or end at a box that moved since `plain`, or that
/// one stands in the way of, or `all`. Lines that found no way of their own are led again, the
/// first of all. How many still have none: those without a line, and pairs that share a stretch.
int leadLinesAnew(const LayoutInput &input, const LayoutResult &plain, LayoutResult &made,
                  bool all = false);

} // namespace opsdeck
