// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"
#include "services/domain/instant.h"

#include <QMap>

#include <optional>

namespace opsdeck {

class ProbeMemory;

/// How far a server's counters rose since the check's last run; the new values are kept for the
/// next.
class CounterRise final
{
public:
    CounterRise() = default; ///< knows nothing
    /// `life` tells one life of the server from another (its address and start): across two nothing
    /// is compared. `memory` may be null.
    CounterRise(ProbeMemory *memory, const CheckKey &key, const QString &life, const Instant &now,
                const QMap<QString, double> &counters);

    /// Nothing at the first run, and when the counter fell.
    std::optional<double> of(const char *counter) const { return of(QLatin1String(counter)); }

    std::optional<double> of(const QString &counter) const;

    std::optional<double> perSecond(const char *counter) const
    {
        return perSecond(QLatin1String(counter));
    }

    std::optional<double> perSecond(const QString &counter) const;

private:
    QMap<QString, double> m_rise;
    double m_seconds = 0;
};

} // namespace opsdeck
