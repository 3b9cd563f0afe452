// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/platformreader.h"

namespace opsdeck {

/// Reads a runbook file. Texts of steps keep their variables, which are filled in when a run is
/// planned; that each is known in every environment is checked here. Nothing when anything in it is
/// wrong: half a runbook is not run.
std::optional<Runbook> readRunbook(const YamlNode &root, const QList<LoadedPlatform> &platforms,
                                   bool areAllLoaded, const QString &directory,
                                   const QList<KindInfo> &steps, const Reporter &reporter);

} // namespace opsdeck
