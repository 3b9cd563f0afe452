// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/rollup.h"
#include "ui/paint/statusmark.h"

namespace opsdeck {

/// Of several that are rolled up.
StatusMark markOf(const MemberState &standing);

} // namespace opsdeck
