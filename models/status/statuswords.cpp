// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/statuswords.h"

#include "models/status/expectedimpact.h"
#include "models/status/flappingwords.h"
#include "models/status/markwords.h"
#include "models/status/standing.h"
#include "services/domain/absence.h"
#include "services/domain/faultwords.h"
#include "services/domain/healthwords.h"
#include "services/domain/lostkinds.h"
#include "services/domain/serviceview.h"
#include "services/domain/unsteady.h"

#include <QCoreApplication>
#include <QSet>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(StatusWords)
};

/// Nobody reads "for 0 s" as news.
constexpr Milliseconds kJustNow{5000};

/// What it is, as the word of a cell.
QString capitalWord(Health health)
{
    switch (health) {
    case Health::Healthy:
        return Words::tr("OK");
    case Health::Degraded:
        return Words::tr("Degraded");
    case Health::Down:
        return Words::tr("Down");
    case Health::Unknown:
        break;
    }
    return Words::tr("Unknown");
}

QString attemptText(const ServiceView &view)
{
    return Words::tr("%1 of %2").arg(view.attempt).arg(view.attemptsNeeded);
}

QString presenceWord(Presence presence)
{
    switch (presence) {
    case Presence::Planned:
        return Words::tr("Planned");
    case Presence::NotConfigured:
        return sentenceCase(absenceWord(Absence::NotSetUp));
    case Presence::Optional:
        return Words::tr("Optional");
    case Presence::Active:
        break;
    }
    return Words::tr("Active");
}

QString titleOf(const ServiceKey &key, const EnvironmentView *environment)
{
    const ServiceView *view = environment == nullptr ? nullptr : environment->service(key.service);
    return view == nullptr ? key.service.toString() : view->title;
}

constexpr Milliseconds kWorthTelling{60'000}; ///< age of what a sentence stands on

/// The message as the end of a sentence, with its full stop; empty when there is none.
QString evidenceOf(const ServiceView &view)
{
    QString text = view.message.isEmpty() && view.error ? view.error->message : view.message;
    if (text.isEmpty())
        return text;
    if (!text.endsWith(QLatin1Char('.')))
        text += QLatin1Char('.');
    // What is asked seldom may have changed since; of what is stale the whole data's age is told.
    const Milliseconds age = view.telling >= 0 && view.telling < view.checks.size()
                                 ? view.checks.at(view.telling).age
                                 : Milliseconds(0);
    if (view.health != Health::Healthy && !view.stale && age >= kWorthTelling)
        text += QLatin1Char(' ') + Words::tr("Seen %1 ago.").arg(durationText(age));
    return text;
}

/// "%1: %2" with a full stop in place of the colon when there is nothing to say after it.
QString joined(const QString &subject, const QString &evidence)
{
    return evidence.isEmpty() ? subject + QLatin1Char('.')
                              : subject + QStringLiteral(": ") + evidence;
}

bool isExpired(const ServiceView &view)
{
    return view.health == Health::Unknown && !view.neverObserved
           && view.lastKnown != Health::Unknown;
}

/// Of a service that is well though an instance is not: since when is told of each; else empty.
QString instancesSentence(const ServiceView &view, const Instant &now)
{
    if (view.health != Health::Healthy || view.stale || view.flapping)
        return {};
    QStringList sentences{
        Words::tr("%1 is OK, %2.", "service, 2 of 3 OK").arg(view.title, view.figure)};
    for (const InstanceView &each : view.instances) {
        if (each.countsAsHealthy())
            continue;
        const CheckView &check = view.checks.at(each.telling);
        const QString said = check.state.last ? check.state.last->message : QString();
        const bool flaps = each.health == Health::Healthy && isFlapping(check);
        const QString state =
            flaps
                ? Words::tr("%1 is flapping", "instance").arg(each.name)
                : Words::tr("%1 is %2", "instance, state").arg(each.name, healthWord(each.health));
        const Instant since = flaps ? check.state.flapping.since() : check.state.since;
        const QString subject =
            since.isValid() ? state + QLatin1Char(' ') + lastingText(since.ageAt(now)) : state;
        sentences << joined(subject, said.isEmpty() || said.endsWith(QLatin1Char('.'))
                                         ? said
                                         : said + QLatin1Char('.'));
    }
    return sentences.size() == 1 ? QString() : sentences.join(QLatin1Char(' '));
}

QString ownSentence(const ServiceView &view, const Instant &now)
{
    if (!expectsState(view))
        return Words::tr("%1: %2. No state is expected.")
            .arg(view.title, presenceWord(view.presence).toLower());
    if (!view.hasChecks)
        return Words::tr("%1: no check. Nothing observes it.").arg(view.title);
    if (view.neverObserved)
        return Words::tr("%1: %2. Not counted as healthy.")
            .arg(view.title, absenceWord(Absence::NotObserved));
    if (isExpired(view)) {
        return Words::tr("%1: not observed for %2. It was %3. Now unknown, not counted as healthy.")
            .arg(view.title, durationText(view.oldestAge), healthWord(view.lastKnown));
    }
    if (isToldFlapping(view))
        return flappingSentence(view, view.title, now).text();
    if (view.soft) {
        const QString evidence = view.message.isEmpty()
                                     ? attemptText(view) + QLatin1Char('.')
                                     : Words::tr("%1, %2.").arg(view.message, attemptText(view));
        const QString form = view.health == Health::Healthy ? Words::tr("%1 may be OK again")
                                                            : Words::tr("%1 may be %2");
        return joined(view.health == Health::Healthy
                          ? form.arg(view.title)
                          : form.arg(view.title, healthWord(view.health)),
                      evidence);
    }
    if (view.stale && view.health == Health::Healthy) {
        return Words::
            tr("%1: data is %2 old, more than 1.5 intervals. It was OK. Not counted as healthy.")
                .arg(view.title, durationText(view.oldestAge));
    }
    if (const QString instances = instancesSentence(view, now); !instances.isEmpty())
        return instances;
    const QString predicate = view.title + QLatin1Char(' ') + statePredicate(view);
    const QString subject = view.since.isValid()
                                ? predicate + QLatin1Char(' ') + lastingText(view.since.ageAt(now))
                                : predicate;
    QString sentence = joined(subject, evidenceOf(view));
    if (view.flapping)
        sentence += QLatin1Char(' ')
                    + Words::tr("It is flapping: it changes so often that its state misleads.");
    if (view.stale)
        sentence +=
            QLatin1Char(' ') + Words::tr("The data is %1 old.").arg(durationText(view.oldestAge));
    return sentence;
}

const LostWay *wayThatHides(const ServiceView &view, const EnvironmentView &environment)
{
    const auto lost = std::find_if(
        environment.lostWays.cbegin(), environment.lostWays.cend(), [&view](const LostWay &each) {
            return hides(each) && each.services.contains(view.key.service);
        });
    return lost == environment.lostWays.cend() ? nullptr : &*lost;
}

/// What the impacted services also stand on and what works: named so that nobody looks there.
QStringList soundNeighbours(const ServiceView &root, const EnvironmentView &environment,
                            const Environment &definition)
{
    const QSet<ServiceKey> impacted(root.impacts.cbegin(), root.impacts.cend());
    QSet<ServiceId> neighbours;
    for (const Service &service : definition.services) {
        if (!impacted.contains({environment.key, service.id}))
            continue;
        for (const Dependency &dependency : service.dependencies) {
            if (dependency.role == DependencyRole::Uses)
                neighbours.insert(dependency.on);
        }
    }
    QStringList names;
    for (const ServiceView &view : environment.services) {
        const bool sound = view.countsAsHealthy() && !view.isImpacted() && view.key != root.key;
        if (sound && neighbours.contains(view.key.service))
            names.append(view.title);
    }
    return names;
}

/// Of what is expected to have a state.
QString ownWord(const ServiceView &view)
{
    if (isToldFlapping(view))
        return Words::tr("Flapping");
    if (view.soft)
        return Words::tr("%1, %2").arg(capitalWord(view.health), attemptText(view));
    if (isExpired(view))
        return Words::tr("Unknown, was %1").arg(healthWord(view.lastKnown));
    if (view.flapping && !view.stale && view.health != Health::Unknown)
        return Words::tr("%1, flapping").arg(capitalWord(view.health));
    if (!view.stale || view.health == Health::Unknown)
        return capitalWord(view.health);
    if (view.health == Health::Healthy)
        return Words::tr("Stale, was OK");
    return Words::tr("%1, stale").arg(capitalWord(view.health));
}

} // namespace

QString statusWord(const ServiceView &view)
{
    return expectsState(view) ? markedWord(ownWord(view), view) : presenceWord(view.presence);
}

QString captionOf(const ServiceView &view, const EnvironmentView *environment)
{
    if (!expectsState(view))
        return {};
    if (!view.hasChecks)
        return Words::tr("no check");
    if (view.neverObserved)
        return absenceWord(Absence::NotObserved);
    if (isToldFlapping(view))
        return flappingCaption(view);
    if (view.soft)
        return attemptText(view);
    if (isExpired(view) || (view.stale && view.health == Health::Healthy))
        return Words::tr("was %1").arg(healthWord(view.lastKnown));
    if (view.health == Health::Unknown && environment != nullptr && environment->blindness
        && environment->blindness->services.contains(view.key.service))
        return Words::tr("out of sight");
    if (const LostWay *lost = view.health == Health::Unknown && environment != nullptr
                                  ? wayThatHides(view, *environment)
                                  : nullptr)
        return kindOf(*lost) == LostKind::Way ? Words::tr("behind '%1'").arg(lost->title)
                                              : lostTag(*lost);
    // What is broken by itself says so, whatever else reaches it.
    if (view.isImpacted() && !view.rootCause) {
        QStringList names;
        for (const ServiceKey &key : view.impactedBy)
            names.append(titleOf(key, environment));
        return Words::tr("impacted by %1").arg(namesText(names, 2));
    }
    const QString predicate = stateVerb(asCause(view));
    return predicate.isEmpty() ? asCause(view).message : predicate;
}

QString instancesText(const ServiceView &view)
{
    QStringList lacking;
    for (const InstanceView &each : view.instances) {
        if (each.countsAsHealthy())
            continue;
        const bool isWell = each.health == Health::Healthy;
        const bool flaps = isWell && each.telling >= 0 && isFlapping(view.checks.at(each.telling));
        const QString state = flaps        ? Words::tr("flapping")
                              : !isWell    ? healthWord(each.health)
                              : each.stale ? Words::tr("stale")
                                           : Words::tr("not confirmed");
        lacking << Words::tr("%1 is %2", "instance, state").arg(each.name, state);
    }
    const QString names = lacking.join(QStringLiteral(", "));
    // What is too old as a whole counts nobody as well.
    return lacking.isEmpty() || view.stale ? names
                                           : Words::tr("%1 of %2 OK: %3", "instances, who is not")
                                                 .arg(view.instances.size() - lacking.size())
                                                 .arg(view.instances.size())
                                                 .arg(names);
}

QString stateVerb(const ServiceView &view)
{
    const bool isTelling = view.health != Health::Healthy && view.error
                           && (view.health != Health::Degraded || !view.error->fault.isEmpty());
    return isTelling ? faultVerb(*view.error) : QString();
}

QString statePredicate(const ServiceView &view)
{
    const QString verb = stateVerb(view);
    return verb.isEmpty() ? Words::tr("is %1").arg(healthWord(view.health)) : verb;
}

QString lastingText(Milliseconds duration)
{
    return duration < kJustNow ? Words::tr("since just now")
                               : Words::tr("for %1").arg(durationText(duration));
}

QString stateSentence(const ServiceView &view, const Instant &now,
                      const EnvironmentView *environment)
{
    QString sentence = ownSentence(view, now);
    if (view.isImpacted()) {
        QStringList names;
        for (const ServiceKey &key : view.impactedBy)
            names.append(titleOf(key, environment));
        sentence += QLatin1Char(' ') + Words::tr("Impacted by %1.").arg(namesText(names));
    }
    return sentence;
}

QString wholeSentence(const ServiceView &view, const Instant &now,
                      const EnvironmentView *environment)
{
    const QString marks = marksSentence(view, now);
    const QString state = stateSentence(view, now, environment);
    return marks.isEmpty() ? state : state + QLatin1Char(' ') + marks;
}

StatusSentence rootCauseSentence(const ServiceView &view, const Instant &now,
                                 const QString &technology)
{
    const ServiceView root = asCause(view);
    const QString name =
        technology.isEmpty() ? root.title : Words::tr("%1 (%2)").arg(root.title, technology);
    if (isToldFlapping(root))
        return flappingSentence(root, name, now);
    if (root.soft) {
        const QString evidence = root.message.isEmpty()
                                     ? attemptText(root) + QLatin1Char('.')
                                     : Words::tr("%1, %2.").arg(root.message, attemptText(root));
        return {root.health == Health::Healthy
                    ? Words::tr("%1 may be OK again:").arg(name)
                    : Words::tr("%1 may be %2:").arg(name, healthWord(root.health)),
                evidence};
    }
    const QString evidence = evidenceOf(root);
    const QString end = evidence.isEmpty() ? QStringLiteral(".") : QStringLiteral(":");
    QString operative = name + QLatin1Char(' ') + statePredicate(root);
    if (root.since.isValid()) // what is assumed has begun at no time
        operative += QLatin1Char(' ') + lastingText(root.since.ageAt(now));
    return {operative + end, evidence};
}

QString impactSentence(const ServiceView &root, const EnvironmentView &environment,
                       const Environment *definition)
{
    const ServiceView cause = asCause(root);
    if (cause.soft && cause.health != Health::Healthy) {
        const QStringList names =
            definition == nullptr ? QStringList() : wouldImpact(root, environment, *definition);
        if (definition == nullptr)
            return Words::tr("Impact: not known until it is confirmed.");
        if (names.size() == 1)
            return Words::tr("Would impact 1 service (%1).").arg(names.first());
        if (!names.isEmpty())
            return Words::tr("Would impact %1 services (%2).")
                .arg(names.size())
                .arg(namesText(names));
    }
    if (root.impacts.isEmpty())
        return Words::tr("Impact: no other service.");
    // In the definition's order: the same picture gives the same words.
    const QSet<ServiceKey> impacted(root.impacts.cbegin(), root.impacts.cend());
    QStringList names;
    for (const ServiceView &view : environment.services) {
        if (impacted.contains(view.key))
            names.append(view.title);
    }
    QString sentence =
        names.size() == 1
            ? Words::tr("Impact: 1 service (%1).").arg(names.first())
            : Words::tr("Impact: %1 services (%2).").arg(names.size()).arg(namesText(names));
    if (definition == nullptr)
        return sentence;
    const QSet<ServiceId> users = directUsers(root.key.service, *definition);
    const QSet<ServiceId> standing = standingOn(root.key.service, *definition);
    QStringList direct;
    QStringList through;
    QStringList apart; // its own check blames the cause, or somebody who tells of both is silent
    for (const ServiceView &view : environment.services) {
        if (impacted.contains(view.key))
            (users.contains(view.key.service)      ? direct
             : standing.contains(view.key.service) ? through
                                                   : apart)
                .append(view.title);
    }
    QStringList ways;
    if (!direct.isEmpty())
        ways << Words::tr("%1 directly", "services").arg(namesText(direct, 4));
    if (!through.isEmpty())
        ways << Words::tr("%1 through them", "services").arg(namesText(through, 4));
    if (!apart.isEmpty())
        ways << Words::tr("%1 without depending on it", "services").arg(namesText(apart, 4));
    if (ways.size() > 1)
        sentence = Words::tr("Impact: %1 services (%2).")
                       .arg(names.size())
                       .arg(ways.join(QStringLiteral("; ")));
    const QStringList sound = soundNeighbours(root, environment, *definition);
    if (sound.size() == 1)
        sentence += QLatin1Char(' ') + Words::tr("%1 is not affected.").arg(sound.first());
    else if (!sound.isEmpty())
        sentence += QLatin1Char(' ') + Words::tr("%1 are not affected.").arg(namesText(sound, 3));
    return sentence;
}

QString namesText(const QStringList &names, int most)
{
    if (names.isEmpty())
        return {};
    const QString comma = QStringLiteral(", ");
    if (names.size() > most)
        return Words::tr("%1 and %2 more")
            .arg(names.mid(0, most).join(comma))
            .arg(names.size() - most);
    if (names.size() == 2)
        return Words::tr("%1 and %2").arg(names.at(0), names.at(1));
    return names.join(comma);
}

} // namespace opsdeck
