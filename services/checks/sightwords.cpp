// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/sightwords.h"

#include "services/domain/absence.h"
#include "services/domain/sight.h"

#include <QCoreApplication>

namespace opsdeck::sightwords {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Events)
};

constexpr Milliseconds kMoment{1000};

Event eventOf(const EnvironmentKey &key, const Instant &at, const QString &text)
{
    Event event;
    event.timeMs = at.wallMs;
    event.service.environment = key;
    event.text = text;
    return event;
}

} // namespace

Event lost(const EnvironmentKey &environment, const Blindness &blindness)
{
    Event event =
        eventOf(environment, blindness.since,
                Words::tr("Cannot see %1: %2.").arg(tagOf(environment), reasonOf(blindness)));
    event.errorKind = toWord(blindness.error.kind);
    return event;
}

Event regained(const EnvironmentKey &environment, Milliseconds lasted, const Instant &now)
{
    Event event = eventOf(
        environment, now,
        lasted < kMoment ? Words::tr("%1 can be seen again after a moment.").arg(tagOf(environment))
                         : Words::tr("%1 can be seen again after %2.")
                               .arg(tagOf(environment), durationText(lasted)));
    event.to = Health::Healthy;
    return event;
}

Event flaps(const EnvironmentKey &environment, const QStringList &names, const Instant &now)
{
    Blindness blindness;
    blindness.names = names;
    blindness.unsteady = true;
    Event event = eventOf(environment, now,
                          Words::tr("Cannot see %1 steadily: %2. Told again when it has calmed.")
                              .arg(tagOf(environment), reasonOf(blindness)));
    event.errorKind = toWord(ErrorKind::Way);
    return event;
}

Event steady(const EnvironmentKey &environment, Milliseconds lasted, const Instant &now)
{
    Event event = eventOf(environment, now,
                          Words::tr("%1 can be seen steadily again, after %2 of changes.")
                              .arg(tagOf(environment), durationText(lasted)));
    event.to = Health::Healthy;
    return event;
}

Event stayedLost(const EnvironmentKey &environment, const Blindness &blindness, Milliseconds lasted,
                 const Instant &now)
{
    Event event = eventOf(environment, now,
                          Words::tr("Cannot see %1 any more, after %2 of changes: %3.")
                              .arg(tagOf(environment), durationText(lasted), reasonOf(blindness)));
    event.errorKind = toWord(blindness.error.kind);
    return event;
}

Event notJudgeable(const EnvironmentKey &environment, const Instant &at)
{
    return eventOf(environment, at,
                   Words::tr("Nothing tells any more whether %1 can be seen: what does not answer "
                             "there is told by itself.")
                       .arg(tagOf(environment)));
}

QString outOfSight(const QString &message)
{
    return Words::tr("out of sight: %1").arg(message);
}

QString notSeen()
{
    return absenceWord(Absence::NotObserved);
}

} // namespace opsdeck::sightwords
