// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composenode.h"

#include <algorithm>

namespace opsdeck {

ComposeNode ComposeNode::scalar(const ImportPlace &at, const QString &text)
{
    ComposeNode node;
    node.kind = Kind::Scalar;
    node.at = at;
    node.text = text;
    return node;
}

ComposeNode ComposeNode::empty(Kind kind, const ImportPlace &at)
{
    ComposeNode node;
    node.kind = kind;
    node.at = at;
    return node;
}

const ComposeNode *ComposeNode::find(const QString &key) const
{
    for (qsizetype i = 0; i < keys.size(); ++i) {
        if (keys.at(i).name == key)
            return &children.at(i);
    }
    return nullptr;
}

QString ComposeNode::textOf(const QString &key) const
{
    const ComposeNode *value = find(key);
    return value != nullptr && value->isScalar() ? value->text : QString();
}

void ComposeNode::set(const ComposeKey &key, const ComposeNode &value)
{
    for (qsizetype i = 0; i < keys.size(); ++i) {
        if (keys.at(i).name == key.name) {
            keys[i] = key;
            children[i] = value;
            return;
        }
    }
    keys.append(key);
    children.append(value);
}

void ComposeNode::remove(const QString &key)
{
    for (qsizetype i = 0; i < keys.size(); ++i) {
        if (keys.at(i).name == key) {
            keys.removeAt(i);
            children.removeAt(i);
            return;
        }
    }
}

void ComposeNode::measure()
{
    count = 1;
    depth = 0;
    for (const ComposeNode &child : std::as_const(children)) {
        count += child.count;
        depth = std::max(depth, child.depth + 1);
    }
}

} // namespace opsdeck
