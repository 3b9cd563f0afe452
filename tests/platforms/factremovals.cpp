// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/comparison.h"
#include "tests/platforms/removals.h"
#include "tests/platforms/wording.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

using Tree = DefinitionTree;

const QString kTable = "facts";

/// The one row that nothing else but this fact tells; null when there is none.
const FactRow *onlyRowOf(const QVariantMap &fact, const FactTable &rows, const QList<Told> &all)
{
    const QVariant source = fact.value("source");
    const QString text = source.typeId() == QMetaType::QString
                             ? source.toString()
                             : Tree::at(source, {"lines"}).toString();
    const QSet<int> lines = wording::lineNumbers(text);
    const auto tells = [](const Told &one, const QSet<int> &those) {
        return wording::lineNumbers(one.source.lines).intersects(those);
    };
    const auto row = std::find_if(rows.rows().cbegin(), rows.rows().cend(), [&](const auto &each) {
        const QSet<int> those = each.lines();
        return those.intersects(lines)
               && std::count_if(all.cbegin(), all.cend(), [&](const Told &one) {
                      return tells(one, those);
                  }) == 1;
    });
    return row == rows.rows().cend() ? nullptr : &*row;
}

} // namespace

void Removals::takeFacts(QList<Removal> &list) const
{
    static const QRegularExpression digits("\\d+");
    const FactTable rows = table(kTable);
    const QList<Told> all = allTold(m_view);
    const QVariantList facts = Tree::at(m_tree, {kTable}).toList();
    for (qsizetype i = 0; i < facts.size(); ++i) {
        const QVariantMap fact = facts.at(i).toMap();
        const FactRow *row = onlyRowOf(fact, rows, all);
        if (row == nullptr)
            continue;
        const QString id = fact.value("id").toString();
        const QString title = row->text("title");
        list.append({"fact of the platform",
                     id,
                     Tree::without(m_tree, {kTable, i}),
                     kTable,
                     title,
                     "missing",
                     {kTable}});
        const QString value = fact.value("value").toString();
        const QString beside =
            fact.value("title").toString() + ' ' + Tree::at(fact, {"source", "note"}).toString();
        const QSet<QString> told = wording::numbers(row->text("value")) & wording::numbers(value);
        if (!(told - wording::numbers(beside)).isEmpty())
            list.append(
                {"figure of a fact",
                 id,
                 Tree::with(m_tree, {kTable, i, "value"}, QString(value).replace(digits, "98765")),
                 kTable,
                 title,
                 "value",
                 {kTable}});
    }
}

void Removals::takeCapacities(QList<Removal> &list) const
{
    const QVariantList all = services();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QVariantList capacities = Tree::at(all.at(i), {"capacity"}).toList();
        for (qsizetype j = 0; j < capacities.size(); ++j) {
            if (Tree::at(capacities.at(j), {"source", "basis"}).toString() == "ours")
                continue;
            const QString name = Tree::at(all.at(i), {"id"}).toString() + '/'
                                 + Tree::at(capacities.at(j), {"id"}).toString();
            list.append({"figure of a capacity",
                         name,
                         Tree::with(m_tree, {"services", i, "capacity", j, "value"}, 98765),
                         kTable,
                         name,
                         "capacity",
                         {kTable}});
        }
    }
}

} // namespace opsdeck
