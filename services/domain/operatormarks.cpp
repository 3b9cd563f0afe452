// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/operatormarks.h"

#include "services/domain/serviceview.h"

#include <algorithm>

namespace opsdeck {

namespace {

bool isTrouble(Health health)
{
    return health == Health::Down || health == Health::Degraded;
}

/// No check of it is still on the way to being well: of several, the others may outweigh that one.
bool isWell(const ServiceView &view)
{
    return view.countsAsHealthy()
           && std::none_of(view.checks.cbegin(), view.checks.cend(),
                           [](const CheckView &check) { return check.soft; });
}

/// UTC; when the oldest of its failures that go on began. 0: none is known.
qint64 troubleSince(const ServiceView &view)
{
    qint64 first = 0;
    for (const CheckView &check : view.checks) {
        const Instant &since = check.state.since;
        if (isTrouble(check.health) && since.isValid() && (first == 0 || since.wallMs < first))
            first = since.wallMs;
    }
    return first;
}

} // namespace

void MarkBook::set(const ServiceKey &service, const OperatorMark &mark, From from)
{
    lift(service, mark.kind);
    const bool isDoubtful = from == From::Record && mark.kind == OperatorMarkKind::Acknowledged;
    QList<Entry> &entries = m_entries[service];
    entries.append({mark, isDoubtful});
    std::sort(entries.begin(), entries.end(),
              [](const Entry &a, const Entry &b) { return a.mark.kind < b.mark.kind; });
}

void MarkBook::lift(const ServiceKey &service, OperatorMarkKind kind)
{
    const auto entries = m_entries.find(service);
    if (entries == m_entries.end())
        return;
    entries->removeIf([kind](const Entry &entry) { return entry.mark.kind == kind; });
    if (entries->isEmpty())
        m_entries.erase(entries);
}

OperatorMarks MarkBook::of(const ServiceKey &service) const
{
    OperatorMarks marks;
    for (const Entry &entry : m_entries.value(service))
        marks.append(entry.mark);
    return marks;
}

QList<ServiceKey> MarkBook::apply(EnvironmentView &view, const Instant &now)
{
    QList<ServiceKey> ended;
    if (m_entries.isEmpty())
        return ended;
    for (ServiceView &service : view.services) {
        const auto entries = m_entries.find(service.key);
        if (entries == m_entries.end())
            continue;
        QList<Entry> lasting;
        for (Entry &entry : *entries) {
            if (!hasEnded(entry, service, now))
                lasting.append(entry);
            else if (!isOver(entry.mark, now.wallMs))
                ended.append(service.key);
        }
        *entries = lasting;
        if (lasting.isEmpty()) {
            m_entries.erase(entries);
            continue;
        }
        if (expectsState(service))
            service.marks = of(service.key);
    }
    return ended;
}

bool MarkBook::hasEnded(Entry &entry, const ServiceView &view, const Instant &now)
{
    if (isOver(entry.mark, now.wallMs))
        return true;
    if (entry.mark.kind != OperatorMarkKind::Acknowledged)
        return false;
    if (isWell(view))
        return true;
    const bool isSeen = isTrouble(view.health) && !view.soft;
    if (!entry.isDoubtful || !isSeen)
        return false;
    entry.isDoubtful = false;
    return troubleSince(view) > entry.mark.sinceMs;
}

bool isOver(const OperatorMark &mark, qint64 nowMs)
{
    return mark.untilMs == 0 ? mark.kind != OperatorMarkKind::Acknowledged : nowMs >= mark.untilMs;
}

Ownership ownershipOf(const ServiceView &view)
{
    if (view.marks.isEmpty())
        return Ownership::Nobody;
    const bool isQuiet = markOf(view.marks, OperatorMarkKind::Maintenance) != nullptr
                         || markOf(view.marks, OperatorMarkKind::Shelved) != nullptr;
    return isQuiet ? Ownership::Quiet : Ownership::Somebody;
}

std::optional<Milliseconds> newTrouble(const ServiceView &view, const Instant &now)
{
    if (!expectsState(view) || !isTrouble(view.health) || view.soft || !view.since.isValid())
        return std::nullopt;
    const Milliseconds age = view.since.ageAt(now);
    return age < kNewFor ? std::optional(age) : std::nullopt;
}

} // namespace opsdeck
