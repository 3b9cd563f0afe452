// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/probe.h"

namespace opsdeck {

// One function a kind, defined in <kind>probe.cpp.
ProbeKind httpProbeKind();
ProbeKind postgresProbeKind();
ProbeKind prometheusProbeKind();
ProbeKind redisProbeKind();
ProbeKind suiteProbeKind();
ProbeKind tcpProbeKind();
ProbeKind tlsProbeKind();

} // namespace opsdeck
