// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composemerge.h"

#include "services/importers/composeports.h"
#include "services/importers/importlimits.h"

#include <QHash>

namespace opsdeck {

namespace {

enum class Form {
    Plain,
    Replaced, ///< the later one stands
    Pairs,    ///< list of NAME=value, or map
    Names,    ///< list of names, or map
    Needs,    ///< depends_on: names, or map with conditions
    Build,    ///< a path, or map
    Texts     ///< one text, or a list
};

Form formOf(const QString &path)
{
    static const QHash<QString, Form> forms = [] {
        QHash<QString, Form> all;
        const auto add = [&all](Form form, std::initializer_list<const char *> paths) {
            for (const char *each : paths)
                all.insert(QLatin1String(each), form);
        };
        add(Form::Replaced, {"services.*.command", "services.*.entrypoint",
                             "services.*.healthcheck.test", "services.*.ulimits.*"});
        add(Form::Pairs,
            {"services.*.environment", "services.*.labels", "services.*.annotations",
             "services.*.sysctls", "services.*.build.args", "services.*.build.labels",
             "services.*.build.additional_contexts", "services.*.deploy.labels",
             "networks.*.labels", "volumes.*.labels", "secrets.*.labels", "configs.*.labels"});
        add(Form::Names, {"services.*.networks", "services.*.models"});
        add(Form::Needs, {"services.*.depends_on"});
        add(Form::Build, {"services.*.build"});
        add(Form::Texts, {"services.*.env_file", "services.*.label_file", "services.*.dns",
                          "services.*.dns_search", "services.*.tmpfs"});
        return all;
    }();
    return forms.value(path, Form::Plain);
}

QString mountTarget(const ComposeNode &item, const QString &otherwise)
{
    return item.isMap() && item.find(QStringLiteral("target")) != nullptr
               ? item.textOf(QStringLiteral("target"))
               : otherwise + item.textOf(QStringLiteral("source"));
}

/// What makes an item of a list the same as another; empty: nothing does.
QString identityOf(const ComposeNode &item, const QString &path)
{
    if (path == QLatin1String("services.*.ports"))
        return portIdentity(item);
    if (path == QLatin1String("services.*.volumes"))
        return item.isScalar() ? mountOf(item.text).target : item.textOf(QStringLiteral("target"));
    if (path == QLatin1String("services.*.secrets"))
        return item.isScalar() ? QLatin1String("/run/secrets/") + item.text
                               : mountTarget(item, QStringLiteral("/run/secrets/"));
    if (path == QLatin1String("services.*.configs"))
        return item.isScalar() ? QLatin1Char('/') + item.text
                               : mountTarget(item, QStringLiteral("/"));
    if (path == QLatin1String("services.*.env_file"))
        return item.isScalar() ? item.text : item.textOf(QStringLiteral("path"));
    if (path == QLatin1String("services.*.devices"))
        return item.isScalar()
                   ? item.text.section(QLatin1Char(':'), 0, 1).section(QLatin1Char(':'), -1)
                   : item.textOf(QStringLiteral("target"));
    return item.isScalar() ? item.text : QString();
}

ComposeNode asPairs(const ComposeNode &node)
{
    ComposeNode map = ComposeNode::empty(ComposeNode::Kind::Map, node.at);
    map.tag = node.tag;
    QHash<QString, qsizetype> places;
    for (const ComposeNode &item : node.children) {
        if (!item.isScalar())
            continue;
        const qsizetype sign = item.text.indexOf(QLatin1Char('='));
        const ComposeKey key{sign < 0 ? item.text : item.text.left(sign), item.at};
        ComposeNode value = sign < 0 ? ComposeNode::empty(ComposeNode::Kind::Null, item.at)
                                     : ComposeNode::scalar(item.at, item.text.mid(sign + 1));
        value.isQuoted = true;
        value.tag = item.tag;
        const auto known = places.constFind(key.name);
        if (known != places.cend()) {
            map.children[*known] = value;
            continue;
        }
        places.insert(key.name, map.keys.size());
        map.keys.append(key);
        map.children.append(value);
    }
    map.measure();
    return map;
}

ComposeNode asNames(const ComposeNode &node, bool isNeed)
{
    ComposeNode map = ComposeNode::empty(ComposeNode::Kind::Map, node.at);
    map.tag = node.tag;
    QHash<QString, bool> known;
    for (const ComposeNode &item : node.children) {
        if (!item.isScalar() || known.contains(item.text))
            continue;
        known.insert(item.text, true);
        ComposeNode value =
            ComposeNode::empty(isNeed ? ComposeNode::Kind::Map : ComposeNode::Kind::Null, item.at);
        value.tag = item.tag;
        if (isNeed) {
            value.set({QStringLiteral("condition"), item.at},
                      ComposeNode::scalar(item.at, QStringLiteral("service_started")));
            value.measure();
        }
        map.keys.append({item.text, item.at});
        map.children.append(value);
    }
    map.measure();
    return map;
}

} // namespace

QString composePath(const QString &path, const QString &key)
{
    static const QHash<QString, bool> named{
        {QStringLiteral("services"), true},
        {QStringLiteral("networks"), true},
        {QStringLiteral("volumes"), true},
        {QStringLiteral("secrets"), true},
        {QStringLiteral("configs"), true},
        {QStringLiteral("models"), true},
        {QStringLiteral("services.*.networks"), true},
        {QStringLiteral("services.*.models"), true},
        {QStringLiteral("services.*.depends_on"), true},
        {QStringLiteral("services.*.ulimits"), true},
    };
    if (path.isEmpty())
        return key;
    return path + QLatin1Char('.') + (named.contains(path) ? QStringLiteral("*") : key);
}

ComposeNode canonical(const ComposeNode &node, const QString &path)
{
    switch (formOf(path)) {
    case Form::Pairs:
        return node.isList() ? asPairs(node) : node;
    case Form::Names:
        return node.isList() ? asNames(node, false) : node;
    case Form::Needs:
        return node.isList() ? asNames(node, true) : node;
    case Form::Build:
        if (node.isScalar()) {
            ComposeNode map = ComposeNode::empty(ComposeNode::Kind::Map, node.at);
            map.tag = node.tag;
            map.set({QStringLiteral("context"), node.at}, ComposeNode::scalar(node.at, node.text));
            map.measure();
            return map;
        }
        return node;
    case Form::Texts:
        if (node.isScalar()) {
            ComposeNode list = ComposeNode::empty(ComposeNode::Kind::List, node.at);
            list.tag = node.tag;
            list.children.append(ComposeNode::scalar(node.at, node.text));
            list.measure();
            return list;
        }
        return node;
    case Form::Replaced:
    case Form::Plain:
        break;
    }
    return node;
}

bool ComposeMerge::spend(qint64 nodes, const ImportPlace &at)
{
    if (m_spent > importlimits::kMergedNodes)
        return false;
    m_spent += nodes;
    if (m_spent <= importlimits::kMergedNodes)
        return true;
    m_findings.error(at, ImportText::tr("merging files and 'extends' touches more than %1 values")
                             .arg(importlimits::kMergedNodes));
    return false;
}

ComposeNode ComposeMerge::merged(const ComposeNode &base, const ComposeNode &over,
                                 const QString &path)
{
    if (!spend(1, over.at))
        return base;
    if (over.tag != ComposeNode::Tag::None)
        return over;
    const Form form = formOf(path);
    if (base.tag == ComposeNode::Tag::Reset || base.isNull() || form == Form::Replaced)
        return over.isNull() && form != Form::Replaced ? base : over;
    if (over.isNull())
        return base;
    const ComposeNode left = canonical(base, path);
    const ComposeNode right = canonical(over, path);
    if (left.isMap() && right.isMap()) {
        // Options of another logging driver mean nothing to this one.
        if (path == QLatin1String("services.*.logging")) {
            const QString driver = QStringLiteral("driver");
            if (left.find(driver) != nullptr && right.find(driver) != nullptr
                && left.textOf(driver) != right.textOf(driver))
                return right;
        }
        return mergedMaps(left, right, path);
    }
    if (left.isList() && right.isList())
        return mergedLists(left, right, path);
    if (left.isScalar() && right.isScalar())
        return right;
    // extra_hosts, healthcheck.test and the like may change their form between files.
    if (path == QLatin1String("services.*.extra_hosts")
        || path == QLatin1String("services.*.extends") || path.startsWith(QLatin1String("x-")))
        return right;
    m_findings.error(over.at,
                     ImportText::tr("this can't be merged with what stands on line %1 of %2: one "
                                    "is a mapping, list or text and the other is not")
                         .arg(base.at.line)
                         .arg(m_findings.fileName(base.at.file)));
    return base;
}

ComposeNode ComposeMerge::mergedMaps(const ComposeNode &base, const ComposeNode &over,
                                     const QString &path)
{
    ComposeNode result = base;
    result.tag = ComposeNode::Tag::None;
    QHash<QString, qsizetype> places;
    places.reserve(result.keys.size());
    for (qsizetype i = 0; i < result.keys.size(); ++i)
        places.insert(result.keys.at(i).name, i);
    if (!spend(base.keys.size() + over.keys.size(), over.at))
        return base;
    const bool isPairs = formOf(path) == Form::Pairs;
    for (qsizetype i = 0; i < over.keys.size(); ++i) {
        const ComposeKey &key = over.keys.at(i);
        const ComposeNode &value = over.children.at(i);
        const auto place = places.constFind(key.name);
        if (place == places.cend()) {
            result.keys.append(key);
            result.children.append(value);
            continue;
        }
        ComposeNode &old = result.children[*place];
        // A variable without a value is one taken from outside, not one left as it was.
        old = isPairs ? value : merged(old, value, composePath(path, key.name));
        result.keys[*place].at = key.at;
    }
    result.measure();
    return result;
}

ComposeNode ComposeMerge::mergedLists(const ComposeNode &base, const ComposeNode &over,
                                      const QString &path)
{
    ComposeNode result = base;
    result.tag = ComposeNode::Tag::None;
    if (!spend(base.children.size() + over.children.size(), over.at))
        return base;
    QHash<QString, qsizetype> places;
    for (qsizetype i = 0; i < result.children.size(); ++i) {
        const QString identity = identityOf(result.children.at(i), path);
        if (!identity.isEmpty())
            places.insert(identity, i);
    }
    for (const ComposeNode &item : over.children) {
        const QString identity = identityOf(item, path);
        const auto place = identity.isEmpty() ? places.cend() : places.constFind(identity);
        if (place != places.cend()) {
            result.children[*place] = item;
            continue;
        }
        if (!identity.isEmpty())
            places.insert(identity, result.children.size());
        result.children.append(item);
    }
    result.measure();
    return result;
}

ComposeNode ComposeMerge::stripped(const ComposeNode &node)
{
    ComposeNode result = node;
    result.tag = ComposeNode::Tag::None;
    if (node.children.isEmpty())
        return result;
    result.keys.clear();
    result.children.clear();
    for (qsizetype i = 0; i < node.children.size(); ++i) {
        const ComposeNode &child = node.children.at(i);
        if (child.tag == ComposeNode::Tag::Reset)
            continue;
        if (node.isMap())
            result.keys.append(node.keys.at(i));
        result.children.append(stripped(child));
    }
    result.measure();
    return result;
}

} // namespace opsdeck
