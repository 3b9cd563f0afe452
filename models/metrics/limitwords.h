// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

namespace opsdeck {

/// How a limit and what lies past it are told. `%` places are for lengths of time and values.
struct LimitWords
{
    QString was;     ///< past it, by an old value
    QString is;      ///< "above its limit for %1"
    QString pending; ///< "above %1 for %2 of %3": limit, time so far, time that it takes
};

LimitWords limitWords(const Threshold &threshold);
/// Of its line in a chart: "enter 500 ms for 2 min", "enter ≥ 3" when reaching it is enough.
QString limitLabel(const Threshold &threshold, Unit unit);

} // namespace opsdeck
