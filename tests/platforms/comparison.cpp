// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/comparison.h"

#include "tests/platforms/wording.h"

#include <QRegularExpression>

#include <array>

namespace opsdeck {

namespace {

struct Table
{
    const char *file;
    void (*compare)(const PlatformView &, const FactTable &, Differences &);
};

constexpr std::array kTables{Table{"services", compareServices},
                             Table{"edges", compareEdges},
                             Table{"start-order", compareStartOrder},
                             Table{"checks", compareChecks},
                             Table{"metrics", compareMetrics},
                             Table{"rules", compareRules},
                             Table{"environments", compareEnvironments},
                             Table{"contradictions", compareContradictions},
                             Table{"links", compareLinks},
                             Table{"facts", compareFacts}};

/// References to lines in a text are no figures of it.
QString withoutReferences(QString text)
{
    static const QRegularExpression reference(
        R"(\((?:[a-z]+, )?\d[\d,\- ]*(?: against [\d,\- ]+)?\))");
    return text.remove(reference);
}

} // namespace

void compareLines(const FactRow &row, const QSet<int> &lines, const RowDifferences &found)
{
    const QSet<int> wanted = row.lines();
    if (wanted.isEmpty())
        return;
    if (const QSet<int> lacking = wanted - lines; !lacking.isEmpty())
        found.add("lines", QString("no source names lines %1").arg(wording::linesText(lacking)));
    if (const QSet<int> more = lines - wanted; !more.isEmpty())
        found.add("lines", QString("lines %1 are named, the row has %2")
                               .arg(wording::linesText(more), row.text("lines")));
}

void comparePassages(const FactRow &row, const QSet<int> &lines, const RowDifferences &found)
{
    const QStringList passages = row.list("lines", ',');
    for (const QString &passage : passages) {
        if (!wording::lineNumbers(passage).intersects(lines))
            found.add("lines", QString("no source names lines %1").arg(passage));
    }
}

void compareImpliedCells(const FactRow &row, const Source &source, const FieldSources &own,
                         const RowDifferences &found)
{
    const QStringList columns = row.list("implied", ',');
    const bool isImplied = source.basis == FactBasis::Implied;
    if (columns.isEmpty() && isImplied)
        found.add("basis", "it is stated, not implied");
    for (const QString &column : columns) {
        const bool isOwn = own.value(column).basis == FactBasis::Implied;
        if (!isImplied && !isOwn && !source.note.contains("implied"))
            found.add("basis", QString("it is not said that '%1' is implied").arg(column));
    }
}

void compareProse(const QString &cell, const QString &said, const QString &what,
                  const RowDifferences &found)
{
    const QStringList names = wording::names(cell);
    for (const QString &name : names) {
        if (!wording::says(name, said))
            found.add(what, QString("'%1' is not named").arg(name));
    }
    const QString text = withoutReferences(cell);
    QStringList lacking;
    const QSet<QString> lackingNumbers = wording::numbers(text) - wording::numbers(said);
    for (const QString &number : lackingNumbers)
        lacking << number;
    lacking.sort();
    if (!lacking.isEmpty())
        found.add(what, QString("of '%1' it does not say %2").arg(text, lacking.join(", ")));
    else if (!wording::saysMost(text, said))
        found.add(what, QString("'%1' is something else than '%2'").arg(said, text));
}

Differences compared(const Platform &platform, const QString &factsFolder)
{
    Differences found;
    const PlatformView view(platform);
    for (const Table &each : kTables) {
        const QString path = factsFolder + '/' + each.file + ".tsv";
        const FactTable table = FactTable::read(path);
        if (!table.isRead())
            found.add(each.file, path, "missing", "the table can't be read");
        else
            each.compare(view, table, found);
    }
    findUnsourced(view, found);
    return found;
}

} // namespace opsdeck
