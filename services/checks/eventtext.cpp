// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/eventtext.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Events", text);
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
    switch (state.shown) {
    case Health::Down:
        return state.soft ? tr("%1 may be down: %2, %3").arg(name, reason(state), attempts(state))
                          : tr("%1 is down: %2").arg(name, reason(state));
    case Health::Degraded:
        return state.soft ? tr("%1 may be degraded: %2, %3").arg(name, reason(state), attempts(state))
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
    return tr("%1 is OK again after %2").arg(name, durationText(before.since.ageAt(after.since)));
}

QString errorWord(const CheckState &state)
{
    return state.last && state.last->error ? toWord(state.last->error->kind) : QString();
}

} // namespace

std::optional<Event> eventBetween(const Service &service, const CheckState &before, const CheckState &after)
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
    event.errorKind = errorWord(after);
    const QString &name = service.title.isEmpty() ? service.id.toString() : service.title;
    event.text = (after.shown == Health::Healthy ? goodText(name, before, after) : badText(name, after)) + QLatin1Char('.');
    return event;
}

} // namespace opsdeck
