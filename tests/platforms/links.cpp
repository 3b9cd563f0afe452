// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/comparison.h"
#include "tests/platforms/wording.h"

#include <QUrl>

#include <algorithm>

namespace opsdeck {

namespace {

const QString kTable = "links";
using LinkList = QList<Placed<const Link *>>;

LinkList linksOf(const PlatformView &view)
{
    LinkList found;
    for (const Environment &environment : view.platform().environments) {
        for (const Service &service : environment.services) {
            for (const Link &link : service.links)
                found.append({&environment, &service, &link});
        }
    }
    return found;
}

QString nameOf(const FactRow &row)
{
    return row.text("service") + '/' + row.text("use");
}

/// By its service and by what it is for; what is named alike differs in its lines.
bool isFor(const FactRow &row, const Placed<const Link *> &placed)
{
    return placed.service->id.toString() == row.text("service")
           && wording::plain(placed.item->title).compare(row.text("use"), Qt::CaseInsensitive) == 0;
}

void compareLink(const FactRow &row, const Placed<const Link *> &placed,
                 const RowDifferences &found)
{
    const Link &link = *placed.item;
    const QUrl url(link.url);
    const QString path = url.path() == "/" ? QString() : url.path();
    if (path != row.text("path"))
        found.add("path",
                  QString("'%1' in %2, not '%3'").arg(path, placed.where(), row.text("path")));
    if (!row.text("scheme").isEmpty() && url.scheme() != row.text("scheme"))
        found.add(
            "scheme",
            QString("%1 in %2, not %3").arg(url.scheme(), placed.where(), row.text("scheme")));
    if (!link.source.isGiven)
        found.add("source", "it has none");
    const bool isImplied = !row.text("implied").isEmpty();
    if (isImplied != (link.source.basis == FactBasis::Implied))
        found.add("basis", isImplied ? "it is implied, not stated" : "it is stated, not implied");
    compareLines(row, wording::lineNumbers(link.source.lines), found);
}

} // namespace

void compareLinks(const PlatformView &view, const FactTable &table, Differences &found)
{
    const LinkList links = linksOf(view);
    for (const FactRow &row : table.rows()) {
        const RowDifferences here(found, kTable, nameOf(row));
        bool isThere = false;
        for (const auto &placed : links) {
            if (!isFor(row, placed))
                continue;
            isThere = true;
            compareLink(row, placed, here);
        }
        if (!isThere)
            here.missing("no link leads there");
    }
    for (const auto &placed : links) {
        const bool isKnown = std::any_of(table.rows().cbegin(), table.rows().cend(),
                                         [&](const FactRow &row) { return isFor(row, placed); });
        if (!isKnown && placed.item->source.basis != FactBasis::Ours)
            found.add(kTable, placed.service->id.toString() + '/' + placed.item->title, "unknown",
                      "the document names no such page");
    }
}

} // namespace opsdeck
