// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/servicesince.h"

#include <algorithm>
#include <optional>

namespace opsdeck {

namespace {

/// Since when the first of those checks has been as it is now.
std::optional<Instant> firstSince(const QList<CheckView> &checks, const QList<int> &of,
                                  const MemberState &state)
{
    std::optional<Instant> first;
    for (const int index : of) {
        const CheckView &check = checks.at(index);
        const Instant &since = check.state.since;
        if (check.health == state.health && check.soft == state.soft && since.isValid()
            && (!first || since.boot < first->boot))
            first = since;
    }
    return first;
}

/// Since when so many instances are what they are now that the rule makes this of them: until then
/// they count as well, so that one which was tolerated for hours is not the service's beginning.
std::optional<Instant> rolledSince(const Service &service, const ServiceView &view)
{
    const auto instances = instancesOf(service);
    QList<MemberState> states;
    QList<std::optional<Instant>> begun;
    QList<Instant> moments;
    for (qsizetype i = 0; i < instances.size(); ++i) {
        const InstanceView &instance = view.instances.at(i);
        states.append(standingOf(instance));
        begun.append(firstSince(view.checks, instances.at(i).second, states.last()));
        if (begun.last())
            moments.append(*begun.last());
    }
    std::sort(moments.begin(), moments.end(),
              [](const Instant &a, const Instant &b) { return a.boot < b.boot; });
    for (const Instant &moment : std::as_const(moments)) {
        QList<MemberState> then = states;
        for (qsizetype i = 0; i < then.size(); ++i) {
            if (begun.at(i) && begun.at(i)->boot > moment.boot)
                then[i] = {Health::Healthy};
        }
        const auto whole = rolledUp(service.rollUp, then);
        if (whole && whole->health == view.health && whole->soft == view.soft)
            return moment;
    }
    return std::nullopt;
}

/// Since when the last of those checks has been as it is now.
Instant lastSince(const QList<CheckView> &checks, const QList<int> &of)
{
    Instant last;
    for (const int index : of) {
        const Instant &since = checks.at(index).state.since;
        if (since.isValid() && (!last.isValid() || since.boot > last.boot))
            last = since;
    }
    return last;
}

/// Since when all that must be well has been: the checks of the whole, and as many instances as the
/// rule asks for.
Instant wellSince(const Service &service, const ServiceView &view, const QList<int> &ofWhole)
{
    Instant since = lastSince(view.checks, ofWhole);
    QList<Instant> begun;
    const auto instances = instancesOf(service);
    for (qsizetype i = 0; i < instances.size(); ++i) {
        if (view.instances.at(i).health == Health::Healthy)
            begun.append(lastSince(view.checks, instances.at(i).second));
    }
    begun.removeIf([](const Instant &each) { return !each.isValid(); });
    std::sort(begun.begin(), begun.end(),
              [](const Instant &a, const Instant &b) { return a.boot < b.boot; });
    const qsizetype needed = neededOf(service.rollUp, instances.size());
    if (needed > 0 && needed <= begun.size()) {
        const Instant &enough = begun.at(needed - 1);
        if (!since.isValid() || enough.boot > since.boot)
            since = enough;
    }
    return since;
}

} // namespace

MemberState standingOf(const InstanceView &instance)
{
    return {instance.health, instance.soft, instance.stale};
}

QList<QPair<QString, QList<int>>> instancesOf(const Service &service)
{
    QList<QPair<QString, QList<int>>> found;
    for (int i = 0; i < service.checks.size(); ++i) {
        const QString &name = service.checks.at(i).instance;
        if (name.isEmpty())
            continue;
        auto it = std::find_if(found.begin(), found.end(),
                               [&](const auto &each) { return each.first == name; });
        if (it == found.end()) {
            found.append({name, {}});
            it = found.end() - 1;
        }
        it->second.append(i);
    }
    return found;
}

Instant sinceOf(const Service &service, const ServiceView &view)
{
    const Instant own = view.checks.at(view.telling).state.since;
    QList<int> ofWhole;
    for (int i = 0; i < service.checks.size(); ++i) {
        if (service.checks.at(i).instance.isEmpty())
            ofWhole.append(i);
    }
    if (view.health == Health::Healthy) {
        const Instant well = view.soft ? own : wellSince(service, view, ofWhole);
        return well.isValid() ? well : own;
    }
    const auto whole = firstSince(view.checks, ofWhole, {view.health, view.soft});
    const auto rolled = view.instances.isEmpty() ? std::nullopt : rolledSince(service, view);
    if (whole && rolled)
        return whole->boot < rolled->boot ? *whole : *rolled;
    return whole ? *whole : rolled.value_or(own);
}

} // namespace opsdeck
