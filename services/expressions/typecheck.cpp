// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/expressionerrors.h"
#include "services/expressions/functions.h"
#include "services/expressions/parser.h"

namespace opsdeck::expressions {

namespace {

using Fault = std::optional<Error>;

Fault wants(const Node &node, ValueType type, const QString &where)
{
    if (Fault fault = typeFault(node))
        return fault;
    if (node.type == type)
        return {};
    return typeError(
        node.column,
        Words::tr("%1 takes %2, not %3").arg(where, inWords(type), inWords(node.type)));
}

Fault faultOf(const NumberNode &, const Node &)
{
    return {};
}

Fault faultOf(const StringNode &, const Node &)
{
    return {};
}

Fault faultOf(const ParenthesisNode &part, const Node &)
{
    return typeFault(*part.inner);
}

Fault faultOf(const UnaryNode &part, const Node &node)
{
    if (Fault fault = typeFault(*part.operand))
        return fault;
    const ValueType type = part.operand->type;
    if (type == ValueType::Scalar || type == ValueType::Vector)
        return {};
    return typeError(node.column,
                     Words::tr("a sign goes before a scalar or an instant vector, not before %1")
                         .arg(inWords(type)));
}

Fault faultOf(const SelectorNode &part, const Node &node)
{
    if (!part.name.isEmpty()) {
        for (qsizetype i = 0; i + 1 < part.matchers.size(); ++i) {
            if (part.matchers.at(i).name() == kNameLabel)
                return syntaxError(node.column,
                                   Words::tr("the metric's name is given twice: %1 and %2")
                                       .arg(part.name, part.matchers.at(i).value()));
        }
        return {};
    }
    for (const Matcher &matcher : part.matchers) {
        const auto fitsNothing = matcher.matches(QString());
        if (!fitsNothing)
            return fitsNothing.error();
        if (!*fitsNothing)
            return {};
    }
    return typeError(node.column, Words::tr("this selector fits every series"),
                     Words::tr("Name a metric, or give a label that is not empty."));
}

Fault faultOf(const CallNode &part, const Node &node)
{
    const Function &function = *part.function;
    const auto given = static_cast<int>(part.arguments.size());
    const auto known = static_cast<int>(function.arguments.size());
    const int least = known - std::abs(function.optional);
    const bool tooMany = function.optional >= 0 && given > known;
    if (given < least || tooMany) {
        const QString wanted = function.optional == 0 ? QString::number(known)
                               : tooMany              ? Words::tr("at most %1").arg(known)
                                                      : Words::tr("at least %1").arg(least);
        return typeError(node.column,
                         Words::tr("%1() takes %2 arguments, not %3")
                             .arg(QLatin1String(function.name), wanted, QString::number(given)));
    }
    for (int i = 0; i < given; ++i) {
        const ValueType type = function.arguments[static_cast<std::size_t>(std::min(i, known - 1))];
        if (Fault fault = wants(*part.arguments[static_cast<std::size_t>(i)], type,
                                QLatin1String(function.name) + QStringLiteral("()")))
            return fault;
    }
    return {};
}

Fault faultOf(const AggregateNode &part, const Node &)
{
    if (Fault fault = wants(*part.operand, ValueType::Vector, name(part.operation)))
        return fault;
    if (!part.parameter)
        return {};
    return wants(*part.parameter,
                 part.operation == Aggregation::CountValues ? ValueType::String : ValueType::Scalar,
                 Words::tr("the parameter of %1").arg(name(part.operation)));
}

/// What on, ignoring and the group modifiers may not say.
Fault faultOfMatching(const BinaryNode &part, const Node &node)
{
    const Matching &matching = part.matching;
    const bool vectors =
        part.left->type == ValueType::Vector && part.right->type == ValueType::Vector;
    if (!vectors && !matching.labels.isEmpty())
        return typeError(node.column,
                         Words::tr("on and ignoring go between two instant vectors only"));
    for (const QString &label : matching.labels) {
        if (matching.on && matching.include.contains(label))
            return typeError(
                node.column,
                Words::tr("the label %1 is in on and in the group modifier").arg(label));
    }
    if (vectors && isSetOperator(part.operation)
        && matching.cardinality != Matching::Cardinality::OneToOne)
        return typeError(
            node.column,
            Words::tr("%1 takes neither group_left nor group_right").arg(name(part.operation)));
    return {};
}

Fault faultOf(const BinaryNode &part, const Node &node)
{
    for (const Node *side : {part.left.get(), part.right.get()}) {
        if (Fault fault = typeFault(*side))
            return fault;
        if (side->type != ValueType::Scalar && side->type != ValueType::Vector)
            return typeError(side->column, Words::tr("%1 takes scalars and instant vectors, not %2")
                                               .arg(name(part.operation), inWords(side->type)));
    }
    if (part.returnBool && !isComparison(part.operation))
        return typeError(node.column, Words::tr("bool goes with comparisons only"));
    const bool scalars =
        part.left->type == ValueType::Scalar && part.right->type == ValueType::Scalar;
    if (scalars && isComparison(part.operation) && !part.returnBool)
        return typeError(node.column, Words::tr("a comparison of two scalars needs bool"),
                         Words::tr("Write '%1 bool'.").arg(name(part.operation)));
    const bool anyScalar =
        part.left->type == ValueType::Scalar || part.right->type == ValueType::Scalar;
    if (anyScalar && isSetOperator(part.operation))
        return typeError(
            node.column,
            Words::tr("%1 takes two instant vectors, no scalar").arg(name(part.operation)));
    return faultOfMatching(part, node);
}

} // namespace

std::optional<Error> typeFault(const Node &node)
{
    return std::visit([&](const auto &part) { return faultOf(part, node); }, node.part);
}

} // namespace opsdeck::expressions
