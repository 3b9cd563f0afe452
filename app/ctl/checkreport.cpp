// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/checkreport.h"

#include "app/ctl/console.h"
#include "services/domain/absence.h"
#include "services/domain/healthwords.h"
#include "services/domain/notsetup.h"
#include "services/domain/serviceview.h"
#include "services/domain/sight.h"
#include "services/domain/tally.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("CheckReport", text);
}

QString shapeOf(const ServiceView &service)
{
    if (!expectsState(service))
        return QStringLiteral("◌");
    switch (service.health) {
    case Health::Healthy:
        return QStringLiteral("✓");
    case Health::Degraded:
        return QStringLiteral("▲");
    case Health::Down:
        return QStringLiteral("✕");
    case Health::Unknown:
        break;
    }
    return QStringLiteral("?");
}

QString wordFor(const ServiceView &service)
{
    if (!expectsState(service)) {
        switch (service.presence) {
        case Presence::Planned:
            return tr("planned");
        case Presence::Optional:
            return tr("optional");
        case Presence::NotConfigured:
        case Presence::Active:
            return absenceWord(Absence::NotSetUp);
        }
    }
    return healthWord(service.health);
}

QString names(const QList<ServiceKey> &keys)
{
    QStringList list;
    for (const ServiceKey &key : keys)
        list << key.service.toString();
    return list.join(QStringLiteral(", "));
}

QString explanation(const ServiceView &service, const EnvironmentView &environment,
                    const Service *definition)
{
    if (environment.blindness && environment.blindness->services.contains(service.key.service))
        return tr("out of sight");
    const QString missing =
        definition == nullptr ? QString() : notSetUpText(notSetUpIn(*definition));
    if (!expectsState(service))
        return missing.isEmpty()
                   ? tr("%1, does not count").arg(absenceWord(Absence::NotHere))
                   : tr("%1, does not count; %2").arg(absenceWord(Absence::NotHere), missing);
    QStringList parts;
    if (!service.hasChecks)
        parts << tr("no check");
    else if (service.health != Health::Healthy)
        parts << service.message;
    if (service.isImpacted())
        parts << tr("impacted by %1").arg(names(service.impactedBy));
    if (!missing.isEmpty())
        parts << missing;
    return parts.join(QStringLiteral("; "));
}

/// What to try, of each check that is not well; the same trial once.
QStringList advice(const ServiceView &service)
{
    QStringList all;
    if (service.health == Health::Healthy)
        return all;
    for (const CheckView &check : service.checks) {
        if (check.state.last && check.state.last->status != CheckStatus::Ok
            && check.state.last->error && !check.state.last->error->advice.isEmpty())
            all << check.state.last->error->advice;
    }
    all.removeDuplicates();
    const auto trial = [](const QString &text) {
        const auto at = text.lastIndexOf(QLatin1String("Try: "));
        return at < 0 ? text : text.mid(at);
    };
    QStringList trials;
    const auto isTold = [&](const QString &text) {
        const bool before = trials.contains(trial(text));
        trials << trial(text);
        return before;
    };
    all.erase(std::remove_if(all.begin(), all.end(), isTold), all.end());
    return all;
}

/// "1 down, 7 impacted; 11 of 20 services in use, 43 checks, 2 checks not set up"
QString summaryOf(const EnvironmentView &environment, const Environment *definition)
{
    const Tally tally = tallyOf(environment, definition);
    if (tally.watched == 0)
        return absenceWord(Absence::NotSetUp);
    QStringList size{servicesText(tally), checksText(tally.checks),
                     notSetUpText(tally.checksNotSetUp)};
    size.removeAll(QString());
    return tr("%1; %2").arg(
        stateTexts(tally, standingOf(environment).rank).join(QStringLiteral(", ")),
        size.join(QStringLiteral(", ")));
}

QJsonObject countsJson(const Tally &tally)
{
    const HealthCounts &counts = tally.counts;
    return {
        {QStringLiteral("services"), tally.services()},
        {QStringLiteral("in_use"), tally.inUse()},
        {QStringLiteral("down"), counts.down},
        {QStringLiteral("not_confirmed"), counts.soft},
        {QStringLiteral("degraded"), counts.degraded},
        {QStringLiteral("unknown"), counts.unknown},
        {QStringLiteral("stale"), counts.stale},
        {QStringLiteral("healthy"), counts.healthy},
        {QStringLiteral("impacted"), tally.impacted},
        {QStringLiteral("checks"), tally.checks},
        {QStringLiteral("checks_not_set_up"), tally.checksNotSetUp},
    };
}

QJsonObject checkJson(const CheckView &check)
{
    QJsonObject json{
        {QStringLiteral("id"), check.key.check.toString()},
        {QStringLiteral("kind"), check.kind},
        {QStringLiteral("status"), QStringLiteral("unknown")},
    };
    if (!check.state.last)
        return json;
    const CheckResult &result = *check.state.last;
    json[QStringLiteral("status")] = toWord(result.status);
    json[QStringLiteral("latency_ms")] =
        result.latency.count() > 0
            ? QJsonValue(static_cast<double>(result.latency.count()) / 1000.0)
            : QJsonValue();
    json[QStringLiteral("message")] = result.message;
    json[QStringLiteral("error_kind")] =
        result.error ? QJsonValue(toWord(result.error->kind)) : QJsonValue();
    if (result.error && !result.error->advice.isEmpty())
        json[QStringLiteral("advice")] = result.error->advice;
    json[QStringLiteral("observed_at")] = result.observedAt.utc().toString(Qt::ISODateWithMs);
    json[QStringLiteral("fields")] = QJsonObject::fromVariantMap(result.fields);
    return json;
}

/// What is defined and not run here, with the reason; nothing when all is run.
QJsonArray notRunJson(const Service *definition)
{
    QJsonArray all;
    if (definition == nullptr)
        return all;
    for (const DormantCheck &dormant : definition->dormantChecks) {
        all.append(QJsonObject{{QStringLiteral("id"), dormant.check.id.toString()},
                               {QStringLiteral("kind"), dormant.check.kind},
                               {QStringLiteral("presence"), toWord(dormant.presence)},
                               {QStringLiteral("reason"), dormant.reason}});
    }
    return all;
}

QJsonObject serviceJson(const ServiceView &service, const Service *definition)
{
    QJsonArray impactedBy;
    for (const ServiceKey &key : service.impactedBy)
        impactedBy.append(key.service.toString());
    QJsonArray checks;
    for (const CheckView &check : service.checks)
        checks.append(checkJson(check));
    return {
        {QStringLiteral("id"), service.key.service.toString()},
        {QStringLiteral("title"), service.title},
        {QStringLiteral("presence"), toWord(service.presence)},
        {QStringLiteral("health"), toWord(service.health)},
        {QStringLiteral("root_cause"), service.rootCause},
        {QStringLiteral("impacted_by"), impactedBy},
        {QStringLiteral("stale"), service.stale},
        {QStringLiteral("checks"), checks},
        {QStringLiteral("not_run"), notRunJson(definition)},
    };
}

QJsonObject blindJson(const Blindness &blindness, const EnvironmentKey &environment)
{
    QJsonArray witnesses;
    for (const CheckKey &key : blindness.witnesses)
        witnesses.append(key.service.service.toString() + QLatin1Char('/') + key.check.toString());
    QJsonArray services;
    for (const ServiceId &id : blindness.services)
        services.append(id.toString());
    return {
        {QStringLiteral("since"), blindness.since.utc().toString(Qt::ISODateWithMs)},
        {QStringLiteral("witnesses"), witnesses},
        {QStringLiteral("error_kind"), toWord(blindness.error.kind)},
        {QStringLiteral("message"),
         tr("Cannot see %1: %2.").arg(tagOf(environment), reasonOf(blindness))},
        {QStringLiteral("advice"), blindness.error.advice},
        {QStringLiteral("outside"), blindness.outside == OutsideView::NotKnown
                                        ? QJsonValue()
                                        : QJsonValue(toWord(blindness.outside))},
        {QStringLiteral("services"), services},
    };
}

} // namespace

std::optional<Health> CheckReport::health() const
{
    bool anyService = false;
    bool any = false;
    Health health = Health::Healthy;
    for (const EnvironmentView &environment : environments) {
        for (const ServiceView &service : environment.services) {
            anyService = true;
            if (!expectsState(service))
                continue;
            any = true;
            health = worst(health, service.health);
        }
    }
    if (!any)
        return anyService ? std::nullopt : std::optional(Health::Unknown);
    return health;
}

QJsonObject toJson(const CheckReport &report)
{
    QJsonArray platforms;
    for (const Platform &platform : report.workspace->platforms) {
        QJsonArray environments;
        for (const EnvironmentView &environment : report.environments) {
            if (environment.key.platform != platform.id)
                continue;
            QJsonArray services;
            for (const ServiceView &service : environment.services)
                services.append(serviceJson(service, report.workspace->service(service.key)));
            QJsonArray lost;
            for (const LostWay &way : environment.lostWays)
                lost.append(QJsonObject{{QStringLiteral("id"), way.id},
                                        {QStringLiteral("message"), way.error.message},
                                        {QStringLiteral("advice"), way.error.advice}});
            QJsonValue blind;
            if (environment.blindness)
                blind = blindJson(*environment.blindness, environment.key);
            environments.append(QJsonObject{
                {QStringLiteral("id"), environment.key.environment.toString()},
                {QStringLiteral("tier"), toWord(environment.tier)},
                {QStringLiteral("health"), toWord(environment.health)},
                {QStringLiteral("counts"),
                 countsJson(tallyOf(environment, report.workspace->environment(environment.key)))},
                {QStringLiteral("blind"), blind},
                {QStringLiteral("lost_ways"), lost},
                {QStringLiteral("services"), services},
            });
        }
        if (environments.isEmpty())
            continue;
        platforms.append(QJsonObject{
            {QStringLiteral("id"), platform.id.toString()},
            {QStringLiteral("title"), platform.title},
            {QStringLiteral("environments"), environments},
        });
    }
    return {{QStringLiteral("generated_at"), report.generatedAt.utc().toString(Qt::ISODateWithMs)},
            {QStringLiteral("platforms"), platforms}};
}

QString toTable(const CheckReport &report)
{
    QStringList blocks;
    for (const EnvironmentView &environment : report.environments) {
        const Platform *platform = report.workspace->platform(environment.key.platform);
        QList<QStringList> rows;
        if (environment.blindness)
            rows.append({QStringLiteral("  !"), tr("cannot see"), tagOf(environment.key), QString(),
                         reasonOf(*environment.blindness)});
        for (const LostWay &way : environment.lostWays)
            rows.append({QStringLiteral("  !"), tr("way %1").arg(way.id), tr("lost"), QString(),
                         way.error.message});
        for (const ServiceView &service : environment.services) {
            rows.append(
                {QStringLiteral("  ") + shapeOf(service), service.key.service.toString(),
                 wordFor(service), service.figure,
                 explanation(service, environment, report.workspace->service(service.key))});
        }
        QStringList lines = console::table(rows).split(QLatin1Char('\n'));
        const qsizetype first = rows.size() - environment.services.size();
        for (qsizetype i = environment.services.size() - 1; i >= 0; --i) {
            const QString id = environment.services.at(i).key.service.toString();
            if (environment.blindness && environment.blindness->services.contains(ServiceId(id)))
                continue; // one trouble, one advice
            for (const QString &text : advice(environment.services.at(i)))
                lines.insert(first + i + 1, QStringLiteral("       ") + text);
        }
        if (environment.blindness && !environment.blindness->error.advice.isEmpty())
            lines.insert(1, QStringLiteral("       ") + environment.blindness->error.advice);
        blocks << QStringLiteral("%1 / %2: %3\n%4")
                      .arg(platform == nullptr ? environment.key.platform.toString()
                                               : platform->title,
                           environment.key.environment.toString(),
                           summaryOf(environment, report.workspace->environment(environment.key)),
                           lines.join(QLatin1Char('\n')));
    }
    return blocks.join(QStringLiteral("\n\n"));
}

} // namespace opsdeck
