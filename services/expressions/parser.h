// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/expressions/ast.h"
#include "services/expressions/limits.h"
#include "services/expressions/token.h"

namespace opsdeck::expressions {

/// Reads one expression of tokens. Types are set, but not judged: see typeError().
class Parser
{
public:
    Parser(std::vector<Token> tokens, const Limits &limits);
    Result<NodePtr> run();

private:
    using MutableNode = std::shared_ptr<Node>;

    struct Operator
    {
        BinaryOperator operation;
        int rank;
        bool fromRight;
    };

    // Everything that returns a node returns null after a failure, which is in m_error.
    NodePtr expression(int leastRank);
    NodePtr operand();
    NodePtr unary();
    MutableNode primary();
    MutableNode word();
    MutableNode call(const Token &name);
    MutableNode aggregate(Aggregation operation);
    MutableNode selector();
    MutableNode parenthesis();
    MutableNode made(Node node);
    bool suffixes(const MutableNode &node);
    bool range(Node &node);
    bool offset(Node &node);
    bool anchor(Node &node);
    bool matcher(SelectorNode &selector);
    bool arguments(std::vector<NodePtr> &list);
    bool matching(BinaryNode &node);
    bool labelList(QStringList &labels);
    std::optional<Operator> binaryOperator() const;

    const Token &peek(std::size_t ahead = 0) const;
    Token take();
    bool takeIf(QLatin1String sign);
    bool takeWordIf(QLatin1String word);
    bool expect(QLatin1String sign);
    void expected(const QString &what);
    void fail(Error error);
    Error tooDeep(int column) const;

    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    int m_depth = 0;
    Limits m_limits;
    std::optional<Error> m_error;
};

/// What is wrong with the types of an expression's parts.
std::optional<Error> typeFault(const Node &node);

} // namespace opsdeck::expressions
