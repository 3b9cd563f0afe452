// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/comparison.h"
#include "tests/platforms/wording.h"

namespace opsdeck {

namespace {

const QString kTable = "facts";

/// What facts, and parameters with their defaults, tell from some lines of the document.
QString toldFrom(const PlatformView &view, const QSet<int> &lines)
{
    const Platform &platform = view.platform();
    QList<Fact> facts = platform.facts;
    for (const Environment &environment : platform.environments) {
        facts += environment.facts;
        for (const Service &service : environment.services)
            facts += service.facts;
    }
    for (const ParameterDeclaration &parameter : platform.parameters)
        facts.append({parameter.name, {}, parameter.title, parameter.otherwise, parameter.source});
    QString told;
    for (const Fact &fact : std::as_const(facts)) {
        if (wording::lineNumbers(fact.source.lines).intersects(lines))
            told += fact.title + " \n " + fact.value + " \n " + fact.source.note + " \n ";
    }
    return told;
}

} // namespace

void compareFacts(const PlatformView &view, const FactTable &table, Differences &found)
{
    for (const FactRow &row : table.rows()) {
        const RowDifferences here(found, kTable, row.text("title"));
        const QString told = toldFrom(view, row.lines());
        if (told.isEmpty()) {
            here.missing(QString("nothing is told from lines %1").arg(row.text("lines")));
            continue;
        }
        const QStringList names = row.list("names", ';');
        for (const QString &name : names) {
            if (!wording::says(name, told))
                here.missing(QString("'%1' is not named").arg(name));
        }
        if (!wording::saysMost(row.text("value"), told))
            here.missing(QString("'%1' is not told").arg(row.text("value")));
    }
}

} // namespace opsdeck
