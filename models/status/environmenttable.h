// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace opsdeck {

/// What tables share that have a column an environment, beside a first one with names, and heads
/// above their rows.
struct EnvironmentTable
{
    enum SharedRole {
        IsHeadRole = Qt::UserRole + 1, ///< bool, of a row: it is above others
        ServiceRole,                   ///< ServiceKey, of a cell; without environment in column 0
        CaptionRole,                   ///< QString, of a cell: second line, or beside its text
        EnvironmentRole,               ///< of a column's header: EnvironmentId
        TierRole,                      ///< of a column's header: int of Tier
        AgeRole,                       ///< of a column's header: Milliseconds, oldest observation;
                                       ///< negative: none
        FoldRole,                      ///< int of Fold, of a head, as the table's filter has it
        FirstOwnRole
    };

    enum Fold { Fixed, Open, Folded }; ///< Fixed: there is nothing to fold
};

} // namespace opsdeck
