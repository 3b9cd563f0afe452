// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/functions.h"
#include "services/expressions/sums.h"

#include <cmath>

namespace opsdeck::expressions {

namespace {

using Answer = std::optional<double>;

Answer average(const Window &window)
{
    ExactSum mean;
    double count = 0;
    for (const Point &point : window.points) {
        ++count;
        if (std::isinf(mean.sum)) {
            // An infinite mean stays, but for the other infinity and for NaN.
            if (std::isinf(point.v) && (mean.sum > 0) == (point.v > 0))
                continue;
            if (!std::isinf(point.v) && !std::isnan(point.v))
                continue;
        }
        mean.add(point.v / count - mean.sum / count);
    }
    return std::isinf(mean.sum) ? mean.sum : mean.total();
}

Answer sum(const Window &window)
{
    ExactSum all;
    for (const Point &point : window.points)
        all.add(point.v);
    return std::isinf(all.sum) ? all.sum : all.total();
}

Answer count(const Window &window)
{
    return static_cast<double>(window.points.size());
}

Answer last(const Window &window)
{
    return window.points.back().v;
}

Answer present(const Window &)
{
    return 1;
}

Answer maximum(const Window &window)
{
    double most = window.points.front().v;
    for (const Point &point : window.points) {
        if (point.v > most || std::isnan(most))
            most = point.v;
    }
    return most;
}

Answer minimum(const Window &window)
{
    double least = window.points.front().v;
    for (const Point &point : window.points) {
        if (point.v < least || std::isnan(least))
            least = point.v;
    }
    return least;
}

double variance(const Window &window)
{
    double number = 0;
    ExactSum mean;
    ExactSum squares;
    for (const Point &point : window.points) {
        ++number;
        const double delta = point.v - mean.total();
        mean.add(delta / number);
        squares.add(delta * (point.v - mean.total()));
    }
    return squares.total() / number;
}

Answer standardVariance(const Window &window)
{
    return variance(window);
}

Answer standardDeviation(const Window &window)
{
    return std::sqrt(variance(window));
}

Answer quantile(const Window &window)
{
    std::vector<double> values;
    values.reserve(window.points.size());
    for (const Point &point : window.points)
        values.push_back(point.v);
    return quantileOf(window.scalars[0], values);
}

Answer resets(const Window &window)
{
    double number = 0;
    double previous = window.points.front().v;
    for (const Point &point : window.points) {
        number += point.v < previous;
        previous = point.v;
    }
    return number;
}

Answer changes(const Window &window)
{
    double number = 0;
    double previous = window.points.front().v;
    for (const Point &point : window.points) {
        number += point.v != previous && !(std::isnan(point.v) && std::isnan(previous));
        previous = point.v;
    }
    return number;
}

Function row(const char *name, WindowFunction window)
{
    Function function;
    function.name = name;
    function.arguments = {ValueType::RangeVector};
    function.window = window;
    return function;
}

} // namespace

std::vector<Function> overTimeFunctions()
{
    Function quantiles = row("quantile_over_time", quantile);
    quantiles.arguments = {ValueType::Scalar, ValueType::RangeVector};
    Function lasts = row("last_over_time", last);
    lasts.keepsName = true;
    return {row("avg_over_time", average),
            row("sum_over_time", sum),
            row("count_over_time", count),
            row("min_over_time", minimum),
            row("max_over_time", maximum),
            row("stddev_over_time", standardDeviation),
            row("stdvar_over_time", standardVariance),
            row("present_over_time", present),
            row("absent_over_time", present), // what is absent is told when all series are known
            row("changes", changes),
            row("resets", resets),
            lasts,
            quantiles};
}

} // namespace opsdeck::expressions
