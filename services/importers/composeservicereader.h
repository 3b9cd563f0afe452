// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composefiles.h"
#include "services/importers/composestack.h"

namespace opsdeck {

/// One service of the merged model.
ComposeService readComposeService(const QString &name, const ComposeNode &node,
                                  const EnvironmentMap &variables, ComposeFiles &files,
                                  ImportFindings &findings);

} // namespace opsdeck
