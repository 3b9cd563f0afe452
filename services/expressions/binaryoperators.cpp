// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/binaryoperators.h"

#include "services/expressions/functions.h"

#include <cmath>

namespace opsdeck::expressions {

namespace {

Table scalars(const BinaryNode &node, Table left, const Table &right)
{
    const std::vector<double> others = scalarValues(right);
    for (StepPoint &point : left.front().points) {
        const Combined result =
            combined(node.operation, point.value, others[static_cast<std::size_t>(point.step)]);
        // Of two scalars a comparison says 0 or 1, always.
        point.value = isComparison(node.operation) ? result.keep : result.value;
    }
    return left;
}

Result<Table> vectorAndScalar(const BinaryNode &node, Table vector, const Table &scalar,
                              bool scalarIsLeft)
{
    const std::vector<double> others = scalarValues(scalar);
    const bool withoutName = dropsName(node.operation) || node.returnBool;
    TableBuilder builder;
    for (StepSeries &series : vector) {
        std::vector<StepPoint> points;
        points.reserve(series.points.size());
        for (const StepPoint &point : series.points) {
            const double other = others[static_cast<std::size_t>(point.step)];
            Combined result = scalarIsLeft ? combined(node.operation, other, point.value)
                                           : combined(node.operation, point.value, other);
            if (node.returnBool)
                result = {result.keep ? 1.0 : 0.0, true};
            else if (isComparison(node.operation))
                result.value = point.value;
            if (result.keep)
                points.push_back({point.step, result.value});
        }
        if (points.empty())
            continue;
        const Labels labels = withoutName ? series.labels.withoutName() : series.labels;
        if (!builder.addSeries(labels, std::move(points)))
            return failure(sameLabels(labels));
    }
    return builder.take();
}

} // namespace

Combined combined(BinaryOperator operation, double left, double right)
{
    switch (operation) {
    case BinaryOperator::Add:
        return {left + right};
    case BinaryOperator::Subtract:
        return {left - right};
    case BinaryOperator::Multiply:
        return {left * right};
    case BinaryOperator::Divide:
        return {left / right};
    case BinaryOperator::Modulo:
        return {std::fmod(left, right)};
    case BinaryOperator::Power:
        return {std::pow(left, right)};
    case BinaryOperator::Atan2:
        return {std::atan2(left, right)};
    case BinaryOperator::Equal:
        return {left, left == right};
    case BinaryOperator::NotEqual:
        return {left, left != right};
    case BinaryOperator::Less:
        return {left, left < right};
    case BinaryOperator::LessOrEqual:
        return {left, left <= right};
    case BinaryOperator::Greater:
        return {left, left > right};
    case BinaryOperator::GreaterOrEqual:
        return {left, left >= right};
    case BinaryOperator::And:
    case BinaryOperator::Or:
    case BinaryOperator::Unless:
        break;
    }
    return {left, false};
}

bool dropsName(BinaryOperator operation)
{
    return operation <= BinaryOperator::Power;
}

Signatures signatures(const Matching &matching, const Table &left, const Table &right)
{
    Signatures made;
    std::unordered_map<Labels, int, LabelsHash> known;
    const auto number = [&](const Labels &labels) {
        Labels key = matching.on ? labels.only(matching.labels)
                                 : labels.without(matching.labels).withoutName();
        return known.try_emplace(std::move(key), static_cast<int>(known.size())).first->second;
    };
    for (const StepSeries &series : left)
        made.left.push_back(number(series.labels));
    for (const StepSeries &series : right)
        made.right.push_back(number(series.labels));
    made.count = static_cast<int>(known.size());
    return made;
}

Result<Table> combinedTables(const BinaryNode &node, Table left, Table right, const StepGrid &grid)
{
    const bool leftScalar = node.left->type == ValueType::Scalar;
    const bool rightScalar = node.right->type == ValueType::Scalar;
    if (leftScalar && rightScalar)
        return scalars(node, std::move(left), right);
    if (leftScalar)
        return vectorAndScalar(node, std::move(right), left, true);
    if (rightScalar)
        return vectorAndScalar(node, std::move(left), right, false);
    if (isSetOperator(node.operation))
        return combinedSets(node, left, right, grid);
    return matchedVectors(node, left, right, grid);
}

} // namespace opsdeck::expressions
