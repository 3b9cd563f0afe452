// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/selectors.h"

namespace opsdeck::expressions {

namespace {

/// An expression's depth has a limit, so this has, too.
struct Collector
{
    std::vector<SelectorNode> found;

    void operator()(const NumberNode &) {}

    void operator()(const StringNode &) {}

    void operator()(const SelectorNode &part) { found.push_back(part); }

    void operator()(const CallNode &part)
    {
        for (const NodePtr &argument : part.arguments)
            visit(argument);
    }

    void operator()(const AggregateNode &part)
    {
        visit(part.parameter);
        visit(part.operand);
    }

    void operator()(const BinaryNode &part)
    {
        visit(part.left);
        visit(part.right);
    }

    void operator()(const UnaryNode &part) { visit(part.operand); }

    void operator()(const ParenthesisNode &part) { visit(part.inner); }

    void visit(const NodePtr &node)
    {
        if (node)
            std::visit(*this, node->part);
    }
};

} // namespace

std::vector<SelectorNode> selectorsOf(const Expression &expression)
{
    Collector collector;
    std::visit(collector, expression.root().part);
    return std::move(collector.found);
}

} // namespace opsdeck::expressions
