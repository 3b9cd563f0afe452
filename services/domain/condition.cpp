// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/condition.h"

#include "services/domain/conditionrules.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <utility>

namespace opsdeck {

namespace {

constexpr qsizetype kLongest = 1000;
constexpr qsizetype kDeepest = 64;

using Kind = ConditionOperand::Kind;
using Function = ConditionOperand::Function;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(Condition)
};

constexpr std::array<std::pair<Comparator, QLatin1String>, 6> kComparators{{
    {Comparator::LessOrEqual, QLatin1String("<=")},
    {Comparator::GreaterOrEqual, QLatin1String(">=")},
    {Comparator::Equal, QLatin1String("==")},
    {Comparator::NotEqual, QLatin1String("!=")},
    {Comparator::Less, QLatin1String("<")},
    {Comparator::Greater, QLatin1String(">")},
}};

constexpr std::array<std::pair<ConditionPlace, QLatin1String>, 10> kPlaces{{
    {ConditionPlace::Status, QLatin1String("[STATUS]")},
    {ConditionPlace::ResponseTime, QLatin1String("[RESPONSE_TIME]")},
    {ConditionPlace::Body, QLatin1String("[BODY]")},
    {ConditionPlace::CertificateExpiration, QLatin1String("[CERTIFICATE_EXPIRATION]")},
    {ConditionPlace::Connected, QLatin1String("[CONNECTED]")},
    {ConditionPlace::Ip, QLatin1String("[IP]")},
    {ConditionPlace::DnsRcode, QLatin1String("[DNS_RCODE]")},
    {ConditionPlace::Header, QLatin1String("[HEADER]")},
    {ConditionPlace::Field, QLatin1String("[FIELD]")},
    {ConditionPlace::Sample, QLatin1String("[SAMPLE]")},
}};

bool isComparatorSign(QChar c)
{
    return c == QLatin1Char('=') || c == QLatin1Char('!') || c == QLatin1Char('<')
           || c == QLatin1Char('>');
}

QStringList placeWords()
{
    QStringList words;
    for (const auto &[place, word] : kPlaces)
        words << word;
    return words;
}

/// Left to right over one text; the first fault ends it.
class Parser final
{
public:
    explicit Parser(const QString &text)
        : m_text(text.trimmed())
    {}

    tl::expected<CheckCondition, ConditionFault> condition()
    {
        CheckCondition result;
        result.written = m_text;
        if (!fits())
            return failed();
        result.left = operand(false);
        skipSpace();
        if (m_fault)
            return failed();
        if (atEnd()) {
            if (result.left.function != Function::Has)
                return fail(
                    Text::tr("a comparison is missing; write ==, !=, <, <=, > or >= and a value"));
            result.isBare = true;
            result.right = {Kind::Text,
                            QStringLiteral("true"),
                            {{QStringLiteral("true"), false}},
                            {},
                            {},
                            {},
                            {},
                            {}};
            return result;
        }
        result.comparator = comparator();
        skipSpace();
        if (!m_fault && atEnd())
            fault(Text::tr("nothing stands behind %1").arg(toWord(result.comparator)));
        if (!m_fault)
            result.right = operand(true);
        skipSpace();
        if (!m_fault && !atEnd())
            fault(Text::tr("'%1' is left over; conditions are not joined: write each as an entry "
                           "of its own")
                      .arg(m_text.mid(m_at).left(40)));
        if (m_fault)
            return failed();
        if (auto wrong = conditionMistake(result))
            return tl::unexpected(*wrong);
        return result;
    }

    tl::expected<ConditionOperand, ConditionFault> place()
    {
        if (!fits())
            return failed();
        const ConditionOperand result = operand(false);
        skipSpace();
        if (!m_fault
            && (!atEnd() || result.kind != Kind::Place || result.function != Function::None))
            fault(Text::tr("this must be a placeholder alone, such as [BODY].id"));
        if (m_fault)
            return failed();
        return result;
    }

private:
    bool fits()
    {
        if (m_text.isEmpty())
            fault(Text::tr("the condition is empty"));
        else if (m_text.size() > kLongest)
            fault(Text::tr("the condition is longer than %1 characters").arg(kLongest));
        return !m_fault;
    }

    void fault(const QString &message, const QString &wanted = {},
               const QStringList &candidates = {})
    {
        if (!m_fault)
            m_fault = ConditionFault{message, wanted, candidates};
    }

    tl::unexpected<ConditionFault> failed() const { return tl::unexpected(*m_fault); }

    tl::unexpected<ConditionFault> fail(const QString &message)
    {
        fault(message);
        return failed();
    }

    bool atEnd() const { return m_at >= m_text.size(); }

    QChar peek() const { return atEnd() ? QChar() : m_text.at(m_at); }

    void skipSpace()
    {
        while (!atEnd() && peek().isSpace())
            ++m_at;
    }

    QStringView rest() const { return QStringView(m_text).mid(m_at); }

    Comparator comparator()
    {
        const qsizetype begin = m_at;
        while (!atEnd() && (isComparatorSign(peek()) || peek() == QLatin1Char('~')))
            ++m_at;
        const QString run = m_text.mid(begin, m_at - begin);
        for (const auto &[comparator, word] : kComparators) {
            if (run == word)
                return comparator;
        }
        if (run.isEmpty())
            fault(Text::tr("a comparison is expected before '%1'; write ==, !=, <, <=, > or >=")
                      .arg(m_text.mid(begin).left(40)));
        else if (run == QLatin1String("="))
            fault(Text::tr("'=' is no comparison; write =="));
        else
            fault(Text::tr("'%1' is no comparison; the comparisons are ==, !=, <, <=, > and >=")
                      .arg(run.left(10)));
        return Comparator::Equal;
    }

    ConditionOperand operand(bool isRight)
    {
        static const QRegularExpression call(QStringLiteral(R"(^([A-Za-z_]+)\s*\()"));
        static const QRegularExpression placeholder(QStringLiteral(R"(^\[[A-Za-z_]+\])"));
        const qsizetype begin = m_at;
        ConditionOperand result;
        const QRegularExpressionMatch function = call.match(rest().toString());
        if (peek() == QLatin1Char('"') || peek() == QLatin1Char('\'')) {
            result.values = {{quoted(), true}};
        } else if (function.hasMatch()) {
            const qsizetype open = m_at + function.capturedLength();
            m_at = open;
            result = called(function.captured(1), isRight);
        } else if (placeholder.match(rest().toString()).hasMatch()) {
            result = placeOperand();
        } else if (!isRight && peek() == QLatin1Char('[')) {
            fault(Text::tr("'%1' is no placeholder; they look like [STATUS] or [BODY].a.b")
                      .arg(m_text.mid(m_at).left(40)));
        } else {
            result.values = {{bare(isRight), false}};
        }
        result.written = m_text.mid(begin, m_at - begin).trimmed();
        return result;
    }

    ConditionOperand called(const QString &name, bool isRight)
    {
        ConditionOperand result;
        if (name == QLatin1String("len") || name == QLatin1String("has")) {
            skipSpace();
            if (peek() != QLatin1Char('['))
                fault(
                    Text::tr("%1() asks about a placeholder, such as %1([BODY].errors)").arg(name));
            else
                result = placeOperand();
            skipSpace();
            if (!m_fault && peek() != QLatin1Char(')'))
                fault(Text::tr("a ')' is missing behind %1(").arg(name));
            ++m_at;
            result.function = name == QLatin1String("len") ? Function::Len : Function::Has;
            return result;
        }
        if (name != QLatin1String("pat") && name != QLatin1String("any")) {
            fault(Text::tr("there is no function '%1'; there are len(), has(), pat() and any(). "
                           "Quote the text if it is one.")
                      .arg(name.left(20)),
                  name,
                  {QStringLiteral("len"), QStringLiteral("has"), QStringLiteral("pat"),
                   QStringLiteral("any")});
            return result;
        }
        // What stands in it may hold parentheses: it ends at the last one, or where a comparison
        // follows.
        static const QRegularExpression closing(
            QStringLiteral(R"(\)\s*(?:==|!=|<=|>=|<|>)(?=\s|\[))"));
        const qsizetype end = isRight ? (m_text.endsWith(QLatin1Char(')')) ? m_text.size() - 1 : -1)
                                      : m_text.indexOf(closing, m_at);
        if (end < m_at) {
            fault(Text::tr("a ')' is missing behind %1(").arg(name));
            return result;
        }
        const QString inside = m_text.mid(m_at, end - m_at).trimmed();
        m_at = end + 1;
        if (name == QLatin1String("pat")) {
            result.kind = Kind::Pattern;
            result.values = {unquoted(inside)};
        } else {
            result.kind = Kind::AnyOf;
            result.values = listed(inside);
        }
        if (std::any_of(
                result.values.cbegin(), result.values.cend(),
                [](const ConditionText &each) { return each.text.isEmpty() && !each.isQuoted; }))
            fault(Text::tr("%1() has an empty value").arg(name));
        return result;
    }

    static ConditionText unquoted(const QString &text)
    {
        const bool isQuoted =
            text.size() >= 2
            && (text.front() == QLatin1Char('"') || text.front() == QLatin1Char('\''))
            && text.back() == text.front();
        return {isQuoted ? text.mid(1, text.size() - 2) : text, isQuoted};
    }

    static QList<ConditionText> listed(const QString &text)
    {
        QList<ConditionText> all;
        QChar quote;
        qsizetype begin = 0;
        for (qsizetype i = 0; i <= text.size(); ++i) {
            const QChar c = i < text.size() ? text.at(i) : QLatin1Char(',');
            if (i < text.size() && !quote.isNull()) {
                if (c == quote)
                    quote = QChar();
            } else if (c == QLatin1Char('"') || c == QLatin1Char('\'')) {
                quote = c;
            } else if (c == QLatin1Char(',')) {
                all.append(unquoted(text.mid(begin, i - begin).trimmed()));
                begin = i + 1;
            }
        }
        return all;
    }

    QString quoted()
    {
        const QChar quote = peek();
        QString result;
        for (++m_at; !atEnd() && peek() != quote; ++m_at) {
            const QChar next = m_at + 1 < m_text.size() ? m_text.at(m_at + 1) : QChar();
            if (peek() == QLatin1Char('\\') && (next == quote || next == QLatin1Char('\\')))
                ++m_at;
            result += peek();
        }
        if (atEnd())
            fault(Text::tr("a quotation mark is missing"));
        ++m_at;
        return result;
    }

    /// A text without quotes: to the end on the right, to the comparison on the left.
    QString bare(bool isRight)
    {
        static const QRegularExpression comparison(QStringLiteral(R"(\s*(==|!=|<=|>=|<|>))"));
        static const QRegularExpression joined(QStringLiteral(R"(\s(==|!=|<=|>=|&&|\|\|)(\s|$))"));
        const qsizetype begin = m_at;
        if (isRight) {
            m_at = m_text.size();
            const QString text = m_text.mid(begin);
            if (joined.match(text).hasMatch())
                fault(Text::tr("conditions are not joined: write each as an entry of its own, and "
                               "quote a text that looks like one"));
            return text;
        }
        const qsizetype end = m_text.indexOf(comparison, m_at);
        m_at = end < 0 ? m_text.size() : end;
        return m_text.mid(begin, m_at - begin).trimmed();
    }

    ConditionOperand placeOperand()
    {
        ConditionOperand result;
        result.kind = Kind::Place;
        const qsizetype close = m_text.indexOf(QLatin1Char(']'), m_at);
        const QString word = close < 0 ? m_text.mid(m_at) : m_text.mid(m_at, close + 1 - m_at);
        m_at += word.size();
        const auto known = std::find_if(kPlaces.cbegin(), kPlaces.cend(),
                                        [&](const auto &each) { return word == each.second; });
        if (known == kPlaces.cend()) {
            if (word == QLatin1String("[DOMAIN_EXPIRATION]"))
                fault(Text::tr("[DOMAIN_EXPIRATION] is not supported: no registrar is asked"));
            else if (word == QLatin1String("[CONTEXT]"))
                fault(Text::tr("[CONTEXT] is not known; a value that an earlier step saved is "
                               "written ${step.name}"));
            else
                fault(Text::tr("there is no placeholder %1; there are %2.")
                          .arg(word.left(40), placeWords().join(QStringLiteral(", "))),
                      word, placeWords());
            return result;
        }
        result.place = known->first;
        switch (result.place) {
        case ConditionPlace::Body:
            readPath(result);
            break;
        case ConditionPlace::Header:
        case ConditionPlace::Field:
        case ConditionPlace::Sample:
            if (peek() != QLatin1Char('.'))
                fault(Text::tr("%1 needs a name: %1.name").arg(word));
            ++m_at;
            result.name =
                key(result.place == ConditionPlace::Sample ? QStringLiteral("{") : QString());
            if (result.place == ConditionPlace::Sample && peek() == QLatin1Char('{'))
                readLabels(result);
            break;
        default:
            if (peek() == QLatin1Char('.') || peek() == QLatin1Char('['))
                fault(Text::tr("%1 has no parts").arg(word));
        }
        return result;
    }

    /// A name, quoted or up to white space, a parenthesis, a comparison or one of `ends`.
    QString key(const QString &ends)
    {
        if (peek() == QLatin1Char('"') || peek() == QLatin1Char('\''))
            return quoted();
        const qsizetype begin = m_at;
        while (!atEnd() && !peek().isSpace() && peek() != QLatin1Char(')')
               && !isComparatorSign(peek()) && !ends.contains(peek()))
            ++m_at;
        if (m_at == begin)
            fault(Text::tr("a name is missing behind '%1'").arg(m_text.left(begin).right(40)));
        return m_text.mid(begin, m_at - begin);
    }

    void readPath(ConditionOperand &operand)
    {
        while (!m_fault) {
            if (operand.path.size() > kDeepest)
                return fault(Text::tr("the path is deeper than %1").arg(kDeepest));
            if (peek() == QLatin1Char('.')) {
                ++m_at;
                operand.path.append({key(QStringLiteral(".[")), -1});
            } else if (peek() == QLatin1Char('[')) {
                ++m_at;
                ConditionPathStep step;
                if (peek() == QLatin1Char('"') || peek() == QLatin1Char('\'')) {
                    step.key = quoted();
                } else {
                    static const QRegularExpression digits(QStringLiteral(R"(^\d{1,9}(?=\]))"));
                    const QRegularExpressionMatch match = digits.match(rest().toString());
                    if (!match.hasMatch())
                        return fault(
                            Text::tr("'[%1' is no element of a list; they are counted from 0: [0]")
                                .arg(m_text.mid(m_at).left(20)));
                    step.index = match.captured().toInt();
                    m_at += match.capturedLength();
                }
                if (peek() != QLatin1Char(']'))
                    return fault(Text::tr("a ']' is missing"));
                ++m_at;
                operand.path.append(step);
            } else {
                return;
            }
        }
    }

    void readLabels(ConditionOperand &operand)
    {
        do {
            ++m_at;
            skipSpace();
            const QString name = key(QStringLiteral(",}{"));
            if (peek() != QLatin1Char('='))
                return fault(Text::tr("labels are written {name=\"value\"}"));
            ++m_at;
            if (peek() != QLatin1Char('"') && peek() != QLatin1Char('\''))
                return fault(Text::tr("labels are written {name=\"value\"}"));
            operand.labels.insert(name, quoted());
            skipSpace();
        } while (!m_fault && peek() == QLatin1Char(','));
        if (!m_fault && peek() != QLatin1Char('}'))
            fault(Text::tr("a '}' is missing behind the labels"));
        ++m_at;
    }

    QString m_text;
    qsizetype m_at = 0;
    std::optional<ConditionFault> m_fault;
};

} // namespace

tl::expected<CheckCondition, ConditionFault> parseCondition(const QString &text)
{
    return Parser(text).condition();
}

tl::expected<ConditionOperand, ConditionFault> parseConditionPlace(const QString &text)
{
    return Parser(text).place();
}

bool isOrdering(Comparator comparator)
{
    return comparator != Comparator::Equal && comparator != Comparator::NotEqual;
}

QString toWord(Comparator comparator)
{
    const auto it = std::find_if(kComparators.cbegin(), kComparators.cend(),
                                 [&](const auto &each) { return each.first == comparator; });
    return it->second;
}

QString toWord(ConditionPlace place)
{
    const auto it = std::find_if(kPlaces.cbegin(), kPlaces.cend(),
                                 [&](const auto &each) { return each.first == place; });
    return it->second;
}

} // namespace opsdeck
