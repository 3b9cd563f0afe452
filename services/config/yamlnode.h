// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace opsdeck {

/// Place in a file; line and column (in characters) count from 1; 0 when not known.
struct YamlPosition
{
    int line = 0;
    int column = 0;

    bool operator==(const YamlPosition &) const = default;
};

struct YamlKey
{
    QString name;
    YamlPosition at;
};

/// A YAML value with its place. Immutable; copies share their children.
class YamlNode final
{
public:
    enum class Kind { Null, Scalar, List, Map };

    YamlNode() = default;
    static YamlNode null(YamlPosition at);
    /// `written`: the text as it stands in the file, when it is another one.
    static YamlNode scalar(YamlPosition at, QString text, QString written = {});
    static YamlNode list(YamlPosition at, QList<YamlNode> items);
    /// `values` belong to `keys` in order; names are unique.
    static YamlNode map(YamlPosition at, QList<YamlKey> keys, QList<YamlNode> values);

    Kind kind() const { return m_kind; }

    bool isNull() const { return m_kind == Kind::Null; }

    bool isScalar() const { return m_kind == Kind::Scalar; }

    bool isList() const { return m_kind == Kind::List; }

    bool isMap() const { return m_kind == Kind::Map; }

    YamlPosition at() const { return m_at; }

    const QString &text() const { return m_text; } ///< of a scalar

    /// Of a scalar: the text before its variables were replaced.
    const QString &written() const { return m_written.isNull() ? m_text : m_written; }

    const QList<YamlNode> &children() const
    {
        return m_children;
    } ///< items of a list, values of a map

    const QList<YamlKey> &keys() const { return m_keys; } ///< of a map

    /// The value of a key; null when this is no map or has no such key. Lives as long as this node.
    const YamlNode *find(const QString &key) const;
    /// The text of a scalar value of a key, else empty.
    QString textOf(const QString &key) const;

    int count() const { return m_count; } ///< this node and all below it

private:
    YamlNode(Kind kind, YamlPosition at)
        : m_kind(kind)
        , m_at(at)
    {}

    void countChildren();

    Kind m_kind = Kind::Null;
    YamlPosition m_at;
    int m_count = 1;
    QString m_text;
    QString m_written;
    QList<YamlNode> m_children;
    QList<YamlKey> m_keys;
};

/// `base` with the values of `over` in place of its own; new keys come last. Both are maps; the
/// place is that of `base`.
YamlNode overlaid(const YamlNode &base, const YamlNode &over);

} // namespace opsdeck
