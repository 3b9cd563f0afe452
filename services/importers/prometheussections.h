// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composenode.h"

namespace opsdeck {

/// Says as errors what a section of Prometheus' configuration (by its name in the table) and all
/// below it have that Prometheus refuses: unknown keys (unless `isLoose`), values of another form,
/// what is missing, what excludes each other. Values that may be secret are never shown.
void checkPrometheusSection(const ComposeNode &node, const QString &section, bool isLoose,
                            ImportFindings &findings);

} // namespace opsdeck
