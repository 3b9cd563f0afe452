// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

#include <functional>

namespace opsdeck {

// A service that flaps is told as one that does, steadily: what it is at the moment would come and
// go on every screen. It counts as not confirmed, in the worst state that it keeps coming to.

/// It flaps between well and bad, and has not been one of them for so long that this is what it is:
/// not for a minute, nor for five intervals.
bool isUnsteady(const Check &check, const CheckView &view);

/// None of its last results was good.
bool isNeverWell(const CheckState &state);

/// The worst state among its last results.
Health flapsTo(const CheckState &state);

/// Of the check that flaps longest among those of a service.
Instant flapsSince(const Service &service, const ServiceView &view);

/// The state of a service whose checks are in these states.
using RolledHealth = std::function<Health(const QList<CheckView> &checks)>;

/// Nothing where what does not flap is as bad as what does, or the rule can do without that.
std::optional<Health> unsteadyHealth(const Service &service, const ServiceView &view,
                                     const RolledHealth &roll);

/// Whether it is told as one that flaps.
bool isToldFlapping(const ServiceView &view);

} // namespace opsdeck
