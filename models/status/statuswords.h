// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/serviceview.h"

namespace opsdeck {

// Words and sentences about status, the same on every surface: subject first, present tense,
// evidence after the colon. Pure; a name is the service's title.

/// A sentence of which the first part is set semi-bold.
struct StatusSentence
{
    QString operative; ///< who is what, for how long; ends with ':' or '.'
    QString rest;      ///< evidence; may be empty

    QString text() const
    {
        return rest.isEmpty() ? operative : operative + QLatin1Char(' ') + rest;
    }

    bool operator==(const StatusSentence &) const = default;
};

/// The word beside the mark: "OK", "Down", "Down, 2 of 3", "Stale, was OK", "Unknown", "Planned"…
QString statusWord(const ServiceView &view);

/// "1 of 3 OK: api-2 is down, api-3 is stale", of a service of several instances of which one does
/// not count as healthy; else empty.
QString instancesText(const ServiceView &view);

/// What its failure lets it do, by the one table of faults: "refuses connections", "answers 503";
/// empty when that tells no more than the state. What is degraded is that, whatever its kind,
/// unless its fault is known more closely: "answers slowly".
QString stateVerb(const ServiceView &view);
/// stateVerb(), else "is down".
QString statePredicate(const ServiceView &view);

/// "for 84 s"; "since just now" below five seconds.
QString lastingText(Milliseconds duration);

/// Second line of a cell: "2 of 3", "was OK", "no check", "impacted by postgres", "refuses
/// connections", else the message of the worst check. `environment` gives the titles of root
/// causes; their ids stand in when it is null.
QString captionOf(const ServiceView &view, const EnvironmentView *environment = nullptr);

/// One sentence or two about the service now: "db refuses connections for 84 s: nothing listens on
/// db:5432. Impacted by …"
QString stateSentence(const ServiceView &view, const Instant &now,
                      const EnvironmentView *environment = nullptr);
/// The same, and what operators say of it.
QString wholeSentence(const ServiceView &view, const Instant &now,
                      const EnvironmentView *environment = nullptr);

/// "db (PostgreSQL 15) refuses connections for 1 min 24 s: nothing listens on db:5432." For a soft
/// one "may be down", with its count. Of its own fault where it has one beside what a dependency
/// explains.
StatusSentence rootCauseSentence(const ServiceView &view, const Instant &now,
                                 const QString &technology = {});

/// "PROD can't be seen for 15 s:" "bastion refused the connection."
StatusSentence lostWaySentence(const LostWay &lost, const EnvironmentView &environment,
                               const Instant &now);

/// "Unknown behind 'Bastion': 6 services (api, …)."
QString hiddenSentence(const LostWay &lost, const EnvironmentView &environment);

/// "Cannot see PROD for 15 s:" "gateway does not answer in time: …"
StatusSentence blindSentence(const Blindness &blindness, const EnvironmentView &environment,
                             const Instant &now);

/// "Unknown, not down: 6 services (api, …)."
QString outOfSightSentence(const Blindness &blindness, const EnvironmentView &environment);

/// "Impact: 6 services (backend and worker directly; nginx, … through them). redis is not
/// affected." Of `definition` the sound neighbours are read, which are what the impacted services
/// also stand on, and who uses it directly; left out when null.
QString impactSentence(const ServiceView &root, const EnvironmentView &environment,
                       const Environment *definition = nullptr);

/// "db", "db and redis", "a, b, c and 4 more": at most `most` names.
QString namesText(const QStringList &names, int most = 6);

} // namespace opsdeck
