// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/checkreport.h"

#include "app/ctl/checkmarks.h"
#include "services/domain/lostkinds.h"
#include "services/domain/serviceview.h"
#include "services/domain/sight.h"
#include "services/domain/tally.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("CheckReport", text);
}

/// What is too old to be believed is never told as well.
Health believed(Health health, bool isStale)
{
    return health == Health::Healthy && isStale ? Health::Unknown : health;
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
        {QStringLiteral("acknowledged"), tally.acknowledged},
        {QStringLiteral("in_maintenance"), tally.inMaintenance},
        {QStringLiteral("shelved"), tally.shelved},
        {QStringLiteral("checks"), tally.checks},
        {QStringLiteral("checks_not_set_up"), tally.checksNotSetUp},
    };
}

QJsonObject checkJson(const CheckView &check, const QString &instance)
{
    QJsonObject json{
        {QStringLiteral("id"), check.key.check.toString()},
        {QStringLiteral("kind"), check.kind},
        {QStringLiteral("status"), QStringLiteral("unknown")},
    };
    if (!instance.isEmpty())
        json[QStringLiteral("instance")] = instance;
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
    for (qsizetype i = 0; i < service.checks.size(); ++i)
        checks.append(
            checkJson(service.checks.at(i), definition != nullptr && i < definition->checks.size()
                                                ? definition->checks.at(i).instance
                                                : QString()));
    return {
        {QStringLiteral("id"), service.key.service.toString()},
        {QStringLiteral("title"), service.title},
        {QStringLiteral("presence"), toWord(service.presence)},
        {QStringLiteral("health"), toWord(believed(service.health, service.stale))},
        {QStringLiteral("confirmed"), !service.soft},
        {QStringLiteral("figure"), service.figure},
        {QStringLiteral("message"), service.message},
        {QStringLiteral("root_cause"), service.rootCause},
        {QStringLiteral("impacted_by"), impactedBy},
        {QStringLiteral("stale"), service.stale},
        {QStringLiteral("marks"), marksJson(service.marks)},
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

/// The troubles of this kind, each with what it stands for.
QJsonArray lostJson(const EnvironmentView &environment, LostKind kind)
{
    QJsonArray all;
    for (const LostWay &lost : environment.lostWays) {
        if (kindOf(lost) != kind)
            continue;
        QJsonArray services;
        for (const ServiceId &id : lost.services)
            services.append(id.toString());
        const QString message =
            kind == LostKind::Way
                ? lost.error.message
                : QStringLiteral("%1. %2").arg(lostHeadline(lost), lost.error.message);
        all.append(QJsonObject{{QStringLiteral("id"), lost.id},
                               {QStringLiteral("message"), message},
                               {QStringLiteral("advice"), lost.error.advice},
                               {QStringLiteral("services"), services}});
    }
    return all;
}

} // namespace

std::optional<Health> CheckReport::health() const
{
    bool anyService = false;
    bool any = false;
    Health health = Health::Healthy;
    for (const EnvironmentView &environment : environments) {
        for (const ServiceView &service : environment.services) {
            if (!isReported(service))
                continue;
            anyService = true;
            if (!expectsState(service))
                continue;
            any = true;
            health = worst(health, believed(service.health, service.stale));
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
            for (const ServiceView &service : environment.services) {
                if (report.isReported(service))
                    services.append(serviceJson(service, report.workspace->service(service.key)));
            }
            QJsonValue blind;
            if (environment.blindness)
                blind = blindJson(*environment.blindness, environment.key);
            environments.append(QJsonObject{
                {QStringLiteral("id"), environment.key.environment.toString()},
                {QStringLiteral("tier"), toWord(environment.tier)},
                {QStringLiteral("health"), toWord(believed(environment.health, environment.stale))},
                {QStringLiteral("counts"),
                 countsJson(tallyOf(environment, report.workspace->environment(environment.key)))},
                {QStringLiteral("blind"), blind},
                {QStringLiteral("lost_ways"), lostJson(environment, LostKind::Way)},
                {QStringLiteral("silent_engines"), lostJson(environment, LostKind::Engine)},
                {QStringLiteral("silent_resolver"), lostJson(environment, LostKind::Names).at(0)},
                {QStringLiteral("shared_ports"), lostJson(environment, LostKind::Port)},
                {QStringLiteral("nothing_answers"),
                 lostJson(environment, LostKind::Everything).at(0)},
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
            {QStringLiteral("only_service"), report.onlyService.isEmpty()
                                                 ? QJsonValue()
                                                 : QJsonValue(report.onlyService.toString())},
            {QStringLiteral("platforms"), platforms}};
}

} // namespace opsdeck
