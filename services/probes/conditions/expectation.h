// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <QString>

namespace opsdeck {

/// What a value should be: a text ("healthy"), or a comparison with a number ("< 15", ">= 0.5", "!=
/// 3").
class Expectation
{
public:
    enum class Verdict { Met, Broken, NotComparable };

    /// Config error when a comparison has no number.
    static Result<Expectation> parse(const QString &text);

    /// A comparison needs a number: NaN and other text are NotComparable.
    Verdict judge(const QString &value) const;
    Verdict judge(double value) const;

    bool isComparison() const { return m_operator != Operator::Text; }

    QString toString() const { return m_text; }

private:
    enum class Operator { Text, Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual };

    Operator m_operator = Operator::Text;
    double m_number = 0;
    QString m_text;
};

} // namespace opsdeck
