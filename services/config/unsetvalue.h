// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/yamlnode.h"

#include <algorithm>

namespace opsdeck {

/// What stands for a value that an environment has not been given, while a definition is judged
/// without it. No file can hold it.
inline QString unsetMark()
{
    return QStringLiteral("\x01unset");
}

inline bool holdsUnset(const YamlNode &node)
{
    return (node.isScalar() && node.text() == unsetMark())
           || std::any_of(node.children().cbegin(), node.children().cend(), holdsUnset);
}

} // namespace opsdeck
