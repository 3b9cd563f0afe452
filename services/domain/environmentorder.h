// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck {

/// Where an environment stands beside others on every surface but the wall, which reverses it,
/// whatever the order of the file: dev first, then staging, then tests and others, prod last. Of
/// one tier they keep their order.
int displayOrder(Tier tier);

void sortForDisplay(QList<Environment> &environments);

} // namespace opsdeck
