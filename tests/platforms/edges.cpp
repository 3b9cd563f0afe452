// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/comparison.h"
#include "tests/platforms/wording.h"

#include <algorithm>

namespace opsdeck {

namespace {

const QString kEdges = "edges";
const QString kStartOrder = "start order";

QString wordOf(DependencyBasis basis)
{
    return basis == DependencyBasis::Stated    ? "stated"
           : basis == DependencyBasis::Implied ? "implied"
                                               : "disputed";
}

QString nameOf(const QString &from, const QString &to)
{
    return from + " -> " + to;
}

bool isFrom(const Placed<const Dependency *> &edge, const FactRow &row)
{
    return edge.service->id.toString() == row.text("from")
           && edge.item->on.toString() == row.text("to");
}

void compareEdge(const FactRow &row, const Dependency &edge, const RowDifferences &found)
{
    if (wordOf(edge.basis) != row.text("basis"))
        found.add("basis", QString("%1, not %2").arg(wordOf(edge.basis), row.text("basis")));
    const bool isScraping = row.text("role") == "scrapes";
    if (isScraping != (edge.role == DependencyRole::Scrapes))
        found.add("role", isScraping ? "it scrapes" : "it uses what it depends on");
    if (!row.text("agreement").isEmpty() && edge.agreement.isEmpty())
        found.add("agreement", QString("'%1' is not told").arg(row.text("agreement")));
    else if (!wording::saysMost(row.text("agreement"), edge.agreement + ' ' + edge.source.note))
        found.add(
            "agreement",
            QString("'%1' is something else than '%2'").arg(edge.agreement, row.text("agreement")));
    if (!edge.source.isGiven)
        found.add("source", "it has none");
    else
        compareLines(row, wording::lineNumbers(edge.source.lines), found);
}

/// The step that has a service, or -1.
qsizetype stepOf(const Platform &platform, const QString &service)
{
    const auto &steps = platform.startOrder;
    const auto step = std::find_if(steps.cbegin(), steps.cend(), [&](const StartStep &each) {
        return each.services.contains(ServiceId(service));
    });
    return step == steps.cend() ? -1 : step - steps.cbegin();
}

void compareStep(const FactRow &row, const Platform &platform, const RowDifferences &found)
{
    const QStringList services = row.list("services", ',');
    const qsizetype at = stepOf(platform, services.first());
    for (const QString &service : services) {
        if (stepOf(platform, service) < 0)
            found.missing(QString("'%1' is in no step").arg(service));
        else if (stepOf(platform, service) != at)
            found.add("step", QString("'%1' is not in the same step").arg(service));
    }
    if (at < 0)
        return;
    const QStringList before = row.list("after", ',');
    for (const QString &service : before) {
        const qsizetype earlier = stepOf(platform, service);
        if (earlier < 0 || earlier >= at)
            found.add("step", QString("'%1' is not before it").arg(service));
    }
    const Source &source = platform.startOrder.at(at).source;
    if (toWord(source.basis) != row.text("basis") || !source.isGiven)
        found.add("basis", QString("%1, not %2").arg(toWord(source.basis), row.text("basis")));
    comparePassages(row, wording::lineNumbers(source.lines), found);
}

} // namespace

void compareEdges(const PlatformView &view, const FactTable &table, Differences &found)
{
    const QList<Placed<const Dependency *>> edges = view.dependencies();
    for (const FactRow &row : table.rows()) {
        const RowDifferences here(found, kEdges, nameOf(row.text("from"), row.text("to")));
        bool isThere = false;
        for (const auto &edge : edges) {
            if (!isFrom(edge, row))
                continue;
            isThere = true;
            compareEdge(row, *edge.item, here);
        }
        if (!isThere)
            here.missing("the definition has no such edge");
    }
    for (const auto &edge : edges) {
        const bool isKnown = std::any_of(table.rows().cbegin(), table.rows().cend(),
                                         [&](const FactRow &row) { return isFrom(edge, row); });
        if (!isKnown && edge.item->source.basis == FactBasis::Stated)
            found.add(kEdges, nameOf(edge.service->id.toString(), edge.item->on.toString()),
                      "unknown", "the document has no such edge");
    }
}

void compareStartOrder(const PlatformView &view, const FactTable &table, Differences &found)
{
    QStringList known;
    for (const FactRow &row : table.rows()) {
        compareStep(row, view.platform(), {found, kStartOrder, row.text("services")});
        known += row.list("services", ',');
    }
    for (const StartStep &step : view.platform().startOrder) {
        for (const ServiceId &service : step.services) {
            if (!known.contains(service.toString()) && step.source.basis != FactBasis::Ours)
                found.add(kStartOrder, service.toString(), "unknown",
                          "the document gives it no place in the order");
        }
    }
}

} // namespace opsdeck
