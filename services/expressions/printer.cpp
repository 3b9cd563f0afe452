// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/ast.h"
#include "services/expressions/functions.h"
#include "services/expressions/numbers.h"

namespace opsdeck::expressions {

namespace {

QString listed(const QStringList &labels)
{
    return QStringLiteral(" (%1)").arg(labels.join(QStringLiteral(", ")));
}

QString form(const NumberNode &node)
{
    return numberForm(node.value);
}

QString form(const StringNode &node)
{
    return quoted(node.value);
}

QString form(const SelectorNode &node)
{
    QStringList parts;
    for (const Matcher &matcher : node.matchers) {
        if (node.name.isEmpty() || matcher.name() != kNameLabel)
            parts.append(matcher.text());
    }
    parts.sort();
    QString text = node.name;
    if (!parts.isEmpty() || node.name.isEmpty())
        text += u'{' + parts.join(u',') + u'}';
    if (node.rangeMs > 0)
        text += u'[' + durationForm(node.rangeMs) + u']';
    switch (node.anchor) {
    case SelectorNode::Anchor::None:
        break;
    case SelectorNode::Anchor::Time:
        text += QStringLiteral(" @ ")
                + QString::number(static_cast<double>(node.anchorMs) / 1000, 'f', 3);
        break;
    case SelectorNode::Anchor::Start:
        text += QStringLiteral(" @ start()");
        break;
    case SelectorNode::Anchor::End:
        text += QStringLiteral(" @ end()");
        break;
    }
    if (node.offsetMs != 0)
        text += QStringLiteral(" offset ") + (node.offsetMs < 0 ? QStringLiteral("-") : QString())
                + durationForm(qAbs(node.offsetMs));
    return text;
}

QString form(const CallNode &node)
{
    QStringList arguments;
    for (const NodePtr &argument : node.arguments)
        arguments.append(canonical(*argument));
    return QLatin1String(node.function->name) + u'(' + arguments.join(QStringLiteral(", ")) + u')';
}

QString form(const AggregateNode &node)
{
    QString text = name(node.operation);
    if (node.without)
        text += QStringLiteral(" without") + listed(node.labels) + u' ';
    else if (!node.labels.isEmpty())
        text += QStringLiteral(" by") + listed(node.labels) + u' ';
    text += u'(';
    if (node.parameter)
        text += canonical(*node.parameter) + QStringLiteral(", ");
    return text + canonical(*node.operand) + u')';
}

QString form(const BinaryNode &node)
{
    QString text = canonical(*node.left) + u' ' + name(node.operation);
    if (node.returnBool)
        text += QStringLiteral(" bool");
    const Matching &matching = node.matching;
    if (matching.stated) {
        text += (matching.on ? QStringLiteral(" on") : QStringLiteral(" ignoring"))
                + listed(matching.labels);
        if (matching.cardinality == Matching::Cardinality::ManyToOne)
            text += QStringLiteral(" group_left") + listed(matching.include);
        else if (matching.cardinality == Matching::Cardinality::OneToMany)
            text += QStringLiteral(" group_right") + listed(matching.include);
    }
    return text + u' ' + canonical(*node.right);
}

QString form(const UnaryNode &node)
{
    return (node.negative ? QStringLiteral("-") : QStringLiteral("+")) + canonical(*node.operand);
}

QString form(const ParenthesisNode &node)
{
    return u'(' + canonical(*node.inner) + u')';
}

} // namespace

QString canonical(const Node &node)
{
    return std::visit([](const auto &part) { return form(part); }, node.part);
}

} // namespace opsdeck::expressions
