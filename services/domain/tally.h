// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/standing.h"

namespace opsdeck {

/// What is counted of environments, the same on every surface. A service counts once in each
/// environment that has it; checks are counted apart and always named as checks.
struct Tally
{
    int environments = 0;
    int watched = 0;     ///< environments with a service that is expected to have a state
    HealthCounts counts; ///< services by their own states
    Health unconfirmed = Health::Healthy; ///< the worst of those that are not confirmed
    int impacted = 0;       ///< services that a root cause reaches, whatever their own state
    int acknowledged = 0;   ///< of those in trouble; each counts as what it is, too
    int inMaintenance = 0;  ///< likewise
    int shelved = 0;        ///< likewise
    int checks = 0;         ///< that are run
    int checksNotSetUp = 0; ///< that are not, for lack of a parameter

    /// Services that are expected to have a state: the sum of all states.
    int inUse() const { return counts.inUse(); }

    int services() const { return inUse() + counts.planned; }

    Tally &operator+=(const Tally &other);
    bool operator==(const Tally &) const = default;
};

/// Of the services that `view` holds. Without `definition` no check is known that is not set up.
Tally tallyOf(const EnvironmentView &view, const Environment *definition);

HealthCounts countsOf(const QList<ServiceView> &services);

// Their words. None of them is said of zero.

/// "1 down", "2 not confirmed", "3 degraded", "1 unknown", "1 stale", "7 impacted", in the order of
/// the header; the one of `worst` before the others. "11 OK" only where none of these is said.
/// Behind them what operators say: "1 acknowledged", "2 in maintenance", "1 shelved".
QStringList stateTexts(const Tally &tally, StatusRank worst);
/// "1 service", "20 services", "11 of 20 services in use".
QString servicesText(const Tally &tally);
/// "16 environments", "15 of 16 environments in use".
QString environmentsText(const Tally &tally);
/// "1 check", "266 checks".
QString checksText(int count);
/// "18 checks not set up".
QString notSetUpText(int checks);

} // namespace opsdeck
