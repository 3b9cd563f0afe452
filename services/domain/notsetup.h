// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck {

/// Checks that are not run because a parameter has no value.
int notSetUpIn(const Service &service);
/// Of all its services; none in an environment that is only named, or without a service that is
/// expected to have a state: of it that is told as a whole.
int notSetUpIn(const Environment &environment);

} // namespace opsdeck
