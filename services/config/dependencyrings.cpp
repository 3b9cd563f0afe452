// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/dependencyrings.h"

#include "services/config/configtext.h"
#include "services/domain/cycles.h"

#include <QHash>

#include <algorithm>

namespace opsdeck {

namespace {

QList<QList<int>> impactEdges(const QList<Service> &services)
{
    QHash<ServiceId, int> indexOf;
    for (int i = 0; i < services.size(); ++i)
        indexOf.insert(services.at(i).id, i);
    QList<QList<int>> edges(services.size());
    for (int i = 0; i < services.size(); ++i) {
        for (const Dependency &edge : services.at(i).dependencies) {
            const int on = indexOf.value(edge.on, -1);
            if (on >= 0 && on != i && carriesImpact(edge.basis, edge.role))
                edges[i].append(on);
        }
    }
    return edges;
}

/// The shortest way from `start` back to itself; it is there: `start` is in a part of several.
QList<int> ringFrom(int start, const QList<QList<int>> &edges, const Cycles &parts)
{
    QHash<int, int> from;
    QList<int> queue{start};
    for (qsizetype next = 0; next < queue.size(); ++next) {
        const int at = queue.at(next);
        for (const int to : edges.at(at)) {
            if (to == start) {
                QList<int> ring{start};
                for (int back = at; back != start; back = from.value(back))
                    ring.insert(1, back);
                ring.append(start);
                return ring;
            }
            if (!parts.isSame(to, start) || from.contains(to))
                continue;
            from.insert(to, at);
            queue.append(to);
        }
    }
    return {};
}

YamlPosition placeOf(const QString &id, const QList<YamlNode> &services)
{
    for (const YamlNode &node : services) {
        if (node.textOf(QStringLiteral("id")) != id)
            continue;
        const YamlNode *dependencies = node.find(QStringLiteral("depends_on"));
        return dependencies == nullptr ? node.at() : dependencies->at();
    }
    return {};
}

} // namespace

void warnOfRings(const Environment &environment, const QList<YamlNode> &services,
                 const Reporter &reporter)
{
    constexpr qsizetype kNamed = 8; // more make no sentence
    const QList<QList<int>> edges = impactEdges(environment.services);
    const Cycles parts(edges);
    QSet<int> told;
    for (int i = 0; i < edges.size(); ++i) {
        if (told.contains(parts.partOf(i)))
            continue;
        told.insert(parts.partOf(i));
        const QList<int> ring = ringFrom(i, edges, parts);
        if (ring.isEmpty())
            continue;
        QStringList names;
        for (const int at : ring)
            names << environment.services.at(at).id.toString();
        if (names.size() > kNamed)
            names = names.mid(0, kNamed - 2) + QStringList{QStringLiteral("…"), names.last()};
        reporter.warning(
            placeOf(names.first(), services),
            ConfigText::tr("services depend on each other in a ring: %1. Where several "
                           "of them fail no one can tell which is the cause, and no "
                           "order can start them; take out what is not needed to work")
                .arg(names.join(QStringLiteral(" → "))));
    }
}

} // namespace opsdeck
