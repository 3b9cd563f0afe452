// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/editing/randomyaml.h"

namespace opsdeck::test {

RandomYaml::RandomYaml(quint32 seed)
    : m_random(seed)
    , m_break(seed % 4 == 0 ? "\r\n" : "\n")
{
    m_value = YamlValue::map();
    const int entries = 1 + below(5);
    for (int i = 0; i < entries; ++i)
        m_value.add(name('k'), tree(4));
    if (chance(20))
        m_bytes += "\xEF\xBB\xBF";
    between(0);
    writeBlock(m_value, 0, true);
    if (chance(25)) {
        while (m_bytes.endsWith('\n') || m_bytes.endsWith('\r'))
            m_bytes.chop(1);
    } else if (chance(30)) {
        m_bytes += m_break + "# " + name('c').toUtf8() + m_break;
    }
}

YamlValue RandomYaml::tree(int depth)
{
    const int what = below(depth > 0 ? 10 : 5);
    if (what == 4)
        return {};
    if (what < 4) {
        static const QStringList tails{
            "",    " two words", " it's",   " \"said\"",   " # no comment", ": no key", " äöü €",
            " 😀", ", {x} [y]",  " ${var}", "\nsecond %1", " \\ back",      "?",        "'"};
        const QString word = name('v');
        const QString tail = tails.at(below(static_cast<int>(tails.size())));
        return YamlValue::text(word + (tail.contains('%') ? tail.arg(word) : tail));
    }
    YamlValue value = what < 7 ? YamlValue::map() : YamlValue::list();
    QList<YamlValue> items;
    const int count = below(4);
    for (int i = 0; i < count; ++i) {
        if (value.isMap())
            value.add(name('k'), tree(depth - 1));
        else
            items.append(named(depth - 1));
    }
    return value.isMap() ? value : YamlValue::list(items);
}

YamlValue RandomYaml::named(int depth)
{
    for (;;) {
        const YamlValue value = tree(depth);
        if (value.isScalar() || !value.children().isEmpty())
            return value;
    }
}

YamlValue RandomYaml::fresh(int depth)
{
    return tree(depth);
}

void RandomYaml::lineEnd(bool mayComment)
{
    if (mayComment && chance(20))
        m_bytes +=
            spaces(1 + below(3)) + "# " + name('c').toUtf8() + (chance(30) ? " 'odd\" {" : "");
    if (mayComment && chance(10))
        m_bytes += "  ";
    m_bytes += m_break;
}

void RandomYaml::between(int column)
{
    while (chance(25)) {
        if (chance(50))
            m_bytes +=
                spaces(chance(70) ? column : 0) + "# " + name('c').toUtf8() + " - x: y" + m_break;
        else
            m_bytes += m_break;
    }
}

QByteArray RandomYaml::scalar(const QString &text, bool inFlow)
{
    static const QString odd = QStringLiteral("#:{}[],$?\n'\"\\");
    const bool isPlainSafe =
        std::none_of(text.cbegin(), text.cend(), [](QChar c) { return odd.contains(c); });
    const bool hasBreak = text.contains('\n');
    if (isPlainSafe && chance(60))
        return text.toUtf8();
    if (!hasBreak && chance(50)) {
        QString quoted = text;
        return '\'' + quoted.replace("'", "''").toUtf8() + '\'';
    }
    QString escaped = text;
    escaped.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    Q_UNUSED(inFlow)
    return '"' + escaped.toUtf8() + '"';
}

QByteArray RandomYaml::flow(const YamlValue &value, int column)
{
    if (value.kind() == YamlValue::Kind::Null)
        return chance(50) ? "null" : "~";
    if (value.isScalar())
        return scalar(value.string(), true);
    const bool overLines = chance(25);
    const QByteArray pad = chance(50) ? " " : "";
    QByteArray out = value.isMap() ? "{" : "[";
    for (qsizetype i = 0; i < value.children().size(); ++i) {
        if (overLines)
            out += m_break + spaces(column + 2);
        else
            out += i > 0 ? QByteArray(" ") : pad;
        if (value.isMap())
            out += value.keys().at(i).toUtf8() + ": ";
        out += flow(value.children().at(i), column + 2);
        if (i + 1 < value.children().size() || chance(10))
            out += ',';
        if (overLines && chance(25))
            out += " # " + name('c').toUtf8();
        else if (i + 1 == value.children().size() && out.endsWith(','))
            out += ' ';
    }
    if (overLines)
        out += m_break + spaces(column + 1);
    else if (!value.children().isEmpty())
        out += pad;
    return out + (value.isMap() ? '}' : ']');
}

void RandomYaml::blockText(const QString &text, int column)
{
    const bool folded = !text.contains('\n') && chance(50);
    m_bytes += folded ? " >-" : " |-";
    lineEnd();
    const QStringList lines = text.split('\n');
    for (const QString &line : lines)
        m_bytes += spaces(column) + line.toUtf8() + m_break;
    if (chance(20))
        m_bytes += m_break;
}

void RandomYaml::writeValue(const YamlValue &value, int column, bool isMapParent)
{
    if (value.kind() == YamlValue::Kind::Null) {
        if (chance(40))
            m_bytes += chance(50) ? " null" : " ~";
        lineEnd();
        return;
    }
    if (value.isScalar()) {
        if (chance(20)) {
            blockText(value.string(), column + 1 + below(4));
            return;
        }
        m_bytes += spaces(1 + (chance(10) ? 2 : 0)) + scalar(value.string(), false);
        lineEnd();
        return;
    }
    if (value.children().isEmpty() || chance(30)) {
        m_bytes += ' ' + flow(value, column);
        lineEnd();
        return;
    }
    if (!isMapParent && chance(70)) {
        const int gap = 1 + below(3);
        m_bytes += spaces(gap);
        writeBlock(value, column + 1 + gap, false);
        return;
    }
    lineEnd();
    const int inner = value.isList() && isMapParent && chance(40) ? column : column + 1 + below(4);
    between(inner);
    writeBlock(value, inner, true);
}

void RandomYaml::writeBlock(const YamlValue &value, int column, bool isFirstInLine)
{
    for (qsizetype i = 0; i < value.children().size(); ++i) {
        if (i > 0)
            between(column);
        if (i > 0 || isFirstInLine)
            m_bytes += spaces(column);
        if (value.isMap())
            m_bytes +=
                (chance(15) ? '"' + value.keys().at(i).toUtf8() + '"' : value.keys().at(i).toUtf8())
                + ':';
        else
            m_bytes += '-';
        writeValue(value.children().at(i), column, value.isMap());
    }
}

} // namespace opsdeck::test
