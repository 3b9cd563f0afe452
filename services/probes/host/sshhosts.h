// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"
#include "services/ways/ways.h"

namespace opsdeck {

/// The host that a check of kind ssh logs in to.
Ways::Shell shellOf(const Check &check);
/// Those of all such checks.
QList<Ways::Shell> shellsOf(const Workspace &workspace);

} // namespace opsdeck
