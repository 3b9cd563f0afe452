// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/editing/yamlspan.h"

#include <QMap>

namespace opsdeck {

/// How a document is written: what new text follows.
struct YamlHabits
{
    QByteArray lineBreak = "\n";
    qsizetype mapIndent = 2;  ///< of a mapping below its key
    qsizetype listIndent = 2; ///< of a list's dashes below its key
    qsizetype dashGap = 2;    ///< from a dash to its item
    bool spacedBraces = true;
    bool spacedBrackets = false;
    /// By key, for lists and mappings separately: whether they stand in brackets or braces.
    QMap<std::pair<QString, YamlValue::Kind>, bool> inFlow;
    QMap<QString, bool>
        itemsInFlow; ///< by the list's key: whether the mappings in it stand in braces

    static YamlHabits of(const YamlText &text);
};

/// New text in a document's habits.
class YamlWriter final
{
public:
    explicit YamlWriter(const YamlHabits &habits)
        : m_habits(habits)
    {}

    enum class BlockText { Allowed, Refused };
    /// In one line: braces and brackets where needed.
    QByteArray flow(const YamlValue &value, bool inFlow = true) const;
    QByteArray flowEntry(const QString &key, const YamlValue &value) const;
    /// Whether the value is best written in one line below this key.
    bool isInline(const QString &key, const YamlValue &value, BlockText blockText) const;
    /// What follows "key:" of a key at `column`: " value", or a line break and lines.
    QByteArray valueBehindKey(const QString &key, const YamlValue &value, qsizetype column,
                              BlockText blockText) const;
    /// "key: value" for a key at `column`; the first line is not indented, the last has no end.
    QByteArray entry(const QString &key, const YamlValue &value, qsizetype column,
                     BlockText blockText) const;
    /// "- item" for a dash at `column`.
    QByteArray item(const QString &listKey, const YamlValue &value, qsizetype column,
                    BlockText blockText) const;
    /// A list or mapping whose keys or dashes stand at `column`.
    QByteArray block(const QString &key, const YamlValue &value, qsizetype column,
                     BlockText blockText) const;
    /// Whether other values of this key show how it is written.
    bool knows(const QString &key, const YamlValue &value) const;
    /// Short enough for one line in a document that writes its like so.
    bool fitsLine(const YamlValue &value) const;
    static QByteArray keyText(const QString &key, bool inFlow);

private:
    QByteArray blockText(const QString &text, qsizetype column) const;

    const YamlHabits &m_habits;
};

} // namespace opsdeck
