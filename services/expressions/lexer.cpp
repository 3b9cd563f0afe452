// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/lexer.h"

#include "services/expressions/expressionerrors.h"
#include "services/expressions/labels.h"
#include "services/expressions/numbers.h"

#include <QStringDecoder>

#include <limits>
#include <optional>

namespace opsdeck::expressions {

namespace {

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isAlpha(QChar c)
{
    return c == u'_' || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isWordPart(QChar c)
{
    return isAlpha(c) || isDigit(c);
}

int hexDigit(QChar c)
{
    if (isDigit(c))
        return c.unicode() - u'0';
    const char16_t lower = c.unicode() | 0x20;
    return lower >= u'a' && lower <= u'f' ? lower - u'a' + 10 : 16;
}

class Lexer
{
public:
    explicit Lexer(const QString &text)
        : m_text(text)
    {}

    Result<std::vector<Token>> run();

private:
    QChar peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text.at(m_at + ahead) : QChar();
    }

    bool atEnd() const { return m_at >= m_text.size(); }

    void fail(qsizetype at, const QString &what, const QString &advice = {})
    {
        if (!m_error)
            m_error = syntaxError(static_cast<int>(at) + 1, what, advice);
    }

    void add(TokenKind kind, qsizetype from)
    {
        Token token;
        token.kind = kind;
        token.text = m_text.mid(from, m_at - from);
        token.column = static_cast<int>(from) + 1;
        m_tokens.push_back(std::move(token));
    }

    void next();
    void sign();
    void word();
    void number();
    void scanNumber();
    void string();
    void escape(QByteArray &bytes, QChar quote);
    void rawString();
    void addString(qsizetype from, const QByteArray &bytes);

    QString m_text;
    qsizetype m_at = 0;
    bool m_inBraces = false;
    bool m_inBrackets = false;
    std::vector<Token> m_tokens;
    std::optional<Error> m_error;
};

Result<std::vector<Token>> Lexer::run()
{
    while (!atEnd() && !m_error)
        next();
    if (m_error)
        return failure(*m_error);
    add(TokenKind::End, m_at);
    return std::move(m_tokens);
}

void Lexer::next()
{
    const QChar c = peek();
    if (c == u' ' || c == u'\t' || c == u'\n' || c == u'\r') {
        ++m_at;
    } else if (c == u'#') {
        while (!atEnd() && peek() != u'\n' && peek() != u'\r')
            ++m_at;
    } else if (c == u'"' || c == u'\'') {
        string();
    } else if (c == u'`') {
        rawString();
    } else if (isAlpha(c) || (c == u':' && !m_inBraces && !m_inBrackets)) {
        word();
    } else if (isDigit(c) || (c == u'.' && isDigit(peek(1)))) {
        number();
    } else {
        sign();
    }
}

void Lexer::sign()
{
    static const QList<QLatin1String> kSigns{
        QLatin1String("=="), QLatin1String("=~"), QLatin1String("!="), QLatin1String("!~"),
        QLatin1String("<="), QLatin1String(">="), QLatin1String("="),  QLatin1String("<"),
        QLatin1String(">"),  QLatin1String("+"),  QLatin1String("-"),  QLatin1String("*"),
        QLatin1String("/"),  QLatin1String("%"),  QLatin1String("^"),  QLatin1String("("),
        QLatin1String(")"),  QLatin1String("{"),  QLatin1String("}"),  QLatin1String("["),
        QLatin1String("]"),  QLatin1String(","),  QLatin1String(":"),  QLatin1String("@")};
    for (const QLatin1String known : kSigns) {
        // Within braces "==" is no operator: a matcher's "=" ends at once.
        if (m_inBraces && known == QLatin1String("=="))
            continue;
        if (QStringView(m_text).mid(m_at).startsWith(known)) {
            const qsizetype from = m_at;
            m_at += known.size();
            m_inBraces = known == QLatin1String("{") || (m_inBraces && known != QLatin1String("}"));
            m_inBrackets =
                known == QLatin1String("[") || (m_inBrackets && known != QLatin1String("]"));
            return add(TokenKind::Sign, from);
        }
    }
    const bool pair = peek().isHighSurrogate() && peek(1).isLowSurrogate();
    const QString odd = m_text.mid(m_at, pair ? 2 : 1);
    fail(m_at, Words::tr("the character %1 has no meaning here").arg(quoted(odd)));
}

void Lexer::word()
{
    const qsizetype from = m_at;
    while (isWordPart(peek()) || (peek() == u':' && !m_inBraces && !m_inBrackets))
        ++m_at;
    add(TokenKind::Word, from);
    Token &token = m_tokens.back();
    if (m_inBraces)
        return;
    if (token.isWord(QLatin1String("inf"))) {
        token.kind = TokenKind::Number;
        token.number = std::numeric_limits<double>::infinity();
    } else if (token.isWord(QLatin1String("nan"))) {
        token.kind = TokenKind::Number;
        token.number = std::numeric_limits<double>::quiet_NaN();
    }
}

void Lexer::scanNumber()
{
    const bool hex = peek() == u'0' && (peek(1) == u'x' || peek(1) == u'X');
    m_at += hex ? 2 : 0;
    const auto digits = [&] {
        while (isDigit(peek()) || (hex && hexDigit(peek()) < 16))
            ++m_at;
    };
    digits();
    if (peek() == u'.') {
        ++m_at;
        digits();
    }
    if (peek() == u'e' || peek() == u'E') {
        ++m_at;
        if (peek() == u'+' || peek() == u'-')
            ++m_at;
        while (isDigit(peek()))
            ++m_at;
    }
}

void Lexer::number()
{
    const qsizetype from = m_at;
    scanNumber();
    if (!isWordPart(peek())) {
        add(TokenKind::Number, from);
        const auto value = parseNumber(m_tokens.back().text);
        if (!value)
            return fail(from, Words::tr("%1 is no number").arg(m_tokens.back().text));
        m_tokens.back().number = *value;
        return;
    }
    while (isWordPart(peek()))
        ++m_at;
    add(TokenKind::Duration, from);
    const auto duration = parseDuration(m_tokens.back().text);
    if (!duration)
        return fail(from,
                    Words::tr("%1 is neither a number nor a duration").arg(m_tokens.back().text),
                    Words::tr("Durations are written 5m, 1h30m or 250ms, and are more than 0."));
    m_tokens.back().durationMs = *duration;
}

void Lexer::addString(qsizetype from, const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder.decode(bytes);
    if (decoder.hasError())
        return fail(from, Words::tr("this string is no UTF-8"));
    add(TokenKind::String, from);
    m_tokens.back().text = text;
}

void Lexer::rawString()
{
    const qsizetype from = m_at;
    const qsizetype end = m_text.indexOf(u'`', from + 1);
    if (end < 0)
        return fail(from, Words::tr("this string has no end: expected '`'"));
    m_at = end + 1;
    addString(from, m_text.mid(from + 1, end - from - 1).toUtf8());
}

void Lexer::string()
{
    const qsizetype from = m_at;
    const QChar quote = peek();
    QByteArray bytes;
    ++m_at;
    while (!m_error && peek() != quote) {
        if (atEnd() || peek() == u'\n')
            return fail(from, Words::tr("this string has no end: expected %1").arg(quote));
        if (peek() == u'\\') {
            escape(bytes, quote);
            continue;
        }
        const qsizetype size = peek().isHighSurrogate() && peek(1).isLowSurrogate() ? 2 : 1;
        if (size == 1 && peek().isSurrogate())
            return fail(m_at, Words::tr("this string is no UTF-8"));
        bytes += QStringView(m_text).mid(m_at, size).toUtf8();
        m_at += size;
    }
    if (m_error)
        return;
    ++m_at;
    addString(from, bytes);
}

void Lexer::escape(QByteArray &bytes, QChar quote)
{
    static const QHash<QChar, char> kPlain{{u'a', '\a'}, {u'b', '\b'}, {u'f', '\f'}, {u'n', '\n'},
                                           {u'r', '\r'}, {u't', '\t'}, {u'v', '\v'}, {u'\\', '\\'}};
    const qsizetype from = m_at;
    const QChar c = peek(1);
    m_at += 2;
    if (c == quote) {
        bytes += static_cast<char>(quote.unicode());
        return;
    }
    if (const auto plain = kPlain.constFind(c); plain != kPlain.cend()) {
        bytes += *plain;
        return;
    }
    int digits = 0;
    int base = 16;
    if (c >= u'0' && c <= u'7') {
        digits = 3;
        base = 8;
        --m_at;
    } else if (c == u'x') {
        digits = 2;
    } else if (c == u'u' || c == u'U') {
        digits = c == u'u' ? 4 : 8;
    }
    char32_t value = 0;
    for (int i = 0; i < digits; ++i, ++m_at) {
        if (hexDigit(peek()) >= base)
            return fail(from,
                        Words::tr("this escape is too short: expected %1 digits").arg(digits));
        value = value * static_cast<char32_t>(base) + static_cast<char32_t>(hexDigit(peek()));
    }
    const bool isByte = digits == 2 || digits == 3;
    if (digits == 0 || value > (isByte ? 255 : 0x10FFFF) || (value >= 0xD800 && value < 0xE000))
        return fail(from, Words::tr("strings have no such escape"),
                    Words::tr("Write '\\\\' for a backslash, or put the string into backticks."));
    if (isByte)
        bytes += static_cast<char>(value);
    else
        bytes += QString::fromUcs4(&value, 1).toUtf8();
}

} // namespace

Result<std::vector<Token>> tokens(const QString &text)
{
    return Lexer(text).run();
}

} // namespace opsdeck::expressions
