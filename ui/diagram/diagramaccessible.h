// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>

namespace opsdeck {

class DiagramView;

/// Gives assistive programs one child for each box, named by its status sentence.
class DiagramAccessible
{
public:
    /// Once per program; further calls do nothing.
    static void install();
    static void announce(DiagramView &view, int node, QAccessible::Event event);
};

} // namespace opsdeck
