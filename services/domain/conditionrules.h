// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/condition.h"

#include <optional>

namespace opsdeck {

/// What makes a condition that can be read one that can never tell anything: two fixed values, an
/// order of texts, a certificate's time without a unit. Texts with a `${variable}` are not looked
/// at.
std::optional<ConditionFault> conditionMistake(const CheckCondition &condition);

} // namespace opsdeck
