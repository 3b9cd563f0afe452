// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statuswords.h"

namespace opsdeck {

/// "api is flapping for 2 min: it keeps changing between OK and down."
StatusSentence flappingSentence(const ServiceView &view, const QString &name, const Instant &now);

/// "flapping"; of one that only the sight of its environment makes so, "in and out of sight".
QString flappingCaption(const ServiceView &view);

} // namespace opsdeck
