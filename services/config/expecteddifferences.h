// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/expecteddifference.h"

#include <QJsonObject>

namespace opsdeck {

/// An entry under `expected_differences` of a platform in the workspace file.
struct NamedExpectation
{
    YamlPosition at; ///< of the ref
    ExpectedDifference expected;
};

QList<NamedExpectation> readExpectedDifferences(MapReader &entry, const Reporter &reporter);
/// Puts them among the platform's facts. A ref of what the platform does not have (any more) is a
/// warning: it explains nothing, and harms nothing.
void expectDifferences(Platform &platform, const QList<NamedExpectation> &all,
                       const Reporter &workspace);
QJsonObject expectedDifferencesSchema();

} // namespace opsdeck
