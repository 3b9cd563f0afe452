// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/platformview.h"

#include "tests/platforms/wording.h"

namespace opsdeck {

QStringList PlatformView::serviceIds() const
{
    QStringList ids;
    for (const Environment &environment : m_platform.environments) {
        for (const Service &service : environment.services)
            ids << service.id.toString();
    }
    ids.removeDuplicates();
    return ids;
}

QList<Placed<const Service *>> PlatformView::services(const QString &id) const
{
    QList<Placed<const Service *>> found;
    for (const Environment &environment : m_platform.environments) {
        if (const Service *service = environment.service(ServiceId(id)))
            found.append({&environment, service, service});
    }
    return found;
}

QList<Placed<const Dependency *>> PlatformView::dependencies() const
{
    QList<Placed<const Dependency *>> found;
    for (const Environment &environment : m_platform.environments) {
        for (const Service &service : environment.services) {
            for (const Dependency &dependency : service.dependencies)
                found.append({&environment, &service, &dependency});
        }
    }
    return found;
}

QList<Placed<const Check *>> PlatformView::checks() const
{
    QList<Placed<const Check *>> found;
    for (const Environment &environment : m_platform.environments) {
        for (const Service &service : environment.services) {
            for (const Check &check : service.checks)
                found.append({&environment, &service, &check});
            for (const DormantCheck &dormant : service.dormantChecks)
                found.append({&environment, &service, &dormant.check});
        }
    }
    return found;
}

QList<Placed<const MetricDefinition *>> PlatformView::metrics() const
{
    QList<Placed<const MetricDefinition *>> found;
    for (const Environment &environment : m_platform.environments) {
        for (const Service &service : environment.services) {
            for (const MetricDefinition &metric : service.metrics)
                found.append({&environment, &service, &metric});
            for (const MetricDefinition &metric : service.undrawnMetrics)
                found.append({&environment, &service, &metric});
        }
    }
    return found;
}

Source sourceOf(const Service &service, const QString &key)
{
    for (const Fact &fact : service.facts) {
        if (fact.id == key)
            return fact.source;
    }
    return {};
}

QString textOf(const Service &service)
{
    const Deployment &made = service.deployment;
    QStringList texts{service.title,         service.technology, service.description,
                      made.composeService,   made.container,     made.image,
                      made.volumes.join(' ')};
    for (const QString &limit : made.limits)
        texts << limit;
    for (const Fact &fact : service.facts)
        texts << fact.title << fact.value << fact.source.note;
    return texts.join(" \n ");
}

QSet<int> linesOf(const QList<Fact> &facts)
{
    QSet<int> lines;
    for (const Fact &fact : facts)
        lines += wording::lineNumbers(fact.source.lines);
    return lines;
}

} // namespace opsdeck
