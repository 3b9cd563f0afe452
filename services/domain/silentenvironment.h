// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// Names the one cause where (nearly) every service of an environment that is asked over the
/// network refuses, is silent or flaps (then none of them need be silent now), and no witness has
/// made it blind: a LostWay of the kind Everything. Their states stay their own; none of them is a
/// root cause any more, nor is anything impacted by them. One in ten may answer. Nothing where
/// fewer than three causes become one. After spreadImpact() and tellSilentEngines().
void tellSilentEnvironment(const Environment &environment, const CheckStates &states,
                           EnvironmentView &view);

/// The same for a view whose causes were counted anew: what it names stays one cause.
void keepSilentEnvironment(EnvironmentView &view);

} // namespace opsdeck
