// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/standing.h"

#include "services/domain/absence.h"
#include "services/domain/serviceview.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(EnvironmentWords)
};

bool isOutOfSight(const ServiceView &view)
{
    if (view.error && view.error->kind == ErrorKind::Way)
        return true;
    return std::any_of(view.checks.cbegin(), view.checks.cend(), [](const CheckView &check) {
        return check.state.last && check.state.last->error
               && check.state.last->error->kind == ErrorKind::Way;
    });
}

} // namespace

Milliseconds silenceOf(const ServiceView &view)
{
    Milliseconds age{-1};
    for (const CheckView &check : view.checks) {
        if (check.freshness == Freshness::Expired)
            age = age.count() < 0 ? check.age : std::min(age, check.age);
    }
    return age;
}

StatusRank rankOf(const ServiceView &view)
{
    if (!expectsState(view))
        return StatusRank::NotSetUp;
    if (view.soft || (view.isWellButFlapping() && !view.stale))
        return StatusRank::Soft;
    switch (view.health) {
    case Health::Down:
        return StatusRank::Down;
    case Health::Degraded:
        return StatusRank::Degraded;
    case Health::Unknown:
        return silenceOf(view).count() >= 0 || isOutOfSight(view) ? StatusRank::Unknown
                                                                  : StatusRank::NotObserved;
    case Health::Healthy:
        break;
    }
    return view.stale ? StatusRank::Stale : StatusRank::Calm;
}

Standing standingOf(const EnvironmentView &view)
{
    Standing standing;
    for (const ServiceView &service : view.services) {
        const StatusRank rank = rankOf(service);
        const bool isFirst = rank < standing.rank
                             || (rank == standing.rank && rank == StatusRank::Soft
                                 && isWorse(service.health, standing.health));
        if (isFirst)
            standing = {rank, service.health, rank == StatusRank::Soft, rank == StatusRank::Stale};
    }
    return standing;
}

bool isWatched(const EnvironmentView &view)
{
    return std::any_of(view.services.cbegin(), view.services.cend(),
                       [](const ServiceView &service) { return expectsState(service); });
}

QString environmentWord(const EnvironmentView &view)
{
    const Standing standing = standingOf(view);
    if (standing.rank == StatusRank::NotSetUp)
        return sentenceCase(absenceWord(Absence::NotSetUp));
    if (standing.soft)
        return Words::tr("Not confirmed");
    switch (standing.health) {
    case Health::Healthy:
        return standing.stale ? Words::tr("Stale") : Words::tr("OK");
    case Health::Degraded:
        return Words::tr("Degraded");
    case Health::Down:
        return Words::tr("Down");
    case Health::Unknown:
        break;
    }
    return Words::tr("Unknown");
}

} // namespace opsdeck
