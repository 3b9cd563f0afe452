// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace opsdeck {

/// Leaves away one line of Qt's: that XDG_RUNTIME_DIR is not set. Nothing here depends on it. All
/// others pass.
void installMessageFilter();

} // namespace opsdeck
