// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/rulewatch.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

using By = RuleWatch::By;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(RuleWatch)
};

bool standsFor(const MetricDefinition &metric, const DocumentedRule &rule)
{
    return std::any_of(metric.thresholds.cbegin(), metric.thresholds.cend(),
                       [&](const Threshold &threshold) { return threshold.rule == rule.ref; })
           || (metric.scaleOut && metric.scaleOut->rule == rule.ref);
}

QString titleOf(const MetricDefinition &metric)
{
    return metric.title.isEmpty() ? metric.id : metric.title;
}

RuleWatch lacking(const Service &service, const MetricDefinition &metric)
{
    // One whose check is not run here names it; one that nothing supplies names none.
    return {metric.check.isEmpty() ? By::NoData : By::NotRun, service.id, titleOf(metric)};
}

/// What is seen of the metric that the rule names.
RuleWatch metricWatch(const Service &service, const DocumentedRule &rule)
{
    for (const MetricDefinition &metric : service.undrawnMetrics) {
        if (metric.id == rule.metric)
            return lacking(service, metric);
    }
    for (const MetricDefinition &metric : service.metrics) {
        if (metric.id == rule.metric)
            return {By::NoLimit, service.id, titleOf(metric)};
    }
    return {By::NoData, service.id, rule.metric};
}

RuleWatch serviceWatch(const Service &service, const DocumentedRule &rule)
{
    if (!rule.metric.isEmpty())
        return metricWatch(service, rule);
    // A target or a trigger is no fault that a check could tell.
    if (rule.kind != RuleKind::Alert)
        return {By::NoLimit, service.id, {}};
    if (!service.checks.isEmpty())
        return {By::Checks, service.id, {}};
    return {service.dormantChecks.isEmpty() ? By::NoCheck : By::NotRun, service.id, {}};
}

QString serviceTitle(const Platform &platform, const ServiceId &id)
{
    for (const Environment &environment : platform.environments) {
        if (const Service *service = environment.service(id);
            service != nullptr && !service->title.isEmpty())
            return service->title;
    }
    return id.toString();
}

QString reasonOf(const Platform &platform, const RuleWatch &watch)
{
    const QString service = serviceTitle(platform, watch.service);
    switch (watch.by) {
    case By::Limit:
        return Words::tr("limit of “%1” (%2)", "metric, service").arg(watch.metric, service);
    case By::Checks:
        return Words::tr("checks of %1").arg(service);
    case By::NoLimit:
        return watch.metric.isEmpty()
                   ? Words::tr("no limit stands for it")
                   : Words::tr("no limit of “%1” stands for it").arg(watch.metric);
    case By::NoData:
        return Words::tr("nothing supplies “%1”").arg(watch.metric);
    case By::NotRun:
        return watch.metric.isEmpty()
                   ? Words::tr("no check of %1 is run").arg(service)
                   : Words::tr("the check that supplies “%1” is not run").arg(watch.metric);
    case By::NoCheck:
        return Words::tr("%1 has no check").arg(service);
    case By::NoService:
        break;
    }
    return Words::tr("%1 is not there").arg(service);
}

struct Seen
{
    QString environment;
    RuleWatch watch;
};

/// One reason for all, or each with the environments that it holds in.
QString reasonsOf(const Platform &platform, const QList<Seen> &all)
{
    QList<RuleWatch> different;
    for (const Seen &each : all) {
        if (!different.contains(each.watch))
            different.append(each.watch);
    }
    if (different.size() == 1)
        return reasonOf(platform, different.constFirst());
    QStringList parts;
    for (const RuleWatch &watch : std::as_const(different)) {
        QStringList where;
        for (const Seen &each : all) {
            if (each.watch == watch)
                where << each.environment;
        }
        parts << Words::tr("%1: %2", "environments, what watches there")
                     .arg(where.join(QStringLiteral(", ")), reasonOf(platform, watch));
    }
    return parts.join(QStringLiteral("; "));
}

} // namespace

RuleWatch watchOf(const Environment &environment, const DocumentedRule &rule)
{
    std::optional<RuleWatch> lack;
    for (const Service &service : environment.services) {
        for (const MetricDefinition &metric : service.metrics) {
            if (standsFor(metric, rule))
                return {By::Limit, service.id, titleOf(metric)};
        }
        for (const MetricDefinition &metric : service.undrawnMetrics) {
            if (!lack && standsFor(metric, rule))
                lack = lacking(service, metric);
        }
    }
    if (rule.service.isEmpty())
        return lack.value_or(RuleWatch{});
    const Service *service = environment.service(rule.service);
    if (service == nullptr)
        return lack.value_or(RuleWatch{By::NoService, rule.service, {}});
    const RuleWatch own = serviceWatch(*service, rule);
    return own.isWatched() ? own : lack.value_or(own);
}

QString RuleWatchWords::sentence() const
{
    return Words::tr("%1: %2", "whether a rule is watched, by what or why not").arg(state, reason);
}

RuleWatchWords watchWords(const Platform &platform, const DocumentedRule &rule)
{
    QList<Seen> all;
    for (const Environment &environment : platform.environments) {
        if (!environment.isNotConfigured)
            all.append({environment.id.toString(), watchOf(environment, rule)});
    }
    const auto watched = std::count_if(all.cbegin(), all.cend(),
                                       [](const Seen &each) { return each.watch.isWatched(); });
    RuleWatchWords words;
    words.isWatched = watched > 0;
    words.isPartly = watched > 0 && watched < all.size();
    words.state = !words.isWatched ? Words::tr("not watched")
                  : words.isPartly ? Words::tr("watched in part")
                                   : Words::tr("watched");
    words.reason = all.isEmpty() ? Words::tr("no environment is set up") : reasonsOf(platform, all);
    return words;
}

} // namespace opsdeck
