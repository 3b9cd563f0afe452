// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/editing/yamledit.h"
#include "services/editing/yamlwriter.h"

namespace opsdeck {

/// Where an edit puts its bytes. Gives ways to try, best first: each is right in most places, the
/// text is read again to see.
class YamlSplices final
{
public:
    using Way = QList<YamlSplice>;

    explicit YamlSplices(const YamlText &text);

    /// `container` holds `entry`; `inFlow`: it stands in braces or brackets.
    QList<Way> replace(const YamlSpan &container, const YamlEntry &entry, bool inFlow,
                       const QString &key, const YamlValue &value) const;
    /// A new entry at the end of a mapping that has some.
    QList<Way> addEntry(const YamlSpan &map, bool inFlow, const QString &key,
                        const YamlValue &value) const;
    /// A new item of a list that has some.
    QList<Way> addItem(const YamlSpan &list, bool inFlow, qsizetype index, const QString &listKey,
                       const YamlValue &value) const;
    /// One of several entries or items.
    QList<Way> remove(const YamlSpan &container, bool inFlow, qsizetype row) const;
    /// An item of a list and the next one in each other's place.
    QList<Way> swap(const YamlSpan &list, bool inFlow, qsizetype row) const;

private:
    Way replaceInBlock(const YamlEntry &entry, const YamlSpan &container, const QString &key,
                       const YamlValue &value, YamlWriter::BlockText blockText) const;
    Way addFlow(const YamlSpan &container, qsizetype index, const QByteArray &text) const;
    Way removeFlow(const YamlSpan &container, std::size_t row) const;
    Way removeLines(const YamlSpan &container, std::size_t row, bool withBlankLines) const;
    /// Where the lines of an item begin: those of comments right above it are its own.
    qsizetype linesBegin(const YamlEntry &item, qsizetype notBefore) const;
    QByteArray lineBreakAt(qsizetype at) const;
    bool isBlankBetween(qsizetype begin, qsizetype end) const;

    bool beginsLine(qsizetype at) const { return isBlankBetween(m_text.lineBegin(at), at); }

    bool hasCommentBetween(qsizetype begin, qsizetype end) const;
    qsizetype nextLine(qsizetype at) const;

    const YamlText &m_text;
    const QByteArray &m_bytes;
    YamlHabits m_habits;
};

} // namespace opsdeck
