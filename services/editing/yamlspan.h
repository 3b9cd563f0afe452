// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/editing/yamlvalue.h"

#include <QByteArray>

#include <vector>

namespace opsdeck {

struct YamlEntry;

/// A value of a YAML text with the bytes that it takes.
struct YamlSpan
{
    enum class Kind { Null, Scalar, List, Map, Alias };
    enum class Style {
        Plain,
        SingleQuoted,
        DoubleQuoted,
        BlockText, ///< behind '|' or '>'
        Block,
        Flow,
        FlowPair ///< a mapping of one entry in a list, without braces: [a: 1]
    };

    Kind kind = Kind::Null;
    Style style = Style::Plain;
    bool hasProperties = false; ///< an anchor or a tag stands before it
    bool hasAnchor = false;
    bool isOdd =
        false; ///< of a map: a key that is no plain text, that is there twice or that merges ("<<")
    qsizetype begin = 0; ///< behind anchor and tag
    qsizetype end = 0;   ///< behind the last byte; a value that is not written takes none
    QString text;        ///< of a scalar; name of an alias
    std::vector<YamlEntry> entries;

    bool isScalar() const { return kind == Kind::Scalar; }

    bool isList() const { return kind == Kind::List; }

    bool isMap() const { return kind == Kind::Map; }

    bool isBlock() const { return (isList() || isMap()) && style == Style::Block; }

    bool isFlow() const { return (isList() || isMap()) && style != Style::Block; }

    bool isAbsent() const { return kind == Kind::Null && begin == end; }

    const YamlEntry *find(const YamlStep &step) const;
};

/// An entry of a mapping or an item of a list.
struct YamlEntry
{
    QString key;
    qsizetype begin = 0;  ///< of the key, of the dash, or of an item in brackets
    qsizetype keyEnd = 0; ///< of the key; for items as `begin`
    qsizetype after = 0;  ///< behind ':' or '-'; keyEnd when there is none
    YamlSpan value;

    qsizetype end() const { return std::max(after, value.end); }
};

/// A YAML document whose values know their bytes. Immutable.
class YamlText final
{
public:
    /// `bytes` may begin with a byte order mark, which text() leaves out. Refused when it is no
    /// YAML within the limits of configuration files.
    static Result<YamlText> parse(const QByteArray &bytes);

    const QByteArray &mark() const { return m_mark; } ///< the byte order mark or nothing

    const QByteArray &text() const { return m_text; } ///< what the spans count in

    const YamlSpan &root() const { return m_root; }

    const YamlSpan *find(const YamlPath &path) const;

    YamlValue value() const { return valueOf(m_root); }

    static YamlValue valueOf(const YamlSpan &span);

    qsizetype lineBegin(qsizetype at) const;
    qsizetype lineEnd(qsizetype at) const; ///< where its line feed (or CR LF) begins

    qsizetype column(qsizetype at) const { return at - lineBegin(at); }

    /// Line and column from 1, column in characters.
    std::pair<int, int> place(qsizetype at) const;

private:
    YamlText() = default;

    QByteArray m_mark;
    QByteArray m_text;
    YamlSpan m_root;
};

} // namespace opsdeck
