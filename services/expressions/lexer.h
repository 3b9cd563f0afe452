// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/expressions/token.h"

#include <vector>

namespace opsdeck::expressions {

/// The words of an expression, ended by one of TokenKind::End; comments are left out.
Result<std::vector<Token>> tokens(const QString &text);

} // namespace opsdeck::expressions
