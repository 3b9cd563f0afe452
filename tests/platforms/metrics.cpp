// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/comparison.h"
#include "tests/platforms/wording.h"

#include <algorithm>

namespace opsdeck {

namespace {

const QString kTable = "metrics";
using MetricList = QList<Placed<const MetricDefinition *>>;

QSet<QString> commonStems(const FactRow &row)
{
    QSet<QString> common = wording::stems(row.text("title"));
    const QStringList pieces = row.list("pieces", ';');
    for (const QString &piece : pieces)
        common -= wording::stems(piece);
    return common;
}

/// The title names it, with the help of what the service is called.
bool isNamed(const QSet<QString> &wanted, const Placed<const MetricDefinition *> &placed)
{
    const QSet<QString> title = wording::stems(placed.item->title);
    const QSet<QString> all =
        title + wording::stems(placed.service->title + ' ' + placed.service->id.toString());
    return all.contains(wanted) && (wanted.isEmpty() || title.intersects(wanted));
}

bool isFor(const FactRow &row, const Placed<const MetricDefinition *> &placed)
{
    const MetricDefinition &metric = *placed.item;
    if (metric.source.basis == FactBasis::Ours)
        return false;
    if (wording::plain(metric.title) == wording::plain(row.text("title")))
        return true;
    const QSet<int> lines = wording::lineNumbers(metric.source.lines);
    if (!lines.isEmpty() && !lines.intersects(row.lines()))
        return false;
    const QSet<QString> common = commonStems(row);
    const QStringList pieces = row.list("pieces", ';');
    if (pieces.isEmpty())
        return isNamed(common, placed);
    return std::any_of(pieces.cbegin(), pieces.cend(), [&](const QString &piece) {
        return isNamed(common + wording::stems(piece), placed);
    });
}

void comparePieces(const FactRow &row, const MetricList &metrics, const RowDifferences &found)
{
    const bool isWhole = std::any_of(metrics.cbegin(), metrics.cend(), [&](const auto &placed) {
        return wording::plain(placed.item->title) == wording::plain(row.text("title"));
    });
    const QStringList pieces = isWhole ? QStringList() : row.list("pieces", ';');
    for (const QString &piece : pieces) {
        const QSet<QString> wanted = commonStems(row) + wording::stems(piece);
        if (std::none_of(metrics.cbegin(), metrics.cend(),
                         [&](const auto &placed) { return isNamed(wanted, placed); }))
            found.missing(QString("no metric tells '%1'").arg(piece));
    }
}

void compareMetric(const FactRow &row, const Placed<const MetricDefinition *> &placed,
                   const RowDifferences &found)
{
    const MetricDefinition &metric = *placed.item;
    const QString where = placed.service->id.toString() + '/' + metric.id;
    if (!row.isOpen("unit") && !row.text("unit").split('/').contains(toWord(metric.unit)))
        found.add("unit",
                  QString("%1 of %2, not %3").arg(toWord(metric.unit), where, row.text("unit")));
    const QString origin = metric.origin + ' ' + metric.source.note;
    if (metric.origin.isEmpty())
        found.add("origin", QString("'%1' is not told of %2").arg(row.text("origin"), where));
    else if (!wording::saysMost(row.text("origin"), origin))
        found.add("origin",
                  QString("'%1' of %2, not '%3'").arg(metric.origin, where, row.text("origin")));
    const QString wanted = row.isOpen("expression") ? QString() : row.text("expression");
    if (wording::plain(metric.expression) != wording::plain(wanted))
        found.add("expression",
                  QString("'%1' of %2, not '%3'").arg(metric.expression, where, wanted));
    const QSet<QString> figures = wording::numbers(row.text("target"));
    const QString told = metric.target + ' ' + metric.source.note;
    if (!wording::numbers(told).contains(figures))
        found.add("target",
                  QString("'%1' of %2, not '%3'").arg(metric.target, where, row.text("target")));
}

} // namespace

QList<Placed<const MetricDefinition *>> metricsFor(const PlatformView &view, const FactRow &row)
{
    const MetricList all = view.metrics();
    MetricList found;
    std::copy_if(all.cbegin(), all.cend(), std::back_inserter(found),
                 [&](const auto &placed) { return isFor(row, placed); });
    return found;
}

void compareMetrics(const PlatformView &view, const FactTable &table, Differences &found)
{
    QSet<const MetricDefinition *> known;
    for (const FactRow &row : table.rows()) {
        const RowDifferences here(found, kTable, row.text("title"));
        const MetricList metrics = metricsFor(view, row);
        QSet<int> lines;
        for (const auto &placed : metrics) {
            known.insert(placed.item);
            lines += wording::lineNumbers(placed.item->source.lines);
            compareMetric(row, placed, here);
            compareImpliedCells(row, placed.item->source, placed.item->fieldSources, here);
        }
        if (metrics.isEmpty()) {
            here.missing("no metric tells it");
            continue;
        }
        comparePieces(row, metrics, here);
        compareLines(row, lines, here);
    }
    const MetricList all = view.metrics();
    for (const auto &placed : all) {
        if (!known.contains(placed.item) && placed.item->source.isGiven
            && placed.item->source.basis == FactBasis::Stated)
            found.add(kTable, placed.service->id.toString() + '/' + placed.item->id, "unknown",
                      QString("'%1' is said to be stated and is no row").arg(placed.item->title));
    }
}

} // namespace opsdeck
