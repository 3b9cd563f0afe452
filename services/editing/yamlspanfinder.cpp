// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/yamlspanfinder.h"

#include <QSet>

namespace opsdeck {

namespace {

bool isWhite(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

} // namespace

bool YamlSpanFinder::find(const YamlRawNode &root, YamlSpan &span)
{
    finish(root, {}, span);
    return !m_failed;
}

qsizetype YamlSpanFinder::column(qsizetype place) const
{
    return place == 0 ? 0 : place - 1 - m_text.lastIndexOf('\n', place - 1);
}

qsizetype YamlSpanFinder::lineEnd(qsizetype place) const
{
    const qsizetype feed = m_text.indexOf('\n', place);
    if (feed < 0)
        return m_text.size();
    return feed > place && m_text.at(feed - 1) == '\r' ? feed - 1 : feed;
}

qsizetype YamlSpanFinder::skipBlank(qsizetype from, bool commas) const
{
    qsizetype place = from;
    while (place < m_text.size()) {
        const char c = at(place);
        if (isWhite(c) || (commas && c == ','))
            ++place;
        else if (c == '#' && (place == 0 || isWhite(at(place - 1)) || at(place - 1) == ','))
            place = lineEnd(place);
        else
            break;
    }
    return place;
}

qsizetype YamlSpanFinder::skipProperties(qsizetype from) const
{
    qsizetype place = from;
    qsizetype behind = from;
    while (at(place) == '&' || at(place) == '!') {
        while (place < m_text.size() && !isWhite(at(place)) && at(place) != ',' && at(place) != ']'
               && at(place) != '}')
            ++place;
        behind = place;
        place = skipBlank(place);
    }
    return place < m_text.size() ? place : behind;
}

qsizetype YamlSpanFinder::quotedEnd(qsizetype begin) const
{
    const char quote = at(begin);
    for (qsizetype i = begin + 1; i < m_text.size(); ++i) {
        if (quote == '"' && at(i) == '\\')
            ++i;
        else if (at(i) == quote && quote == '\'' && at(i + 1) == quote)
            ++i;
        else if (at(i) == quote)
            return i + 1;
    }
    return m_text.size();
}

/// Folding changes nothing but blanks: as many other bytes as the value has belong to it.
qsizetype YamlSpanFinder::plainEnd(qsizetype begin, const QString &text) const
{
    const QByteArray bytes = text.toUtf8();
    auto left = std::count_if(bytes.cbegin(), bytes.cend(), [](char c) { return !isWhite(c); });
    qsizetype place = begin;
    for (; left > 0 && place < m_text.size(); ++place) {
        if (!isWhite(at(place)))
            --left;
    }
    return place;
}

qsizetype YamlSpanFinder::blockTextEnd(qsizetype begin, qsizetype parentColumn) const
{
    qsizetype end = lineEnd(begin);
    bool isKept = false;
    qsizetype indentation = -1;
    for (qsizetype i = begin + 1; i < end && !isWhite(at(i)); ++i) {
        isKept = isKept || at(i) == '+';
        if (at(i) >= '1' && at(i) <= '9')
            indentation = std::max<qsizetype>(parentColumn, 0) + (at(i) - '0');
    }
    qsizetype blankEnd = -1;
    for (qsizetype feed = m_text.indexOf('\n', end); feed >= 0; feed = m_text.indexOf('\n', feed)) {
        const qsizetype start = ++feed;
        if (start >= m_text.size())
            break;
        const qsizetype stop = lineEnd(start);
        qsizetype text = start;
        while (text < stop && at(text) == ' ')
            ++text;
        if (text == stop) {
            blankEnd = stop;
            continue;
        }
        if (indentation < 0)
            indentation = std::max(text - start, parentColumn + 1);
        if (text - start < indentation)
            break;
        end = stop;
        blankEnd = -1;
    }
    return isKept && blankEnd >= 0 ? blankEnd : end;
}

void YamlSpanFinder::finish(const YamlRawNode &raw, const Place &place, YamlSpan &span)
{
    span.kind = raw.kind;
    span.text = raw.text;
    span.hasProperties = raw.hasProperties;
    span.hasAnchor = raw.hasAnchor;
    span.begin = raw.hasProperties ? skipProperties(raw.mark) : raw.mark;
    switch (raw.kind) {
    case YamlSpan::Kind::Null:
        finishNull(raw, place, span);
        break;
    case YamlSpan::Kind::Scalar:
        finishScalar(place, span);
        break;
    case YamlSpan::Kind::Alias:
        span.end = span.begin + 1;
        while (span.end < m_text.size() && !isWhite(at(span.end)) && at(span.end) != ','
               && at(span.end) != ']' && at(span.end) != '}')
            ++span.end;
        span.text = QString::fromUtf8(m_text.mid(span.begin + 1, span.end - span.begin - 1));
        break;
    case YamlSpan::Kind::List:
        finishList(raw, place, span);
        break;
    case YamlSpan::Kind::Map:
        finishMap(raw, place, span);
        break;
    }
    // What does not lie within what holds it was not understood.
    for (const YamlEntry &entry : span.entries) {
        if (entry.begin < span.begin || entry.end() > span.end)
            m_failed = true;
    }
    if (span.begin < place.from || span.end < span.begin || span.end > m_text.size())
        m_failed = true;
}

void YamlSpanFinder::finishNull(const YamlRawNode &raw, const Place &place, YamlSpan &span)
{
    // The mark of a value that is not written is that of whatever follows.
    const qsizetype next = raw.hasProperties ? span.begin : skipBlank(place.from);
    const bool isHere = raw.hasProperties || raw.mark == next;
    const bool isInside = place.inFlow || column(next) > place.parentColumn;
    for (const char *word : {"null", "Null", "NULL", "~"}) {
        if (isHere && isInside && m_text.mid(next, qstrlen(word)) == word) {
            span.begin = next;
            span.end = next + static_cast<qsizetype>(qstrlen(word));
            return;
        }
    }
    span.begin = place.from;
    if (raw.hasProperties) {
        span.begin = raw.mark;
        while (span.begin < m_text.size() && !isWhite(at(span.begin)))
            ++span.begin;
    }
    span.end = span.begin;
}

void YamlSpanFinder::finishScalar(const Place &place, YamlSpan &span)
{
    const char first = at(span.begin);
    if (first == '"' || first == '\'') {
        span.style = first == '"' ? YamlSpan::Style::DoubleQuoted : YamlSpan::Style::SingleQuoted;
        span.end = quotedEnd(span.begin);
    } else if ((first == '|' || first == '>') && !place.inFlow) {
        span.style = YamlSpan::Style::BlockText;
        span.end = blockTextEnd(span.begin, place.parentColumn);
    } else {
        span.style = YamlSpan::Style::Plain;
        span.end = plainEnd(span.begin, span.text);
    }
}

void YamlSpanFinder::close(char bracket, qsizetype from, YamlSpan &span)
{
    const qsizetype place = skipBlank(from, true);
    m_failed = m_failed || at(place) != bracket;
    span.end = place + 1;
}

void YamlSpanFinder::finishList(const YamlRawNode &raw, const Place &place, YamlSpan &span)
{
    const bool isFlow = at(span.begin) == '[';
    span.style = isFlow ? YamlSpan::Style::Flow : YamlSpan::Style::Block;
    qsizetype next = isFlow ? span.begin + 1 : span.begin;
    for (const YamlRawNode &child : raw.children) {
        YamlEntry &item = span.entries.emplace_back();
        if (isFlow) {
            next = skipBlank(next, true);
            item.begin = item.keyEnd = item.after = next;
        } else {
            next = skipBlank(next);
            m_failed = m_failed || at(next) != '-';
            item.begin = item.keyEnd = next;
            item.after = next + 1;
        }
        if (m_failed)
            return;
        finish(
            child,
            {item.after, isFlow || place.inFlow, isFlow ? place.parentColumn : column(item.begin)},
            item.value);
        next = item.end();
    }
    if (isFlow)
        close(']', next, span);
    else
        span.end = next;
}

void YamlSpanFinder::finishMap(const YamlRawNode &raw, const Place &place, YamlSpan &span)
{
    const bool isFlow = at(span.begin) == '{';
    const bool inFlow = isFlow || place.inFlow;
    span.style = isFlow   ? YamlSpan::Style::Flow
                 : inFlow ? YamlSpan::Style::FlowPair
                          : YamlSpan::Style::Block;
    qsizetype next = isFlow ? span.begin + 1 : span.begin;
    QSet<QString> names;
    for (std::size_t i = 0; i + 1 < raw.children.size(); i += 2) {
        const YamlRawNode &rawKey = raw.children.at(i);
        YamlEntry &entry = span.entries.emplace_back();
        YamlSpan key;
        finish(rawKey, {next, inFlow, place.parentColumn}, key);
        if (m_failed)
            return;
        entry.begin = rawKey.hasProperties ? rawKey.mark : key.begin;
        entry.keyEnd = key.end;
        entry.key = key.isScalar() ? key.text
                                   : QString::fromUtf8(m_text.mid(key.begin, key.end - key.begin));
        span.isOdd = span.isOdd || !key.isScalar() || key.hasProperties || names.contains(entry.key)
                     || entry.key == QLatin1String("<<") || at(skipBlank(next)) == '?';
        names.insert(entry.key);
        const qsizetype colon = skipBlank(key.end);
        entry.after = at(colon) == ':' ? colon + 1 : key.end;
        finish(raw.children.at(i + 1),
               {entry.after, inFlow, isFlow ? place.parentColumn : column(entry.begin)},
               entry.value);
        if (m_failed)
            return;
        next = entry.end();
    }
    if (isFlow)
        close('}', next, span);
    else
        span.end = next;
}

} // namespace opsdeck
