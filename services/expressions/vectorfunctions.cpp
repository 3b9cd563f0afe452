// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/functions.h"
#include "services/expressions/sums.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace opsdeck::expressions {

namespace {

template <typename F>
Table scalarTable(const StepGrid &grid, F valueAt)
{
    StepSeries series;
    series.points.reserve(static_cast<std::size_t>(grid.count));
    for (int step = 0; step < grid.count; ++step)
        series.points.push_back({step, valueAt(step)});
    return {std::move(series)};
}

Result<Table> time(Arguments &arguments)
{
    const StepGrid &grid = arguments.grid;
    return scalarTable(grid, [&](int step) { return static_cast<double>(grid.at(step)) / 1000; });
}

Result<Table> pi(Arguments &arguments)
{
    return scalarTable(arguments.grid, [](int) { return std::numbers::pi; });
}

Result<Table> vector(Arguments &arguments)
{
    return std::move(arguments.tables[0]);
}

Result<Table> scalar(Arguments &arguments)
{
    StepReader reader(arguments.tables[0]);
    return scalarTable(arguments.grid, [&](int step) {
        const auto samples = reader.at(step);
        return samples.size() == 1 ? samples.front().value
                                   : std::numeric_limits<double>::quiet_NaN();
    });
}

/// The order counts at one moment only; NaN comes last either way.
Result<Table> sorted(Arguments &arguments, bool descending)
{
    Table table = std::move(arguments.tables[0]);
    if (arguments.grid.count == 1) {
        std::stable_sort(table.begin(), table.end(), [=](const StepSeries &a, const StepSeries &b) {
            const double left = a.points.front().value;
            const double right = b.points.front().value;
            if (std::isnan(left) || std::isnan(right))
                return !std::isnan(left) && std::isnan(right);
            return descending ? left > right : left < right;
        });
    }
    return table;
}

Result<Table> ascending(Arguments &arguments)
{
    return sorted(arguments, false);
}

Result<Table> descending(Arguments &arguments)
{
    return sorted(arguments, true);
}

Result<Table> absent(Arguments &arguments)
{
    StepReader reader(arguments.tables[0]);
    StepSeries series;
    series.labels = labelsOfAbsent(*arguments.call.arguments[0]);
    for (int step = 0; step < arguments.grid.count; ++step) {
        if (reader.at(step).empty())
            series.points.push_back({step, 1});
    }
    return series.points.empty() ? Table() : Table{std::move(series)};
}

/// The samples' times come as its argument's values.
Result<Table> timestamp(Arguments &arguments)
{
    TableBuilder builder;
    for (StepSeries &series : arguments.tables[0]) {
        const Labels labels = series.labels.withoutName();
        if (!builder.addSeries(labels, std::move(series.points)))
            return failure(sameLabels(labels));
    }
    return builder.take();
}

Function row(const char *name, std::vector<ValueType> types, VectorFunction vector,
             ValueType result = ValueType::Vector)
{
    Function function;
    function.name = name;
    function.arguments = std::move(types);
    function.vector = vector;
    function.result = result;
    return function;
}

} // namespace

Labels labelsOfAbsent(const Node &node)
{
    const auto *selector = std::get_if<SelectorNode>(&bare(node).part);
    if (!selector)
        return {};
    Labels labels;
    QStringList seen;
    for (const Matcher &matcher : selector->matchers) {
        if (matcher.name() == kNameLabel)
            continue;
        if (matcher.kind() == MatchKind::Equal && !seen.contains(matcher.name())) {
            labels = labels.with(matcher.name(), matcher.value());
            seen.append(matcher.name());
        } else {
            labels = labels.without({matcher.name()});
        }
    }
    return labels;
}

std::vector<Function> vectorFunctions()
{
    Function timestamps = row("timestamp", {ValueType::Vector}, timestamp);
    timestamps.ofTimestamps = true;
    return {row("time", {}, time, ValueType::Scalar),
            row("pi", {}, pi, ValueType::Scalar),
            row("vector", {ValueType::Scalar}, vector),
            row("scalar", {ValueType::Vector}, scalar, ValueType::Scalar),
            row("sort", {ValueType::Vector}, ascending),
            row("sort_desc", {ValueType::Vector}, descending),
            row("absent", {ValueType::Vector}, absent),
            timestamps};
}

} // namespace opsdeck::expressions
