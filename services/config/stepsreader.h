// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/problems.h"
#include "services/domain/parameterschema.h"

namespace opsdeck {

/// Reads a parameter of type Steps: a list of mappings, each by the spec's `fields`, with ids that
/// are there once. Invalid when it is no list.
QVariant readSteps(const ParameterSpec &spec, const YamlNode &node, const QString &directory,
                   const Reporter &reporter);
/// Reads a parameter of type Places: names and the placeholders that they stand for.
QVariant readPlaces(const ParameterSpec &spec, const YamlNode &node, const Reporter &reporter);

} // namespace opsdeck
