// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/rulefill.h"

namespace opsdeck {

/// An entry under `rules` of a platform in the workspace file.
struct NamedFill
{
    QString ref;
    YamlPosition at; ///< of the ref
    QMap<RulePart, YamlPosition> places;
    RuleFill fill;
    std::optional<Milliseconds> holdFor = {}; ///< of RulePart::For
};

QList<NamedFill> readFills(MapReader &entry, const Reporter &reporter);
/// Puts them among the platform's facts, and into the thresholds that stand for a rule which leaves
/// duration or severity open. Reports refs that the platform does not have as errors, and what a
/// rule states already otherwise as a warning: there the document's word stays in force.
void fillIn(Platform &platform, const QList<NamedFill> &fills, const Reporter &workspace);

} // namespace opsdeck
