// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/platforms/platformview.h"

namespace opsdeck {

/// Its conditions, `down_if` and `degraded_if`.
QStringList conditionsOf(const Check &check);
/// All that it asks and judges by: conditions and parameters, a line each.
QString settingsOf(const Check &check);
/// All that it tells and asks.
QString textOf(const Placed<const Check *> &placed);
/// Run, and not only listed.
bool isRun(const Check &check);

} // namespace opsdeck
