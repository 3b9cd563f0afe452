// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/plannedreach.h"

#include "services/domain/reachnames.h"
#include "services/domain/variablescan.h"
#include "services/runbooks/filling.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QRegularExpression>

namespace opsdeck {

namespace {

class Reaching
{
    Q_DECLARE_TR_FUNCTIONS(Reach)
};

const QString kNearHost = QStringLiteral("127.0.0.1");

bool isNumeric(const QString &host)
{
    return !QHostAddress(host).isNull();
}

QVariantMap wayMap(const Way &way)
{
    return {{QStringLiteral("id"), way.id},
            {QStringLiteral("title"), way.title},
            {QStringLiteral("kind"), static_cast<int>(way.kind)},
            {QStringLiteral("hosts"), way.hosts},
            {QStringLiteral("config_file"), way.configFile},
            {QStringLiteral("proxy_host"), way.proxyHost},
            {QStringLiteral("proxy_port"), static_cast<int>(way.proxyPort)},
            {QStringLiteral("username"), way.username},
            {QStringLiteral("credential"), way.credential.toString()}};
}

Way wayFrom(const QVariantMap &map)
{
    Way way;
    way.id = map.value(QStringLiteral("id")).toString();
    way.title = map.value(QStringLiteral("title")).toString();
    way.kind = static_cast<WayKind>(map.value(QStringLiteral("kind")).toInt());
    way.hosts = map.value(QStringLiteral("hosts")).toStringList();
    way.configFile = map.value(QStringLiteral("config_file")).toString();
    way.proxyHost = map.value(QStringLiteral("proxy_host")).toString();
    way.proxyPort = static_cast<quint16>(map.value(QStringLiteral("proxy_port")).toUInt());
    way.username = map.value(QStringLiteral("username")).toString();
    way.credential = CredentialId(map.value(QStringLiteral("credential")).toString());
    return way;
}

Result<Endpoint> endpointOf(const QString &id, const QVariantMap &stated, const PlanScope &scope)
{
    static const QRegularExpression shape(QStringLiteral("^[A-Za-z0-9._:%-]{1,253}$"));
    const auto host = filled(stated.value(QStringLiteral("host")).toString(), scope.variables);
    if (!host)
        return failure(host.error());
    if (!shape.match(*host).hasMatch() || host->startsWith(QLatin1Char('-')))
        return failure(ErrorKind::Config,
                       Reaching::tr("The host of reach '%1' is no name or address: %2")
                           .arg(id, host->left(60)),
                       Reaching::tr("Try: correct its value in the workspace file."));
    const auto port = filled(stated.value(QStringLiteral("port")).toString(), scope.variables);
    if (!port)
        return failure(port.error());
    bool isNumber = false;
    const int number = port->toInt(&isNumber);
    if (!isNumber || number < 1 || number > 65'535)
        return failure(ErrorKind::Config,
                       Reaching::tr("The port of reach '%1' is none from 1 to 65535: %2")
                           .arg(id, port->left(60)),
                       Reaching::tr("Try: correct its value in the workspace file."));
    return Endpoint{*host, static_cast<quint16>(number)};
}

Result<Way> wayOf(const QString &id, const QString &service, const PlanScope &scope)
{
    if (service.isEmpty())
        return scope.way;
    const auto own = scope.serviceWays.constFind(ServiceId(service));
    if (own == scope.serviceWays.cend())
        return failure(ErrorKind::NotFound,
                       Reaching::tr("Reach '%1' goes the way of service '%2', which %3 has not.")
                           .arg(id, service.left(60), scope.environment.toString()),
                       Reaching::tr("Try: another service, or none for the environment's way."));
    return *own;
}

} // namespace

QVariantMap PlannedReach::knownVariables() const
{
    QVariantMap known{{reachnames::name(id), target.host}};
    known.insert(reachnames::host(id), isByWay() ? kNearHost : target.host);
    if (!isByWay())
        known.insert(reachnames::port(id), QString::number(target.port));
    if (isByWay())
        known.insert(reachnames::address(id), kNearHost);
    else if (isNumeric(target.host))
        known.insert(reachnames::address(id), target.host);
    return known;
}

QStringList PlannedReach::laterNames() const
{
    if (isByWay())
        return {reachnames::port(id)};
    return isNumeric(target.host) ? QStringList() : QStringList{reachnames::address(id)};
}

QString PlannedReach::wayWords() const
{
    if (!isByWay())
        return Reaching::tr("directly");
    return Reaching::tr("by %1 %2").arg(toWord(way.kind), way.title);
}

QString PlannedReach::fact() const
{
    const QString head = Reaching::tr("Reach: %1 is %2, %3").arg(id, target.toString(), wayWords());
    if (isByWay())
        return Reaching::tr("%1; ${%2} is a port of 127.0.0.1 that is open while the step runs, to "
                            "what it started alone")
            .arg(head, reachnames::port(id));
    if (needsAddress)
        return Reaching::tr("%1; ${%2} is the address it has then")
            .arg(head, reachnames::address(id));
    return head;
}

QVariantMap PlannedReach::toMap() const
{
    return {{QStringLiteral("id"), id},
            {QStringLiteral("host"), target.host},
            {QStringLiteral("port"), static_cast<int>(target.port)},
            {QStringLiteral("needs_address"), needsAddress},
            {QStringLiteral("way"), wayMap(way)}};
}

PlannedReach PlannedReach::fromMap(const QVariantMap &map)
{
    PlannedReach reach;
    reach.id = map.value(QStringLiteral("id")).toString();
    reach.target = {map.value(QStringLiteral("host")).toString(),
                    static_cast<quint16>(map.value(QStringLiteral("port")).toUInt())};
    reach.needsAddress = map.value(QStringLiteral("needs_address")).toBool();
    reach.way = wayFrom(map.value(QStringLiteral("way")).toMap());
    return reach;
}

Result<QList<PlannedReach>> plannedReaches(const Step &step, const PlanScope &scope)
{
    QList<PlannedReach> all;
    const QVariantList stated = step.parameters.value(QStringLiteral("reach")).toList();
    for (const QVariant &each : stated) {
        const QVariantMap map = each.toMap();
        PlannedReach reach;
        reach.id = map.value(QStringLiteral("id")).toString();
        const auto target = endpointOf(reach.id, map, scope);
        if (!target)
            return failure(target.error());
        reach.target = *target;
        const auto way = wayOf(reach.id, map.value(QStringLiteral("service")).toString(), scope);
        if (!way)
            return failure(way.error());
        reach.way = *way;
        all.append(reach);
    }
    return all;
}

Result<void> refuseLookalikes(const QStringList &written, const QStringList &filled,
                              const QStringList &later)
{
    if (later.isEmpty())
        return {};
    qsizetype meant = 0;
    for (const QString &text : written)
        variablesReplaced(
            text,
            [&](const QString &name) {
                meant += later.contains(name) ? 1 : 0;
                return std::optional<QString>(QString());
            },
            [](const QString &) {});
    qsizetype left = 0;
    for (const QString &text : filled) {
        for (const QString &name : later)
            left += text.count(QStringLiteral("${%1}").arg(name));
    }
    if (left == meant)
        return {};
    return failure(
        ErrorKind::Config,
        Reaching::tr("A text of the step only looks like the variable of a reach: it would be "
                     "replaced too."),
        Reaching::tr("Try: another id in 'reach', or write that text otherwise."));
}

} // namespace opsdeck
