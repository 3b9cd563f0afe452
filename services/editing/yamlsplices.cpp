// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/yamlsplices.h"

#include "services/editing/yamlscalar.h"

#include <algorithm>

namespace opsdeck {

using BlockText = YamlWriter::BlockText;

namespace {

YamlQuotes quotesOf(const YamlSpan &span)
{
    return span.style == YamlSpan::Style::SingleQuoted   ? YamlQuotes::Single
           : span.style == YamlSpan::Style::DoubleQuoted ? YamlQuotes::Double
                                                         : YamlQuotes::None;
}

QByteArray spaces(qsizetype count)
{
    return QByteArray(count, ' ');
}

} // namespace

YamlSplices::YamlSplices(const YamlText &text)
    : m_text(text)
    , m_bytes(text.text())
    , m_habits(YamlHabits::of(text))
{}

bool YamlSplices::isBlankBetween(qsizetype begin, qsizetype end) const
{
    return std::all_of(m_bytes.cbegin() + begin, m_bytes.cbegin() + end,
                       [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
}

bool YamlSplices::hasCommentBetween(qsizetype begin, qsizetype end) const
{
    return std::find(m_bytes.cbegin() + begin, m_bytes.cbegin() + end, '#')
           != m_bytes.cbegin() + end;
}

qsizetype YamlSplices::nextLine(qsizetype at) const
{
    const qsizetype feed = m_bytes.indexOf('\n', at);
    return feed < 0 ? m_bytes.size() : feed + 1;
}

QByteArray YamlSplices::lineBreakAt(qsizetype at) const
{
    const qsizetype end = m_text.lineEnd(at);
    if (end >= m_bytes.size())
        return m_habits.lineBreak;
    return m_bytes.at(end) == '\r' ? "\r\n" : "\n";
}

QList<YamlSplices::Way> YamlSplices::replace(const YamlSpan &container, const YamlEntry &entry,
                                             bool inFlow, const QString &key,
                                             const YamlValue &value) const
{
    const YamlSpan &old = entry.value;
    const YamlWriter writer(m_habits);
    if (inFlow) {
        const YamlScalarPlace place{true, quotesOf(old)};
        const QByteArray text = value.isScalar() ? scalarText(value, place) : writer.flow(value);
        if (!old.isAbsent()) {
            const QByteArray gap = container.isMap() && old.begin == entry.after ? " " : "";
            return {{{old.begin, old.end, gap + text}}};
        }
        return {{{entry.after, entry.after, (entry.after == entry.keyEnd ? ": " : " ") + text}}};
    }
    return {replaceInBlock(entry, container, key, value, BlockText::Allowed),
            replaceInBlock(entry, container, key, value, BlockText::Refused)};
}

YamlSplices::Way YamlSplices::replaceInBlock(const YamlEntry &entry, const YamlSpan &container,
                                             const QString &key, const YamlValue &value,
                                             BlockText blockText) const
{
    const YamlWriter writer(m_habits);
    const YamlSpan &old = entry.value;
    const qsizetype keyColumn = m_text.column(entry.begin);
    const qsizetype keyLineEnd = m_text.lineEnd(entry.after);
    const bool inItem = container.isList();
    const bool isBlockCollection = (value.isMap() || value.isList()) && !value.children().isEmpty();
    bool isInline = writer.isInline(key, value, blockText);
    if (isBlockCollection && old.isBlock())
        return {
            {old.begin, old.end, writer.block(key, value, m_text.column(old.begin), blockText)}};
    // A comment behind the old value stays behind the new one.
    const qsizetype commentFrom = old.style == YamlSpan::Style::BlockText ? old.begin : old.end;
    const bool hasComment =
        !old.isAbsent() && hasCommentBetween(commentFrom, m_text.lineEnd(commentFrom));
    if (hasComment && (value.isScalar() || !inItem))
        isInline = true;
    QByteArray behind; // what follows the ':' or '-'
    if (isInline)
        behind = ' '
                 + (value.isScalar() ? scalarText(value, {false, quotesOf(old)})
                                     : writer.flow(value, false));
    else if (inItem)
        behind = writer.item(key, value, keyColumn, blockText).mid(1);
    else
        behind = writer.valueBehindKey(key, value, keyColumn, blockText);
    if (old.isBlock()) {
        if (!hasCommentBetween(entry.after, old.begin))
            return {{entry.after, old.end, behind}};
        return {{entry.after, entry.after, behind}, {keyLineEnd, m_text.lineEnd(old.end), {}}};
    }
    if (old.isAbsent()) {
        const bool isBelow = behind.startsWith('\r') || behind.startsWith('\n');
        const qsizetype at = isBelow ? keyLineEnd : entry.after;
        return {{at, at, behind}};
    }
    if (old.style == YamlSpan::Style::BlockText && old.isScalar()
        && hasCommentBetween(old.begin, m_text.lineEnd(old.begin))) {
        qsizetype header = old.begin;
        while (m_bytes.at(header) != ' ')
            ++header;
        return {{old.begin, header, behind.mid(1)}, {m_text.lineEnd(old.begin), old.end, {}}};
    }
    if (behind.startsWith(' ') && old.begin > entry.after)
        return {{old.begin, old.end, behind.mid(1)}};
    return {{entry.after, old.end, behind}};
}

QList<YamlSplices::Way> YamlSplices::addEntry(const YamlSpan &map, bool inFlow, const QString &key,
                                              const YamlValue &value) const
{
    const YamlWriter writer(m_habits);
    if (inFlow)
        return {
            addFlow(map, static_cast<qsizetype>(map.entries.size()), writer.flowEntry(key, value))};
    const qsizetype end = m_text.lineEnd(map.entries.back().end());
    const qsizetype column = m_text.column(map.entries.front().begin);
    const QByteArray indent = lineBreakAt(end) + spaces(column);
    // As its neighbours of the same kind are, when nothing else tells.
    bool isLikeFlow = false;
    bool isLikeBlock = !value.isMap() && !(value.isList() && value.isShallow());
    for (const YamlEntry &entry : map.entries) {
        const bool isAlike =
            (value.isMap() && entry.value.isMap()) || (value.isList() && entry.value.isList());
        isLikeFlow =
            isLikeFlow || (isAlike && entry.value.isFlow() && !entry.value.entries.empty());
        isLikeBlock = isLikeBlock || (isAlike && entry.value.isBlock());
    }
    if (isLikeFlow && !isLikeBlock && !writer.knows(key, value) && writer.fitsLine(value))
        return {{{end, end,
                  indent + YamlWriter::keyText(key, false) + ": " + writer.flow(value, false)}}};
    QList<Way> ways;
    for (const BlockText blockText : {BlockText::Allowed, BlockText::Refused})
        ways.append({{end, end, indent + writer.entry(key, value, column, blockText)}});
    return ways;
}

QList<YamlSplices::Way> YamlSplices::addItem(const YamlSpan &list, bool inFlow, qsizetype index,
                                             const QString &listKey, const YamlValue &value) const
{
    const YamlWriter writer(m_habits);
    if (inFlow)
        return {addFlow(list, index, writer.flow(value))};
    const auto count = static_cast<qsizetype>(list.entries.size());
    const qsizetype column = m_text.column(list.entries.front().begin);
    // What follows the items' own way: in braces or not.
    YamlHabits habits = m_habits;
    const YamlSpan &neighbour =
        list.entries.at(static_cast<std::size_t>(std::clamp<qsizetype>(index - 1, 0, count - 1)))
            .value;
    if (neighbour.isMap())
        habits.itemsInFlow.insert(listKey, neighbour.isFlow());
    QList<Way> ways;
    for (const BlockText blockText : {BlockText::Allowed, BlockText::Refused}) {
        const QByteArray text = YamlWriter(habits).item(listKey, value, column, blockText);
        if (index == 0) {
            const qsizetype at = list.entries.front().begin;
            ways.append({{at, at, text + lineBreakAt(at) + spaces(column)}});
            continue;
        }
        const qsizetype end =
            m_text.lineEnd(list.entries.at(static_cast<std::size_t>(index - 1)).end());
        bool isSpaced = false;
        if (count >= 2) {
            const auto row = static_cast<std::size_t>(std::min(index, count - 1));
            const qsizetype above = nextLine(list.entries.at(row - 1).end());
            isSpaced = isBlankBetween(above, nextLine(above)) && above < list.entries.at(row).begin;
        }
        const QByteArray lineBreak = lineBreakAt(end);
        ways.append({{end, end,
                      (isSpaced ? lineBreak : QByteArray()) + lineBreak + spaces(column) + text}});
    }
    return ways;
}

YamlSplices::Way YamlSplices::addFlow(const YamlSpan &container, qsizetype index,
                                      const QByteArray &text) const
{
    const auto count = static_cast<qsizetype>(container.entries.size());
    if (index < count) {
        const qsizetype at = container.entries.at(static_cast<std::size_t>(index)).begin;
        const QByteArray gap =
            beginsLine(at) ? lineBreakAt(at) + m_bytes.mid(m_text.lineBegin(at), m_text.column(at))
                           : " ";
        return {{at, at, text + ',' + gap}};
    }
    const YamlEntry &last = container.entries.back();
    const qsizetype end = last.end();
    if (!beginsLine(last.begin))
        return {{end, end, ", " + text}};
    const QByteArray gap =
        lineBreakAt(end) + m_bytes.mid(m_text.lineBegin(last.begin), m_text.column(last.begin));
    // A line of its own below the last one and its comment, unless the bracket closes on that line.
    const qsizetype lineEnd = m_text.lineEnd(end);
    if (container.end <= lineEnd)
        return {{end, end, ',' + gap + text}};
    qsizetype comma = end;
    while (comma < lineEnd && (m_bytes.at(comma) == ' ' || m_bytes.at(comma) == '\t'))
        ++comma;
    if (comma < lineEnd && m_bytes.at(comma) == ',')
        return {{lineEnd, lineEnd, gap + text + ','}};
    return {{end, end, ","}, {lineEnd, lineEnd, gap + text}};
}

QList<YamlSplices::Way> YamlSplices::remove(const YamlSpan &container, bool inFlow,
                                            qsizetype row) const
{
    const auto index = static_cast<std::size_t>(row);
    if (inFlow)
        return {removeFlow(container, index)};
    const YamlEntry &entry = container.entries.at(index);
    if (beginsLine(entry.begin))
        return {removeLines(container, index, true), removeLines(container, index, false)};
    if (index + 1 >= container.entries.size()
        || hasCommentBetween(entry.end(), container.entries.at(index + 1).begin))
        return {};
    return {{{entry.begin, container.entries.at(index + 1).begin, {}}}};
}

YamlSplices::Way YamlSplices::removeFlow(const YamlSpan &container, std::size_t row) const
{
    const YamlEntry &entry = container.entries.at(row);
    const bool isLast = row + 1 == container.entries.size();
    if (!isLast && !hasCommentBetween(entry.end(), container.entries.at(row + 1).begin))
        return {{entry.begin, container.entries.at(row + 1).begin, {}}};
    if (!isLast) {
        const qsizetype comma = m_bytes.indexOf(',', entry.end());
        return {{entry.begin, comma + 1, {}}};
    }
    const YamlEntry &before = container.entries.at(row - 1);
    if (!hasCommentBetween(before.end(), entry.begin))
        return {{before.end(), entry.end(), {}}};
    // The comment belongs to the entry before; a comma may stand last.
    return {{entry.begin, entry.end(), {}}};
}

YamlSplices::Way YamlSplices::removeLines(const YamlSpan &container, std::size_t row,
                                          bool withBlankLines) const
{
    const YamlEntry &entry = container.entries.at(row);
    qsizetype begin = m_text.lineBegin(entry.begin);
    qsizetype end = nextLine(entry.end());
    if (withBlankLines) {
        // One blank line between what is left, not two.
        const bool isLast = row + 1 == container.entries.size();
        const bool isBlankBelow = end >= m_bytes.size() || isBlankBetween(end, nextLine(end));
        while ((isLast || isBlankBelow) && begin > 0
               && isBlankBetween(m_text.lineBegin(begin - 1), begin))
            begin = m_text.lineBegin(begin - 1);
    }
    if (end >= m_bytes.size() && !m_bytes.endsWith('\n') && begin > 0) {
        // The file goes on without a line end at its end.
        --begin;
        if (begin > 0 && m_bytes.at(begin - 1) == '\r')
            --begin;
    }
    return {{begin, end, {}}};
}

qsizetype YamlSplices::linesBegin(const YamlEntry &item, qsizetype notBefore) const
{
    qsizetype begin = m_text.lineBegin(item.begin);
    while (begin > notBefore) {
        const qsizetype above = m_text.lineBegin(begin - 1);
        qsizetype text = above;
        while (text < begin && (m_bytes.at(text) == ' ' || m_bytes.at(text) == '\t'))
            ++text;
        if (above < notBefore || m_bytes.at(text) != '#')
            break;
        begin = above;
    }
    return begin;
}

QList<YamlSplices::Way> YamlSplices::swap(const YamlSpan &list, bool inFlow, qsizetype row) const
{
    const YamlEntry &first = list.entries.at(static_cast<std::size_t>(row));
    const YamlEntry &second = list.entries.at(static_cast<std::size_t>(row) + 1);
    const auto bytes = [&](qsizetype begin, qsizetype end) {
        return m_bytes.mid(begin, end - begin);
    };
    const Way values{{first.begin, first.end(), bytes(second.begin, second.end())},
                     {second.begin, second.end(), bytes(first.begin, first.end())}};
    if (inFlow || !beginsLine(first.begin) || !beginsLine(second.begin))
        return {values};
    const qsizetype top = linesBegin(
        first, row == 0 ? 0 : nextLine(list.entries.at(static_cast<std::size_t>(row) - 1).end()));
    const qsizetype firstEnd = m_text.lineEnd(first.end());
    const qsizetype middle = linesBegin(second, nextLine(first.end()));
    const qsizetype secondEnd = m_text.lineEnd(second.end());
    return {{{top, firstEnd, bytes(middle, secondEnd)}, {middle, secondEnd, bytes(top, firstEnd)}},
            values};
}

} // namespace opsdeck
