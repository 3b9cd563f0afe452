// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/allenvironments.h"

#include "models/status/statuswords.h"
#include "services/domain/absence.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kMostLetters = 3;

/// Of all environments together: what is in several is there once.
Environment unitedEnvironment(const Platform &platform, const EnvironmentId &preferred)
{
    Environment united;
    united.id = preferred;
    QList<const Environment *> order;
    for (const Environment &each : platform.environments)
        order.insert(each.id == preferred ? 0 : order.size(), &each);
    QHash<ServiceId, qsizetype> places;
    for (const Environment *environment : order) {
        for (const Service &service : environment->services) {
            if (!places.contains(service.id)) {
                places.insert(service.id, united.services.size());
                united.services << service;
                continue;
            }
            Service &known = united.services[places.value(service.id)];
            for (const Dependency &dependency : service.dependencies) {
                const bool isKnown = std::any_of(
                    known.dependencies.cbegin(), known.dependencies.cend(), [&](const auto &own) {
                        return own.on == dependency.on && own.basis == dependency.basis
                               && own.role == dependency.role;
                    });
                if (!isKnown)
                    known.dependencies << dependency;
            }
        }
    }
    return united;
}

} // namespace

QList<EnvironmentOfNode> environmentsOf(const Platform &platform, const ServiceId &service)
{
    const bool hasConfigured =
        std::any_of(platform.environments.cbegin(), platform.environments.cend(),
                    [](const Environment &each) { return !each.isNotConfigured; });
    QList<EnvironmentOfNode> all;
    for (const Environment &each : platform.environments) {
        if (hasConfigured && each.isNotConfigured)
            continue;
        all << EnvironmentOfNode{{{platform.id, each.id}, service},
                                 each.id.toString().left(1).toUpper(),
                                 each.tier,
                                 each.service(service) != nullptr};
    }
    for (int length = 2; length <= kMostLetters; ++length) {
        QStringList letters;
        for (const EnvironmentOfNode &each : std::as_const(all))
            letters << each.letter;
        for (EnvironmentOfNode &each : all) {
            if (letters.count(each.letter) > 1)
                each.letter =
                    each.service.environment.environment.toString().left(length).toUpper();
        }
    }
    return all;
}

DiagramDefinition unitedDefinition(const Platform &platform, const EnvironmentId &preferred)
{
    DiagramDefinition made = diagramDefinition(platform, unitedEnvironment(platform, preferred));
    for (DiagramNode &node : made.nodes) {
        const Environment *own = platform.environment(preferred);
        for (auto it = platform.environments.crbegin();
             it != platform.environments.crend()
             && (own == nullptr || own->service(node.key.service) == nullptr);
             ++it)
            own = &*it;
        if (own != nullptr)
            node.key.environment.environment = own->id;
    }
    return made;
}

QString environmentsSentence(const StatusBoard &board, const Platform &platform,
                             const ServiceId &service)
{
    QStringList told;
    const QList<EnvironmentOfNode> all = environmentsOf(platform, service);
    for (const EnvironmentOfNode &each : all) {
        const ServiceView *view = board.service(each.service);
        QStringList words{view == nullptr ? absenceWord(Absence::NotHere) : statusWord(*view)};
        if (view != nullptr)
            words << instancesText(*view);
        words.removeAll(QString());
        told << QStringLiteral("%1: %2.").arg(each.service.environment.environment.toString(),
                                              words.join(QStringLiteral(", ")));
    }
    return told.join(QLatin1Char(' '));
}

} // namespace opsdeck
