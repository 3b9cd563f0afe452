// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/yamlnode.h"

#include <QHash>

#include <algorithm>

namespace opsdeck {

YamlNode YamlNode::null(YamlPosition at)
{
    return YamlNode(Kind::Null, at);
}

YamlNode YamlNode::scalar(YamlPosition at, QString text, QString written)
{
    YamlNode node(Kind::Scalar, at);
    node.m_text = std::move(text);
    if (written != node.m_text)
        node.m_written = std::move(written);
    return node;
}

YamlNode YamlNode::list(YamlPosition at, QList<YamlNode> items)
{
    YamlNode node(Kind::List, at);
    node.m_children = std::move(items);
    node.countChildren();
    return node;
}

YamlNode YamlNode::map(YamlPosition at, QList<YamlKey> keys, QList<YamlNode> values)
{
    Q_ASSERT(keys.size() == values.size());
    YamlNode node(Kind::Map, at);
    node.m_keys = std::move(keys);
    node.m_children = std::move(values);
    node.countChildren();
    return node;
}

void YamlNode::countChildren()
{
    for (const YamlNode &child : std::as_const(m_children))
        m_count += child.m_count;
}

const YamlNode *YamlNode::find(const QString &key) const
{
    const auto it = std::find_if(m_keys.cbegin(), m_keys.cend(),
                                 [&](const YamlKey &k) { return k.name == key; });
    return it == m_keys.cend() ? nullptr : &m_children.at(std::distance(m_keys.cbegin(), it));
}

QString YamlNode::textOf(const QString &key) const
{
    const YamlNode *value = find(key);
    return value != nullptr && value->isScalar() ? value->text() : QString();
}

YamlNode overlaid(const YamlNode &base, const YamlNode &over)
{
    QList<YamlKey> keys = base.keys();
    QList<YamlNode> values = base.children();
    QHash<QString, qsizetype> places;
    for (qsizetype i = 0; i < keys.size(); ++i)
        places.insert(keys.at(i).name, i);
    for (qsizetype i = 0; i < over.keys().size(); ++i) {
        const YamlKey &key = over.keys().at(i);
        const auto place = places.constFind(key.name);
        if (place == places.cend()) {
            keys.append(key);
            values.append(over.children().at(i));
        } else {
            keys[*place] = key;
            values[*place] = over.children().at(i);
        }
    }
    return YamlNode::map(base.at(), std::move(keys), std::move(values));
}

} // namespace opsdeck
