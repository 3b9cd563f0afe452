// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/impactreason.h"

#include "models/status/statuswords.h"
#include "services/domain/complaint.h"
#include "services/domain/silentengine.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(ImpactReason)
};

int indexOf(const Environment &environment, const ServiceId &id)
{
    for (int i = 0; i < environment.services.size(); ++i) {
        if (environment.services.at(i).id == id)
            return i;
    }
    return -1;
}

/// All that it stands on, itself included.
QSet<int> standsOn(const Environment &environment, int index)
{
    QSet<int> seen{index};
    QList<int> open{index};
    while (!open.isEmpty()) {
        const Service &service = environment.services.at(open.takeLast());
        for (const Dependency &dependency : service.dependencies) {
            const int next = indexOf(environment, dependency.on);
            if (next < 0 || seen.contains(next)
                || !carriesImpact(dependency.basis, dependency.role))
                continue;
            seen.insert(next);
            open.append(next);
        }
    }
    return seen;
}

bool isTroubled(const CheckView &check)
{
    return check.health == Health::Down || check.health == Health::Degraded
           || check.health == Health::Unknown;
}

/// The first check in trouble for which `is`.
template <typename Is>
std::optional<CheckView> troubledCheck(const ServiceView &view, const Is &is)
{
    const auto found =
        std::find_if(view.checks.cbegin(), view.checks.cend(),
                     [&](const CheckView &check) { return isTroubled(check) && is(check); });
    return found == view.checks.cend() ? std::nullopt : std::optional(*found);
}

/// A part of what it watches or stands on is impacted by that.
QString reasonElsewhere(const Environment &environment, const EnvironmentView &view, int index,
                        const ServiceKey &root)
{
    const int cause = indexOf(environment, root.service);
    const QString name = view.services.at(cause).title;
    for (const Dependency &dependency : environment.services.at(index).dependencies) {
        const int watched = indexOf(environment, dependency.on);
        if (dependency.role == DependencyRole::Scrapes && watched >= 0
            && standsOn(environment, watched).contains(cause))
            return Words::tr("By %1, because it watches %2.")
                .arg(name, view.services.at(watched).title);
    }
    const QSet<int> below = standsOn(environment, index);
    for (int other = 0; other < view.services.size(); ++other) {
        if (other != index && below.contains(other)
            && view.services.at(other).impactedBy.contains(root))
            return Words::tr("By %1, by way of %2, on which it stands.")
                .arg(name, view.services.at(other).title);
    }
    return {};
}

} // namespace

QString impactReason(const Environment &environment, const EnvironmentView &view, int index)
{
    if (index < 0 || index >= view.services.size() || index >= environment.services.size())
        return {};
    const ServiceView &service = view.services.at(index);
    const QSet<int> below = standsOn(environment, index);
    QList<ServiceKey> apart;
    for (const ServiceKey &key : service.impactedBy) {
        const int root = indexOf(environment, key.service);
        if (root >= 0 && root < view.services.size() && !below.contains(root))
            apart << key;
    }
    if (apart.isEmpty())
        return {};
    QStringList titles;
    for (const ServiceKey &key : std::as_const(apart))
        titles << view.services.at(indexOf(environment, key.service)).title;
    const QString names = namesText(titles);
    if (const auto asked =
            troubledCheck(service, [](const CheckView &check) { return isOfEngine(check.kind); });
        asked && asked->health == Health::Unknown)
        return Words::tr("By %1, because the container engine that tells of it does not answer.")
            .arg(names);
    const bool hasSameChecks =
        service.checks.size() == environment.services.at(index).checks.size();
    if (hasSameChecks && !complainedOf(environment.services, view.services, index).isEmpty()) {
        const auto says = troubledCheck(service, [](const CheckView &check) {
            return check.state.last && !check.state.last->message.isEmpty();
        });
        return says ? Words::tr("By %1, because its own check says so: %2", "services, message")
                          .arg(names, says->state.last->message)
                    : Words::tr("By %1, because its own check says so.").arg(names);
    }
    if (troubledCheck(service, [](const CheckView &check) {
            return check.state.last && check.state.last->error
                   && check.state.last->error->kind == ErrorKind::Tls;
        }))
        return Words::tr("By %1, because both are asked at the same port, where the certificate "
                         "is wrong.")
            .arg(names);
    return reasonElsewhere(environment, view, index, apart.constFirst());
}

} // namespace opsdeck
