// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/ast.h"

#include "services/expressions/expressionerrors.h"

#include <array>

namespace opsdeck::expressions {

namespace {

constexpr std::array<const char *, 16> kOperators{
    "+", "-", "*", "/", "%", "^", "atan2", "==", "!=", "<", "<=", ">", ">=", "and", "or", "unless"};
constexpr std::array<const char *, 12> kAggregations{
    "sum",    "avg",    "min",      "max",  "count",   "group",
    "stddev", "stdvar", "quantile", "topk", "bottomk", "count_values"};

} // namespace

const Node &bare(const Node &node)
{
    const Node *inner = &node;
    while (const auto *parenthesis = std::get_if<ParenthesisNode>(&inner->part))
        inner = parenthesis->inner.get();
    return *inner;
}

bool isComparison(BinaryOperator operation)
{
    return operation >= BinaryOperator::Equal && operation <= BinaryOperator::GreaterOrEqual;
}

bool isSetOperator(BinaryOperator operation)
{
    return operation >= BinaryOperator::And;
}

bool takesParameter(Aggregation operation)
{
    return operation >= Aggregation::Quantile;
}

QString name(BinaryOperator operation)
{
    return QLatin1String(kOperators.at(static_cast<std::size_t>(operation)));
}

QString name(Aggregation operation)
{
    return QLatin1String(kAggregations.at(static_cast<std::size_t>(operation)));
}

std::optional<Aggregation> aggregationNamed(const QString &word)
{
    for (std::size_t i = 0; i < kAggregations.size(); ++i) {
        if (word.compare(QLatin1String(kAggregations[i]), Qt::CaseInsensitive) == 0)
            return static_cast<Aggregation>(i);
    }
    return std::nullopt;
}

QString inWords(ValueType type)
{
    switch (type) {
    case ValueType::Scalar:
        return Words::tr("a scalar");
    case ValueType::Vector:
        return Words::tr("an instant vector");
    case ValueType::RangeVector:
        return Words::tr("a range vector");
    case ValueType::String:
        break;
    }
    return Words::tr("a string");
}

} // namespace opsdeck::expressions
