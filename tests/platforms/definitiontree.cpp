// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/yamlreader.h"
#include "tests/platforms/removals.h"

#include <QJsonDocument>

namespace opsdeck {

namespace {

QVariant variantOf(const YamlNode &node)
{
    if (node.isScalar())
        return node.text();
    if (node.isList()) {
        QVariantList items;
        for (const YamlNode &child : node.children())
            items << variantOf(child);
        return items;
    }
    if (!node.isMap())
        return QVariant::fromValue(nullptr);
    QVariantMap map;
    for (qsizetype i = 0; i < node.keys().size(); ++i)
        map.insert(node.keys().at(i).name, variantOf(node.children().at(i)));
    return map;
}

bool isList(const QVariant &value)
{
    return value.typeId() == QMetaType::QVariantList;
}

/// `change` on the parent of what `path` leads to.
template <typename Change>
QVariant changed(const QVariant &tree, const QVariantList &path, const Change &change)
{
    if (path.size() == 1)
        return change(tree, path.first());
    const QVariantList rest = path.mid(1);
    if (isList(tree)) {
        QVariantList list = tree.toList();
        QVariant &item = list[path.first().toInt()];
        item = changed(item, rest, change);
        return list;
    }
    QVariantMap map = tree.toMap();
    QVariant &value = map[path.first().toString()];
    value = changed(value, rest, change);
    return map;
}

} // namespace

QVariant DefinitionTree::read(const QByteArray &bytes)
{
    Problems problems;
    const auto node = readYaml(bytes, Reporter(problems, "definition"));
    return node && node->isMap() ? variantOf(*node) : QVariant();
}

QByteArray DefinitionTree::bytes(const QVariant &tree)
{
    return QJsonDocument::fromVariant(tree).toJson(QJsonDocument::Compact);
}

QVariant DefinitionTree::without(const QVariant &tree, const QVariantList &path)
{
    return changed(tree, path, [](const QVariant &parent, const QVariant &step) -> QVariant {
        if (isList(parent)) {
            QVariantList list = parent.toList();
            list.removeAt(step.toInt());
            return list;
        }
        QVariantMap map = parent.toMap();
        map.remove(step.toString());
        return map;
    });
}

QVariant DefinitionTree::with(const QVariant &tree, const QVariantList &path, const QVariant &value)
{
    return changed(tree, path, [&](const QVariant &parent, const QVariant &step) -> QVariant {
        if (isList(parent)) {
            QVariantList list = parent.toList();
            list[step.toInt()] = value;
            return list;
        }
        QVariantMap map = parent.toMap();
        map.insert(step.toString(), value);
        return map;
    });
}

QVariant DefinitionTree::at(const QVariant &tree, const QVariantList &path)
{
    QVariant value = tree;
    for (const QVariant &step : path)
        value = isList(value) ? value.toList().value(step.toInt())
                              : value.toMap().value(step.toString());
    return value;
}

QVariantList DefinitionTree::filtered(const QVariantList &list,
                                      const std::function<bool(const QVariantMap &)> &take)
{
    QVariantList left;
    for (const QVariant &item : list) {
        if (!take(item.toMap()))
            left << item;
    }
    return left;
}

} // namespace opsdeck
