// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/kindinfo.h"
#include "services/domain/teamplace.h"

#include <optional>

namespace opsdeck {

/// The keys of `store` in a workspace file.
KindInfo teamStoreKeys();

/// The database that a team keeps its history in. None when something in it is wrong, which is
/// reported.
std::optional<TeamPlace> readTeamStore(const YamlNode &node, const QString &directory,
                                       const Reporter &reporter);

} // namespace opsdeck
