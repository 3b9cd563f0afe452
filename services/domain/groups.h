// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"
#include "services/domain/rollup.h"

namespace opsdeck {

/// What the services of one layer, and the layers that lie within it, are together by its rule: a
/// layer within is one member, whatever it holds.
struct GroupView
{
    QString layer;
    QString title;
    RollUp rule;
    bool isNested = false; ///< within another, or others within it
    /// Nothing where no service of it is expected to have a state.
    std::optional<MemberState> standing;
    int well = 0;     ///< services that count as healthy, those of the layers within too
    int expected = 0; ///< services that have a state, the same

    /// Its definition asks for it, or it says what its services don't say each for itself.
    bool isTold() const { return standing && (isNested || rule != RollUp()); }

    /// The rule lets the whole stand better than the worst of its services.
    bool isLenient() const
    {
        return standing && standing->health == Health::Healthy && well < expected;
    }

    bool operator==(const GroupView &) const = default;
};

/// One a layer, in the definition's order; those without services in `environment`,
/// their own or of layers within, are left out.
/// `view` is of that environment. A service without a check is unknown, as it is everywhere.
QList<GroupView> groupsOf(const QList<Layer> &layers, const Environment &environment,
                          const EnvironmentView &view);

} // namespace opsdeck
