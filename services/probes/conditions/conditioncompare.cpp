// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/domain/quantity.h"
#include "services/probes/conditions/conditionvalue.h"

#include <QCoreApplication>

#include <cmath>

namespace opsdeck {

namespace {

constexpr int kValueShown = 60;

class Compare
{
    Q_DECLARE_TR_FUNCTIONS(ConditionJudge)
};

/// A number with what it measures. Plain: whatever the other one is in.
struct Quantity
{
    enum class Measure { Plain, Time, Bytes };

    double number = 0; ///< time in milliseconds
    double plain = 0;  ///< as it was written, to be compared with plain numbers
    Measure measure = Measure::Plain;
    bool isComparableWithPlain = true;
};

std::optional<Quantity> quantityOfText(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (const auto number = conditionNumber(trimmed))
        return Quantity{*number, *number, Quantity::Measure::Plain, true};
    if (const auto time = durationFromText(trimmed))
        return Quantity{static_cast<double>(time->count()), 0, Quantity::Measure::Time, false};
    if (const auto bytes = bytesFromText(trimmed))
        return Quantity{static_cast<double>(*bytes), static_cast<double>(*bytes),
                        Quantity::Measure::Bytes, true};
    return std::nullopt;
}

bool decide(Comparator comparator, int order)
{
    switch (comparator) {
    case Comparator::Equal:
        return order == 0;
    case Comparator::NotEqual:
        return order != 0;
    case Comparator::Less:
        return order < 0;
    case Comparator::LessOrEqual:
        return order <= 0;
    case Comparator::Greater:
        return order > 0;
    case Comparator::GreaterOrEqual:
        break;
    }
    return order >= 0;
}

template <typename T>
int orderOf(T a, T b)
{
    return a < b ? -1 : b < a ? 1 : 0;
}

/// None when they measure different things.
std::optional<int> orderOf(const Quantity &a, const Quantity &b)
{
    using Measure = Quantity::Measure;
    if (a.measure == b.measure)
        return orderOf(a.number, b.number);
    if (a.measure == Measure::Plain)
        return b.isComparableWithPlain ? std::optional(orderOf(a.number, b.plain)) : std::nullopt;
    if (b.measure == Measure::Plain)
        return a.isComparableWithPlain ? std::optional(orderOf(a.plain, b.number)) : std::nullopt;
    return std::nullopt;
}

QString incomparable(const QString &a, const QString &b)
{
    return Compare::tr("'%1' and '%2' can't be compared")
        .arg(cleanText(a, kValueShown), cleanText(b, kValueShown));
}

template <typename Value>
std::optional<Quantity> quantityOf(const Value &value)
{
    if (value.kind == Value::Kind::Text)
        return quantityOfText(value.text);
    if (value.kind != Value::Kind::Number || std::isnan(value.number))
        return std::nullopt;
    if (value.unit == Value::TimeUnit::None)
        return Quantity{value.number, value.number, Quantity::Measure::Plain, true};
    const double factor = value.unit == Value::TimeUnit::InSeconds ? 1000 : 1;
    return Quantity{value.number * factor, value.number, Quantity::Measure::Time, true};
}

template <typename Value>
std::optional<qint64> wholeOf(const Value &value)
{
    if (value.kind == Value::Kind::Number)
        return value.whole;
    return value.kind == Value::Kind::Text ? conditionInteger(value.text.trimmed()) : std::nullopt;
}

} // namespace

tl::expected<bool, QString> ConditionJudge::compareText(const Value &value, Comparator comparator,
                                                        const ConditionText &text, bool isReversed)
{
    if (value.kind == Value::Kind::Null) {
        const bool asksForNull =
            !text.isQuoted && text.text == QLatin1String("null") && !isOrdering(comparator);
        if (!asksForNull)
            return tl::unexpected(Compare::tr("it is null"));
        return comparator == Comparator::Equal;
    }
    if (value.kind == Value::Kind::Number && std::isnan(value.number))
        return tl::unexpected(Compare::tr("it is not a number"));
    const auto decided = [&](int order) { return decide(comparator, isReversed ? -order : order); };
    const auto whole = wholeOf(value);
    const auto wantedWhole = text.isQuoted ? std::nullopt : conditionInteger(text.text);
    if (whole && wantedWhole && value.unit == Value::TimeUnit::None)
        return decided(orderOf(*whole, *wantedWhole));
    if (isOrdering(comparator) || (value.kind == Value::Kind::Number && !text.isQuoted)) {
        const auto found = quantityOf(value);
        const auto wanted = text.isQuoted ? std::nullopt : quantityOfText(text.text);
        if (found && wanted) {
            if (const auto order = orderOf(*found, *wanted))
                return decided(*order);
        }
        if (isOrdering(comparator) || wanted)
            return tl::unexpected(incomparable(value.text, text.text));
    }
    return (value.text == text.text) == (comparator == Comparator::Equal);
}

tl::expected<bool, QString> ConditionJudge::compare(const Value &left, Comparator comparator,
                                                    const Value &right)
{
    const bool leftIsNull = left.kind == Value::Kind::Null;
    const bool rightIsNull = right.kind == Value::Kind::Null;
    if (leftIsNull != rightIsNull || (leftIsNull && isOrdering(comparator)))
        return tl::unexpected(Compare::tr("one of them is null"));
    const bool areNumbers = left.kind == Value::Kind::Number && right.kind == Value::Kind::Number;
    if (left.unit == right.unit) {
        const auto a = wholeOf(left);
        const auto b = wholeOf(right);
        if (a && b)
            return decide(comparator, orderOf(*a, *b));
    }
    if (isOrdering(comparator) || areNumbers) {
        const auto a = quantityOf(left);
        const auto b = quantityOf(right);
        const auto order = a && b ? orderOf(*a, *b) : std::nullopt;
        if (!order)
            return tl::unexpected(incomparable(left.text, right.text));
        return decide(comparator, *order);
    }
    return (left.text == right.text) == (comparator == Comparator::Equal);
}

} // namespace opsdeck
