// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/conditionrules.h"

#include "services/domain/quantity.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <utility>

namespace opsdeck {

namespace {

using Kind = ConditionOperand::Kind;
using Function = ConditionOperand::Function;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(Condition)
};

bool isFunctionOfTexts(const ConditionOperand &operand)
{
    return operand.kind == Kind::Pattern || operand.kind == Kind::AnyOf;
}

bool isOneOf(const QString &text, std::initializer_list<const char *> words)
{
    return std::any_of(words.begin(), words.end(),
                       [&](const char *word) { return text == QLatin1String(word); });
}

/// What is wrong with comparing `operand` with the fixed value `value`; empty: nothing.
QString mismatch(const ConditionOperand &operand, const ConditionText &value, bool isOrder)
{
    const QString shown = value.text.left(40);
    const bool isTime = durationFromText(value.text).has_value();
    const bool isNumber = conditionNumber(value.text).has_value();
    if (operand.function == Function::Has)
        return isOneOf(value.text, {"true", "false"})
                   ? QString()
                   : Text::tr("has() is true or false, not '%1'").arg(shown);
    if (operand.function == Function::Len)
        return conditionInteger(value.text)
                   ? QString()
                   : Text::tr("len() is a whole number, '%1' is none").arg(shown);
    switch (operand.place) {
    case ConditionPlace::Status:
        return conditionInteger(value.text)
                   ? QString()
                   : Text::tr(
                         "[STATUS] is a number: '%1' is none; write [STATUS] >= 500 or pat(5*)")
                         .arg(shown);
    case ConditionPlace::Connected:
        return isOneOf(value.text, {"true", "false"})
                   ? QString()
                   : Text::tr("[CONNECTED] is true or false, not '%1'").arg(shown);
    case ConditionPlace::ResponseTime:
        return isTime || isNumber ? QString()
                                  : Text::tr("[RESPONSE_TIME] is compared with milliseconds (500) "
                                             "or a duration (500ms, 2s), not '%1'")
                                        .arg(shown);
    case ConditionPlace::CertificateExpiration:
        // A bare 21 would be milliseconds to some and days to others.
        return isTime || value.text == QLatin1String("0")
                   ? QString()
                   : Text::tr("[CERTIFICATE_EXPIRATION] is compared with a duration such as 48h or "
                              "21d, not '%1'")
                         .arg(shown);
    default:
        break;
    }
    if (isOrder && (value.isQuoted || (!isTime && !isNumber && !bytesFromText(value.text))))
        return Text::
            tr("'%1' has no order; write a number, a duration (500ms, 48h, 21d) or a size (64MiB)")
                .arg(shown);
    return {};
}

} // namespace

std::optional<ConditionFault> conditionMistake(const CheckCondition &condition)
{
    const ConditionOperand &left = condition.left;
    const ConditionOperand &right = condition.right;
    const auto fault = [](const QString &message) { return ConditionFault{message, {}, {}}; };
    if (left.kind != Kind::Place && right.kind != Kind::Place) {
        QStringList places;
        for (int place = 0; place <= static_cast<int>(ConditionPlace::Sample); ++place)
            places << toWord(static_cast<ConditionPlace>(place));
        return ConditionFault{Text::tr("nothing of the answer is looked at; begin with a "
                                       "placeholder such as [STATUS] or [BODY].state."),
                              left.written, places};
    }
    const bool isOrder = isOrdering(condition.comparator);
    if (isOrder && (isFunctionOfTexts(left) || isFunctionOfTexts(right)))
        return fault(Text::tr("any() and pat() stand behind == and != only"));
    for (const auto &[place, other] : {std::pair(&left, &right), std::pair(&right, &left)}) {
        if (place->kind != Kind::Place)
            continue;
        if (isOrder && place->function == Function::Has)
            return fault(Text::tr("has() is true or false: it has no order"));
        if (isOrder && place->function == Function::None
            && (place->place == ConditionPlace::Connected || place->place == ConditionPlace::Ip
                || place->place == ConditionPlace::DnsRcode))
            return fault(
                Text::tr("%1 has no order; compare it with == or !=").arg(toWord(place->place)));
        if (other->kind != Kind::Text && other->kind != Kind::AnyOf)
            continue;
        for (const ConditionText &value : other->values) {
            const QString wrong = value.text.contains(QLatin1String("${"))
                                      ? QString()
                                      : mismatch(*place, value, isOrder);
            if (!wrong.isEmpty())
                return fault(wrong);
        }
    }
    return std::nullopt;
}

std::optional<qint64> conditionInteger(const QString &text)
{
    const bool isNegative = text.startsWith(QLatin1Char('-'));
    const QString digits = isNegative ? text.mid(1) : text;
    for (const auto &[prefix, base] :
         {std::pair("0x", 16), std::pair("0o", 8), std::pair("0b", 2)}) {
        if (!digits.startsWith(QLatin1String(prefix), Qt::CaseInsensitive))
            continue;
        bool isGood = false;
        const qint64 value = digits.mid(2).toLongLong(&isGood, base);
        return isGood && value >= 0 ? std::optional(isNegative ? -value : value) : std::nullopt;
    }
    bool isGood = false;
    const qint64 value = text.toLongLong(&isGood);
    return isGood ? std::optional(value) : std::nullopt;
}

std::optional<double> conditionNumber(const QString &text)
{
    if (const auto whole = conditionInteger(text))
        return static_cast<double>(*whole);
    bool isGood = false;
    const double value = text.toDouble(&isGood);
    return isGood && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace opsdeck
