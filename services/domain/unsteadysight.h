// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// The one trouble of an environment whose sight keeps being lost and coming back; nothing where it
/// is steady, seen or not. Told steadily: the same whether anything of it answers at the moment or
/// not, for all that is asked over the network. Only what is down by itself stays that, while it is
/// seen. `views` are its services', by `states` alone. Pure.
std::optional<Blindness> unsteadySight(const EnvironmentKey &key, const Environment &environment,
                                       const CheckStates &states, const QList<ServiceView> &views);

} // namespace opsdeck
