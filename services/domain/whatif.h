// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

#include <QMap>

namespace opsdeck {

/// By service the state that somebody assumes.
using Assumptions = QMap<ServiceId, Health>;

/// `now` as it would be if the assumed states were so: their services are hard, fresh and without
/// checks of their own, causes and impact are found anew. What is not assumed stays as it is seen:
/// whoever depends on one that is assumed to be down is impacted by it, not down itself, for that
/// nobody knows. Assumptions on services that expect no state, or that are not there, count for
/// nothing.
EnvironmentView assumed(const EnvironmentView &now, const Environment &environment,
                        const Assumptions &assumptions);

} // namespace opsdeck
