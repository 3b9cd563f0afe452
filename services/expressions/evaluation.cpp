// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/evaluation.h"

#include "services/expressions/aggregation.h"
#include "services/expressions/binaryoperators.h"
#include "services/expressions/expressionerrors.h"

#include <cmath>
#include <limits>
#include <unordered_set>

namespace opsdeck::expressions {

namespace {

/// Milliseconds since 1970 that a date is told of.
constexpr double kFarthestDate = 8e15;

double dateValue(DateFunction function, double secondsSince1970)
{
    if (!(std::abs(secondsSince1970) < kFarthestDate / 1000))
        return std::numeric_limits<double>::quiet_NaN();
    return function(QDateTime::fromSecsSinceEpoch(static_cast<qint64>(secondsSince1970), Qt::UTC));
}

qint64 samplesOf(const Table &table)
{
    qint64 count = 0;
    for (const StepSeries &series : table)
        count += static_cast<qint64>(series.points.size());
    return count;
}

} // namespace

Result<Table> Evaluation::table(const Node &node)
{
    auto made = std::visit([this](const auto &part) { return this->made(part); }, node.part);
    if (!made)
        return made;
    if (const auto error = m_budget.series(made->size()))
        return failure(*error);
    // Every step looks at every series, also where it has no value.
    if (const auto error = m_budget.visit(static_cast<qint64>(made->size()) * m_grid.count))
        return failure(*error);
    if (const auto error = m_budget.produce(samplesOf(*made)))
        return failure(*error);
    return made;
}

Result<Table> Evaluation::made(const NumberNode &part)
{
    StepSeries series;
    series.points.reserve(static_cast<std::size_t>(m_grid.count));
    for (int step = 0; step < m_grid.count; ++step)
        series.points.push_back({step, part.value});
    return Table{std::move(series)};
}

Result<Table> Evaluation::made(const StringNode &)
{
    return Table();
}

Result<Table> Evaluation::made(const SelectorNode &part)
{
    return instants(part, false);
}

Result<Table> Evaluation::made(const ParenthesisNode &part)
{
    return table(*part.inner);
}

Result<Table> Evaluation::made(const UnaryNode &part)
{
    auto values = table(*part.operand);
    if (!values || !part.negative)
        return values;
    std::unordered_set<Labels, LabelsHash> known;
    for (StepSeries &series : *values) {
        series.labels = series.labels.withoutName();
        if (!known.insert(series.labels).second)
            return failure(sameLabels(series.labels));
        for (StepPoint &point : series.points)
            point.value = -point.value;
    }
    return values;
}

Result<Table> Evaluation::made(const BinaryNode &part)
{
    auto left = table(*part.left);
    if (!left)
        return left;
    auto right = table(*part.right);
    if (!right)
        return right;
    return combinedTables(part, std::move(*left), std::move(*right), m_grid);
}

Result<Table> Evaluation::made(const AggregateNode &part)
{
    std::vector<double> parameter;
    if (part.parameter && part.parameter->type == ValueType::Scalar) {
        const auto values = table(*part.parameter);
        if (!values)
            return values;
        parameter = scalarValues(*values);
    }
    const auto operand = table(*part.operand);
    if (!operand)
        return operand;
    return aggregated(part, *operand, parameter, m_grid);
}

Result<Table> Evaluation::made(const CallNode &part)
{
    const Function &function = *part.function;
    if (function.window)
        return overWindows(part);
    if (function.element)
        return byElement(part);
    if (function.date)
        return ofDates(part);
    return ofVectors(part);
}

Result<Table> Evaluation::byElement(const CallNode &call)
{
    auto values = table(*call.arguments.front());
    if (!values)
        return values;
    std::vector<std::vector<double>> scalars;
    for (std::size_t i = 1; i < call.arguments.size(); ++i) {
        const auto scalar = table(*call.arguments[i]);
        if (!scalar)
            return scalar;
        scalars.push_back(scalarValues(*scalar));
    }
    std::vector<double> others(scalars.size());
    TableBuilder builder;
    for (const StepSeries &series : *values) {
        std::vector<StepPoint> points;
        points.reserve(series.points.size());
        for (const StepPoint &point : series.points) {
            for (std::size_t i = 0; i < scalars.size(); ++i)
                others[i] = scalars[i][static_cast<std::size_t>(point.step)];
            if (const auto value = call.function->element(point.value, others))
                points.push_back({point.step, *value});
        }
        const Labels labels = series.labels.withoutName();
        if (!builder.addSeries(labels, std::move(points)))
            return failure(sameLabels(labels));
    }
    return builder.take();
}

Result<Table> Evaluation::ofDates(const CallNode &call)
{
    const DateFunction function = call.function->date;
    if (call.arguments.empty()) {
        StepSeries now;
        for (int step = 0; step < m_grid.count; ++step)
            now.points.push_back(
                {step, dateValue(function, static_cast<double>(m_grid.at(step) / 1000))});
        return Table{std::move(now)};
    }
    auto values = table(*call.arguments.front());
    if (!values)
        return values;
    TableBuilder builder;
    for (StepSeries &series : *values) {
        for (StepPoint &point : series.points)
            point.value = dateValue(function, point.value);
        const Labels labels = series.labels.withoutName();
        if (!builder.addSeries(labels, std::move(series.points)))
            return failure(sameLabels(labels));
    }
    return builder.take();
}

Result<Table> Evaluation::ofVectors(const CallNode &call)
{
    std::vector<Table> tables;
    for (const NodePtr &argument : call.arguments) {
        if (argument->type == ValueType::String) {
            tables.emplace_back();
            continue;
        }
        const auto *selector = std::get_if<SelectorNode>(&bare(*argument).part);
        // A selector's samples have times of their own; of all else the time is the step's.
        const bool ownTimes = call.function->ofTimestamps && selector;
        auto values = ownTimes ? instants(*selector, true) : table(*argument);
        if (!values)
            return values;
        if (call.function->ofTimestamps && !ownTimes) {
            for (StepSeries &series : *values) {
                for (StepPoint &point : series.points)
                    point.value = static_cast<double>(m_grid.at(point.step)) / 1000;
            }
        }
        tables.push_back(std::move(*values));
    }
    Arguments arguments{call, std::move(tables), m_grid};
    return call.function->vector(arguments);
}

} // namespace opsdeck::expressions
