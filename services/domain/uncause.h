// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// Takes from services, by index, that they are root causes, where one trouble of several is what
/// explains them: nothing is impacted by them any more.
void uncause(EnvironmentView &view, const QList<int> &services);

} // namespace opsdeck
