// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/statusboard.h"

#include <QSet>

namespace opsdeck {

namespace {

void swapAges(ServiceView &view, Milliseconds &newest, Milliseconds &oldest,
              QList<Milliseconds> &checks)
{
    std::swap(view.newestAge, newest);
    std::swap(view.oldestAge, oldest);
    for (qsizetype i = 0; i < checks.size(); ++i)
        std::swap(view.checks[i].age, checks[i]);
}

/// Equality in everything but the ages, which move every second. `fresh` is as before afterwards;
/// nothing is copied, for this looks at every check once a second and more.
bool sameButAges(const ServiceView &old, ServiceView &fresh)
{
    if (old.checks.size() != fresh.checks.size())
        return false;
    Milliseconds newest = old.newestAge;
    Milliseconds oldest = old.oldestAge;
    QList<Milliseconds> checks;
    checks.reserve(old.checks.size());
    for (const CheckView &check : old.checks)
        checks.append(check.age);
    swapAges(fresh, newest, oldest, checks);
    const bool same = old == fresh;
    swapAges(fresh, newest, oldest, checks);
    return same;
}

bool isSameQuestion(const WorkspacePtr &before, const WorkspacePtr &now, const CheckKey &key)
{
    const Check *asked = before ? before->check(key) : nullptr;
    const Check *check = now ? now->check(key) : nullptr;
    return asked != nullptr && check != nullptr && *asked == *check;
}

} // namespace

StatusBoard::StatusBoard(QObject *parent)
    : QObject(parent)
{}

void StatusBoard::setWorkspace(const WorkspacePtr &workspace, const Instant &now)
{
    const WorkspacePtr before = std::exchange(m_workspace, workspace);
    m_now = now;
    m_views.clear();
    // States of checks that are still asked the same question stay: a reload must not forget what
    // was seen. The answer to another question says nothing of this one.
    for (auto it = m_states.begin(); it != m_states.end();) {
        if (isSameQuestion(before, m_workspace, it.key()))
            ++it;
        else
            it = m_states.erase(it);
    }
    QList<ServiceKey> ignored;
    for (const EnvironmentKey &key : environments())
        reassess(key, ignored);
    Q_EMIT workspaceChanged();
}

QList<EnvironmentKey> StatusBoard::environments() const
{
    QList<EnvironmentKey> keys;
    if (!m_workspace)
        return keys;
    for (const Platform &platform : m_workspace->platforms) {
        for (const Environment &environment : platform.environments)
            keys.append({platform.id, environment.id});
    }
    return keys;
}

const EnvironmentView *StatusBoard::environment(const EnvironmentKey &key) const
{
    const auto it = m_views.constFind(key);
    return it == m_views.constEnd() ? nullptr : &*it;
}

const ServiceView *StatusBoard::service(const ServiceKey &key) const
{
    const EnvironmentView *view = environment(key.environment);
    return view == nullptr ? nullptr : view->service(key.service);
}

Tally StatusBoard::tally(const QList<EnvironmentKey> &of) const
{
    Tally sum;
    for (const EnvironmentKey &key : of) {
        if (const EnvironmentView *view = environment(key))
            sum += tallyOf(*view, m_workspace->environment(key));
    }
    return sum;
}

bool StatusBoard::isForemost(const EnvironmentKey &key) const
{
    const Platform *platform = m_workspace ? m_workspace->platform(key.platform) : nullptr;
    const Environment *own = platform == nullptr ? nullptr : platform->environment(key.environment);
    return own != nullptr
           && std::none_of(platform->environments.cbegin(), platform->environments.cend(),
                           [own](const Environment &other) {
                               return attentionRank(other.tier) < attentionRank(own->tier);
                           });
}

void StatusBoard::apply(const ChangeSet &changes)
{
    if (!changes.workspace || changes.workspace == m_workspace)
        take(changes);
    else
        take(stillMeant(changes));
}

/// The files were saved while these were on their way: nobody tells them a second time.
ChangeSet StatusBoard::stillMeant(ChangeSet changes) const
{
    const auto isOther = [&](const CheckKey &key) {
        return !isSameQuestion(changes.workspace, m_workspace, key);
    };
    changes.states.removeIf([&](const CheckState &state) { return isOther(state.key); });
    changes.results.removeIf([&](const CheckResult &result) { return isOther(result.key); });
    changes.events.removeIf([&](const Event &event) {
        if (event.check.isEmpty()) // of the environment as a whole
            return !m_workspace || m_workspace->environment(event.service.environment) == nullptr;
        return isOther({event.service, event.check});
    });
    return changes;
}

void StatusBoard::take(const ChangeSet &changes)
{
    QSet<EnvironmentKey> touched;
    for (const CheckState &state : changes.states) {
        if (!m_workspace || !m_workspace->check(state.key))
            continue;
        m_states.insert(state.key, state);
        touched.insert(state.key.service.environment);
    }
    if (changes.at.isValid() && changes.at.boot > m_now.boot)
        m_now = changes.at;
    QList<ServiceKey> changed;
    for (const EnvironmentKey &key : std::as_const(touched))
        reassess(key, changed);
    if (!changed.isEmpty())
        Q_EMIT servicesChanged(changed);
    if (!changes.results.isEmpty())
        Q_EMIT resultsAdded(changes.results);
    if (!changes.events.isEmpty())
        Q_EMIT eventsAdded(changes.events);
}

void StatusBoard::tick(const Instant &now)
{
    m_now = now;
    reassess(environments());
    Q_EMIT ticked();
}

void StatusBoard::setMarks(const MarkBook &marks)
{
    m_marks = marks;
    reassess(environments());
}

void StatusBoard::mark(const ServiceKey &service, const OperatorMark &mark)
{
    m_marks.set(service, mark);
    reassess({service.environment});
}

void StatusBoard::liftMark(const ServiceKey &service, OperatorMarkKind kind)
{
    m_marks.lift(service, kind);
    reassess({service.environment});
}

void StatusBoard::reassess(const QList<EnvironmentKey> &keys)
{
    QList<ServiceKey> changed;
    for (const EnvironmentKey &key : keys)
        reassess(key, changed);
    if (!changed.isEmpty())
        Q_EMIT servicesChanged(changed);
}

void StatusBoard::show(const EnvironmentView &view, const Instant &now)
{
    m_now = now;
    QList<ServiceKey> changed;
    put(view, changed);
    if (!changed.isEmpty())
        Q_EMIT servicesChanged(changed);
    Q_EMIT ticked();
}

void StatusBoard::reassess(const EnvironmentKey &key, QList<ServiceKey> &changed)
{
    const Environment *definition = m_workspace ? m_workspace->environment(key) : nullptr;
    if (definition == nullptr)
        return;
    EnvironmentView fresh = assess(key, *definition, m_states, m_now);
    const QList<ServiceKey> ended = m_marks.apply(fresh, m_now);
    put(std::move(fresh), changed);
    if (!ended.isEmpty())
        Q_EMIT acknowledgementsEnded(ended);
}

void StatusBoard::put(EnvironmentView fresh, QList<ServiceKey> &changed)
{
    const EnvironmentKey key = fresh.key;
    const auto old = m_views.constFind(key);
    for (int i = 0; i < fresh.services.size(); ++i) {
        const bool same = old != m_views.constEnd() && old->services.size() == fresh.services.size()
                          && sameButAges(old->services.at(i), fresh.services[i]);
        if (!same)
            changed.append(fresh.services.at(i).key);
    }
    m_views.insert(key, std::move(fresh));
}

} // namespace opsdeck
