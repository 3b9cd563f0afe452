// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/yamlvalue.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

QString pathText(const YamlPath &path)
{
    if (path.isEmpty())
        return QCoreApplication::translate("YamlEdit", "the document");
    QString text;
    for (const YamlStep &step : path) {
        if (const auto *key = std::get_if<QString>(&step))
            text += (text.isEmpty() ? QString() : QStringLiteral(".")) + *key;
        else
            text += QStringLiteral("[%1]").arg(std::get<qsizetype>(step));
    }
    return text;
}

YamlValue YamlValue::list(const QList<YamlValue> &items)
{
    YamlValue value(Kind::List, {});
    value.m_children = items;
    return value;
}

YamlValue YamlValue::texts(const QStringList &items)
{
    QList<YamlValue> values;
    for (const QString &item : items)
        values.append(text(item));
    return list(values);
}

YamlValue &YamlValue::add(const QString &key, const YamlValue &value)
{
    m_keys.append(key);
    m_children.append(value);
    return *this;
}

const YamlValue *YamlValue::find(const QString &key) const
{
    const auto row = m_keys.indexOf(key);
    return row < 0 ? nullptr : &m_children.at(row);
}

bool YamlValue::isShallow() const
{
    return std::all_of(m_children.cbegin(), m_children.cend(),
                       [](const YamlValue &child) { return !child.isList() && !child.isMap(); });
}

YamlValue *YamlValue::child(const YamlStep &step)
{
    const auto *key = std::get_if<QString>(&step);
    const qsizetype row = key != nullptr ? m_keys.indexOf(*key) : std::get<qsizetype>(step);
    return row >= 0 && row < m_children.size() ? &m_children[row] : nullptr;
}

YamlValue *YamlValue::at(const YamlPath &path, qsizetype length)
{
    YamlValue *value = this;
    for (qsizetype i = 0; i < length && value != nullptr; ++i)
        value = value->child(path.at(i));
    return value;
}

void YamlValue::set(const YamlPath &path, const YamlValue &value)
{
    if (path.isEmpty()) {
        *this = value;
        return;
    }
    YamlValue *parent = at(path, path.size() - 1);
    if (parent == nullptr)
        return;
    if (YamlValue *there = parent->child(path.constLast())) {
        *there = value;
    } else if (const auto *key = std::get_if<QString>(&path.constLast())) {
        parent->m_kind = Kind::Map;
        parent->add(*key, value);
    }
}

void YamlValue::insert(const YamlPath &list, qsizetype index, const YamlValue &value)
{
    if (YamlValue *parent = at(list, list.size())) {
        parent->m_kind = Kind::List;
        parent->m_children.insert(index, value);
    }
}

void YamlValue::remove(const YamlPath &path)
{
    YamlValue *parent = path.isEmpty() ? nullptr : at(path, path.size() - 1);
    if (parent == nullptr)
        return;
    const auto *key = std::get_if<QString>(&path.constLast());
    const qsizetype row =
        key != nullptr ? parent->m_keys.indexOf(*key) : std::get<qsizetype>(path.constLast());
    if (row < 0 || row >= parent->m_children.size())
        return;
    parent->m_children.removeAt(row);
    if (key != nullptr)
        parent->m_keys.removeAt(row);
}

void YamlValue::renameKey(const YamlPath &path, const QString &name)
{
    YamlValue *parent = path.isEmpty() ? nullptr : at(path, path.size() - 1);
    const auto *key = path.isEmpty() ? nullptr : std::get_if<QString>(&path.constLast());
    const qsizetype row = parent == nullptr || key == nullptr ? -1 : parent->m_keys.indexOf(*key);
    if (row >= 0)
        parent->m_keys[row] = name;
}

void YamlValue::swap(const YamlPath &list, qsizetype index)
{
    YamlValue *parent = at(list, list.size());
    if (parent != nullptr && index >= 0 && index + 1 < parent->m_children.size())
        parent->m_children.swapItemsAt(index, index + 1);
}

bool YamlValue::operator==(const YamlValue &other) const
{
    const bool sameKind = m_kind == other.m_kind || (isScalar() && other.isScalar());
    return sameKind && m_text == other.m_text && m_keys == other.m_keys
           && m_children == other.m_children;
}

} // namespace opsdeck
