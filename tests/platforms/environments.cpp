// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/comparison.h"
#include "tests/platforms/wording.h"

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

const QString kEnvironments = "environments";
const QString kContradictions = "contradictions";
const QString kSources = "sources";

/// Column of the table and id of the fact.
constexpr std::array kFacts{std::pair{"purpose", "purpose"},
                            std::pair{"deployed", "deployed"},
                            std::pair{"compose_files", "compose-files"},
                            std::pair{"env_files", "env-files"},
                            std::pair{"addresses", "addresses"},
                            std::pair{"differs", "differs"}};

QString textOf(const QList<Fact> &facts)
{
    QStringList texts;
    for (const Fact &fact : facts)
        texts << fact.value << fact.source.note;
    return texts.join(" \n ");
}

void compareFact(const FactRow &row, const QString &column, const QString &id,
                 const Environment &environment, const RowDifferences &found)
{
    const auto fact = std::find_if(environment.facts.cbegin(), environment.facts.cend(),
                                   [&](const Fact &each) { return each.id == id; });
    const bool isThere = fact != environment.facts.cend();
    if (row.isOpen(column)) {
        if (isThere && fact->source.basis != FactBasis::Open
            && fact->source.basis != FactBasis::Ours)
            found.add(column, QString("'%1' is not in the document").arg(fact->value));
        else if (!isThere)
            found.add(column, "it is not said that the document does not say");
    } else if (!isThere) {
        found.add(column, QString("there is no fact '%1'").arg(id));
    } else if (fact->value.isEmpty()) {
        found.add(column, QString("'%1' is nowhere").arg(row.text(column)));
    } else {
        const bool isImplied = fact->source.basis == FactBasis::Implied;
        if (isImplied && !row.isImplied(column))
            found.add(column, "it is stated, not implied");
        if (row.isImplied(column) && !isImplied && !fact->source.note.contains("implied"))
            found.add(column, "it is implied");
        // What does not fit into one fact may stand in others of the environment.
        compareProse(row.text(column), fact->value + " \n " + textOf(environment.facts), column,
                     found);
        if (!wording::stems(row.text(column)).intersects(wording::stems(fact->value)))
            found.add(
                column,
                QString("'%1' is something else than '%2'").arg(fact->value, row.text(column)));
    }
}

/// What is dangerous asks for more in production, and only there.
void compareTier(const Environment &environment, const RowDifferences &found)
{
    const QString id = environment.id.toString();
    const QString tier = toWord(environment.tier);
    if (QStringList{"dev", "staging", "prod"}.contains(id) && tier != id)
        found.add("tier", QString("%1, not %2").arg(tier, id));
    if (environment.isProtected != (id == "prod"))
        found.add("protected",
                  environment.isProtected ? "it is no production" : "it is production");
}

void findUnsourced(const QList<Fact> &facts, const QString &of, Differences &found)
{
    for (const Fact &fact : facts) {
        if (!fact.source.isGiven)
            found.add(kSources, of, fact.id, "it has no source");
    }
}

} // namespace

void compareEnvironments(const PlatformView &view, const FactTable &table, Differences &found)
{
    for (const FactRow &row : table.rows()) {
        const RowDifferences here(found, kEnvironments, row.text("environment"));
        const Environment *environment =
            view.platform().environment(EnvironmentId(row.text("environment")));
        if (environment == nullptr) {
            here.missing("the definition has no such environment");
            continue;
        }
        for (const auto &[column, id] : kFacts)
            compareFact(row, column, id, *environment, here);
        compareTier(*environment, here);
        comparePassages(row, linesOf(environment->facts), here);
    }
    for (const Environment &environment : view.platform().environments) {
        if (table.find("environment", environment.id.toString()) == nullptr)
            found.add(kEnvironments, environment.id.toString(), "unknown",
                      "the document has no such environment");
    }
}

void compareContradictions(const PlatformView &view, const FactTable &table, Differences &found)
{
    const QList<Contradiction> &all = view.platform().contradictions;
    for (const FactRow &row : table.rows()) {
        const RowDifferences here(found, kContradictions, row.text("ref"));
        const auto one = std::find_if(all.cbegin(), all.cend(), [&](const Contradiction &each) {
            return each.ref == row.text("ref");
        });
        if (one == all.cend()) {
            here.missing(QString("'%1'").arg(row.text("text")));
            continue;
        }
        compareProse(row.text("text"), one->title + ' ' + one->text, "text", here);
        if (row.text("kind") == "gap" && !one->isGap)
            here.add("kind", "it is a gap");
        if (!one->source.isGiven)
            here.add("source", "it has none");
        else
            comparePassages(row, wording::lineNumbers(one->source.lines), here);
    }
    for (const Contradiction &one : all) {
        if (table.find("ref", one.ref) == nullptr && one.source.basis != FactBasis::Ours)
            found.add(kContradictions, one.ref, "unknown", "the tables have no such item");
    }
}

void findUnsourced(const PlatformView &view, Differences &found)
{
    const Platform &platform = view.platform();
    findUnsourced(platform.facts, "platform", found);
    for (const Environment &environment : platform.environments) {
        findUnsourced(environment.facts, environment.id.toString(), found);
        for (const Service &service : environment.services)
            findUnsourced(service.facts, service.id.toString(), found);
    }
    for (const ParameterDeclaration &parameter : platform.parameters) {
        if (!parameter.source.isGiven)
            found.add(kSources, "parameters", parameter.name, "it has no source");
    }
    const auto checks = view.checks();
    for (const auto &placed : checks) {
        if (!placed.item->source.isGiven)
            found.add(kSources, placed.service->id.toString(), placed.item->id.toString(),
                      "the check has no source");
    }
    const auto metrics = view.metrics();
    for (const auto &placed : metrics) {
        if (!placed.item->source.isGiven)
            found.add(kSources, placed.service->id.toString(), placed.item->id,
                      "the metric has no source");
    }
    for (const Environment &environment : platform.environments) {
        for (const Service &service : environment.services) {
            for (const Link &link : service.links) {
                if (!link.source.isGiven)
                    found.add(kSources, service.id.toString(), link.id, "the link has no source");
            }
            for (const Capacity &capacity : service.capacity) {
                if (!capacity.source.isGiven)
                    found.add(kSources, service.id.toString(), capacity.id,
                              "the capacity has no source");
            }
        }
    }
}

} // namespace opsdeck
