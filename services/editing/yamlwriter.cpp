// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/yamlwriter.h"

#include "services/editing/yamlscalar.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr qsizetype kShortLine = 60; ///< of a list or mapping that is put into one line unasked
constexpr qsizetype kLongLine = 110; ///< of one that others of its key are written in
constexpr qsizetype kLongItem = 140; ///< of a list whose mappings stand in one line each
constexpr qsizetype kFewEntries = 3; ///< of a mapping in one line
constexpr qsizetype kWidestIndent = 16;

class HabitReader final
{
public:
    HabitReader(const YamlText &text, YamlHabits &habits)
        : m_text(text)
        , m_habits(habits)
    {}

    void read(const YamlSpan &span, const QString &key, qsizetype keyColumn)
    {
        if (span.isFlow() && !span.entries.empty() && span.style == YamlSpan::Style::Flow) {
            const char next = m_text.text().at(span.begin + 1);
            bool &spaced = span.isMap() ? m_habits.spacedBraces : m_habits.spacedBrackets;
            bool &known = span.isMap() ? m_knowsBraces : m_knowsBrackets;
            if (!std::exchange(known, true))
                spaced = next == ' ';
        }
        if (span.isBlock() && keyColumn >= 0)
            readIndent(span, m_text.column(span.begin) - keyColumn);
        const auto kind = span.isMap() ? YamlValue::Kind::Map : YamlValue::Kind::List;
        if ((span.isMap() || span.isList()) && !span.entries.empty())
            m_habits.inFlow.insert({key, kind}, span.isFlow());
        for (const YamlEntry &entry : span.entries) {
            if (span.isMap()) {
                read(entry.value, entry.key, span.isBlock() ? m_text.column(entry.begin) : -1);
                continue;
            }
            if (entry.value.isMap())
                m_habits.itemsInFlow.insert(key, entry.value.isFlow());
            if (span.isBlock() && !entry.value.isAbsent()
                && entry.value.begin <= m_text.lineEnd(entry.after))
                m_habits.dashGap =
                    std::clamp<qsizetype>(entry.value.begin - entry.begin, 2, kWidestIndent);
            read(entry.value, {}, -1);
        }
    }

private:
    void readIndent(const YamlSpan &span, qsizetype indent)
    {
        qsizetype &habit = span.isMap() ? m_habits.mapIndent : m_habits.listIndent;
        bool &known = span.isMap() ? m_knowsMapIndent : m_knowsListIndent;
        if (indent < (span.isMap() ? 1 : 0) || indent > kWidestIndent || std::exchange(known, true))
            return;
        habit = indent;
    }

    const YamlText &m_text;
    YamlHabits &m_habits;
    bool m_knowsBraces = false;
    bool m_knowsBrackets = false;
    bool m_knowsMapIndent = false;
    bool m_knowsListIndent = false;
};

QByteArray spaces(qsizetype count)
{
    return QByteArray(std::max<qsizetype>(count, 0), ' ');
}

} // namespace

YamlHabits YamlHabits::of(const YamlText &text)
{
    YamlHabits habits;
    const qsizetype feed = text.text().indexOf('\n');
    if (feed > 0 && text.text().at(feed - 1) == '\r')
        habits.lineBreak = "\r\n";
    HabitReader(text, habits).read(text.root(), {}, -1);
    return habits;
}

QByteArray YamlWriter::keyText(const QString &key, bool inFlow)
{
    return scalarText(YamlValue::text(key), {inFlow, YamlQuotes::None});
}

QByteArray YamlWriter::flowEntry(const QString &key, const YamlValue &value) const
{
    return keyText(key, true) + ": " + flow(value);
}

QByteArray YamlWriter::flow(const YamlValue &value, bool inFlow) const
{
    if (!value.isList() && !value.isMap())
        return scalarText(value, {inFlow, YamlQuotes::None});
    QByteArrayList parts;
    for (qsizetype i = 0; i < value.children().size(); ++i)
        parts << (value.isMap() ? flowEntry(value.keys().at(i), value.children().at(i))
                                : flow(value.children().at(i)));
    const bool isSpaced =
        !parts.isEmpty() && (value.isMap() ? m_habits.spacedBraces : m_habits.spacedBrackets);
    const QByteArray gap = isSpaced ? " " : "";
    return (value.isMap() ? "{" : "[") + gap + parts.join(", ") + gap + (value.isMap() ? "}" : "]");
}

bool YamlWriter::knows(const QString &key, const YamlValue &value) const
{
    return m_habits.inFlow.contains({key, value.kind()});
}

bool YamlWriter::fitsLine(const YamlValue &value) const
{
    return flow(value).size() <= kLongLine;
}

bool YamlWriter::isInline(const QString &key, const YamlValue &value, BlockText blockText) const
{
    if (value.isScalar())
        return blockText == BlockText::Refused || !canBeBlockText(value.string());
    if (!value.isList() && !value.isMap())
        return true;
    if (value.children().isEmpty())
        return true;
    const qsizetype length = flow(value).size();
    const auto known = m_habits.inFlow.constFind({key, value.kind()});
    if (known != m_habits.inFlow.cend() && !key.isEmpty())
        return *known && length <= kLongLine;
    return value.isShallow() && length <= kShortLine
           && (value.isList() || value.children().size() <= kFewEntries);
}

QByteArray YamlWriter::blockText(const QString &text, qsizetype column) const
{
    QByteArray out = text.endsWith(QLatin1Char('\n')) ? "|" : "|-";
    const QStringList lines =
        (text.endsWith(QLatin1Char('\n')) ? text.chopped(1) : text).split(QLatin1Char('\n'));
    for (const QString &line : lines)
        out +=
            m_habits.lineBreak + (line.isEmpty() ? QByteArray() : spaces(column) + line.toUtf8());
    return out;
}

QByteArray YamlWriter::valueBehindKey(const QString &key, const YamlValue &value, qsizetype column,
                                      BlockText blockText) const
{
    if (isInline(key, value, blockText))
        return ' ' + flow(value, false);
    if (value.isScalar())
        return ' ' + this->blockText(value.string(), column + m_habits.mapIndent);
    const qsizetype inner = column + (value.isMap() ? m_habits.mapIndent : m_habits.listIndent);
    return m_habits.lineBreak + spaces(inner) + block(key, value, inner, blockText);
}

QByteArray YamlWriter::entry(const QString &key, const YamlValue &value, qsizetype column,
                             BlockText blockText) const
{
    return keyText(key, false) + ':' + valueBehindKey(key, value, column, blockText);
}

QByteArray YamlWriter::item(const QString &listKey, const YamlValue &value, qsizetype column,
                            BlockText blockText) const
{
    const QByteArray dash = '-' + spaces(m_habits.dashGap - 1);
    const bool isFlow =
        m_habits.itemsInFlow.value(listKey, false) && flow(value).size() <= kLongItem;
    const bool isBlockMap = value.isMap() && !value.children().isEmpty() && !isFlow;
    if (isBlockMap)
        return dash + block({}, value, column + m_habits.dashGap, blockText);
    if (value.isScalar() && !isInline({}, value, blockText))
        return dash + this->blockText(value.string(), column + m_habits.dashGap);
    return dash + flow(value, false);
}

QByteArray YamlWriter::block(const QString &key, const YamlValue &value, qsizetype column,
                             BlockText blockText) const
{
    QByteArrayList lines;
    for (qsizetype i = 0; i < value.children().size(); ++i)
        lines << (value.isMap()
                      ? entry(value.keys().at(i), value.children().at(i), column, blockText)
                      : item(key, value.children().at(i), column, blockText));
    return lines.join(m_habits.lineBreak + spaces(column));
}

} // namespace opsdeck
