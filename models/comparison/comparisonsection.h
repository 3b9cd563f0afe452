// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/comparison.h"

namespace opsdeck {

/// Parts of a comparison, in the order in which they are shown: what to look into first.
enum class ComparisonSection {
    Differ,
    NotObserved,
    Explained,
    Expected,
    Same,
    Alone,    ///< of what only one environment has
    OwnTexts, ///< what a document says of each environment by itself
};

ComparisonSection sectionOf(Difference difference);
QString titleOf(ComparisonSection section);
/// Whether it is one to look at: it differs, or it can't be told that it does not.
bool isTelling(ComparisonSection section);
/// Whether it is one line with a count until somebody opens it.
bool isFoldedAtFirst(ComparisonSection section);
/// Whether its facts are counted among those that are compared.
bool isCompared(ComparisonSection section);

} // namespace opsdeck
