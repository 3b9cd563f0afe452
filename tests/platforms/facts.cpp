// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/comparison.h"
#include "tests/platforms/wording.h"

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

const QString kTable = "facts";

void addRule(const DocumentedRule &rule, QList<Told> &all)
{
    const auto minutes = [](const std::optional<Milliseconds> &length) {
        return length ? QString(" for %1 min").arg(length->count() / 60'000) : QString();
    };
    all.append({rule.source, rule.title + ' ' + rule.condition + minutes(rule.holdFor) + ' '
                                 + rule.severity + ' ' + rule.action + ' ' + rule.recovery + ' '
                                 + rule.scaleDown + minutes(rule.scaleDownFor)});
}

void addService(const Service &service, QList<Told> &all)
{
    for (const Capacity &capacity : service.capacity)
        all.append(
            {capacity.source, capacity.title + ' ' + QString::number(capacity.value, 'g', 15)});
    for (const Link &link : service.links)
        all.append({link.source, link.title + ' ' + link.url});
    const QMap<QString, QString> &limits = service.deployment.limits;
    for (auto it = limits.cbegin(); it != limits.cend(); ++it)
        all.append({sourceOf(service, "limits"), it.key() + ' ' + *it});
}

QString toldFrom(const QList<Told> &all, const QSet<int> &lines)
{
    QString told;
    for (const Told &one : all) {
        if (wording::lineNumbers(one.source.lines).intersects(lines))
            told += one.text + " \n " + one.source.note + " \n ";
    }
    return told;
}

/// A capacity's figure is one that the document has in these lines, in bytes where it has 2 GB.
void compareCapacity(const Capacity &capacity, const QString &service, const FactTable &table,
                     Differences &found)
{
    constexpr std::array kUnits{1.0, 1024.0, 1024.0 * 1024, 1024.0 * 1024 * 1024};
    const QSet<int> lines = wording::lineNumbers(capacity.source.lines);
    QSet<QString> figures;
    for (const FactRow &row : table.rows()) {
        if (row.lines().intersects(lines))
            figures += wording::numbers(row.text("value"));
    }
    const bool isKnown = std::any_of(figures.cbegin(), figures.cend(), [&](const QString &figure) {
        return std::any_of(kUnits.cbegin(), kUnits.cend(), [&](double unit) {
            return qFuzzyCompare(figure.toDouble() * unit, capacity.value);
        });
    });
    if (!isKnown && capacity.source.basis != FactBasis::Ours)
        found.add(kTable, service + '/' + capacity.id, "capacity",
                  QString("%1 is no figure of lines %2")
                      .arg(capacity.value, 0, 'g', 15)
                      .arg(capacity.source.lines));
}

} // namespace

QList<Told> allTold(const PlatformView &view)
{
    const Platform &platform = view.platform();
    QList<Fact> facts = platform.facts;
    QList<Told> all;
    for (const Environment &environment : platform.environments) {
        facts += environment.facts;
        for (const Service &service : environment.services) {
            facts += service.facts;
            addService(service, all);
        }
    }
    for (const Fact &fact : std::as_const(facts))
        all.append({fact.source, fact.title + " \n " + fact.value});
    for (const ParameterDeclaration &parameter : platform.parameters)
        all.append({parameter.source,
                    parameter.name + ' ' + parameter.title + " \n " + parameter.otherwise});
    for (const DocumentedRule &rule : platform.rules)
        addRule(rule, all);
    return all;
}

void compareFacts(const PlatformView &view, const FactTable &table, Differences &found)
{
    const QList<Told> all = allTold(view);
    for (const FactRow &row : table.rows()) {
        const RowDifferences here(found, kTable, row.text("title"));
        const QString told = toldFrom(all, row.lines());
        if (told.isEmpty()) {
            here.missing(QString("nothing is told from lines %1").arg(row.text("lines")));
            continue;
        }
        const QStringList names = row.list("names", ';');
        for (const QString &name : names) {
            if (!wording::says(name, told))
                here.missing(QString("'%1' is not named").arg(name));
        }
        compareProse(row.text("value"), told, "value", here);
    }
    for (const Environment &environment : view.platform().environments) {
        for (const Service &service : environment.services) {
            for (const Capacity &capacity : service.capacity)
                compareCapacity(capacity, service.id.toString(), table, found);
        }
    }
}

} // namespace opsdeck
