// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace opsdeck {

enum class RollUpKind { Worst, Best, AtLeast, Percent };

/// How many of several members must stand well for the whole to (services/domain/rollup.h).
struct RollUp
{
    RollUpKind kind = RollUpKind::Worst;
    int amount = 0; ///< AtLeast: members; Percent: 1 to 100; Worst: 1 where a layer states it

    bool operator==(const RollUp &) const = default;
};

} // namespace opsdeck
