// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/seenspan.h"

namespace opsdeck {

namespace {

qint64 reachOf(Milliseconds interval)
{
    return interval.count() * 3 / 2;
}

} // namespace

bool saysAsked(ErrorKind kind)
{
    return kind != ErrorKind::Way && kind != ErrorKind::Credential && kind != ErrorKind::Config
           && kind != ErrorKind::Cancelled;
}

/// Of a check that is gone the reach stays: results of it may be under way.
void SpanBook::learn(const WorkspacePtr &workspace)
{
    if (!workspace || workspace == m_workspace)
        return;
    m_workspace = workspace;
    for (const Platform &platform : workspace->platforms) {
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services) {
                for (const Check &check : service.checks)
                    m_reach.insert({{{platform.id, environment.id}, service.id}, check.id},
                                   reachOf(check.interval));
            }
        }
    }
}

void SpanBook::take(const ChangeSet &changes)
{
    if (changes.results.isEmpty())
        return;
    learn(changes.workspace);
    QHash<CheckKey, const CheckState *> states;
    states.reserve(changes.states.size());
    for (const CheckState &state : changes.states)
        states.insert(state.key, &state);
    for (const CheckResult &result : changes.results) {
        const qint64 timeMs = result.observedAt.wallMs;
        const CheckState *state = states.value(result.key);
        SeenSpan now{timeMs, timeMs, m_reach.value(result.key, reachOf(Check().interval)),
                     healthOf(result.status), !result.error || saysAsked(result.error->kind)};
        if (state != nullptr)
            now.health = state->unseen ? Health::Unknown : state->hard;
        auto open = m_open.find(result.key);
        const bool goesOn = open != m_open.end() && open->health == now.health
                            && open->asked == now.asked && open->reachMs == now.reachMs
                            && timeMs >= open->toMs && timeMs - open->toMs <= open->reachMs;
        if (goesOn)
            open->toMs = timeMs;
        else
            open = m_open.insert(result.key, now);
        QList<SeenSpan> &changed = m_changed[result.key];
        if (!changed.isEmpty() && changed.last().fromMs == open->fromMs) {
            changed.last() = *open;
            continue;
        }
        changed.append(*open);
        if (++m_unsettled > kMostUnsettled && changed.size() > 1) {
            changed.removeFirst();
            --m_unsettled;
            ++m_forgotten;
        }
    }
}

} // namespace opsdeck
