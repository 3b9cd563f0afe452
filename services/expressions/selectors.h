// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/expressions/expression.h"

namespace opsdeck::expressions {

/// Every selector of an expression, in the order in which they are written.
std::vector<SelectorNode> selectorsOf(const Expression &expression);

} // namespace opsdeck::expressions
