// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/removals.h"

namespace opsdeck {

namespace {

using Tree = DefinitionTree;

const QString kServices = "services";

} // namespace

void Removals::takeExposures(QList<Removal> &list) const
{
    const FactTable rows = table(kServices);
    const QVariantList all = services();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QString id = Tree::at(all.at(i), {"id"}).toString();
        const FactRow *row = rows.find("service", id);
        for (const char *environment : {"dev", "staging", "prod"}) {
            const QVariantList path{kServices, i, "environments", environment, "exposed"};
            const QString stated =
                row == nullptr ? QString() : row->itemsIn("exposed", environment).value(0);
            if (stated.isEmpty() || Tree::at(m_tree, path).toString() != stated)
                continue;
            const QString name = id + " in " + environment;
            const QString what = QString("exposed in ") + environment;
            list.append({"exposure", name, Tree::with(m_tree, path, stated == "yes" ? "no" : "yes"),
                         kServices, id, what});
            const QVariantList source{kServices,   i,         "environments",
                                      environment, "sources", "exposed"};
            const QVariant given = Tree::at(m_tree, source);
            const bool isText = given.typeId() == QMetaType::QString;
            const QVariant lines = isText ? given : Tree::at(given, {"lines"});
            const bool isStated = isText || !Tree::at(given, {"basis"}).isValid();
            if (lines.isValid())
                list.append({"basis of an exposure", name,
                             Tree::with(m_tree, source,
                                        isStated ? QVariant(QVariantMap{{"lines", lines},
                                                                        {"basis", "implied"}})
                                                 : lines),
                             kServices, id, what});
        }
    }
}

void Removals::takeLinks(QList<Removal> &list) const
{
    const QVariantList all = services();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QVariantList links = Tree::at(all.at(i), {"links"}).toList();
        for (qsizetype j = 0; j < links.size(); ++j) {
            const QVariantMap link = links.at(j).toMap();
            if (Tree::at(link, {"source", "basis"}).toString() == "ours")
                continue;
            const QString row =
                Tree::at(all.at(i), {"id"}).toString() + '/' + link.value("title").toString();
            const QVariantList path{kServices, i, "links", j};
            list.append({"link", row, Tree::without(m_tree, path), "links", row, "missing"});
            list.append(
                {"path of a link", row,
                 Tree::with(m_tree, path + QVariantList{"url"}, "https://127.0.0.1/another/page"),
                 "links", row, "path"});
            list.append({"lines of a link", row,
                         Tree::with(m_tree, path + QVariantList{"source"}, "99999"), "links", row,
                         "lines"});
        }
    }
}

} // namespace opsdeck
