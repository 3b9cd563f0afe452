// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/conditions/conditionjudge.h"

namespace opsdeck {

/// What a placeholder stands for.
struct ConditionJudge::Value
{
    enum class Kind { Null, Text, Number, Flag, Json };
    enum class TimeUnit { None, InMilliseconds, InSeconds };

    Kind kind = Kind::Text;
    QString text;  ///< as it is compared
    QString shown; ///< empty: the text
    double number = 0;
    std::optional<qint64> whole;
    TimeUnit unit = TimeUnit::None;

    static Value ofText(const QString &text)
    {
        return {Kind::Text, text, {}, 0, {}, TimeUnit::None};
    }

    static Value ofWhole(qint64 number)
    {
        return {Kind::Number, QString::number(number), {}, static_cast<double>(number),
                number,       TimeUnit::None};
    }

    static Value ofTime(double milliseconds, const QString &shown)
    {
        return {Kind::Number, QString::number(milliseconds, 'g', 15),
                shown,        milliseconds,
                {},           TimeUnit::InMilliseconds};
    }

    static Value ofFlag(bool flag)
    {
        return {Kind::Flag,    flag ? QStringLiteral("true") : QStringLiteral("false"), {}, 0, {},
                TimeUnit::None};
    }
};

} // namespace opsdeck
