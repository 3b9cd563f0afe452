// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <variant>

namespace opsdeck {

/// One step into a YAML tree: a mapping's key or a list's index.
using YamlStep = std::variant<QString, qsizetype>;
using YamlPath = QList<YamlStep>;

/// "services[2].checks[0].url"; "the document" for the root.
QString pathText(const YamlPath &path);

/// A value to write into a YAML text, or one that was read from it.
class YamlValue final
{
public:
    enum class Kind {
        Null,
        Text,  ///< stays text for every reader of YAML: `yes` and `010` are quoted
        Plain, ///< a number, truth value, duration or size: not quoted unless it must be
        List,
        Map,
        Alias ///< `*name`, only read
    };

    YamlValue() = default;

    static YamlValue text(const QString &text) { return {Kind::Text, text}; }

    static YamlValue plain(const QString &text) { return {Kind::Plain, text}; }

    static YamlValue alias(const QString &name) { return {Kind::Alias, name}; }

    static YamlValue list(const QList<YamlValue> &items = {});
    static YamlValue texts(const QStringList &items);

    static YamlValue map() { return {Kind::Map, {}}; }

    /// Of a map: comes last; a key that is there already is there twice then.
    YamlValue &add(const QString &key, const YamlValue &value);

    Kind kind() const { return m_kind; }

    bool isScalar() const { return m_kind == Kind::Text || m_kind == Kind::Plain; }

    bool isList() const { return m_kind == Kind::List; }

    bool isMap() const { return m_kind == Kind::Map; }

    const QString &string() const { return m_text; } ///< of a scalar

    const QStringList &keys() const { return m_keys; } ///< of a map

    const QList<YamlValue> &children() const
    {
        return m_children;
    } ///< values of a map, items of a list

    const YamlValue *find(const QString &key) const;
    /// No list or map below it.
    bool isShallow() const;

    // What an edit changes, as data. Places must exist, but for the last key of set().
    void set(const YamlPath &path, const YamlValue &value);
    void insert(const YamlPath &list, qsizetype index, const YamlValue &value);
    void remove(const YamlPath &path);
    void renameKey(const YamlPath &path, const QString &name);
    void swap(const YamlPath &list, qsizetype index); ///< an item with the next one

    /// As data: quoting does not matter, order does.
    bool operator==(const YamlValue &other) const;

private:
    YamlValue(Kind kind, QString text)
        : m_kind(kind)
        , m_text(std::move(text))
    {}

    YamlValue *child(const YamlStep &step);
    YamlValue *at(const YamlPath &path, qsizetype length);

    Kind m_kind = Kind::Null;
    QString m_text;
    QStringList m_keys;
    QList<YamlValue> m_children;
};

} // namespace opsdeck
