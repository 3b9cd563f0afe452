// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// Names the one cause where certificates of several services are asked at one port and something
/// is wrong there: they share what ends TLS for them. That is the service which states this port as
/// its own, where one does; else a LostWay of the kind Port. Who only stands behind it is no root
/// cause by that. After spreadImpact().
void tellSharedPorts(const Environment &environment, EnvironmentView &view);

} // namespace opsdeck
