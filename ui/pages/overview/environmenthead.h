// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <QRect>

class QPainter;

namespace opsdeck {

struct Theme;

/// What stands in the head of an environment's column.
struct EnvironmentHead
{
    EnvironmentId environment;
    Tier tier = Tier::Other;
    QString counts;          ///< worst first, by commas
    Milliseconds oldest{-1}; ///< of what is shown below; negative: nothing
};

/// The environment as its band (look §4), its counts beside the name or, in two lines, below it.
void paintEnvironmentHead(QPainter &painter, const QRect &rect, const EnvironmentHead &head,
                          bool hasTwoLines, const Theme &theme);

} // namespace opsdeck
