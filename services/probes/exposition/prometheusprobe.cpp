// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/exposition/scrapeprobe.h"
#include "services/probes/kinds.h"

namespace opsdeck {

ProbeKind prometheusProbeKind()
{
    return {{QStringLiteral("prometheus"), QT_TRANSLATE_NOOP("ProbeKind", "Prometheus metrics"),
             ScrapeProbe::schema(ScrapeProbe::tr("Names to keep, with * and ?; all when absent.")),
             ScrapeProbe::findings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<ScrapeProbe>(check, context);
            }};
}

} // namespace opsdeck
