// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/workspace.h"

namespace opsdeck {

/// The entries of `layers`; what is wrong with one is reported. A frame that lies within itself,
/// or within one that is not there, stands by itself.
QList<Layer> readLayers(const QList<YamlNode> &nodes, const Reporter &reporter);

} // namespace opsdeck
