// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/expressions/budget.h"
#include "services/expressions/expression.h"
#include "services/expressions/functions.h"
#include "services/expressions/steps.h"

namespace opsdeck::expressions {

/// One evaluation over a grid of steps: every part of the expression is worked once for all steps.
class Evaluation
{
public:
    Evaluation(const SeriesSource &source, const StepGrid &grid, const Limits &limits)
        : m_source(source)
        , m_grid(grid)
        , m_budget(limits)
    {}

    /// Of a scalar or an instant vector.
    Result<Table> table(const Node &node);
    /// Of a range vector, at the one step of the grid.
    Result<Matrix> ranges(const SelectorNode &selector);

private:
    Result<Table> made(const NumberNode &part);
    Result<Table> made(const StringNode &part);
    Result<Table> made(const SelectorNode &part);
    Result<Table> made(const CallNode &part);
    Result<Table> made(const AggregateNode &part);
    Result<Table> made(const BinaryNode &part);
    Result<Table> made(const UnaryNode &part);
    Result<Table> made(const ParenthesisNode &part);

    /// An instant vector, of the samples' values or of their times in seconds.
    Result<Table> instants(const SelectorNode &selector, bool times);
    Result<Table> overWindows(const CallNode &call);
    Result<Table> byElement(const CallNode &call);
    Result<Table> ofDates(const CallNode &call);
    Result<Table> ofVectors(const CallNode &call);
    /// What is left when the series of all windows are known: 1 where none has a value.
    Table absentWindows(const Table &present, const Node &selector) const;
    /// The points of one window of a series after the other.
    std::vector<StepPoint> windows(const Function &function, const SelectorNode &selector,
                                   const std::vector<Point> &points,
                                   const std::vector<std::vector<double>> &scalars,
                                   std::optional<Error> &error);

    /// The moment that a selector looks at from a step.
    qint64 momentOf(const SelectorNode &selector, int step) const;
    /// The selector's series over all steps, `backMs` further back than its moments.
    Result<std::vector<Series>> load(const SelectorNode &selector, qint64 backMs);

    const SeriesSource &m_source;
    StepGrid m_grid;
    Budget m_budget;
};

} // namespace opsdeck::expressions
