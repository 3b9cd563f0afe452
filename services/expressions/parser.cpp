// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/parser.h"

#include "services/expressions/expressionerrors.h"
#include "services/expressions/functions.h"

#include <algorithm>

namespace opsdeck::expressions {

namespace {

using L1 = QLatin1String;

/// Above every operator that binds less than a sign: -a ^ b is -(a ^ b), -a * b is (-a) * b.
constexpr int kPowerRank = 6;

} // namespace

Parser::Parser(std::vector<Token> tokens, const Limits &limits)
    : m_tokens(std::move(tokens))
    , m_limits(limits)
{}

const Token &Parser::peek(std::size_t ahead) const
{
    return m_tokens[std::min(m_at + ahead, m_tokens.size() - 1)];
}

Token Parser::take()
{
    const Token token = peek();
    if (m_at + 1 < m_tokens.size())
        ++m_at;
    return token;
}

bool Parser::takeIf(QLatin1String sign)
{
    const bool is = peek().is(sign);
    if (is)
        take();
    return is;
}

bool Parser::takeWordIf(QLatin1String word)
{
    const bool is = peek().isWord(word);
    if (is)
        take();
    return is;
}

void Parser::fail(Error error)
{
    if (!m_error)
        m_error = std::move(error);
}

void Parser::expected(const QString &what)
{
    const Token &token = peek();
    QString found = Words::tr("the end");
    if (token.kind == TokenKind::String)
        found = quoted(token.text);
    else if (token.kind != TokenKind::End)
        found = u'\'' + token.text + u'\'';
    fail(syntaxError(token.column, Words::tr("expected %1, found %2").arg(what, found)));
}

bool Parser::expect(QLatin1String sign)
{
    if (takeIf(sign))
        return true;
    expected(u'\'' + QString(sign) + u'\'');
    return false;
}

Error Parser::tooDeep(int column) const
{
    return limitError(Words::tr("The expression nests more than %1 deep at column %2.")
                          .arg(QString::number(m_limits.depth), QString::number(column)),
                      Words::tr("Take it apart."));
}

Result<NodePtr> Parser::run()
{
    NodePtr node;
    if (peek().kind == TokenKind::End)
        fail(syntaxError(1, Words::tr("expected an expression, found nothing")));
    else
        node = expression(1);
    if (node && peek().kind != TokenKind::End)
        expected(Words::tr("an operator or the end"));
    if (m_error)
        return failure(*m_error);
    return node;
}

Parser::MutableNode Parser::made(Node node)
{
    if (node.depth > m_limits.depth) {
        fail(tooDeep(node.column));
        return nullptr;
    }
    return std::make_shared<Node>(std::move(node));
}

std::optional<Parser::Operator> Parser::binaryOperator() const
{
    static const QHash<QString, Operator> kOperators{
        {QStringLiteral("or"), {BinaryOperator::Or, 1, false}},
        {QStringLiteral("and"), {BinaryOperator::And, 2, false}},
        {QStringLiteral("unless"), {BinaryOperator::Unless, 2, false}},
        {QStringLiteral("=="), {BinaryOperator::Equal, 3, false}},
        {QStringLiteral("!="), {BinaryOperator::NotEqual, 3, false}},
        {QStringLiteral("<"), {BinaryOperator::Less, 3, false}},
        {QStringLiteral("<="), {BinaryOperator::LessOrEqual, 3, false}},
        {QStringLiteral(">"), {BinaryOperator::Greater, 3, false}},
        {QStringLiteral(">="), {BinaryOperator::GreaterOrEqual, 3, false}},
        {QStringLiteral("+"), {BinaryOperator::Add, 4, false}},
        {QStringLiteral("-"), {BinaryOperator::Subtract, 4, false}},
        {QStringLiteral("*"), {BinaryOperator::Multiply, 5, false}},
        {QStringLiteral("/"), {BinaryOperator::Divide, 5, false}},
        {QStringLiteral("%"), {BinaryOperator::Modulo, 5, false}},
        {QStringLiteral("atan2"), {BinaryOperator::Atan2, 5, false}},
        {QStringLiteral("^"), {BinaryOperator::Power, kPowerRank, true}}};
    const Token &token = peek();
    if (token.kind != TokenKind::Sign && token.kind != TokenKind::Word)
        return std::nullopt;
    const auto found = kOperators.constFind(token.text.toLower());
    return found == kOperators.cend() ? std::nullopt : std::optional(*found);
}

NodePtr Parser::expression(int leastRank)
{
    // What calls itself is counted here; a chain of operators by its nodes, in made().
    if (++m_depth > m_limits.depth) {
        fail(tooDeep(peek().column));
        return nullptr;
    }
    NodePtr left = operand();
    while (left) {
        const auto next = binaryOperator();
        if (!next || next->rank < leastRank) {
            --m_depth;
            return left;
        }
        const int column = take().column;
        BinaryNode binary;
        binary.operation = next->operation;
        binary.column = column;
        if (!matching(binary))
            return nullptr;
        const NodePtr right = expression(next->rank + (next->fromRight ? 0 : 1));
        if (!right)
            return nullptr;
        binary.left = left;
        binary.right = right;
        const ValueType type = left->type == ValueType::Scalar && right->type == ValueType::Scalar
                                   ? ValueType::Scalar
                                   : ValueType::Vector;
        const int depth = 1 + std::max(left->depth, right->depth);
        left = made(Node{std::move(binary), type, column, depth});
    }
    return nullptr;
}

bool Parser::matching(BinaryNode &node)
{
    node.returnBool = takeWordIf(L1("bool"));
    Matching &matching = node.matching;
    if (!peek().isWord(L1("on")) && !peek().isWord(L1("ignoring")))
        return true;
    matching.stated = true;
    matching.on = take().isWord(L1("on"));
    if (!labelList(matching.labels))
        return false;
    const bool left = peek().isWord(L1("group_left"));
    if (!left && !peek().isWord(L1("group_right")))
        return true;
    take();
    matching.cardinality =
        left ? Matching::Cardinality::ManyToOne : Matching::Cardinality::OneToMany;
    return !peek().is(L1("(")) || labelList(matching.include);
}

bool Parser::labelList(QStringList &labels)
{
    if (!expect(L1("(")))
        return false;
    while (!takeIf(L1(")"))) {
        if (peek().kind != TokenKind::Word || !isLabelName(peek().text)) {
            expected(labels.isEmpty() ? Words::tr("a label's name or ')'")
                                      : Words::tr("a label's name"));
            return false;
        }
        labels.append(take().text);
        if (!takeIf(L1(",")) && !peek().is(L1(")"))) {
            expected(Words::tr("',' or ')'"));
            return false;
        }
    }
    return true;
}

NodePtr Parser::operand()
{
    NodePtr node;
    if (peek().is(L1("-")) || peek().is(L1("+"))) {
        node = unary();
    } else if (const MutableNode first = primary(); first && suffixes(first)) {
        node = first;
    }
    return node;
}

NodePtr Parser::unary()
{
    const Token sign = take();
    const NodePtr inner = expression(kPowerRank);
    if (!inner)
        return nullptr;
    const bool negative = sign.text == u'-';
    if (const auto *number = std::get_if<NumberNode>(&inner->part))
        return made(Node{NumberNode{negative ? -number->value : number->value}, ValueType::Scalar,
                         sign.column, 1});
    return made(Node{UnaryNode{negative, inner}, inner->type, sign.column, inner->depth + 1});
}

Parser::MutableNode Parser::primary()
{
    const Token &token = peek();
    switch (token.kind) {
    case TokenKind::Number: {
        const Token number = take();
        return made(Node{NumberNode{number.number}, ValueType::Scalar, number.column, 1});
    }
    case TokenKind::String: {
        const Token string = take();
        return made(Node{StringNode{string.text}, ValueType::String, string.column, 1});
    }
    case TokenKind::Word:
        return word();
    case TokenKind::Sign:
        if (token.is(L1("(")))
            return parenthesis();
        if (token.is(L1("{")))
            return selector();
        break;
    case TokenKind::Duration:
    case TokenKind::End:
        break;
    }
    expected(Words::tr("an expression"));
    return nullptr;
}

Parser::MutableNode Parser::parenthesis()
{
    const int column = take().column;
    const NodePtr inner = expression(1);
    if (!inner || !expect(L1(")")))
        return nullptr;
    return made(Node{ParenthesisNode{inner}, inner->type, column, inner->depth + 1});
}

Parser::MutableNode Parser::word()
{
    const Token name = peek();
    const Token &next = peek(1);
    if (const auto operation = aggregationNamed(name.text)) {
        if (next.is(L1("(")) || next.isWord(L1("by")) || next.isWord(L1("without")))
            return aggregate(*operation);
        return selector();
    }
    for (const L1 reserved :
         {L1("bool"), L1("on"), L1("ignoring"), L1("group_left"), L1("group_right"), L1("atan2")}) {
        if (name.isWord(reserved)) {
            expected(Words::tr("an expression"));
            return nullptr;
        }
    }
    if (!next.is(L1("(")))
        return selector();
    return call(name);
}

bool Parser::arguments(std::vector<NodePtr> &list)
{
    if (!expect(L1("(")))
        return false;
    if (takeIf(L1(")")))
        return true;
    for (;;) {
        const NodePtr argument = expression(1);
        if (!argument)
            return false;
        list.push_back(argument);
        if (takeIf(L1(")")))
            return true;
        if (!takeIf(L1(","))) {
            expected(Words::tr("',' or ')'"));
            return false;
        }
    }
}

Parser::MutableNode Parser::call(const Token &name)
{
    const Function *function = functionNamed(name.text);
    if (!function) {
        fail(syntaxError(name.column, Words::tr("there is no function %1()").arg(name.text)));
        return nullptr;
    }
    if (function->needsServer) {
        fail(needsServer(name.column, Words::tr("the function %1()").arg(name.text)));
        return nullptr;
    }
    take();
    CallNode call;
    call.function = function;
    if (!arguments(call.arguments))
        return nullptr;
    int depth = 1;
    for (const NodePtr &argument : call.arguments)
        depth = std::max(depth, argument->depth + 1);
    return made(Node{std::move(call), function->result, name.column, depth});
}

Parser::MutableNode Parser::aggregate(Aggregation operation)
{
    const Token name = take();
    AggregateNode node;
    node.operation = operation;
    bool grouped = false;
    const auto modifier = [&] {
        if (grouped || (!peek().isWord(L1("by")) && !peek().isWord(L1("without"))))
            return true;
        grouped = true;
        node.without = take().isWord(L1("without"));
        return labelList(node.labels);
    };
    std::vector<NodePtr> list;
    if (!modifier() || !arguments(list) || !modifier())
        return nullptr;
    const std::size_t wanted = takesParameter(operation) ? 2 : 1;
    if (list.size() != wanted) {
        fail(typeError(name.column,
                       Words::tr("%1 takes %2 arguments, not %3")
                           .arg(name.text, QString::number(wanted), QString::number(list.size()))));
        return nullptr;
    }
    node.operand = list.back();
    if (wanted == 2)
        node.parameter = list.front();
    const int depth = 1 + std::max(list.front()->depth, list.back()->depth);
    return made(Node{std::move(node), ValueType::Vector, name.column, depth});
}

} // namespace opsdeck::expressions
