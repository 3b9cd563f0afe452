// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/sharedport.h"

#include "services/domain/lostkinds.h"
#include "services/domain/uncause.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

/// One check of a service, by their places.
struct Asked
{
    int service = 0;
    int check = 0;
};

/// A port at which certificates are asked.
struct Port
{
    QString where; ///< "10.0.0.4:443"
    QString number;
    QList<int> users; ///< services, each once
    QList<Asked> failing;
};

QString whereOf(const Check &check, const CheckView &view)
{
    const QString number = check.parameters.value(QStringLiteral("port")).toString();
    if (view.state.last && !view.state.last->address.isEmpty())
        return view.state.last->address;
    const QString host = view.state.last && !view.state.last->resolved.isEmpty()
                             ? view.state.last->resolved.constFirst()
                             : check.parameters.value(QStringLiteral("host")).toString().toLower();
    return QStringLiteral("%1:%2").arg(host, number);
}

bool isTrouble(const CheckView &check)
{
    return (check.health == Health::Down || check.health == Health::Degraded) && check.state.last
           && check.state.last->error;
}

QList<Port> portsIn(const Environment &environment, const EnvironmentView &view)
{
    QList<Port> ports;
    for (int i = 0; i < view.services.size(); ++i) {
        const QList<CheckView> &checks = view.services.at(i).checks;
        for (int c = 0; c < checks.size(); ++c) {
            const Check &check = environment.services.at(i).checks.at(c);
            if (check.kind != QLatin1String("tls"))
                continue;
            const QString where = whereOf(check, checks.at(c));
            auto port = std::find_if(ports.begin(), ports.end(),
                                     [&](const Port &each) { return each.where == where; });
            if (port == ports.end()) {
                ports.append(
                    {where, check.parameters.value(QStringLiteral("port")).toString(), {}, {}});
                port = ports.end() - 1;
            }
            if (!port->users.contains(i))
                port->users.append(i);
            if (isTrouble(checks.at(c)))
                port->failing.append({i, c});
        }
    }
    ports.removeIf(
        [](const Port &each) { return each.users.size() < 2 || each.failing.isEmpty(); });
    return ports;
}

/// The only service that states this port as its own; -1: there is none.
int ownerOf(const Port &port, const Environment &environment)
{
    static const QRegularExpression others(QStringLiteral("[^0-9]+"));
    int owner = -1;
    for (int i = 0; i < environment.services.size(); ++i) {
        const Service &service = environment.services.at(i);
        const QStringList stated =
            (service.port + QLatin1Char(' ') + service.deployment.published).split(others);
        if (!stated.contains(port.number))
            continue;
        if (owner >= 0)
            return -1;
        owner = i;
    }
    return owner;
}

/// Whether all that makes a root cause of it is what fails there.
bool isOnlyThat(const ServiceView &view, int index, const Port &port)
{
    const auto isThere = [&](int check) {
        return std::any_of(port.failing.cbegin(), port.failing.cend(), [&](const Asked &each) {
            return each.service == index && each.check == check;
        });
    };
    if (view.ownFault >= 0)
        return isThere(view.ownFault);
    for (int c = 0; c < view.checks.size(); ++c) {
        if (isTrouble(view.checks.at(c)) && !isThere(c))
            return false;
    }
    return true;
}

void blame(EnvironmentView &view, int owner, const QList<int> &behind)
{
    for (const int index : behind) {
        if (view.services.at(index).impactedBy.contains(view.services.at(owner).key))
            continue;
        view.services[index].impactedBy.append(view.services.at(owner).key);
        view.services[owner].impacts.append(view.services.at(index).key);
    }
}

} // namespace

void tellSharedPorts(const Environment &environment, EnvironmentView &view)
{
    const QList<Port> ports = portsIn(environment, view);
    for (const Port &port : ports) {
        const int owner = ownerOf(port, environment);
        QList<int> behind;
        QList<int> causes;
        for (const Asked &each : port.failing) {
            const ServiceView &service = view.services.at(each.service);
            if (each.service == owner || behind.contains(each.service)
                || !isOnlyThat(service, each.service, port))
                continue;
            behind.append(each.service);
            if (service.rootCause)
                causes.append(each.service);
        }
        // Nothing seems to be wrong with the owner, or it has a cause of its own.
        if (causes.isEmpty() || (owner >= 0 && !view.services.at(owner).rootCause))
            continue;
        // One that is explained by another behind the same port is that one's effect, as before.
        QList<int> effects;
        for (const int index : std::as_const(behind)) {
            const bool isEffect = std::any_of(causes.cbegin(), causes.cend(), [&](int cause) {
                return view.services.at(index).impactedBy.contains(view.services.at(cause).key);
            });
            if (isEffect && !causes.contains(index))
                effects.append(index);
        }
        uncause(view, causes);
        behind.removeIf([&](int index) {
            return view.services.at(index).rootCause
                   || (!causes.contains(index) && !effects.contains(index)
                       && view.services.at(index).isImpacted());
        });
        if (owner >= 0) {
            blame(view, owner, behind);
            continue;
        }
        const CheckState &first = view.services.at(port.failing.first().service)
                                      .checks.at(port.failing.first().check)
                                      .state;
        LostWay lost{lostPortId(port.where), port.where, *first.last->error, first.since, {}};
        lost.error.message = first.last->message;
        for (const int index : std::as_const(behind))
            lost.services.append(view.services.at(index).key.service);
        view.lostWays.append(lost);
    }
}

} // namespace opsdeck
