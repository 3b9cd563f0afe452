// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/companion.h"

namespace opsdeck {

QList<Companion> companionsOf(const EnvironmentKey &environment,
                              const QList<EnvironmentKey> &environments)
{
    QList<Companion> all{Companion()};
    for (const qint64 agoMs : kCompanionAgos)
        all.append(Companion{agoMs, {}});
    for (const EnvironmentKey &each : environments) {
        if (each.platform == environment.platform && each != environment)
            all.append(Companion{0, each});
    }
    return all;
}

MetricKey sourceOf(const Companion &companion, const MetricKey &metric)
{
    MetricKey source = metric;
    if (!companion.environment.environment.isEmpty())
        source.service.environment = companion.environment;
    return source;
}

Stretch stretchOf(const Companion &companion, const Stretch &shown)
{
    return {shown.fromMs - companion.agoMs, shown.toMs - companion.agoMs};
}

} // namespace opsdeck
