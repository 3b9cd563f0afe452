// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composefiles.h"
#include "services/importers/composestack.h"

namespace opsdeck {

/// Takes the services out of a merged model, those of inactive profiles left out, and checks what
/// Compose itself would refuse. `profiles` may hold "*" for all.
ComposeStack readStack(const ComposeNode &root, const QStringList &profiles,
                       const EnvironmentMap &variables, ComposeFiles &files,
                       ImportFindings &findings);

} // namespace opsdeck
