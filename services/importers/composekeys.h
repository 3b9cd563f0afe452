// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composestack.h"

namespace opsdeck {

/// What becomes of a key of the Compose specification.
struct ComposeKeyRule
{
    QString path;        ///< as composePath(), "[]" for the items of a list
    bool isUsed = false; ///< something of it goes into the workspace
    QString reason;      ///< why something of it does not; empty: all of it does
};

/// One rule for each key of the specification that is read or left by itself; what stands below a
/// key without rules of its own shares that key's.
const QList<ComposeKeyRule> &composeKeyRules();

/// Says of everything in the merged model that has no counterpart, and of every key that the
/// specification does not have, that it was not mapped. Services that were left out are skipped.
void reportUnmapped(const ComposeNode &root, const ComposeStack &stack, ImportFindings &findings);

} // namespace opsdeck
