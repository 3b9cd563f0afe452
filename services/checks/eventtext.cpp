// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/eventtext.h"

#include "services/domain/faultwords.h"
#include "services/domain/healthwords.h"

#include <QCoreApplication>
#include <QDateTime>

namespace opsdeck {

namespace {

QString tr(const char *text, const char *disambiguation = nullptr, int n = -1)
{
    return QCoreApplication::translate("Events", text, disambiguation, n);
}

QString reason(const CheckState &state)
{
    QString text = state.last ? state.last->message : QString();
    while (text.endsWith(QLatin1Char('.')))
        text.chop(1);
    return text;
}

QString attempts(const CheckState &state)
{
    return tr("%1 of %2").arg(state.attempt).arg(state.attemptsNeeded);
}

QString badText(const QString &name, const CheckState &state)
{
    const QString verb = state.last && state.last->error && state.shown != Health::Degraded
                             ? faultVerb(*state.last->error)
                             : QString();
    if (!verb.isEmpty() && !state.soft)
        return tr("%1 %2: %3").arg(name, verb, reason(state));
    switch (state.shown) {
    case Health::Down:
        return state.soft ? tr("%1 may be down: %2, %3").arg(name, reason(state), attempts(state))
                          : tr("%1 is down: %2").arg(name, reason(state));
    case Health::Degraded:
        return state.soft
                   ? tr("%1 may be degraded: %2, %3").arg(name, reason(state), attempts(state))
                   : tr("%1 is degraded: %2").arg(name, reason(state));
    case Health::Unknown:
    case Health::Healthy:
        break;
    }
    return tr("%1 is unknown: %2").arg(name, reason(state));
}

QString goodText(const QString &name, const CheckState &before, const CheckState &after)
{
    if (after.soft)
        return tr("%1 answers again, %2").arg(name, attempts(after));
    if (!before.last)
        return tr("%1 is OK").arg(name);
    if (before.shown == Health::Healthy)
        return tr("%1 is OK again, confirmed").arg(name);
    const Milliseconds lasted = before.since.ageAt(after.since);
    return lasted < Milliseconds(1000)
               ? tr("%1 is OK again after a moment").arg(name)
               : tr("%1 is OK again after %2").arg(name, durationText(lasted));
}

QString errorWord(const CheckState &state)
{
    return state.last && state.last->error ? toWord(state.last->error->kind) : QString();
}

QString nameOf(const Service &service)
{
    return service.title.isEmpty() ? service.id.toString() : service.title;
}

QString timeText(qint64 timeMs)
{
    return QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

} // namespace

std::optional<Event> eventBetween(const Service &service, const CheckState &before,
                                  const CheckState &after)
{
    // That all is well at the start is no change.
    if (!before.last && after.shown == Health::Healthy && !after.soft)
        return std::nullopt;
    const bool sameState = before.last && before.shown == after.shown && before.soft == after.soft;
    if (sameState && errorWord(before) == errorWord(after))
        return std::nullopt;
    Event event;
    event.timeMs = after.last ? after.last->observedAt.wallMs : 0;
    event.service = after.key.service;
    event.check = after.key.check;
    event.from = before.last ? before.shown : Health::Unknown;
    event.to = after.shown;
    event.soft = after.soft;
    event.fromSoft = before.last && before.soft;
    event.errorKind = errorWord(after);
    const QString name = nameOf(service);
    event.text =
        (after.shown == Health::Healthy ? goodText(name, before, after) : badText(name, after))
        + QLatin1Char('.');
    return event;
}

std::optional<Event> flappingEvent(const Service &service, const CheckState &before,
                                   const CheckState &after)
{
    if (!after.last || before.flapping.isActive() == after.flapping.isActive())
        return std::nullopt;
    Event event;
    event.timeMs = after.last->observedAt.wallMs;
    event.service = after.key.service;
    event.check = after.key.check;
    event.from = event.to = after.shown;
    event.soft = event.fromSoft = after.soft;
    event.errorKind = errorWord(after);
    if (after.flapping.isActive()) {
        event.text = (after.flapping.isOften()
                          ? tr("%1 keeps changing: %n change(s) in its last 20 results.", nullptr,
                               after.flapping.changes())
                          : tr("%1 keeps changing: %n change(s) within a minute.", nullptr,
                               after.flapping.recentChanges()))
                         .arg(nameOf(service));
    } else {
        const Milliseconds lasted = before.flapping.since().ageAt(after.last->observedAt);
        event.text = tr("%1 has calmed after %2 of changes: %3.")
                         .arg(nameOf(service), durationText(lasted), healthWord(after.shown));
    }
    return event;
}

std::optional<Event> eventSince(const Service &service, const StoredState &before,
                                const CheckState &after)
{
    CheckState was;
    was.key = before.key;
    was.shown = was.hard = healthOf(before.status);
    was.soft = before.soft;
    was.last = CheckResult();
    was.last->status = before.status;
    was.last->message = before.message;
    if (!before.errorKind.isEmpty())
        was.last->error = Error{errorKindFromWord(before.errorKind), before.message, {}, {}};
    std::optional<Event> event = eventBetween(service, was, after);
    if (!event || was.shown == after.shown)
        return event;
    // When it changed nobody saw.
    const QString now =
        after.shown == Health::Healthy ? tr("%1 is OK.").arg(nameOf(service)) : event->text;
    event->text = tr("%1 When last seen, at %2 UTC, it was %3.")
                      .arg(now, timeText(before.seenMs), healthWord(was.shown));
    return event;
}

} // namespace opsdeck
