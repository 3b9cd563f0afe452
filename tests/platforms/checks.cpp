// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/checktext.h"
#include "tests/platforms/outcomes.h"
#include "tests/platforms/wording.h"

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

const QString kTable = "checks";

/// A figure of a check, as text to compare.
struct Figure
{
    const char *name;
    QString (*value)(const Check &);
};

QString durationText(Milliseconds duration)
{
    return QString::number(duration.count()) + "ms";
}

constexpr std::array kFigures{
    Figure{"interval", [](const Check &check) { return durationText(check.interval); }},
    Figure{"timeout", [](const Check &check) { return durationText(check.timeout); }},
    Figure{"retries", [](const Check &check) { return QString::number(check.retries); }},
    Figure{"start_period", [](const Check &check) { return durationText(check.startPeriod); }}};

/// As Figure::value gives it.
QString canonical(const QString &cell)
{
    const auto duration = wording::duration(cell);
    return duration ? durationText(*duration) : cell;
}

/// Whether an interval keeps to what is said in words: "24h" (daily), "monthly".
bool isScheduled(const QString &schedule, Milliseconds interval)
{
    constexpr std::chrono::hours kDay(24);
    if (schedule == "monthly")
        return interval >= 28 * kDay && interval <= 31 * kDay;
    const auto length = wording::duration(schedule);
    return length && *length == interval;
}

CheckList carriers(const CheckList &checks, const QString &ref)
{
    CheckList found;
    std::copy_if(checks.cbegin(), checks.cend(), std::back_inserter(found),
                 [&](const auto &placed) { return placed.item->refs.contains(ref); });
    return found;
}

void compareFigures(const FactRow &row, const CheckList &checks, const RowDifferences &found)
{
    for (const Figure &figure : kFigures) {
        const QString name = figure.name;
        if (!row.hasValue(name))
            continue;
        QStringList said;
        for (const auto &placed : checks) {
            const bool isStated = placed.item->documented.contains(name);
            said << figure.value(*placed.item) + (isStated ? "" : " as a choice of ours");
        }
        said.removeDuplicates();
        if (!said.contains(canonical(row.text(name))))
            found.add(name, QString("%1, not %2").arg(said.join(", "), row.text(name)));
    }
}

/// A duration is found in a parameter in milliseconds too.
bool isAsked(const QString &name, const QString &asked)
{
    const auto duration = wording::duration(name);
    return wording::says(name, asked)
           || (duration && wording::numbers(asked).contains(QString::number(duration->count())));
}

/// Wherever nobody asks it the document's way, the service must be looked at all the same.
void compareUndocumented(const FactRow &row, const PlatformView &view, const RowDifferences &found)
{
    const QStringList targets = row.list("targets", ',');
    for (const QString &target : targets) {
        const auto services = view.services(target);
        const bool isLookedAt =
            std::any_of(services.cbegin(), services.cend(), [](const auto &placed) {
                return !placed.service->checks.isEmpty() || !placed.service->dormantChecks.isEmpty()
                       || placed.service->presence != Presence::Active;
            });
        if (!isLookedAt)
            found.missing(QString("'%1' has no check").arg(target));
    }
}

void compareCheck(const FactRow &row, const CheckList &checks, const FactTable &table,
                  const PlatformView &view, const RowDifferences &found)
{
    const QStringList targets = row.list("targets", ',');
    QSet<int> lines;
    QString asked;
    for (const auto &placed : checks) {
        if (!targets.contains("*") && !targets.contains(placed.service->id.toString()))
            found.add("target", QString("%1 is another service").arg(placed.where()));
        if (!placed.item->source.isGiven || placed.item->source.basis == FactBasis::Ours)
            found.add("source", QString("%1 does not name it").arg(placed.where()));
        const QSet<int> own = wording::lineNumbers(placed.item->source.lines);
        lines += own;
        QSet<int> allowed;
        for (const QString &ref : placed.item->refs) {
            if (const FactRow *other = table.find("ref", ref))
                allowed += other->lines();
        }
        if (const QSet<int> more = own - allowed; !more.isEmpty())
            found.add("lines",
                      QString("%1 names lines %2, the row has %3")
                          .arg(placed.where(), wording::linesText(more), row.text("lines")));
        asked += textOf(placed) + " \n ";
    }
    comparePassages(row, lines, found);
    for (const auto &placed : checks) {
        // One that carries out several tells of the fields of each.
        if (placed.item->refs.size() == 1)
            compareFields(row, placed.item->fieldSources, found);
    }
    compareFigures(row, checks, found);
    CheckList run;
    std::copy_if(checks.cbegin(), checks.cend(), std::back_inserter(run),
                 [](const auto &placed) { return isRun(*placed.item); });
    if (!run.isEmpty())
        compareOutcomes(row, run, view, found);
    const QStringList names = run.isEmpty() ? QStringList() : row.list("names", ';');
    for (const QString &name : names) {
        if (!isAsked(name, asked))
            found.add("names", QString("'%1' is not asked").arg(name));
    }
}

/// What a check says to be the document's, and is not.
void refuseClaims(const Placed<const Check *> &placed, const FactTable &table, Differences &found)
{
    const Check &check = *placed.item;
    const QString name = placed.service->id.toString() + '/' + check.id.toString();
    QList<const FactRow *> rows;
    for (const QString &ref : check.refs) {
        rows << table.find("ref", ref);
        if (rows.last() == nullptr)
            found.add(kTable, ref, "unknown",
                      QString("%1: the document has no such check").arg(name));
    }
    rows.removeAll(nullptr);
    if (check.refs.isEmpty() && check.source.basis == FactBasis::Stated && check.source.isGiven)
        found.add(kTable, name, "unknown",
                  "it is said to be stated and carries out no check of the document");
    for (const Figure &figure : kFigures) {
        const QString field = figure.name;
        if (!check.documented.contains(field))
            continue;
        const QString said = figure.value(check);
        const bool isStated = std::any_of(rows.cbegin(), rows.cend(), [&](const FactRow *row) {
            return (row->hasValue(field) && canonical(row->text(field)) == said)
                   || (field == "interval" && isScheduled(row->text("schedule"), check.interval));
        });
        if (isStated)
            continue;
        const QString text = QString("%1 of %2 is said to be documented").arg(said, name);
        for (const QString &ref : check.refs)
            found.add(kTable, ref, field, text);
        if (check.refs.isEmpty())
            found.add(kTable, name, field, text);
    }
}

} // namespace

void compareChecks(const PlatformView &view, const FactTable &table, Differences &found)
{
    const CheckList checks = view.checks();
    for (const FactRow &row : table.rows()) {
        const RowDifferences here(found, kTable, row.text("ref"));
        const CheckList asking = carriers(checks, row.text("ref"));
        compareKinds(row, asking, here);
        for (const auto &placed : asking)
            compareImpliedCells(row, placed.item->source, placed.item->fieldSources, here);
        if (row.text("documented") == "no")
            compareUndocumented(row, view, here);
        else if (asking.isEmpty())
            here.missing("no check carries it out");
        else
            compareCheck(row, asking, table, view, here);
    }
    for (const auto &placed : checks)
        refuseClaims(placed, table, found);
}

} // namespace opsdeck
