// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composenode.h"

namespace opsdeck {

/// Says as errors what the specification refuses in a merged model: keys that it does not know
/// (unless `isLoose`), values of another kind than theirs, and what is missing.
void checkComposeShape(const ComposeNode &root, bool isLoose, ImportFindings &findings);

} // namespace opsdeck
