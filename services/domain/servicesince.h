// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"
#include "services/domain/rollup.h"

namespace opsdeck {

MemberState standingOf(const InstanceView &instance);

/// Members by instance, in the definition's order; the checks of the whole service are left out.
QList<QPair<QString, QList<int>>> instancesOf(const Service &service);

/// Since when a service is what its checks and instances make of it; `view` has these and its
/// state.
Instant sinceOf(const Service &service, const ServiceView &view);

} // namespace opsdeck
