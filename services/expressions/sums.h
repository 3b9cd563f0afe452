// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace opsdeck::expressions {

/// A sum with what was lost in rounding kept beside it (Kahan, Neumaier's form).
struct ExactSum
{
    double sum = 0;
    double lost = 0;

    void add(double value);

    double total() const { return sum + lost; }
};

/// By linear interpolation between neighbours; NaN counts as the least. NaN of no values or of NaN;
/// below 0 -Inf, above 1 +Inf. Orders the values.
double quantileOf(double q, std::vector<double> &values);

/// NaN before every number.
bool nanFirst(double a, double b);

} // namespace opsdeck::expressions
