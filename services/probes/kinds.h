// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/probe.h"

namespace opsdeck {

// One function a kind, defined in <kind>probe.cpp.
ProbeKind alertmanagerProbeKind();
ProbeKind backupProbeKind();
ProbeKind cadvisorProbeKind();
ProbeKind composeProbeKind();
ProbeKind deadManProbeKind();
ProbeKind dockerProbeKind();
ProbeKind celeryProbeKind();
ProbeKind commandProbeKind();
ProbeKind dnsProbeKind();
ProbeKind elasticsearchProbeKind();
ProbeKind externalProbeKind();
ProbeKind grafanaProbeKind();
ProbeKind httpProbeKind();
ProbeKind jaegerProbeKind();
ProbeKind kibanaProbeKind();
ProbeKind lokiProbeKind();
ProbeKind minioProbeKind();
ProbeKind nodeExporterProbeKind();
ProbeKind pgBouncerProbeKind();
ProbeKind postgresExporterProbeKind();
ProbeKind postgresProbeKind();
ProbeKind postgresStatsProbeKind();
ProbeKind prometheusProbeKind();
ProbeKind prometheusServerProbeKind();
ProbeKind proxmoxProbeKind();
ProbeKind redisExporterProbeKind();
ProbeKind redisProbeKind();
ProbeKind smtpProbeKind();
ProbeKind sshProbeKind();
ProbeKind suiteProbeKind();
ProbeKind tcpProbeKind();
ProbeKind tlsProbeKind();

} // namespace opsdeck
