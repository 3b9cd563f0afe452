// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"
#include "services/domain/groups.h"

namespace opsdeck {

/// By layer: how those stand together of which a frame or a head tells it (GroupView::isTold()).
QHash<QString, GroupView> toldStandings(const StatusBoard &board,
                                        const EnvironmentKey &environment);

/// "OK, 2 of 3 healthy"; "Stale, 0 of 3 healthy". Empty where nothing is told.
QString standingText(const GroupView &group);
/// The same where there is little room: "2 of 3".
QString standingFigure(const GroupView &group);

} // namespace opsdeck
