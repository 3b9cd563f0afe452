// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/importfindings.h"

#include <QList>
#include <QString>

namespace opsdeck {

struct ComposeKey
{
    QString name;
    ImportPlace at;
    bool isNumber = false; ///< for YAML: not quoted
};

/// A value of a compose file with its place, aliases and merge keys resolved. A plain value: copies
/// share their children.
struct ComposeNode
{
    enum class Kind { Null, Scalar, List, Map };
    enum class Tag { None, Reset, Override }; ///< of the Compose specification: !reset, !override

    Kind kind = Kind::Null;
    Tag tag = Tag::None;
    bool isQuoted = false; ///< of a scalar
    int depth = 0;         ///< levels below this one
    ImportPlace at;
    QString text;                ///< of a scalar
    QList<ComposeKey> keys;      ///< of a map
    QList<ComposeNode> children; ///< items of a list, values of a map
    qint64 count = 1;            ///< this node and all below it, as of measure()

    static ComposeNode scalar(const ImportPlace &at, const QString &text);
    static ComposeNode empty(Kind kind, const ImportPlace &at);

    bool isNull() const { return kind == Kind::Null; }

    bool isScalar() const { return kind == Kind::Scalar; }

    bool isList() const { return kind == Kind::List; }

    bool isMap() const { return kind == Kind::Map; }

    /// The value of a key; null when this is no map or has no such key.
    const ComposeNode *find(const QString &key) const;
    /// The text of a scalar under a key, else empty.
    QString textOf(const QString &key) const;
    /// Replaces the value of a key, or adds it at the end.
    void set(const ComposeKey &key, const ComposeNode &value);
    void remove(const QString &key);
    /// Sets count and depth from those of the children.
    void measure();
};

} // namespace opsdeck
