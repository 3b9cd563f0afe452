// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/aggregation.h"

#include "services/expressions/functions.h"

#include <cmath>

namespace opsdeck::expressions {

namespace {

struct Group
{
    int place = -1;
    int step = -1; ///< of what follows
    double value = 0;
    double mean = 0;
    double count = 0;
};

void begin(Group &group, Aggregation operation, int step, double value)
{
    group.step = step;
    group.mean = value;
    group.count = 1;
    switch (operation) {
    case Aggregation::Stddev:
    case Aggregation::Stdvar:
        group.value = 0;
        break;
    case Aggregation::Group:
        group.value = 1;
        break;
    default:
        group.value = value;
    }
}

void addToMean(Group &group, double value)
{
    ++group.count;
    if (std::isinf(group.mean)) {
        // An infinite mean stays, but for the other infinity and for NaN.
        if (std::isinf(value) && (group.mean > 0) == (value > 0))
            return;
        if (!std::isinf(value) && !std::isnan(value))
            return;
    }
    group.mean += value / group.count - group.mean / group.count;
}

void add(Group &group, Aggregation operation, double value)
{
    switch (operation) {
    case Aggregation::Sum:
        group.value += value;
        break;
    case Aggregation::Avg:
        addToMean(group, value);
        break;
    case Aggregation::Min:
        if (group.value > value || std::isnan(group.value))
            group.value = value;
        break;
    case Aggregation::Max:
        if (group.value < value || std::isnan(group.value))
            group.value = value;
        break;
    case Aggregation::Count:
        ++group.count;
        break;
    case Aggregation::Stddev:
    case Aggregation::Stdvar: {
        ++group.count;
        const double delta = value - group.mean;
        group.mean += delta / group.count;
        group.value += delta * (value - group.mean);
        break;
    }
    default:
        break;
    }
}

double result(const Group &group, Aggregation operation)
{
    switch (operation) {
    case Aggregation::Avg:
        return group.mean;
    case Aggregation::Count:
        return group.count;
    case Aggregation::Stdvar:
        return group.value / group.count;
    case Aggregation::Stddev:
        return std::sqrt(group.value / group.count);
    default:
        return group.value;
    }
}

} // namespace

Labels groupLabels(const AggregateNode &node, const Labels &labels)
{
    if (node.without)
        return labels.without(node.labels).withoutName();
    return labels.only(node.labels);
}

Grouping grouping(const AggregateNode &node, const Table &table)
{
    Grouping made;
    std::unordered_map<Labels, int, LabelsHash> groups;
    made.groupOfSeries.reserve(table.size());
    for (const StepSeries &series : table) {
        Labels labels = groupLabels(node, series.labels);
        const auto [found, isNew] =
            groups.try_emplace(labels, static_cast<int>(made.labels.size()));
        made.groupOfSeries.push_back(found->second);
        if (isNew)
            made.labels.push_back(std::move(labels));
    }
    return made;
}

Result<Table> accumulated(const AggregateNode &node, const Table &table, const StepGrid &grid)
{
    const Grouping groups = grouping(node, table);
    std::vector<Group> states(groups.labels.size());
    std::vector<std::size_t> present;
    TableBuilder builder;
    StepReader reader(table);
    for (int step = 0; step < grid.count; ++step) {
        present.clear();
        for (const StepSample &sample : reader.at(step)) {
            const auto index = static_cast<std::size_t>(
                groups.groupOfSeries[static_cast<std::size_t>(sample.series)]);
            Group &group = states[index];
            if (group.step != step) {
                begin(group, node.operation, step, sample.value);
                present.push_back(index);
            } else {
                add(group, node.operation, sample.value);
            }
        }
        for (const std::size_t index : present) {
            Group &group = states[index];
            if (group.place < 0)
                group.place = builder.place(groups.labels[index]);
            builder.add(group.place, step, result(group, node.operation));
        }
    }
    return builder.take();
}

Result<Table> aggregated(const AggregateNode &node, const Table &table,
                         const std::vector<double> &parameter, const StepGrid &grid)
{
    switch (node.operation) {
    case Aggregation::TopK:
    case Aggregation::BottomK:
        return ranked(node, table, parameter, grid);
    case Aggregation::Quantile:
        return quantiles(node, table, parameter, grid);
    case Aggregation::CountValues:
        return countedValues(node, table, grid);
    default:
        return accumulated(node, table, grid);
    }
}

} // namespace opsdeck::expressions
