// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/faultwords.h"
#include "services/domain/health.h"

#include <QSet>

#include <algorithm>
#include <limits>
#include <numeric>

namespace opsdeck {

namespace {

int rank(Health health)
{
    switch (health) {
    case Health::Down:
        return 3;
    case Health::Unknown:
        return 2;
    case Health::Degraded:
        return 1;
    case Health::Healthy:
        break;
    }
    return 0;
}

void addAge(Milliseconds age, Milliseconds &newest, Milliseconds &oldest)
{
    if (age.count() < 0)
        return;
    if (newest.count() < 0 || age < newest)
        newest = age;
    oldest = std::max(oldest, age);
}

CheckView viewOf(const CheckKey &key, const Check &check, const CheckStates &states,
                 const Instant &now)
{
    CheckView view;
    view.key = key;
    view.title = check.title;
    view.kind = check.kind;
    const auto it = states.constFind(key);
    if (it == states.constEnd() || !it->last)
        return view;
    view.state = *it;
    view.lastKnown = it->shown;
    view.freshness = freshnessOf(check, *it, now);
    view.age = it->last->observedAt.ageAt(now);
    const bool expired = view.freshness == Freshness::Expired;
    view.health = expired ? Health::Unknown : it->shown;
    view.soft = it->soft && !expired;
    return view;
}

/// Where the words of one check stand among those that are as bad.
int placeOf(const CheckView &check)
{
    return check.state.last && check.state.last->error ? faultRank(*check.state.last->error)
                                                       : std::numeric_limits<int>::max();
}

/// True when `a` tells more about the service than `b`: worse, then hard before soft, then the
/// failure that lies nearer to the ground. Not the older one: of several checks that fail, the
/// words would change with each that comes and goes.
bool tellsMore(const CheckView &a, const CheckView &b)
{
    if (a.health != b.health)
        return isWorse(a.health, b.health);
    if (a.soft != b.soft)
        return !a.soft;
    return a.health != Health::Healthy && placeOf(a) < placeOf(b);
}

/// When the first of the checks that are in the telling one's state came into it.
Instant sinceOf(const QList<CheckView> &checks, const CheckView &telling)
{
    Instant since = telling.state.since;
    for (const CheckView &check : checks) {
        const bool same = check.health == telling.health && check.soft == telling.soft
                          && telling.health != Health::Healthy;
        if (same && check.state.since.isValid() && check.state.since.boot < since.boot)
            since = check.state.since;
    }
    return since;
}

bool expectsState(const Service &service)
{
    switch (service.presence) {
    case Presence::Active:
        return true;
    case Presence::Optional:
        return !service.checks.isEmpty();
    case Presence::Planned:
    case Presence::NotConfigured:
        break;
    }
    return false;
}

ServiceView viewOf(const EnvironmentKey &environment, const Service &service,
                   const CheckStates &states, const Instant &now)
{
    ServiceView view;
    view.key = {environment, service.id};
    view.title = service.title;
    view.presence = service.presence;
    view.hasChecks = !service.checks.isEmpty();
    view.neverObserved = true;
    if (!expectsState(service))
        return view;
    view.checks.reserve(service.checks.size());
    for (const Check &check : service.checks) {
        view.checks.append(viewOf({view.key, check.id}, check, states, now));
        const CheckView &added = view.checks.last();
        view.neverObserved = view.neverObserved && added.freshness == Freshness::Never;
        view.stale = view.stale || added.freshness == Freshness::Stale
                     || added.freshness == Freshness::Expired;
        addAge(added.age, view.newestAge, view.oldestAge);
    }
    if (view.checks.isEmpty())
        return view;

    const auto telling = std::min_element(view.checks.cbegin(), view.checks.cend(), tellsMore);
    view.health = telling->health;
    view.soft = telling->soft;
    view.attempt = telling->state.attempt;
    view.attemptsNeeded = telling->state.attemptsNeeded;
    view.telling = static_cast<int>(std::distance(view.checks.cbegin(), telling));
    view.since = sinceOf(view.checks, *telling);
    view.lastKnown = std::accumulate(view.checks.cbegin(), view.checks.cend(), Health::Healthy,
                                     [](Health health, const CheckView &check) {
                                         return worst(health, check.freshness == Freshness::Never
                                                                  ? Health::Unknown
                                                                  : check.lastKnown);
                                     });
    if (telling->state.last) {
        view.message = telling->state.last->message;
        view.error = telling->state.last->error;
        view.figure = telling->state.last->figure;
    }
    // "degraded" beside the word "Degraded" tells nothing.
    if (view.figure.compare(toWord(view.health), Qt::CaseInsensitive) == 0)
        view.figure.clear();
    if (view.figure.isEmpty()) {
        // A good figure beside a bad word would mislead.
        const auto withFigure =
            std::find_if(view.checks.cbegin(), view.checks.cend(), [&view](const CheckView &check) {
                return check.health == view.health && check.state.last
                       && !check.state.last->figure.isEmpty()
                       && check.state.last->figure.compare(toWord(check.health),
                                                           Qt::CaseInsensitive)
                              != 0;
            });
        if (withFigure != view.checks.cend())
            view.figure = withFigure->state.last->figure;
    }
    return view;
}

/// The dependency graph of one environment by index, of the edges that carry impact.
struct Graph
{
    QList<QList<int>> dependencies;
    QList<QList<int>> dependants;

    explicit Graph(const QList<Service> &services)
    {
        QHash<ServiceId, int> indexOf;
        for (int i = 0; i < services.size(); ++i)
            indexOf.insert(services.at(i).id, i);
        dependencies.resize(services.size());
        dependants.resize(services.size());
        for (int i = 0; i < services.size(); ++i) {
            for (const Dependency &edge : services.at(i).dependencies) {
                const int on = indexOf.value(edge.on, -1);
                if (on < 0 || on == i || !carriesImpact(edge.basis, edge.role))
                    continue;
                dependencies[i].append(on);
                dependants[on].append(i);
            }
        }
    }

    /// Everything reachable from `start` (itself left out), nearest first.
    static QList<int> reach(const QList<QList<int>> &edges, int start)
    {
        QList<int> order{start};
        QSet<int> seen{start};
        for (int next = 0; next < order.size(); ++next) {
            for (const int to : edges.at(order.at(next))) {
                if (seen.contains(to))
                    continue;
                seen.insert(to);
                order.append(to);
            }
        }
        order.removeFirst();
        return order;
    }
};

bool isTroubled(const ServiceView &view)
{
    return view.health == Health::Down || view.health == Health::Degraded;
}

/// The failure of a service that nothing it stands on can be why of, the worst and then the most
/// telling; -1: there is none.
int ownFaultOf(const ServiceView &view)
{
    int found = -1;
    for (int i = 0; i < view.checks.size(); ++i) {
        const CheckView &check = view.checks.at(i);
        const bool isTrouble = check.health == Health::Down || check.health == Health::Degraded;
        const bool isOwn = isTrouble && check.state.last && check.state.last->error
                           && isOwnFault(*check.state.last->error);
        if (isOwn && (found < 0 || tellsMore(check, view.checks.at(found))))
            found = i;
    }
    return found;
}

/// A service explains itself unless something it stands on is at least as bad; in a cycle all of
/// its members are roots.
bool explainsItself(const Graph &graph, const QList<ServiceView> &views, int index)
{
    const ServiceView &view = views.at(index);
    if (!isTroubled(view))
        return false;
    const QList<int> below = Graph::reach(graph.dependencies, index);
    return std::none_of(below.cbegin(), below.cend(), [&](int other) {
        const ServiceView &candidate = views.at(other);
        if (!isTroubled(candidate) || isWorse(view.health, candidate.health))
            return false;
        return !Graph::reach(graph.dependencies, other).contains(index);
    });
}

void spreadImpact(const Graph &graph, QList<ServiceView> &views)
{
    QList<int> roots;
    for (int i = 0; i < views.size(); ++i) {
        ServiceView &view = views[i];
        view.rootCause = explainsItself(graph, views, i);
        if (!view.rootCause && isTroubled(view)) {
            view.ownFault = ownFaultOf(view);
            view.rootCause = view.ownFault >= 0;
        }
        if (view.rootCause)
            roots.append(i);
    }
    QList<QList<std::pair<int, int>>> found(views.size()); // per service: (distance rank, root)
    for (const int root : roots) {
        const ServiceView cause = asCause(views.at(root));
        const QList<int> below = Graph::reach(graph.dependencies, root);
        const QList<int> above = Graph::reach(graph.dependants, root);
        for (int distance = 0; distance < above.size(); ++distance) {
            const int index = above.at(distance);
            const bool ownTrouble = isTroubled(views.at(index));
            const bool inSameCycle = views.at(index).rootCause
                                     && views.at(index).health == views.at(root).health
                                     && below.contains(index);
            // A soft root is not certain enough to ring what still works.
            if (inSameCycle || (cause.soft && !ownTrouble)
                || views.at(index).presence == Presence::Planned
                || views.at(index).presence == Presence::NotConfigured)
                continue;
            found[index].append({distance, root});
            views[root].impacts.append(views.at(index).key);
        }
    }
    for (int i = 0; i < views.size(); ++i) {
        std::sort(found[i].begin(), found[i].end());
        for (const auto &[distance, root] : std::as_const(found[i]))
            views[i].impactedBy.append(views.at(root).key);
    }
}

/// A service that is hidden stays unknown: neither its last state nor a dependency speaks for it.
QList<LostWay> lostWaysOf(const Environment &environment, const QList<ServiceView> &views)
{
    QList<LostWay> lost;
    for (int i = 0; i < views.size(); ++i) {
        const QList<CheckView> &checks = views.at(i).checks;
        for (int c = 0; c < checks.size(); ++c) {
            const std::optional<CheckResult> &last = checks.at(c).state.last;
            if (!last || !last->error || last->error->kind != ErrorKind::Way)
                continue;
            const Way &via = environment.services.at(i).checks.at(c).via;
            if (via.isDirect())
                continue; // an answer to an older definition
            auto it = std::find_if(lost.begin(), lost.end(),
                                   [&](const LostWay &each) { return each.id == via.id; });
            if (it == lost.end()) {
                lost.append({via.id, via.title, *last->error, checks.at(c).state.since, {}});
                it = lost.end() - 1;
            }
            const Instant &since = checks.at(c).state.since;
            if (since.isValid() && since.boot < it->since.boot)
                it->since = since;
            if (!it->services.contains(views.at(i).key.service))
                it->services.append(views.at(i).key.service);
        }
    }
    return lost;
}

void count(const ServiceView &view, HealthCounts &counts)
{
    if (view.soft) {
        ++counts.soft;
        return;
    }
    switch (view.health) {
    case Health::Down:
        ++counts.down;
        return;
    case Health::Degraded:
        ++counts.degraded;
        return;
    case Health::Unknown:
        ++counts.unknown;
        return;
    case Health::Healthy:
        break;
    }
    ++(view.stale ? counts.stale : counts.healthy);
}

} // namespace

bool isWorse(Health a, Health b)
{
    return rank(a) > rank(b);
}

Health worst(Health a, Health b)
{
    return isWorse(a, b) ? a : b;
}

HealthCounts &HealthCounts::operator+=(const HealthCounts &other)
{
    down += other.down;
    soft += other.soft;
    degraded += other.degraded;
    unknown += other.unknown;
    stale += other.stale;
    healthy += other.healthy;
    planned += other.planned;
    return *this;
}

const ServiceView *EnvironmentView::service(const ServiceId &id) const
{
    const auto it = std::find_if(services.cbegin(), services.cend(),
                                 [&](const ServiceView &view) { return view.key.service == id; });
    return it == services.cend() ? nullptr : &*it;
}

ServiceView asCause(const ServiceView &view)
{
    if (view.ownFault < 0)
        return view;
    const CheckView &check = view.checks.at(view.ownFault);
    ServiceView cause = view;
    cause.health = cause.lastKnown = check.health;
    cause.soft = check.soft;
    cause.attempt = check.state.attempt;
    cause.attemptsNeeded = check.state.attemptsNeeded;
    cause.since = check.state.since;
    cause.telling = view.ownFault;
    cause.stale = check.freshness != Freshness::Fresh;
    cause.message = check.state.last->message;
    cause.figure = check.state.last->figure;
    cause.error = check.state.last->error;
    return cause;
}

EnvironmentView assess(const EnvironmentKey &key, const Environment &environment,
                       const CheckStates &states, const Instant &now)
{
    EnvironmentView view;
    view.key = key;
    view.title = environment.title;
    view.tier = environment.tier;
    view.isProtected = environment.isProtected;
    view.services.reserve(environment.services.size());
    for (const Service &service : environment.services)
        view.services.append(viewOf(key, service, states, now));
    spreadImpact(Graph(environment.services), view.services);
    view.lostWays = lostWaysOf(environment, view.services);

    bool any = false;
    Health health = Health::Healthy;
    for (int i = 0; i < view.services.size(); ++i) {
        const ServiceView &service = view.services.at(i);
        if (!expectsState(environment.services.at(i))) {
            ++view.counts.planned;
            continue;
        }
        any = true;
        count(service, view.counts);
        health = worst(health, service.health);
        view.stale = view.stale || service.stale;
        addAge(service.newestAge, view.newestAge, view.oldestAge);
        addAge(service.oldestAge, view.newestAge, view.oldestAge);
    }
    view.health = any ? health : Health::Unknown;
    view.soft = any
                && std::all_of(view.services.cbegin(), view.services.cend(),
                               [&](const ServiceView &service) {
                                   return service.health != view.health || service.soft
                                          || !service.hasChecks;
                               })
                && std::any_of(view.services.cbegin(), view.services.cend(),
                               [&](const ServiceView &service) {
                                   return service.health == view.health && service.soft;
                               });
    return view;
}

QString toWord(Health health)
{
    switch (health) {
    case Health::Healthy:
        return QStringLiteral("healthy");
    case Health::Degraded:
        return QStringLiteral("degraded");
    case Health::Down:
        return QStringLiteral("down");
    case Health::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

} // namespace opsdeck
