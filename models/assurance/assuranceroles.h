// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace opsdeck {

/// Roles that the models of what is documented share. Those of a row are the same in each column.
namespace assurance {

enum Role {
    PlatformRole = Qt::UserRole + 1, ///< of a row, QString: the platform's id
    SearchRole,                      ///< of a row, QString: all that a filter looks in
    OpenRole,    ///< of a row, bool: something about it is not known or not settled
    DetailRole,  ///< of a row, QString: all of it in sentences, lines apart
    CaptionRole, ///< of a cell, QString: stands below its text
    QuietRole,   ///< of a cell, bool: it says that there is nothing
    StrongRole,  ///< of a cell, bool: it is what to look at
    FigureRole,  ///< of a cell, bool: figures or what is written for machines
    GroupRole,   ///< of a cell, bool: it heads a group and is not repeated below itself
    ShareRole,   ///< of a cell, double: share to draw as a bar; invalid: none
    TierRole,    ///< of a cell, int of Tier: its text is an environment's; invalid: it is not
    KeyRole,     ///< of a row, QString: the same after a reset; invalid: not known
    FirstOwnRole
};

} // namespace assurance

} // namespace opsdeck
