// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/yamlscalar.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

/// Not to be written as it is: not seen, or read as the end of a line by some.
bool needsEscape(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F
           || c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E)
           || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || (c >= 0xD800 && c <= 0xDFFF)
           || c == 0xFFFE || c == 0xFFFF;
}

bool hasEscapes(const QString &text)
{
    const QList<uint> all = text.toUcs4();
    return std::any_of(all.cbegin(), all.cend(), [](uint c) { return needsEscape(c); });
}

/// Number or truth value as JSON has them: read alike by all.
bool isJsonValue(const QString &text)
{
    static const QRegularExpression shape(
        QStringLiteral(R"(\A(-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false)\z)"));
    return shape.match(text).hasMatch();
}

/// What some reader of YAML takes for something else than text.
bool isTakenForOther(const QString &text)
{
    static const QRegularExpression words(
        QStringLiteral(R"(\A(~|null|y|n|yes|no|true|false|on|off|<<|=|---.*|\.\.\..*)\z)"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression numbers(
        QStringLiteral(
            R"(\A[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-f_]+|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|)"
            R"(([0-9][0-9_]*\.?[0-9_]*|\.[0-9_]+)(e[-+]?[0-9]+)?|\.inf|\.nan)\z)"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression dates(
        QStringLiteral(R"(\A\d{4}-\d{1,2}-\d{1,2}([Tt\s].*)?\z)"));
    return words.match(text).hasMatch() || numbers.match(text).hasMatch()
           || dates.match(text).hasMatch();
}

bool canBeginPlain(const QString &text)
{
    static const QRegularExpression option(QStringLiteral(R"(\A--?[A-Za-z0-9])"));
    const QChar first = text.at(0);
    if (first == QLatin1Char('-'))
        return option.match(text).hasMatch();
    return !QStringLiteral("?:,[]{}#&*!|>'\"%@`").contains(first) && !first.isSpace();
}

bool canBePlain(const QString &text, bool inFlow)
{
    if (text.isEmpty() || !canBeginPlain(text) || text.back().isSpace()
        || text.back() == QLatin1Char(':') || hasEscapes(text))
        return false;
    if (text.contains(QLatin1String("${")) || text.contains(QLatin1String(": "))
        || text.contains(QLatin1String(" #")))
        return false;
    static const QRegularExpression flow(QStringLiteral(R"([\[\]{},?]|:[\s,\]}])"));
    return !inFlow || !flow.match(text).hasMatch();
}

QByteArray doubleQuoted(const QString &text)
{
    QByteArray out("\"");
    const QList<uint> all = text.toUcs4();
    for (const uint c : all) {
        switch (c) {
        case '"':
            out += "\\\"";
            continue;
        case '\\':
            out += "\\\\";
            continue;
        case '\n':
            out += "\\n";
            continue;
        case '\t':
            out += "\\t";
            continue;
        case '\r':
            out += "\\r";
            continue;
        default:
            break;
        }
        const char32_t point = c;
        if (!needsEscape(point))
            out += QString::fromUcs4(&point, 1).toUtf8();
        else if (c <= 0xFF)
            out += "\\x" + QByteArray::number(c, 16).rightJustified(2, '0');
        else
            out += "\\u" + QByteArray::number(c, 16).rightJustified(4, '0');
    }
    return out + '"';
}

QByteArray singleQuoted(QString text)
{
    return '\'' + text.replace(QLatin1Char('\''), QLatin1String("''")).toUtf8() + '\'';
}

} // namespace

QByteArray scalarText(const YamlValue &value, const YamlScalarPlace &place)
{
    if (value.kind() == YamlValue::Kind::Null)
        return "null";
    const QString &text = value.string();
    const bool isJson = value.kind() == YamlValue::Kind::Plain && isJsonValue(text);
    if (place.wanted == YamlQuotes::None
        && (isJson || (canBePlain(text, place.inFlow) && !isTakenForOther(text))))
        return text.toUtf8();
    const bool canBeSingle = !hasEscapes(text);
    const bool prefersSingle =
        place.wanted == YamlQuotes::Single
        || (place.wanted == YamlQuotes::None && !text.contains(QLatin1Char('\''))
            && (text.contains(QLatin1Char('"')) || text.contains(QLatin1Char('\\'))));
    return canBeSingle && prefersSingle ? singleQuoted(text) : doubleQuoted(text);
}

bool canBeBlockText(const QString &text)
{
    if (!text.contains(QLatin1Char('\n')) || text.trimmed().isEmpty()
        || text.endsWith(QLatin1String("\n\n")))
        return false;
    if (text.at(0).isSpace())
        return false;
    QString rest = text;
    return !hasEscapes(rest.remove(QLatin1Char('\n')));
}

} // namespace opsdeck
