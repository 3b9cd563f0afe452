// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composestack.h"

namespace opsdeck {

/// Says as errors what Compose refuses in a model whose every key is in order: names of networks,
/// volumes, secrets, configurations and models that are defined nowhere (only when `isWhole`:
/// nothing that is included lies elsewhere), and values that exclude each other.
void checkComposeConsistency(const ComposeNode &root, const ComposeStack &stack, bool isWhole,
                             ImportFindings &findings);

} // namespace opsdeck
