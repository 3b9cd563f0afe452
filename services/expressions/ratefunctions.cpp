// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/functions.h"
#include "services/expressions/sums.h"

#include <cmath>
#include <limits>

namespace opsdeck::expressions {

namespace {

using Answer = std::optional<double>;

double seconds(qint64 milliseconds)
{
    return static_cast<double>(milliseconds) / 1000;
}

/// What happened between the first and the last point, stretched to the ends of the window: to
/// an end itself when that is hardly further than one more point would be, by half the distance of
/// points otherwise, and never back to before a counter was 0.
Answer extrapolated(const Window &window, bool isCounter, bool perSecond)
{
    const auto points = window.points;
    if (points.size() < 2)
        return std::nullopt;
    double result = points.back().v - points.front().v;
    if (isCounter) {
        double previous = points.front().v;
        for (const Point &point : points.subspan(1)) {
            if (point.v < previous)
                result += previous;
            previous = point.v;
        }
    }
    double toStart = seconds(points.front().t - window.startMs);
    const double toEnd = seconds(window.endMs - points.back().t);
    const double sampled = seconds(points.back().t - points.front().t);
    const double distance = sampled / static_cast<double>(points.size() - 1);
    if (isCounter && result > 0 && points.front().v >= 0)
        toStart = std::min(toStart, sampled * (points.front().v / result));
    const double threshold = distance * 1.1;
    double stretched = sampled;
    stretched += toStart < threshold ? toStart : distance / 2;
    stretched += toEnd < threshold ? toEnd : distance / 2;
    double factor = stretched / sampled;
    if (perSecond)
        factor /= window.rangeSeconds();
    return result * factor;
}

Answer rate(const Window &window)
{
    return extrapolated(window, true, true);
}

Answer increase(const Window &window)
{
    return extrapolated(window, true, false);
}

Answer delta(const Window &window)
{
    return extrapolated(window, false, false);
}

/// Of the last two points alone.
Answer atOnce(const Window &window, bool isRate)
{
    if (window.points.size() < 2)
        return std::nullopt;
    const Point &last = window.points.back();
    const Point &previous = window.points[window.points.size() - 2];
    const bool reset = isRate && last.v < previous.v;
    const double result = reset ? last.v : last.v - previous.v;
    return isRate ? result / seconds(last.t - previous.t) : result;
}

Answer instantRate(const Window &window)
{
    return atOnce(window, true);
}

Answer instantDelta(const Window &window)
{
    return atOnce(window, false);
}

/// The slope of the line that fits best, by least squares.
Answer derivative(const Window &window)
{
    const auto points = window.points;
    if (points.size() < 2)
        return std::nullopt;
    ExactSum x;
    ExactSum y;
    ExactSum xy;
    ExactSum xx;
    bool constant = true;
    for (const Point &point : points) {
        constant = constant && (&point == &points.front() || point.v == points.front().v);
        const double at = seconds(point.t - points.front().t);
        x.add(at);
        y.add(point.v);
        xy.add(at * point.v);
        xx.add(at * at);
    }
    if (constant)
        return std::isinf(points.front().v) ? std::numeric_limits<double>::quiet_NaN() : 0;
    const auto count = static_cast<double>(points.size());
    const double covariance = xy.total() - x.total() * y.total() / count;
    const double variance = xx.total() - x.total() * x.total() / count;
    return covariance / variance;
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

std::vector<Function> rateFunctions()
{
    return {row("rate", rate),         row("increase", increase),   row("delta", delta),
            row("irate", instantRate), row("idelta", instantDelta), row("deriv", derivative)};
}

} // namespace opsdeck::expressions
