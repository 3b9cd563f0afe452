// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/impact.h"

#include "services/domain/complaint.h"
#include "services/domain/cycles.h"
#include "services/domain/faultwords.h"
#include "services/domain/serviceview.h"

#include <QSet>
#include <QUrl>

#include <algorithm>
#include <optional>
#include <tuple>

namespace opsdeck {

namespace {

/// The dependency graph of one environment by index, of the edges that carry impact.
struct Graph
{
    QList<QList<int>> dependencies;
    QList<QList<int>> dependants;
    QList<QList<int>> watched; ///< what each one scrapes: no impact, but why it complains

    explicit Graph(const QList<Service> &services)
    {
        QHash<ServiceId, int> indexOf;
        for (int i = 0; i < services.size(); ++i)
            indexOf.insert(services.at(i).id, i);
        dependencies.resize(services.size());
        dependants.resize(services.size());
        watched.resize(services.size());
        for (int i = 0; i < services.size(); ++i) {
            for (const Dependency &edge : services.at(i).dependencies) {
                const int on = indexOf.value(edge.on, -1);
                if (on < 0 || on == i)
                    continue;
                if (edge.role == DependencyRole::Scrapes && edge.basis != DependencyBasis::Disputed)
                    watched[i].append(on);
                if (!carriesImpact(edge.basis, edge.role))
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

/// What a service is until enough results agree: what answers well for the first time after
/// confirmed trouble is still in that trouble.
Health heldOf(const ServiceView &view)
{
    if (view.health != Health::Healthy || !view.soft)
        return view.health;
    Health held = Health::Healthy;
    for (const CheckView &check : view.checks) {
        const bool isRecovering = check.soft && check.health == Health::Healthy
                                  && check.state.confirmed && check.state.hard != Health::Unknown;
        held = isRecovering ? worst(held, check.state.hard) : held;
    }
    return held;
}

bool isTroubled(const ServiceView &view)
{
    const Health held = heldOf(view);
    return held == Health::Down || held == Health::Degraded;
}

/// "host:port" of what the check asks, by its definition; empty where that can't be told.
QString endpointOf(const Check &check)
{
    const auto text = [&check](const char *name) {
        return check.parameters.value(QLatin1String(name)).toString();
    };
    QString host = text("host");
    int port = check.parameters.value(QStringLiteral("port")).toInt();
    if (const QUrl url(text("url")); host.isEmpty() && url.isValid()) {
        const bool isTls = url.scheme() == QLatin1String("https");
        host = text("address").isEmpty() ? url.host() : text("address");
        port = url.port(isTls ? 443 : 80);
    }
    return host.isEmpty() || port <= 0 ? QString()
                                       : QStringLiteral("%1:%2").arg(host.toLower()).arg(port);
}

/// The failures of `service` that nothing it stands on can be why of: its own certificate ends by
/// itself, and where nobody listens on its own port its process is gone, whatever else is broken. A
/// port that a dependency answers on (the broker that a worker is asked through) is that one's.
/// What an answer says is explained by a dependency that is down: an API gives 500 for a lost
/// database. Gives the worst and then the most telling; -1: there is none.
int ownFaultOf(const ServiceView &view, const Service &service, const QSet<QString> &others)
{
    int found = -1;
    for (int i = 0; i < view.checks.size(); ++i) {
        const CheckView &check = view.checks.at(i);
        const bool isTrouble = check.health == Health::Down || check.health == Health::Degraded;
        if (!isTrouble || !check.state.last || !check.state.last->error)
            continue;
        const Error &error = *check.state.last->error;
        const QString asked = endpointOf(service.checks.at(i));
        const bool isRefused =
            error.kind == ErrorKind::Refused && !asked.isEmpty() && !others.contains(asked);
        const bool isOwn = isRefused || isOwnFault(error);
        if (isOwn && (found < 0 || tellsMore(check, view.checks.at(found))))
            found = i;
    }
    return found;
}

/// A service explains itself unless something it stands on is at least as bad; in a cycle all of
/// its members are roots.
bool explainsItself(const Graph &graph, const Cycles &cycles, const QList<ServiceView> &views,
                    int index)
{
    const ServiceView &view = views.at(index);
    if (!isTroubled(view))
        return false;
    const QList<int> below = Graph::reach(graph.dependencies, index);
    return std::none_of(below.cbegin(), below.cend(), [&](int other) {
        const ServiceView &candidate = views.at(other);
        if (!isTroubled(candidate) || isWorse(heldOf(view), heldOf(candidate)))
            return false;
        return !cycles.isSame(other, index);
    });
}

/// What a service that is only degraded complains of: a monitor says that a target of its own is
/// down, which is that one's trouble.
QList<int> complainsOf(const Graph &graph, const QList<ServiceView> &views, int index)
{
    QList<int> found;
    if (views.at(index).health != Health::Degraded)
        return found;
    for (const int target : graph.watched.at(index)) {
        if (heldOf(views.at(target)) == Health::Down)
            found.append(target);
    }
    return found;
}

/// What may trouble `index`: what it complains of, and whatever in trouble it stands on.
QList<int> blamedBy(const Graph &graph, const QList<ServiceView> &views, int index)
{
    QList<int> blamed = complainsOf(graph, views, index);
    const QList<int> below = Graph::reach(graph.dependencies, index);
    for (const int other : below) {
        if (isTroubled(views.at(other)) && !blamed.contains(other))
            blamed.append(other);
    }
    return blamed;
}

/// Gives those that complain of what they watch, and those that stand on them, the causes behind
/// it: of a target that is down by what it stands on, that is the cause.
void explainComplaints(const Graph &graph, QList<ServiceView> &views)
{
    const auto add = [&](int index, int cause) {
        if (views.at(index).impactedBy.contains(views.at(cause).key))
            return false;
        views[index].impactedBy.append(views.at(cause).key);
        views[cause].impacts.append(views.at(index).key);
        return true;
    };
    QList<int> open;
    for (int i = 0; i < views.size(); ++i) {
        if (isTroubled(views.at(i)) && !views.at(i).rootCause && views.at(i).impactedBy.isEmpty())
            open.append(i);
    }
    for (bool goesOn = !open.isEmpty(); goesOn;) {
        goesOn = false;
        for (const int index : std::as_const(open)) {
            const QList<int> blamed = blamedBy(graph, views, index);
            for (int cause = 0; cause < views.size(); ++cause) {
                const bool isBehind = std::any_of(blamed.cbegin(), blamed.cend(), [&](int other) {
                    return other == cause
                           || views.at(other).impactedBy.contains(views.at(cause).key);
                });
                if (isBehind && cause != index && views.at(cause).rootCause)
                    goesOn = add(index, cause) || goesOn;
            }
        }
    }
}

/// The roots that explain services which only name what is down, by index. Who complains explains
/// nobody, so that two which name each other both stay in sight.
QHash<int, QList<int>> namedRoots(const Graph &graph, const QList<Service> &services,
                                  const QList<ServiceView> &views)
{
    QHash<int, QList<int>> named;
    for (int i = 0; i < views.size(); ++i) {
        if (!views.at(i).rootCause || views.at(i).ownFault >= 0)
            continue;
        if (const QList<int> found = complainedOf(services, views, i); !found.isEmpty())
            named.insert(i, found);
    }
    QHash<int, QList<int>> explained;
    for (auto it = named.cbegin(); it != named.cend(); ++it) {
        QList<int> roots;
        const bool isWhole = std::all_of(it->cbegin(), it->cend(), [&](int who) {
            const QList<int> candidates = QList<int>{who} + Graph::reach(graph.dependencies, who);
            bool isFound = false;
            for (const int root : candidates) {
                if (!views.at(root).rootCause || named.contains(root))
                    continue;
                isFound = true;
                if (!roots.contains(root))
                    roots.append(root);
            }
            return isFound;
        });
        if (isWhole)
            explained.insert(it.key(), roots);
    }
    return explained;
}

/// Where services are asked, each looked up once.
class Endpoints final
{
public:
    Endpoints(const Graph &graph, const QList<Service> &services)
        : m_graph(graph)
        , m_services(services)
        , m_known(services.size())
    {}

    /// Of those that this one stands on.
    QSet<QString> below(int index)
    {
        QSet<QString> endpoints;
        const QList<int> below = Graph::reach(m_graph.dependencies, index);
        for (const int other : below)
            endpoints += of(other);
        return endpoints;
    }

private:
    const QSet<QString> &of(int index)
    {
        std::optional<QSet<QString>> &known = m_known[index];
        if (!known) {
            known.emplace();
            for (const Check &check : m_services.at(index).checks)
                known->insert(endpointOf(check));
        }
        return *known;
    }

    const Graph &m_graph;
    const QList<Service> &m_services;
    QList<std::optional<QSet<QString>>> m_known;
};

} // namespace

void spreadImpact(const QList<Service> &services, QList<ServiceView> &views)
{
    const Graph graph(services);
    const Cycles cycles(graph.dependencies);
    Endpoints endpoints(graph, services);
    for (int i = 0; i < views.size(); ++i) {
        ServiceView &view = views[i];
        view.rootCause =
            explainsItself(graph, cycles, views, i) && complainsOf(graph, views, i).isEmpty();
        if (!view.rootCause && isTroubled(view)) {
            view.ownFault = ownFaultOf(view, services.at(i), endpoints.below(i));
            view.rootCause = view.ownFault >= 0;
        }
    }
    const QHash<int, QList<int>> named = namedRoots(graph, services, views);
    QList<int> roots;
    for (int i = 0; i < views.size(); ++i) {
        views[i].rootCause = views.at(i).rootCause && !named.contains(i);
        if (views.at(i).rootCause)
            roots.append(i);
    }
    /// Per service: explains less than it shows, distance rank, root.
    QList<QList<std::tuple<bool, int, int>>> found(views.size());
    for (const int root : roots) {
        const ServiceView cause = asCause(views.at(root));
        const bool isRecovering =
            cause.health == Health::Healthy && heldOf(cause) != Health::Healthy;
        const Health causeHealth = heldOf(cause);
        const QList<int> above = Graph::reach(graph.dependants, root);
        for (int distance = 0; distance < above.size(); ++distance) {
            const int index = above.at(distance);
            const bool ownTrouble = isTroubled(views.at(index));
            const bool inSameCycle = views.at(index).rootCause
                                     && heldOf(views.at(index)) == heldOf(views.at(root))
                                     && cycles.isSame(index, root);
            // A soft root is not certain enough to ring what still works.
            if (inSameCycle || (cause.soft && !isRecovering && !ownTrouble)
                || !expectsState(services.at(index)))
                continue;
            // What is only degraded explains nothing that is down: it stands behind what does.
            const bool explainsLess = isWorse(heldOf(views.at(index)), causeHealth);
            found[index].append({explainsLess, distance, root});
            views[root].impacts.append(views.at(index).key);
        }
    }
    for (int i = 0; i < views.size(); ++i) {
        std::sort(found[i].begin(), found[i].end());
        for (const auto &[explainsLess, distance, root] : std::as_const(found[i]))
            views[i].impactedBy.append(views.at(root).key);
    }
    for (int i = 0; i < views.size(); ++i) {
        const QList<int> behind = named.value(i);
        for (const int root : behind) {
            if (views.at(i).impactedBy.contains(views.at(root).key))
                continue;
            views[i].impactedBy.append(views.at(root).key);
            views[root].impacts.append(views.at(i).key);
        }
    }
    explainComplaints(graph, views);
}

} // namespace opsdeck
