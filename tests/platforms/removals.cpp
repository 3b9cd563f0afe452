// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/removals.h"

#include "tests/platforms/wording.h"

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

using Tree = DefinitionTree;

const QString kServices = "services";

/// Column of the table and key of the definition.
constexpr std::array kKeys{std::pair{"compose_service", "compose_service"},
                           std::pair{"technology", "technology"},
                           std::pair{"role", "description"},
                           std::pair{"inside", "port"},
                           std::pair{"container", "container"},
                           std::pair{"image", "image"},
                           std::pair{"volumes", "volumes"},
                           std::pair{"limits", "limits"}};
constexpr std::array kEnvironments{"dev", "staging", "prod"};

QVariant valueIn(const QVariantMap &service, const QString &environment, const QString &key)
{
    return Tree::at(service, {"environments", environment, key});
}

bool isOverridden(const QVariantMap &service, const QString &key)
{
    const QVariantMap environments = service.value("environments").toMap();
    for (const QVariant &each : environments) {
        if (each.toMap().contains(key))
            return true;
    }
    return false;
}

bool isAgreementGiven(const FactTable &edges, const QString &name)
{
    return std::any_of(edges.rows().cbegin(), edges.rows().cend(), [&](const FactRow &row) {
        return row.text("from") + " -> " + row.text("to") == name
               && !row.text("agreement").isEmpty();
    });
}

/// All facts that name it are left out, of the platform and of its parts; parameters that do have
/// no lines.
QVariant withoutFacts(QVariant tree, const QString &name)
{
    const auto isTelling = [&](const QVariantMap &fact) {
        const QString note = Tree::at(fact, {"source", "note"}).toString();
        return wording::says(name, fact.value("title").toString() + ' '
                                       + fact.value("value").toString() + ' ' + note);
    };
    QList<QVariantList> holders{{}};
    for (const char *part : {"environments", "services"}) {
        const qsizetype count = Tree::at(tree, {part}).toList().size();
        for (qsizetype i = 0; i < count; ++i)
            holders.append({part, i});
    }
    for (const QVariantList &holder : std::as_const(holders)) {
        const QVariantList path = holder + QVariantList{"facts"};
        const QVariant facts = Tree::at(tree, path);
        if (facts.isValid())
            tree = Tree::with(tree, path, Tree::filtered(facts.toList(), isTelling));
    }
    const qsizetype parameters = Tree::at(tree, {"parameters"}).toList().size();
    for (qsizetype i = 0; i < parameters; ++i) {
        const QVariantList path{"parameters", i};
        if (isTelling(Tree::at(tree, path).toMap()))
            tree = Tree::without(tree, path + QVariantList{"source"});
    }
    return tree;
}

} // namespace

Removals::Removals(QVariant definition, const PlatformView &view, const QString &factsFolder)
    : m_tree(std::move(definition))
    , m_view(view)
    , m_facts(factsFolder)
{}

QVariantList Removals::services() const
{
    return Tree::at(m_tree, {kServices}).toList();
}

QList<Removal> Removals::all() const
{
    QList<Removal> list;
    takeServices(list);
    takePorts(list);
    takeExposures(list);
    takeLinks(list);
    takeEdges(list);
    takeChecks(list);
    takeFigures(list);
    takeJudgements(list);
    takeMetrics(list);
    takeThresholds(list);
    takeRules(list);
    takeFacts(list);
    takeCapacities(list);
    takeRest(list);
    return list;
}

void Removals::takeServices(QList<Removal> &list) const
{
    const FactTable rows = table(kServices);
    const QVariantList all = services();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QVariantMap service = all.at(i).toMap();
        const QString id = service.value("id").toString();
        const FactRow *row = rows.find("service", id);
        if (row == nullptr)
            continue;
        for (const auto &[column, key] : kKeys) {
            const QString cell = row->text(column);
            const bool isCompared = row->hasValue(column) && cell != "built" && !cell.contains('?')
                                    && !cell.contains('@');
            if (!isCompared || !service.contains(key) || isOverridden(service, key))
                continue;
            list.append({QString("%1 of a service").arg(key), id,
                         Tree::without(m_tree, {kServices, i, key}), kServices, id, column});
            if (Tree::at(service, {"sources", key}).isValid())
                list.append({"lines of a service", id + ' ' + key,
                             Tree::with(m_tree, {kServices, i, "sources", key}, "99999"), kServices,
                             id, "lines"});
            if (Tree::at(service, {"sources", key}).isValid())
                list.append({QString("source of the %1 of a service").arg(key),
                             id,
                             Tree::without(m_tree, {kServices, i, "sources", key}),
                             kServices,
                             id,
                             column,
                             {"sources: " + id}});
        }
        const QString other = row->text("presence") == "active" ? "optional" : "planned";
        list.append({"presence of a service", id,
                     Tree::with(m_tree, {kServices, i, "presence"}, other), kServices, id,
                     "presence"});
        if (row->text("dev") != "absent" && !row->text("dev").isEmpty())
            list.append({"service of an environment",
                         id,
                         Tree::with(m_tree, {kServices, i, "only_in"}, QVariantList{"prod"}),
                         kServices,
                         id,
                         "presence",
                         {"services", "edges", "start order", "checks", "metrics", "rules"}});
        list.append({"service",
                     id,
                     Tree::without(m_tree, {kServices, i}),
                     kServices,
                     id,
                     "missing",
                     {"services", "edges", "start order", "checks", "metrics", "rules"}});
    }
}

void Removals::takePorts(QList<Removal> &list) const
{
    const FactTable rows = table(kServices);
    const QVariantList all = services();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QVariantMap service = all.at(i).toMap();
        const QString id = service.value("id").toString();
        const FactRow *row = rows.find("service", id);
        for (const char *environment : kEnvironments) {
            if (row == nullptr || !row->hasValue(environment) || row->text(environment) == "absent")
                continue;
            const QVariant own = valueIn(service, environment, "published");
            const bool isOverride = own.isValid() && !own.isNull();
            const bool isBase = !own.isValid() && service.contains("published");
            const QVariantList path =
                isOverride ? QVariantList{kServices, i, "environments", environment, "published"}
                           : QVariantList{kServices, i, "published"};
            // What is left may be the same by the service's own key.
            const bool isSeen = isBase || (isOverride && !service.contains("published"));
            if (isSeen)
                list.append({"published port", id + " in " + environment,
                             Tree::without(m_tree, path), kServices, id, "published in "});
        }
    }
}

void Removals::takeEdges(QList<Removal> &list) const
{
    const FactTable rows = table("edges");
    const QVariantList all = services();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QString from = Tree::at(all.at(i), {"id"}).toString();
        const QVariantList edges = Tree::at(all.at(i), {"depends_on"}).toList();
        for (qsizetype j = 0; j < edges.size(); ++j) {
            const QVariantMap edge = edges.at(j).toMap();
            if (edge.value("basis").toString() == "ours")
                continue;
            const QString name = from + " -> " + edge.value("service").toString();
            const QVariantList path{kServices, i, "depends_on", j};
            list.append({"edge", name, Tree::without(m_tree, path), "edges", name, "missing"});
            list.append({"source of an edge", name,
                         Tree::without(m_tree, path + QVariantList{"source"}), "edges", name,
                         "source"});
            list.append({"lines of an edge", name,
                         Tree::with(m_tree, path + QVariantList{"source"}, "99999"), "edges", name,
                         "lines"});
            const bool isScraping = edge.value("role").toString() == "scrapes";
            list.append(
                {"role of an edge", name,
                 Tree::with(m_tree, path + QVariantList{"role"}, isScraping ? "uses" : "scrapes"),
                 "edges", name, "role"});
            const bool isImplied = edge.value("basis").toString() == "implied";
            list.append({"basis of an edge", name,
                         Tree::with(m_tree, path + QVariantList{"basis"},
                                    isImplied ? "disputed" : "implied"),
                         "edges", name, "basis"});
            if (edge.contains("agreement") && isAgreementGiven(rows, name))
                list.append({"agreement of an edge", name,
                             Tree::without(m_tree, path + QVariantList{"agreement"}), "edges", name,
                             "agreement"});
        }
    }
}

void Removals::takeRules(QList<Removal> &list) const
{
    const FactTable rows = table("rules");
    const QVariantList rules = Tree::at(m_tree, {"rules"}).toList();
    for (qsizetype i = 0; i < rules.size(); ++i) {
        const QVariantMap rule = rules.at(i).toMap();
        const QString ref = rule.value("ref").toString();
        const FactRow *row = rows.find("ref", ref);
        if (row == nullptr)
            continue;
        list.append({"rule", ref, Tree::without(m_tree, {"rules", i}), "rules", ref, "missing"});
        list.append({"source of a rule", ref, Tree::without(m_tree, {"rules", i, "source"}),
                     "rules", ref, "source"});
        list.append({"condition of a rule", ref,
                     Tree::with(m_tree, {"rules", i, "condition"}, "another 98765"), "rules", ref,
                     "condition"});
        const bool isImplied = Tree::at(rule, {"source", "basis"}).toString() == "implied";
        const QVariant source = rule.value("source");
        const QVariantMap lines{{"lines", source.typeId() == QMetaType::QString
                                              ? source
                                              : Tree::at(source, {"lines"})}};
        list.append({"basis of a rule", ref,
                     Tree::with(m_tree, {"rules", i, "source"},
                                isImplied || !row->text("implied").isEmpty()
                                    ? lines
                                    : QVariantMap{{"lines", lines["lines"]}, {"basis", "implied"}}),
                     "rules", ref, "basis"});
        const QVariantMap own =
            source.typeId() == QMetaType::QString ? QVariantMap() : source.toMap();
        for (auto it = own.cbegin(); it != own.cend(); ++it) {
            if (rule.contains(it.key()))
                list.append({"source of a field", ref + ' ' + it.key(),
                             Tree::without(m_tree, {"rules", i, "source", it.key()}), "rules", ref,
                             "fields"});
        }
        for (const char *key :
             {"for", "severity", "action", "recovery", "scale_down", "scale_down_for"}) {
            if (row->hasValue(key) && rule.contains(key))
                list.append({QString("'%1' of a rule").arg(key), ref,
                             Tree::without(m_tree, {"rules", i, key}), "rules", ref, key});
        }
    }
}

void Removals::takeRest(QList<Removal> &list) const
{
    const QVariantList items = Tree::at(m_tree, {"contradictions"}).toList();
    for (qsizetype i = 0; i < items.size(); ++i) {
        const QString ref = Tree::at(items.at(i), {"ref"}).toString();
        list.append({"contradiction", ref, Tree::without(m_tree, {"contradictions", i}),
                     "contradictions", ref, "missing"});
    }
    const QVariantList environments = Tree::at(m_tree, {"environments"}).toList();
    for (qsizetype i = 0; i < environments.size(); ++i) {
        const QString id = Tree::at(environments.at(i), {"id"}).toString();
        if (QStringList{"dev", "staging", "prod"}.contains(id))
            list.append({"tier of an environment", id,
                         Tree::with(m_tree, {"environments", i, "tier"}, "other"), "environments",
                         id, "tier"});
        if (id == "prod")
            list.append({"protection of an environment", id,
                         Tree::with(m_tree, {"environments", i, "protected"}, false),
                         "environments", id, "protected"});
        const QVariantList facts = Tree::at(environments.at(i), {"facts"}).toList();
        for (qsizetype j = 0; j < facts.size(); ++j) {
            const QString fact = Tree::at(facts.at(j), {"id"}).toString();
            const QString column = QString(fact).replace('-', '_');
            if (QStringList{"purpose", "deployed", "compose_files", "env_files", "addresses",
                            "differs"}
                    .contains(column))
                list.append({"fact of an environment", id + '/' + fact,
                             Tree::without(m_tree, {"environments", i, "facts", j}), "environments",
                             id, column});
        }
    }
    const QVariantList facts = Tree::at(m_tree, {"facts"}).toList();
    if (!facts.isEmpty())
        list.append({"source of a fact",
                     Tree::at(facts.first(), {"id"}).toString(),
                     Tree::without(m_tree, {"facts", 0, "source"}),
                     "sources",
                     "platform",
                     Tree::at(facts.first(), {"id"}).toString(),
                     {"facts"}});
    const QList<FactRow> told = table("facts").rows();
    for (const FactRow &row : told) {
        const QStringList names = row.list("names", ';');
        if (!names.isEmpty())
            list.append({"variable",
                         names.first(),
                         withoutFacts(m_tree, names.first()),
                         "facts",
                         row.text("title"),
                         "missing",
                         {"facts", "environments", "services", "sources"}});
    }
    const QVariantList steps = Tree::at(m_tree, {"start_order"}).toList();
    for (qsizetype i = 0; i < steps.size(); ++i) {
        const QStringList services = Tree::at(steps.at(i), {"services"}).toStringList();
        list.append({"step of the start order",
                     services.join(", "),
                     Tree::without(m_tree, {"start_order", i}),
                     "start order",
                     {},
                     "missing",
                     {"start order"}});
    }
}

} // namespace opsdeck
