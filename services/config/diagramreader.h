// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/workspace.h"

namespace opsdeck {

/// From the corner of the diagram to what is put somewhere.
inline constexpr int kDiagramPixels = 16'000;

/// `diagram` of a platform file: the nodes that were put where they are by hand. `services` are the
/// platform's; what is wrong is reported and left out.
QList<PinnedNode> readPinned(MapReader &platform, const QStringList &services,
                             const Reporter &reporter);

} // namespace opsdeck
