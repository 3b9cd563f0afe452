// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/workspace.h"

#include <algorithm>

namespace opsdeck {

namespace {

template <typename List, typename Key>
auto findById(const List &list, const Key &id) -> decltype(&*list.cbegin())
{
    const auto it =
        std::find_if(list.cbegin(), list.cend(), [&](const auto &item) { return item.id == id; });
    return it == list.cend() ? nullptr : &*it;
}

} // namespace

const Service *Environment::service(const ServiceId &wanted) const
{
    return findById(services, wanted);
}

const Environment *Platform::environment(const EnvironmentId &wanted) const
{
    return findById(environments, wanted);
}

const Platform *Workspace::platform(const PlatformId &wanted) const
{
    return findById(platforms, wanted);
}

const Environment *Workspace::environment(const EnvironmentKey &key) const
{
    const Platform *found = platform(key.platform);
    return found == nullptr ? nullptr : found->environment(key.environment);
}

const Service *Workspace::service(const ServiceKey &key) const
{
    const Environment *found = environment(key.environment);
    return found == nullptr ? nullptr : found->service(key.service);
}

const Check *Workspace::check(const CheckKey &key) const
{
    const Service *found = service(key.service);
    return found == nullptr ? nullptr : findById(found->checks, key.check);
}

const Runbook *Workspace::runbook(const RunbookId &wanted) const
{
    return findById(runbooks, wanted);
}

WorkspaceSize sizeOf(const Workspace &workspace)
{
    WorkspaceSize size{workspace.platforms.size(), 0, 0, workspace.runbooks.size()};
    for (const Platform &platform : workspace.platforms) {
        size.environments += platform.environments.size();
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services)
                size.checks += service.checks.size();
        }
    }
    return size;
}

QString toWord(Exposure exposure)
{
    switch (exposure) {
    case Exposure::NotStated:
        return QStringLiteral("not_stated");
    case Exposure::Yes:
        return QStringLiteral("yes");
    case Exposure::No:
        return QStringLiteral("no");
    case Exposure::Disputed:
        break;
    }
    return QStringLiteral("disputed");
}

QString toWord(CheckStatus status)
{
    switch (status) {
    case CheckStatus::Ok:
        return QStringLiteral("ok");
    case CheckStatus::Warning:
        return QStringLiteral("warning");
    case CheckStatus::Critical:
        return QStringLiteral("critical");
    case CheckStatus::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

int attentionRank(Tier tier)
{
    switch (tier) {
    case Tier::Prod:
        return 0;
    case Tier::Staging:
        return 1;
    case Tier::Dev:
        return 2;
    case Tier::Other:
        break;
    }
    return 3;
}

QString toWord(Tier tier)
{
    switch (tier) {
    case Tier::Dev:
        return QStringLiteral("dev");
    case Tier::Staging:
        return QStringLiteral("staging");
    case Tier::Prod:
        return QStringLiteral("prod");
    case Tier::Other:
        break;
    }
    return QStringLiteral("other");
}

QString toWord(Presence presence)
{
    switch (presence) {
    case Presence::Active:
        return QStringLiteral("active");
    case Presence::Optional:
        return QStringLiteral("optional");
    case Presence::Planned:
        return QStringLiteral("planned");
    case Presence::NotConfigured:
        break;
    }
    return QStringLiteral("not_configured");
}

QList<Way> waysOf(const Workspace &workspace)
{
    QList<Way> ways;
    const auto add = [&ways](const Way &way) {
        if (!way.isDirect() && !ways.contains(way))
            ways.append(way);
    };
    for (const Platform &platform : workspace.platforms) {
        for (const Environment &environment : platform.environments) {
            add(environment.via);
            for (const Service &service : environment.services) {
                add(service.via);
                for (const Check &check : service.checks)
                    add(check.via);
            }
        }
    }
    return ways;
}

} // namespace opsdeck
