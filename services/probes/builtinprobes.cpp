// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/builtinprobes.h"

#include "services/probes/kinds.h"

namespace opsdeck {

ProbeRegistry builtinProbes()
{
    return ProbeRegistry({
        httpProbeKind(),          tcpProbeKind(),
        tlsProbeKind(),           postgresProbeKind(),
        postgresStatsProbeKind(), pgBouncerProbeKind(),
        redisProbeKind(),         celeryProbeKind(),
        prometheusProbeKind(),    nodeExporterProbeKind(),
        cadvisorProbeKind(),      postgresExporterProbeKind(),
        redisExporterProbeKind(), backupProbeKind(),
        deadManProbeKind(),       prometheusServerProbeKind(),
        alertmanagerProbeKind(),  grafanaProbeKind(),
        jaegerProbeKind(),        lokiProbeKind(),
        minioProbeKind(),         elasticsearchProbeKind(),
        kibanaProbeKind(),        proxmoxProbeKind(),
        suiteProbeKind(),         dockerProbeKind(),
        composeProbeKind(),       commandProbeKind(),
        dnsProbeKind(),           smtpProbeKind(),
        externalProbeKind(),      sshProbeKind(),
    });
}

} // namespace opsdeck
