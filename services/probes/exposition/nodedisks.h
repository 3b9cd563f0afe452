// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/exposition/metricpack.h"

namespace opsdeck {

/// The disks on a node exporter's page: space, inodes, what is not mounted, when one will be full.
void lookAtDisks(PackView &view);
ParameterSchema diskParameters();

} // namespace opsdeck
