// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/sums.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace opsdeck::expressions {

void ExactSum::add(double value)
{
    const double next = sum + value;
    if (std::abs(sum) >= std::abs(value))
        lost += (sum - next) + value;
    else
        lost += (value - next) + sum;
    sum = next;
}

bool nanFirst(double a, double b)
{
    if (std::isnan(a))
        return !std::isnan(b);
    return a < b;
}

double quantileOf(double q, std::vector<double> &values)
{
    if (values.empty() || std::isnan(q))
        return std::numeric_limits<double>::quiet_NaN();
    if (q < 0)
        return -std::numeric_limits<double>::infinity();
    if (q > 1)
        return std::numeric_limits<double>::infinity();
    std::sort(values.begin(), values.end(), nanFirst);
    const auto count = static_cast<double>(values.size());
    const double rank = q * (count - 1);
    const double lower = std::max(0.0, std::floor(rank));
    const double upper = std::min(count - 1, lower + 1);
    const double weight = rank - std::floor(rank);
    return values[static_cast<std::size_t>(lower)] * (1 - weight)
           + values[static_cast<std::size_t>(upper)] * weight;
}

} // namespace opsdeck::expressions
