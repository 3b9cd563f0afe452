// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// Whether the service is polled, so that it has a state: not a planned one.
bool expectsState(const Service &service);
/// The same of its view: no mark, no figure, no count for what is not polled.
bool expectsState(const ServiceView &view);

/// It changes so often that the state it has now misleads.
bool isFlapping(const CheckView &check);

/// Own state, words and ages of one service at `now`, without what others do to it.
ServiceView viewOf(const EnvironmentKey &environment, const Service &service,
                   const CheckStates &states, const Instant &now);

/// True when `a` tells more about its service than `b`: worse, then hard before soft, then the
/// failure that lies nearer to the ground. Not the older one: of several checks that fail, the
/// words would change with each that comes and goes.
bool tellsMore(const CheckView &a, const CheckView &b);

/// State, counts and ages of the whole from those of its services.
void summarize(EnvironmentView &view);

/// Widens `newest` and `oldest` by `age`; negative ones are none.
void addAge(Milliseconds age, Milliseconds &newest, Milliseconds &oldest);

} // namespace opsdeck
