// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// Titles of the services that stand on `root`, directly or through others, and are expected to
/// have a state, in the definition's order: what it impacts once its trouble is confirmed.
QStringList wouldImpact(const ServiceView &root, const EnvironmentView &environment,
                        const Environment &definition);

} // namespace opsdeck
