// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/editing/yamlspan.h"

namespace opsdeck {

/// Bytes of a text that give way to others; empty ranges insert.
struct YamlSplice
{
    qsizetype begin = 0;
    qsizetype end = 0;
    QByteArray text;
};

/// Edits a YAML text and leaves every byte outside of the change as it is: comments, order, quotes,
/// indentation, line ends, byte order mark. New text follows the style round it. After each edit
/// the text is read again and compared, as data, with the change that was asked for; what can't be
/// done so is refused with the reason, and nothing changes. Comments outside of a value stay when
/// it is removed.
class YamlEdit final
{
public:
    static Result<YamlEdit> open(const QByteArray &bytes);
    /// The text of a new file.
    static QByteArray written(const YamlValue &map);

    QByteArray bytes() const { return m_text.mark() + m_text.text(); }

    const YamlText &text() const { return m_text; }

    /// Replaces the value at `path`, or adds the entry, with the mappings above it that are
    /// missing.
    Result<void> set(const YamlPath &path, const YamlValue &value);
    /// Puts an item into a list; makes the list when it is missing.
    Result<void> insert(const YamlPath &list, qsizetype index, const YamlValue &value);
    Result<void> append(const YamlPath &list, const YamlValue &value);
    Result<void> remove(const YamlPath &path);
    /// Gives an entry of a mapping another key; refused when that is there already.
    Result<void> renameKey(const YamlPath &path, const QString &name);
    /// Puts an item elsewhere in its list, with the comments that stand right above it and behind
    /// it. `to` is its number afterwards.
    Result<void> move(const YamlPath &list, qsizetype from, qsizetype to);
    /// As set(), but of lists and mappings that are there only what differs is touched.
    Result<void> update(const YamlPath &path, const YamlValue &value);

private:
    explicit YamlEdit(YamlText text)
        : m_text(std::move(text))
    {}

    Result<void> swapWithNext(const YamlPath &list, qsizetype index);
    Result<void> updateMap(const YamlPath &path, const YamlValue &now, const YamlValue &wanted);
    Result<void> updateList(const YamlPath &path, const YamlValue &now, const YamlValue &wanted);
    /// Takes the first of the ways that gives what is wanted.
    Result<void> take(const QList<QList<YamlSplice>> &ways, const YamlValue &wanted,
                      const YamlPath &path);

    YamlText m_text;
};

} // namespace opsdeck
