// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/diagramdefinition.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace opsdeck {

namespace {

QString subtitleOf(const Service &service)
{
    if (service.port.isEmpty() || service.technology.isEmpty())
        return service.technology + service.port;
    return QCoreApplication::translate("Diagram", "%1 · %2").arg(service.technology, service.port);
}

int styleOf(const DiagramEdge &edge)
{
    return edge.role == DependencyRole::Scrapes ? 3 : static_cast<int>(edge.basis);
}

/// Words with what belongs to them: "PostgreSQL" and "15", "3.11+".
QStringList wordsOf(const QString &text)
{
    static const QRegularExpression between(QStringLiteral("[\\s,;()/]+"));
    return text.toCaseFolded().split(between, Qt::SkipEmptyParts);
}

} // namespace

int DiagramDefinition::depthOf(int group) const
{
    int depth = 0;
    for (int outer = within.value(group, -1); outer >= 0 && depth < within.size();
         outer = within.value(outer, -1))
        ++depth;
    return depth;
}

int rankBelow(const QString &layer)
{
    static const std::array<QStringList, 3> ranks{
        QStringList{QStringLiteral("monitoring"), QStringLiteral("observability"),
                    QStringLiteral("metrics"), QStringLiteral("telemetry"),
                    QStringLiteral("tracing"), QStringLiteral("alerting")},
        QStringList{QStringLiteral("logs"), QStringLiteral("logging")},
        QStringList{QStringLiteral("host"), QStringLiteral("hosts"), QStringLiteral("machine"),
                    QStringLiteral("machines"), QStringLiteral("infrastructure"),
                    QStringLiteral("hardware")}};
    const auto found = std::find_if(ranks.cbegin(), ranks.cend(), [&](const QStringList &ids) {
        return ids.contains(layer, Qt::CaseInsensitive);
    });
    return found == ranks.cend() ? 0 : static_cast<int>(std::distance(ranks.cbegin(), found)) + 1;
}

bool isSaidBy(const QString &title, const QString &technology)
{
    const QStringList said = wordsOf(title);
    const QStringList words = wordsOf(technology);
    return std::all_of(words.cbegin(), words.cend(),
                       [&](const QString &word) { return said.contains(word); });
}

DiagramDefinition diagramDefinition(const Platform &platform, const Environment &environment)
{
    DiagramDefinition made;
    QHash<QString, int> groupOf;
    for (const Layer &layer : platform.layers) {
        groupOf.insert(layer.id, static_cast<int>(made.groups.size()));
        made.groups.append(layer.title.isEmpty() ? layer.id : layer.title);
        made.below.append(rankBelow(layer.id));
    }
    const int without = static_cast<int>(made.groups.size());
    made.groups.append(QString());
    for (const Layer &layer : platform.layers)
        made.within.append(groupOf.value(layer.within, -1));
    QHash<ServiceId, int> indexOf;
    for (const Service &service : environment.services) {
        indexOf.insert(service.id, static_cast<int>(made.nodes.size()));
        DiagramNode node;
        node.key = {{platform.id, environment.id}, service.id};
        node.title = service.title;
        node.subtitle = subtitleOf(service);
        if (!isSaidBy(service.title, service.technology))
            node.technology = service.technology;
        node.port = service.port;
        node.presence = service.presence;
        node.replicas = service.replicas;
        node.group = groupOf.value(service.layer, without);
        made.nodes.append(node);
    }
    for (int from = 0; from < environment.services.size(); ++from) {
        for (const Dependency &dependency : environment.services.at(from).dependencies) {
            const int to = indexOf.value(dependency.on, -1);
            if (to >= 0)
                made.edges.append({from, to, dependency.basis, dependency.role});
        }
    }
    return made;
}

LayoutInput layoutInput(const DiagramDefinition &definition)
{
    LayoutInput input;
    input.groups = static_cast<int>(definition.groups.size());
    input.below = definition.below;
    input.within = definition.within;
    for (const DiagramNode &node : definition.nodes)
        input.nodes.append(LayoutNode{node.group, {176, 72}});
    for (const DiagramEdge &edge : definition.edges)
        input.edges.append(
            {edge.from, edge.to, styleOf(edge), edge.role == DependencyRole::Scrapes});
    return input;
}

PlatformDrawing platformDrawing(const Platform &platform, const DiagramDefinition &definition)
{
    PlatformDrawing made;
    QHash<ServiceId, int> nodeOf;
    std::map<std::tuple<int, int, int>, int> edgeOf;
    for (const Environment &environment : platform.environments) {
        const DiagramDefinition each = diagramDefinition(platform, environment);
        const LayoutInput input = layoutInput(each);
        made.input.groups = input.groups;
        made.input.below = input.below;
        made.input.within = input.within;
        for (int i = 0; i < input.nodes.size(); ++i) {
            const ServiceId &id = each.nodes.at(i).key.service;
            if (nodeOf.contains(id))
                continue;
            nodeOf.insert(id, static_cast<int>(made.input.nodes.size()));
            made.input.nodes.append(input.nodes.at(i));
        }
        for (LayoutEdge edge : input.edges) {
            edge.from = nodeOf.value(each.nodes.at(edge.from).key.service);
            edge.to = nodeOf.value(each.nodes.at(edge.to).key.service);
            const std::tuple key(edge.from, edge.to, edge.style);
            if (edgeOf.try_emplace(key, static_cast<int>(made.input.edges.size())).second)
                made.input.edges.append(edge);
        }
    }
    for (const PinnedNode &pin : platform.pinned) {
        const int node = nodeOf.value(pin.service, -1);
        if (node >= 0)
            made.input.pins.append({node, {pin.x, pin.y}});
    }
    made.nodeOf = nodeOf;
    for (const DiagramNode &node : definition.nodes)
        made.nodes.append(nodeOf.value(node.key.service, -1));
    for (const DiagramEdge &edge : definition.edges)
        made.edges.append(
            edgeOf.at({made.nodes.at(edge.from), made.nodes.at(edge.to), styleOf(edge)}));
    return made;
}

LayoutResult shownPart(const LayoutResult &whole, const PlatformDrawing &drawing)
{
    LayoutResult shown = whole;
    shown.nodes.clear();
    shown.edges.clear();
    shown.frames.clear();
    QSet<int> groups;
    for (const int node : drawing.nodes) {
        shown.nodes.append(whole.nodes.value(node));
        for (int group = drawing.input.nodes.at(node).group; group >= 0 && !groups.contains(group);
             group = drawing.input.within.value(group, -1))
            groups.insert(group);
    }
    for (const int edge : drawing.edges)
        shown.edges.append(whole.edges.value(edge));
    for (const LayoutFrame &frame : whole.frames) {
        // Of a frame in parts only those in which something stands here.
        const auto isInside = [&](const QRectF &node) { return frame.rect.contains(node); };
        if (groups.contains(frame.group)
            && std::any_of(shown.nodes.cbegin(), shown.nodes.cend(), isInside))
            shown.frames.append(frame);
    }
    return shown;
}

} // namespace opsdeck
