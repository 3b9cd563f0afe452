// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/expressionerrors.h"
#include "services/expressions/parser.h"

#include <cmath>

namespace opsdeck::expressions {

namespace {

using L1 = QLatin1String;

/// Seconds either side of 1970 that @ takes: far beyond any sample, far within 64 bits of
/// milliseconds.
constexpr double kFarthestAnchor = 1e13;

QString selectorWanted()
{
    return Words::tr("a selector");
}

} // namespace

Parser::MutableNode Parser::selector()
{
    const int column = peek().column;
    SelectorNode node;
    if (peek().kind == TokenKind::Word)
        node.name = take().text;
    if (takeIf(L1("{"))) {
        while (!takeIf(L1("}"))) {
            if (!matcher(node))
                return nullptr;
            if (!takeIf(L1(",")) && !peek().is(L1("}"))) {
                expected(Words::tr("',' or '}'"));
                return nullptr;
            }
        }
    }
    if (!node.name.isEmpty())
        node.matchers.append(*Matcher::make(kNameLabel, MatchKind::Equal, node.name));
    return made(Node{std::move(node), ValueType::Vector, column, 1});
}

bool Parser::matcher(SelectorNode &selector)
{
    if (peek().kind != TokenKind::Word || !isLabelName(peek().text)) {
        expected(Words::tr("a label's name or '}'"));
        return false;
    }
    const Token name = take();
    MatchKind kind = MatchKind::Equal;
    if (peek().is(L1("!=")))
        kind = MatchKind::NotEqual;
    else if (peek().is(L1("=~")))
        kind = MatchKind::Fits;
    else if (peek().is(L1("!~")))
        kind = MatchKind::FitsNot;
    else if (!peek().is(L1("="))) {
        expected(Words::tr("'=', '!=', '=~' or '!~'"));
        return false;
    }
    take();
    if (peek().kind != TokenKind::String) {
        expected(Words::tr("a value in quotes"));
        return false;
    }
    const Token value = take();
    auto matcher = Matcher::make(name.text, kind, value.text);
    if (!matcher) {
        Error error = matcher.error();
        error.message =
            Words::tr("Column %1: %2").arg(QString::number(value.column), error.message);
        fail(error);
        return false;
    }
    selector.matchers.append(std::move(*matcher));
    return true;
}

bool Parser::suffixes(const MutableNode &node)
{
    for (;;) {
        if (peek().is(L1("["))) {
            if (!range(*node))
                return false;
        } else if (peek().isWord(L1("offset"))) {
            if (!offset(*node))
                return false;
        } else if (peek().is(L1("@"))) {
            if (!anchor(*node))
                return false;
        } else {
            return true;
        }
    }
}

bool Parser::range(Node &node)
{
    const Token bracket = take();
    if (peek().kind != TokenKind::Duration) {
        expected(Words::tr("a duration such as 5m"));
        return false;
    }
    const qint64 duration = take().durationMs;
    if (peek().is(L1(":"))) {
        fail(needsServer(bracket.column, Words::tr("a subquery")));
        return false;
    }
    if (!expect(L1("]")))
        return false;
    auto *selector = std::get_if<SelectorNode>(&node.part);
    if (!selector || selector->rangeMs > 0) {
        fail(syntaxError(bracket.column, Words::tr("only an instant selector takes a range")));
        return false;
    }
    if (selector->offsetMs != 0 || selector->anchor != SelectorNode::Anchor::None) {
        fail(syntaxError(bracket.column, Words::tr("the range comes before offset and @")));
        return false;
    }
    selector->rangeMs = duration;
    node.type = ValueType::RangeVector;
    return true;
}

bool Parser::offset(Node &node)
{
    const Token keyword = take();
    const bool negative = takeIf(L1("-"));
    if (peek().kind != TokenKind::Duration) {
        expected(Words::tr("a duration such as 5m"));
        return false;
    }
    const qint64 duration = take().durationMs;
    auto *selector = std::get_if<SelectorNode>(&node.part);
    if (!selector) {
        fail(syntaxError(keyword.column, Words::tr("offset comes after %1").arg(selectorWanted())));
        return false;
    }
    if (selector->offsetMs != 0) {
        fail(syntaxError(keyword.column, Words::tr("a selector takes one offset")));
        return false;
    }
    selector->offsetMs = negative ? -duration : duration;
    return true;
}

bool Parser::anchor(Node &node)
{
    const Token sign = take();
    auto *selector = std::get_if<SelectorNode>(&node.part);
    if (!selector) {
        fail(syntaxError(sign.column, Words::tr("@ comes after %1").arg(selectorWanted())));
        return false;
    }
    if (selector->anchor != SelectorNode::Anchor::None) {
        fail(syntaxError(sign.column, Words::tr("a selector takes one @")));
        return false;
    }
    if (peek().isWord(L1("start")) || peek().isWord(L1("end"))) {
        selector->anchor =
            take().isWord(L1("start")) ? SelectorNode::Anchor::Start : SelectorNode::Anchor::End;
        return expect(L1("(")) && expect(L1(")"));
    }
    const bool negative = peek().is(L1("-"));
    if (negative || peek().is(L1("+")))
        take();
    if (peek().kind != TokenKind::Number) {
        expected(Words::tr("a time in seconds, start() or end()"));
        return false;
    }
    const Token time = take();
    const double seconds = negative ? -time.number : time.number;
    if (!(std::abs(seconds) <= kFarthestAnchor)) {
        fail(limitError(Words::tr("Column %1: the time %2 is out of bounds for @.")
                            .arg(QString::number(time.column), time.text),
                        Words::tr("Write seconds since 1970.")));
        return false;
    }
    selector->anchor = SelectorNode::Anchor::Time;
    selector->anchorMs = static_cast<qint64>(std::round(seconds * 1000));
    return true;
}

} // namespace opsdeck::expressions
