// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck {

/// What the service depends on, in the order it says so.
QList<ServiceKey> dependenciesOf(const Workspace &workspace, const ServiceKey &service);
/// Who depends on it directly, in the definition's order.
QList<ServiceKey> dependantsOf(const Workspace &workspace, const ServiceKey &service);

} // namespace opsdeck
