// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/conditions/expectation.h"

#include <QCoreApplication>

#include <array>
#include <cmath>
#include <utility>

namespace opsdeck {

Result<Expectation> Expectation::parse(const QString &text)
{
    static constexpr std::array<std::pair<QLatin1String, Operator>, 6> kOperators{{
        {QLatin1String("<="), Operator::LessOrEqual},
        {QLatin1String(">="), Operator::GreaterOrEqual},
        {QLatin1String("=="), Operator::Equal},
        {QLatin1String("!="), Operator::NotEqual},
        {QLatin1String("<"), Operator::Less},
        {QLatin1String(">"), Operator::Greater},
    }};
    Expectation expectation;
    expectation.m_text = text.trimmed();
    for (const auto &[sign, comparison] : kOperators) {
        if (!expectation.m_text.startsWith(sign))
            continue;
        bool isNumber = false;
        expectation.m_number = expectation.m_text.mid(sign.size()).trimmed().toDouble(&isNumber);
        if (!isNumber || std::isnan(expectation.m_number))
            return failure(
                ErrorKind::Config,
                QCoreApplication::translate("Expectation", "'%1' compares with no number.")
                    .arg(expectation.m_text),
                QCoreApplication::translate("Expectation", "Try: a form like '< 15'."));
        expectation.m_operator = comparison;
        break;
    }
    return expectation;
}

Expectation::Verdict Expectation::judge(const QString &value) const
{
    bool isNumber = false;
    const double number = value.toDouble(&isNumber);
    if (m_operator != Operator::Text)
        return isNumber ? judge(number) : Verdict::NotComparable;
    if (value == m_text)
        return Verdict::Met;
    bool expectsNumber = false;
    const double expected = m_text.toDouble(&expectsNumber);
    return isNumber && expectsNumber && number == expected ? Verdict::Met : Verdict::Broken;
}

Expectation::Verdict Expectation::judge(double value) const
{
    if (std::isnan(value))
        return Verdict::NotComparable;
    bool isMet = false;
    switch (m_operator) {
    case Operator::Text: {
        bool expectsNumber = false;
        isMet = value == m_text.toDouble(&expectsNumber) && expectsNumber;
        break;
    }
    case Operator::Less:
        isMet = value < m_number;
        break;
    case Operator::LessOrEqual:
        isMet = value <= m_number;
        break;
    case Operator::Greater:
        isMet = value > m_number;
        break;
    case Operator::GreaterOrEqual:
        isMet = value >= m_number;
        break;
    case Operator::Equal:
        isMet = value == m_number;
        break;
    case Operator::NotEqual:
        isMet = value != m_number;
        break;
    }
    return isMet ? Verdict::Met : Verdict::Broken;
}

} // namespace opsdeck
