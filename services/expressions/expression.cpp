// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/expression.h"

#include "services/expressions/evaluation.h"
#include "services/expressions/expressionerrors.h"
#include "services/expressions/lexer.h"
#include "services/expressions/parser.h"

#include <algorithm>

namespace opsdeck::expressions {

namespace {

/// Either side of 1970, in milliseconds: room for every offset and range within 64 bits.
constexpr qint64 kFarthestMoment = 1'000'000'000'000'000'000;

std::optional<Error> outOfBounds(qint64 atMs)
{
    if (atMs >= -kFarthestMoment && atMs <= kFarthestMoment)
        return std::nullopt;
    return limitError(Words::tr("The time %1 is out of bounds.").arg(atMs),
                      Words::tr("Give milliseconds since 1970."));
}

Vector vectorOf(const Table &table)
{
    Vector vector;
    vector.reserve(table.size());
    for (const StepSeries &series : table)
        vector.push_back({series.labels, series.points.front().value});
    return vector;
}

Result<StepGrid> gridOf(qint64 fromMs, qint64 toMs, qint64 stepMs, const Limits &limits)
{
    for (const qint64 moment : {fromMs, toMs}) {
        if (const auto error = outOfBounds(moment))
            return failure(*error);
    }
    if (stepMs <= 0 || toMs < fromMs)
        return failure(argumentError(
            0,
            Words::tr(
                "A range of time ends where it begins or later, and has a step of more than 0.")));
    const qint64 count = (toMs - fromMs) / stepMs + 1;
    if (count > limits.steps)
        return failure(limitError(Words::tr("The range has %1 steps, more than %2.")
                                      .arg(QString::number(count), QString::number(limits.steps)),
                                  Words::tr("Ask for a shorter time, or for a longer step.")));
    return StepGrid{fromMs, stepMs, static_cast<int>(count), toMs};
}

} // namespace

Result<Expression> parse(const QString &text, const Limits &limits)
{
    if (text.size() > limits.textLength)
        return failure(
            limitError(Words::tr("An expression of %1 characters is longer than %2.")
                           .arg(QString::number(text.size()), QString::number(limits.textLength)),
                       Words::tr("Write a shorter one.")));
    auto words = tokens(text);
    if (!words)
        return failure(words.error());
    const auto root = Parser(std::move(*words), limits).run();
    if (!root)
        return failure(root.error());
    if (const auto fault = typeFault(**root))
        return failure(*fault);
    return Expression(*root);
}

Result<Value> evaluate(const Expression &expression, const SeriesSource &source, qint64 atMs,
                       const Limits &limits)
{
    if (const auto error = outOfBounds(atMs))
        return failure(*error);
    const Node &root = bare(expression.root());
    if (root.type == ValueType::String)
        return Value(std::get<StringNode>(root.part).value);
    Evaluation evaluation(source, StepGrid{atMs, 1, 1, atMs}, limits);
    if (root.type == ValueType::RangeVector) {
        auto matrix = evaluation.ranges(std::get<SelectorNode>(root.part));
        if (!matrix)
            return failure(matrix.error());
        return Value(std::move(*matrix));
    }
    const auto table = evaluation.table(root);
    if (!table)
        return failure(table.error());
    if (root.type == ValueType::Scalar)
        return Value(table->front().points.front().value);
    return Value(vectorOf(*table));
}

Result<Matrix> evaluateRange(const Expression &expression, const SeriesSource &source,
                             qint64 fromMs, qint64 toMs, qint64 stepMs, const Limits &limits)
{
    const auto grid = gridOf(fromMs, toMs, stepMs, limits);
    if (!grid)
        return failure(grid.error());
    if (expression.type() != ValueType::Scalar && expression.type() != ValueType::Vector)
        return failure(typeError(
            1, Words::tr("only scalars and instant vectors have a value at every step, not %1")
                   .arg(inWords(expression.type()))));
    const auto table = Evaluation(source, *grid, limits).table(expression.root());
    if (!table)
        return failure(table.error());
    Matrix matrix;
    matrix.reserve(table->size());
    for (const StepSeries &series : *table) {
        Series made{series.labels, {}};
        made.points.reserve(series.points.size());
        for (const StepPoint &point : series.points)
            made.points.push_back({grid->at(point.step), point.value});
        matrix.push_back(std::move(made));
    }
    std::sort(matrix.begin(), matrix.end(),
              [](const Series &a, const Series &b) { return compare(a.labels, b.labels) < 0; });
    return matrix;
}

} // namespace opsdeck::expressions
