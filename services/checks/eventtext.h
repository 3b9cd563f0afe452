// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/changeset.h"

#include <optional>

namespace opsdeck {

/// The event that the step from `before` to `after` is worth, in words for people; nothing when the shown state, its
/// certainty and its error kind stayed the same.
std::optional<Event> eventBetween(const Service &service, const CheckState &before, const CheckState &after);

} // namespace opsdeck
