// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

#include <QStringList>

namespace opsdeck {

/// Lines and labels of a value axis: from `minimum` to `maximum` in whole steps.
struct ValueAxis
{
    double minimum = 0;
    double maximum = 1;
    double step = 1;

    /// From below; at most 13, and none of an axis without a step.
    QList<double> ticks() const;
};

/// From `lowest` to `highest` widened to round numbers, zero-based unless the unit forbids it. A
/// flat line has air around it. What is counted has no step below one.
ValueAxis niceAxis(double lowest, double highest, Unit unit, int steps = 4);

/// The words beside the ticks: one unit for all of them, as many decimals as the step needs; no two
/// are the same.
QStringList tickTexts(const ValueAxis &axis, Unit unit);

} // namespace opsdeck
