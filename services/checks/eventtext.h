// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/changeset.h"

#include <optional>

namespace opsdeck {

/// The event that the step from `before` to `after` is worth, in words for people; nothing when the
/// shown state, its certainty and its error kind stayed the same.
std::optional<Event> eventBetween(const Service &service, const CheckState &before,
                                  const CheckState &after);

/// Where the check begins to flap, or has calmed: one line each, beside those of its changes.
std::optional<Event> flappingEvent(const Service &service, const CheckState &before,
                                   const CheckState &after);

/// The event of a run's first observation of what an earlier run saw; nothing when it is as it was.
std::optional<Event> eventSince(const Service &service, const StoredState &before,
                                const CheckState &after);

} // namespace opsdeck
