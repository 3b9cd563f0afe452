// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"
#include "services/domain/rollup.h"

namespace opsdeck {

/// What the services of one layer are together, by the layer's rule.
struct GroupView
{
    QString layer;
    QString title;
    RollUp rule;
    /// Nothing where no service of it is expected to have a state.
    std::optional<MemberState> standing;
    int well = 0;     ///< services that count as healthy
    int expected = 0; ///< services that have a state

    /// The rule lets the whole stand better than the worst of its services.
    bool isLenient() const
    {
        return standing && standing->health == Health::Healthy && well < expected;
    }

    bool operator==(const GroupView &) const = default;
};

/// One a layer, in the definition's order; those without services in `environment` are left out.
/// `view` is of that environment. A service without a check is unknown, as it is everywhere.
QList<GroupView> groupsOf(const QList<Layer> &layers, const Environment &environment,
                          const EnvironmentView &view);

} // namespace opsdeck
