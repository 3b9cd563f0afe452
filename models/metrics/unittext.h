// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

namespace opsdeck {

/// A value for people: "42 ms", "1.34 s", "1.8 GB", "97 %", "435", "6.1 /s"; "–" for NaN. No-break
/// space before the unit.
QString unitText(double value, Unit unit);

} // namespace opsdeck
