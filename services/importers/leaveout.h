// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/importedstack.h"

namespace opsdeck {

/// Takes these services (ids) out of a stack, and with them their checks, dependencies, parameters,
/// secrets and findings. A note tells of each dependency that others lose by it.
void leaveOut(ImportedStack &stack, const QSet<QString> &skipped);

} // namespace opsdeck
