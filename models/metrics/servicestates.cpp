// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/servicestates.h"

#include "services/domain/absence.h"
#include "services/domain/healthwords.h"

#include <algorithm>
#include <optional>
#include <set>

namespace opsdeck {

namespace {

std::optional<LaneKind> kindOf(Health health)
{
    switch (health) {
    case Health::Degraded:
        return LaneKind::Degraded;
    case Health::Down:
        return LaneKind::Down;
    case Health::Unknown:
        return LaneKind::Unknown;
    case Health::Healthy:
        break;
    }
    return std::nullopt;
}

/// The worse, the higher.
int rank(const LaneStretch &stretch)
{
    const int by = stretch.kind == LaneKind::NotObserved ? 4
                   : stretch.kind == LaneKind::Down      ? 3
                   : stretch.kind == LaneKind::Unknown   ? 2
                                                         : 1;
    return 2 * by - (stretch.soft ? 1 : 0);
}

/// One after the other, at each moment the worst of `all`.
QList<LaneStretch> worstOf(QList<LaneStretch> all)
{
    std::sort(all.begin(), all.end(),
              [](const LaneStretch &a, const LaneStretch &b) { return a.fromMs < b.fromMs; });
    std::set<qint64> ends;
    for (const LaneStretch &each : std::as_const(all))
        ends.insert({each.fromMs, each.toMs});
    QList<LaneStretch> lane;
    QList<const LaneStretch *> going;
    auto next = all.cbegin();
    for (auto end = ends.cbegin(); end != ends.cend() && std::next(end) != ends.cend(); ++end) {
        const qint64 from = *end;
        going.removeIf([from](const LaneStretch *each) { return each->toMs <= from; });
        for (; next != all.cend() && next->fromMs <= from; ++next)
            going.append(&*next);
        const auto worst = std::max_element(
            going.cbegin(), going.cend(),
            [](const LaneStretch *a, const LaneStretch *b) { return rank(*a) < rank(*b); });
        if (worst == going.cend())
            continue;
        LaneStretch part = **worst;
        part.fromMs = from;
        part.toMs = *std::next(end);
        if (!lane.isEmpty() && lane.last().toMs == from && lane.last().kind == part.kind
            && lane.last().soft == part.soft)
            lane.last().toMs = part.toMs;
        else
            lane.append(part);
    }
    return lane;
}

} // namespace

QString laneWord(LaneKind kind)
{
    switch (kind) {
    case LaneKind::Degraded:
        return sentenceCase(healthWord(Health::Degraded));
    case LaneKind::Down:
        return sentenceCase(healthWord(Health::Down));
    case LaneKind::Unknown:
        return sentenceCase(healthWord(Health::Unknown));
    case LaneKind::NotObserved:
        return sentenceCase(absenceWord(Absence::NotObserved));
    case LaneKind::Maintenance:
        return ServiceStates::tr("Maintenance");
    case LaneKind::Acknowledged:
        break;
    }
    return ServiceStates::tr("Acknowledged");
}

ServiceStates::ServiceStates(StatusBoard &board, QObject *parent)
    : QObject(parent)
    , m_board(board)
{
    connect(&m_board, &StatusBoard::eventsAdded, this, &ServiceStates::add);
}

void ServiceStates::addStored(const QList<Event> &events, bool isAll)
{
    if (!isAll && !events.isEmpty())
        m_allFromMs =
            std::min_element(events.cbegin(), events.cend(), [](const Event &a, const Event &b) {
                return a.timeMs < b.timeMs;
            })->timeMs;
    add(events);
}

void ServiceStates::add(const QList<Event> &events)
{
    for (const Event &event : events) {
        if (event.service.service.isEmpty() || event.check.isEmpty())
            continue;
        Told &told = m_told[event.service];
        QList<Event> &known = told.events[event.check];
        const auto place =
            std::upper_bound(known.begin(), known.end(), event,
                             [](const Event &a, const Event &b) { return a.timeMs < b.timeMs; });
        if (place != known.begin() && *std::prev(place) == event)
            continue;
        known.insert(place, event);
        if (known.size() > kMostEvents)
            known.removeFirst();
        ++told.revision;
    }
}

int ServiceStates::revision(const ServiceKey &service) const
{
    const auto told = m_told.constFind(service);
    const ServiceView *view = m_board.service(service);
    return (told == m_told.cend() ? 0 : told->revision) * 16
           + (view == nullptr ? 0 : static_cast<int>(view->marks.size()));
}

QList<LaneStretch> ServiceStates::lane(const ServiceKey &service, const Stretch &shown,
                                       const QList<Stretch> &unasked) const
{
    const qint64 to = std::min(shown.toMs, m_board.now().wallMs);
    const Stretch known{std::max(shown.fromMs, m_allFromMs), to};
    QList<LaneStretch> all;
    const auto told = m_told.constFind(service);
    if (told != m_told.cend()) {
        for (auto check = told->events.cbegin(); check != told->events.cend(); ++check)
            all += ofCheck(*check, known);
    }
    const WorkspacePtr &workspace = m_board.workspace();
    const Service *definition = workspace ? workspace->service(service) : nullptr;
    for (const Check &check : definition == nullptr ? QList<Check>() : definition->checks) {
        const auto state = m_board.states().constFind({service, check.id});
        const bool isTold = told != m_told.cend() && told->events.contains(check.id);
        if (isTold || state == m_board.states().cend() || !state->last)
            continue;
        // Nothing was recorded of it: its own word says since when.
        const std::optional<LaneKind> kind = kindOf(state->shown);
        const qint64 from = std::max(known.fromMs, state->since.wallMs);
        if (kind && from < known.toMs)
            all.append({from, known.toMs, *kind, state->soft, state->last->message});
    }
    for (const Stretch &each : unasked) {
        const qint64 from = std::max(each.fromMs, shown.fromMs);
        if (from < std::min(each.toMs, to))
            all.append({from, std::min(each.toMs, to), LaneKind::NotObserved, false, {}});
    }
    return worstOf(all) + marks(service, {shown.fromMs, to});
}

QList<LaneStretch> ServiceStates::ofCheck(const QList<Event> &events, const Stretch &shown)
{
    QList<LaneStretch> lane;
    const auto add = [&](qint64 fromMs, qint64 toMs, Health health, bool soft,
                         const QString &text) {
        const std::optional<LaneKind> kind = kindOf(health);
        const qint64 from = std::max(fromMs, shown.fromMs);
        const qint64 to = std::min(toMs, shown.toMs);
        if (kind && from < to)
            lane.append({from, to, *kind, soft, text});
    };
    // What it was before the first that is known. Unknown is what nobody had seen then.
    const Event &first = events.first();
    if (first.from != Health::Unknown)
        add(shown.fromMs, first.timeMs, first.from, first.fromSoft, {});
    for (qsizetype i = 0; i < events.size(); ++i) {
        const bool isLast = i + 1 == events.size();
        add(events.at(i).timeMs, isLast ? shown.toMs : events.at(i + 1).timeMs, events.at(i).to,
            events.at(i).soft, events.at(i).text);
    }
    return lane;
}

QList<LaneStretch> ServiceStates::marks(const ServiceKey &service, const Stretch &shown) const
{
    QList<LaneStretch> lane;
    const ServiceView *view = m_board.service(service);
    for (const OperatorMark &mark : view == nullptr ? OperatorMarks() : view->marks) {
        if (mark.kind == OperatorMarkKind::Shelved)
            continue;
        const bool isMaintenance = mark.kind == OperatorMarkKind::Maintenance;
        const qint64 from = std::max(mark.sinceMs, shown.fromMs);
        const qint64 to = mark.untilMs > 0 ? std::min(mark.untilMs, shown.toMs) : shown.toMs;
        const QString who = mark.by.isEmpty() ? QString() : tr("by %1").arg(mark.by);
        if (from < to)
            lane.append({from, to, isMaintenance ? LaneKind::Maintenance : LaneKind::Acknowledged,
                         false,
                         mark.note.isEmpty() || who.isEmpty() ? who + mark.note
                                                              : tr("%1: %2").arg(who, mark.note)});
    }
    return lane;
}

} // namespace opsdeck
