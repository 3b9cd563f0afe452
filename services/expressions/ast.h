// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/expressions/matcher.h"
#include "services/expressions/valuetype.h"

#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace opsdeck::expressions {

enum class BinaryOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Atan2,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
    Unless
};

enum class Aggregation {
    Sum,
    Avg,
    Min,
    Max,
    Count,
    Group,
    Stddev,
    Stdvar,
    Quantile,
    TopK,
    BottomK,
    CountValues
};

struct Function;
struct Node;
using NodePtr = std::shared_ptr<const Node>;

struct NumberNode
{
    double value = 0;
};

struct StringNode
{
    QString value;
};

/// An instant vector, or with `rangeMs` a range vector.
struct SelectorNode
{
    enum class Anchor { None, Time, Start, End };

    QString name; ///< the metric name before the braces; in `matchers` as well
    QList<Matcher> matchers;
    qint64 rangeMs = 0;
    qint64 offsetMs = 0;
    Anchor anchor = Anchor::None; ///< @
    qint64 anchorMs = 0;          ///< with Anchor::Time
};

struct CallNode
{
    const Function *function = nullptr;
    std::vector<NodePtr> arguments;
};

struct AggregateNode
{
    Aggregation operation = Aggregation::Sum;
    bool without = false;
    QStringList labels;
    NodePtr parameter; ///< null where the operation takes none
    NodePtr operand;
};

/// Which samples of two instant vectors belong together.
struct Matching
{
    enum class Cardinality { OneToOne, ManyToOne, OneToMany };

    bool stated = false; ///< on or ignoring is written
    bool on = false;
    QStringList labels;
    Cardinality cardinality = Cardinality::OneToOne;
    QStringList include; ///< taken over from the side of which there is one
};

struct BinaryNode
{
    BinaryOperator operation = BinaryOperator::Add;
    bool returnBool = false;
    int column = 1; ///< of the operator
    Matching matching;
    NodePtr left;
    NodePtr right;
};

struct UnaryNode
{
    bool negative = false;
    NodePtr operand;
};

struct ParenthesisNode
{
    NodePtr inner;
};

struct Node
{
    std::variant<NumberNode, StringNode, SelectorNode, CallNode, AggregateNode, BinaryNode,
                 UnaryNode, ParenthesisNode>
        part;
    ValueType type = ValueType::Scalar;
    int column = 1; ///< of its first character; of a binary operation, of its operator
    int depth = 1;
};

/// Without the parentheses around it.
const Node &bare(const Node &node);

bool isComparison(BinaryOperator operation);
bool isSetOperator(BinaryOperator operation);
/// Topk, bottomk, quantile and count_values.
bool takesParameter(Aggregation operation);

QString name(BinaryOperator operation);
QString name(Aggregation operation);
std::optional<Aggregation> aggregationNamed(const QString &word);
/// In words: "an instant vector".
QString inWords(ValueType type);

/// The expression as text in one form: parse() of it gives the same expression.
QString canonical(const Node &node);

} // namespace opsdeck::expressions
