// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/tally.h"

#include "services/domain/notsetup.h"
#include "services/domain/serviceview.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Tally)
};

bool isUnconfirmed(const ServiceView &view)
{
    // What flaps is well for the moment only.
    return view.soft || (view.isWellButFlapping() && !view.stale);
}

void count(const ServiceView &view, HealthCounts &counts)
{
    if (!expectsState(view)) {
        ++counts.planned;
        return;
    }
    if (isUnconfirmed(view)) {
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

Health unconfirmedOf(const QList<ServiceView> &services)
{
    Health health = Health::Healthy;
    for (const ServiceView &service : services) {
        if (expectsState(service) && isUnconfirmed(service))
            health = worst(health, service.health);
    }
    return health;
}

int notSetUpOf(const EnvironmentView &view, const Environment &definition)
{
    if (view.services.size() == definition.services.size())
        return notSetUpIn(definition);
    int sum = 0;
    for (const ServiceView &each : view.services) {
        const Service *service = definition.service(each.key.service);
        sum += service == nullptr ? 0 : notSetUpIn(*service);
    }
    return sum;
}

} // namespace

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

Tally &Tally::operator+=(const Tally &other)
{
    environments += other.environments;
    watched += other.watched;
    counts += other.counts;
    unconfirmed = worst(unconfirmed, other.unconfirmed);
    impacted += other.impacted;
    acknowledged += other.acknowledged;
    inMaintenance += other.inMaintenance;
    shelved += other.shelved;
    checks += other.checks;
    checksNotSetUp += other.checksNotSetUp;
    return *this;
}

HealthCounts countsOf(const QList<ServiceView> &services)
{
    HealthCounts counts;
    for (const ServiceView &service : services)
        count(service, counts);
    return counts;
}

Tally tallyOf(const EnvironmentView &view, const Environment *definition)
{
    Tally tally;
    tally.environments = 1;
    tally.watched = isWatched(view) ? 1 : 0;
    tally.counts = countsOf(view.services);
    tally.unconfirmed = unconfirmedOf(view.services);
    for (const ServiceView &service : view.services) {
        tally.impacted += service.isImpacted() ? 1 : 0;
        tally.checks += static_cast<int>(service.checks.size());
        const auto has = [&service](OperatorMarkKind kind) {
            return markOf(service.marks, kind) == nullptr ? 0 : 1;
        };
        tally.acknowledged += has(OperatorMarkKind::Acknowledged);
        tally.inMaintenance += has(OperatorMarkKind::Maintenance);
        tally.shelved += has(OperatorMarkKind::Shelved);
    }
    if (definition != nullptr)
        tally.checksNotSetUp = notSetUpOf(view, *definition);
    return tally;
}

QStringList stateTexts(const Tally &tally, StatusRank worst)
{
    const HealthCounts &counts = tally.counts;
    QStringList texts;
    const auto add = [&](int count, const QString &words, QList<StatusRank> ranks) {
        if (count > 0)
            texts.insert(ranks.contains(worst) ? 0 : texts.size(), words.arg(count));
    };
    add(counts.down, Words::tr("%1 down"), {StatusRank::Down});
    add(counts.soft, Words::tr("%1 not confirmed"), {StatusRank::Soft});
    add(counts.degraded, Words::tr("%1 degraded"), {StatusRank::Degraded});
    add(counts.unknown, Words::tr("%1 unknown"), {StatusRank::Unknown, StatusRank::NotObserved});
    add(counts.stale, Words::tr("%1 stale"), {StatusRank::Stale});
    add(tally.impacted, Words::tr("%1 impacted"), {});
    if (texts.isEmpty())
        add(counts.healthy, Words::tr("%1 OK"), {});
    add(tally.acknowledged, Words::tr("%1 acknowledged"), {});
    add(tally.inMaintenance, Words::tr("%1 in maintenance"), {});
    add(tally.shelved, Words::tr("%1 shelved"), {});
    return texts;
}

QString servicesText(const Tally &tally)
{
    if (tally.inUse() != tally.services())
        return Words::tr("%1 of %2 services in use").arg(tally.inUse()).arg(tally.services());
    return tally.services() == 1 ? Words::tr("1 service")
                                 : Words::tr("%1 services").arg(tally.services());
}

QString environmentsText(const Tally &tally)
{
    if (tally.watched != tally.environments)
        return Words::tr("%1 of %2 environments in use").arg(tally.watched).arg(tally.environments);
    return tally.environments == 1 ? Words::tr("1 environment")
                                   : Words::tr("%1 environments").arg(tally.environments);
}

QString checksText(int count)
{
    return count == 1 ? Words::tr("1 check") : Words::tr("%1 checks").arg(count);
}

QString notSetUpText(int checks)
{
    return checks == 0   ? QString()
           : checks == 1 ? Words::tr("1 check not set up")
                         : Words::tr("%1 checks not set up").arg(checks);
}

} // namespace opsdeck
