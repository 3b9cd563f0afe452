// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/expressions/ast.h"
#include "services/expressions/steps.h"

namespace opsdeck::expressions {

/// The groups that an aggregation makes of a table's series.
struct Grouping
{
    std::vector<Labels> labels; ///< of each group
    std::vector<int> groupOfSeries;
};

/// The labels of the group that a series belongs to.
Labels groupLabels(const AggregateNode &node, const Labels &labels);
Grouping grouping(const AggregateNode &node, const Table &table);

/// `parameter` holds one value a step where the operation takes a number.
Result<Table> aggregated(const AggregateNode &node, const Table &table,
                         const std::vector<double> &parameter, const StepGrid &grid);

// By file: what adds up, and what orders or counts values.
Result<Table> accumulated(const AggregateNode &node, const Table &table, const StepGrid &grid);
Result<Table> ranked(const AggregateNode &node, const Table &table,
                     const std::vector<double> &parameter, const StepGrid &grid);
Result<Table> quantiles(const AggregateNode &node, const Table &table,
                        const std::vector<double> &parameter, const StepGrid &grid);
Result<Table> countedValues(const AggregateNode &node, const Table &table, const StepGrid &grid);

} // namespace opsdeck::expressions
