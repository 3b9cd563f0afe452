// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/checkstate.h"
#include "services/domain/operatormark.h"
#include "services/domain/outofsight.h"
#include "services/domain/workspace.h"

namespace opsdeck {

/// Words for one check as every surface shows it.
struct CheckView
{
    CheckKey key;
    QString title;
    QString kind;
    Health health = Health::Unknown; ///< Unknown when expired or never observed
    Health lastKnown = Health::Unknown;
    bool soft = false;
    Freshness freshness = Freshness::Never;
    Milliseconds age{-1}; ///< negative: never
    CheckState state;

    bool operator==(const CheckView &) const = default;
};

/// One of several instances of a service, by the worst of the checks that name it.
struct InstanceView
{
    QString name;
    Health health = Health::Unknown;
    bool soft = false;
    bool stale = false;
    int telling = -1; ///< index in ServiceView::checks

    bool countsAsHealthy() const { return health == Health::Healthy && !stale && !soft; }

    bool operator==(const InstanceView &) const = default;
};

/// What every surface shows of one service. `health` already takes freshness in; `stale` can't be
/// forgotten by a roll-up, because countsAsHealthy() is the only way to ask for green.
struct ServiceView
{
    ServiceKey key;
    QString title;
    Presence presence = Presence::Active;
    Health health = Health::Unknown;
    Health lastKnown = Health::Unknown; ///< state by the last observations, whatever their age
    bool soft = false;
    int attempt = 0;
    int attemptsNeeded = 0;
    bool stale = false;    ///< some check is older than 1.5 intervals
    bool flapping = false; ///< some check changes so often that the state misleads
    bool hasChecks = true;
    bool neverObserved = false;
    bool rootCause = false; ///< down or degraded by itself: no dependency explains it
    int ownFault = -1; ///< index in `checks` of the failure that makes it a root cause though a
                       ///< dependency explains the rest; else -1
    QList<ServiceKey> impactedBy; ///< root causes reached along the dependencies, nearest first
    QList<ServiceKey> impacts;    ///< services that this one, being a root cause, impacts
    OperatorMarks marks;
    Instant since;    ///< when the first of the checks that are as bad as `health` became so
    int telling = -1; ///< index in `checks` of the one whose words these are; -1: there is none
    QString figure;   ///< for cell and node: "38 ms", "refused"
    QString message;  ///< the worst check's message
    std::optional<Error> error; ///< the worst check's error
    Milliseconds newestAge{-1};
    Milliseconds oldestAge{-1};
    QList<CheckView> checks;
    QList<InstanceView> instances; ///< in the definition's order; none unless checks name them

    bool isImpacted() const { return !impactedBy.isEmpty(); }

    bool countsAsHealthy() const
    {
        return health == Health::Healthy && !stale && !soft && !flapping;
    }

    /// Well by its newest results, which change too often to be believed.
    bool isWellButFlapping() const { return health == Health::Healthy && flapping; }

    /// A root cause whose own failure is as bad as its state: not one that is worse off by what it
    /// depends on.
    bool causesItsState() const
    {
        return rootCause && (ownFault < 0 || checks.at(ownFault).health == health);
    }

    bool operator==(const ServiceView &) const = default;
};

/// Counts in the order of the header.
struct HealthCounts
{
    int down = 0;
    int soft = 0; ///< not confirmed: well but flapping, too
    int degraded = 0;
    int unknown = 0;
    int stale = 0;
    int healthy = 0;
    int planned = 0; ///< planned, optional or not configured: no state expected

    /// All that are expected to have a state.
    int inUse() const { return down + soft + degraded + unknown + stale + healthy; }

    HealthCounts &operator+=(const HealthCounts &other);
    bool operator==(const HealthCounts &) const = default;
};

struct EnvironmentView
{
    EnvironmentKey key;
    QString title;
    Tier tier = Tier::Other;
    bool isProtected = false;
    Health health = Health::Unknown; ///< worst of the active services; Unknown when there is none
    bool soft = false;
    bool stale = false;
    bool flapping = false; ///< of a service that is well now
    HealthCounts counts;
    Milliseconds newestAge{-1};
    Milliseconds oldestAge{-1};
    QList<ServiceView> services;        ///< in the definition's order
    QList<LostWay> lostWays;            ///< none while it is blind as a whole
    std::optional<Blindness> blindness; ///< nothing of it can be seen: the one trouble it has

    const ServiceView *service(const ServiceId &id) const;
    bool operator==(const EnvironmentView &) const = default;
};

/// A root cause as its cause alone shows it: of a service with an own fault, that one's state and
/// words.
ServiceView asCause(const ServiceView &view);

/// Own states, freshness, roll-up, root causes and impact of one environment at `now`. Pure;
/// terminates on cycles.
EnvironmentView assess(const EnvironmentKey &key, const Environment &environment,
                       const CheckStates &states, const Instant &now);

} // namespace opsdeck
