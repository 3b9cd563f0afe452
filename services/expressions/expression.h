// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/expressions/ast.h"
#include "services/expressions/limits.h"
#include "services/expressions/series.h"

namespace opsdeck::expressions {

/// An expression in PromQL's syntax, as Prometheus 2.42 understands it: parsed, of sound types,
/// ready to be evaluated. A value type; copies share.
class Expression
{
public:
    explicit Expression(NodePtr root)
        : m_root(std::move(root))
    {}

    const Node &root() const { return *m_root; }

    ValueType type() const { return m_root->type; }

    /// In one form; parse() of it gives the same expression.
    QString text() const { return canonical(*m_root); }

private:
    NodePtr m_root;
};

// Results are those of Prometheus 2.42, also where a later one gives others (a sum without
// compensation, atan2 keeps the name). Meant to be different: the parameter of an aggregation of a
// selector with @ counts at every step, not at the first one only; a date of NaN is NaN; a bucket
// whose bound is NaN is left out. Which of equal samples topk and sort put first is open in both.

/// Faults: see expressionerrors.h. What only a server can do is told apart from what nobody
/// understands.
Result<Expression> parse(const QString &text, const Limits &limits = {});

/// The value at one moment, milliseconds since 1970 UTC. An instant vector holds samples up to five
/// minutes old; a range vector those of [t - range, t].
Result<Value> evaluate(const Expression &expression, const SeriesSource &source, qint64 atMs,
                       const Limits &limits = {});

/// The values at fromMs, fromMs + stepMs, … up to toMs, in the order of their labels; only of
/// scalars and instant vectors. Asks the source once a selector. Equal to evaluate() at each step,
/// but for what a range query alone refuses: series that a function of a range makes equal are an
/// error even where they never have a value at the same step.
Result<Matrix> evaluateRange(const Expression &expression, const SeriesSource &source,
                             qint64 fromMs, qint64 toMs, qint64 stepMs, const Limits &limits = {});

} // namespace opsdeck::expressions
