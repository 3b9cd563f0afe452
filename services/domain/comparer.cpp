// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/comparer.h"

#include "services/domain/comparedfields.h"

#include <algorithm>

namespace opsdeck {

namespace {

using State = ComparedValue::State;

ComparedValue stated(const QVariant &value)
{
    const bool isNone =
        !value.isValid() || (value.typeId() == QMetaType::QString && value.toString().isEmpty())
        || (value.typeId() == QMetaType::QStringList && value.toStringList().isEmpty());
    return isNone ? ComparedValue{State::Absent} : ComparedValue{State::Stated, value};
}

/// By environment, of what is there; NotHere where it is not.
template <typename T>
QList<ComparedValue> each(const QList<const T *> &of,
                          const std::function<QVariant(const T &)> &value)
{
    QList<ComparedValue> values;
    for (const T *one : of)
        values << (one == nullptr ? ComparedValue() : stated(value(*one)));
    return values;
}

QStringList neededBy(const Service &service)
{
    QStringList names;
    for (const Dependency &dependency : service.dependencies)
        names << dependency.on.toString();
    names.sort();
    return names;
}

/// What a check's definition states beside its kind's own parameters.
QVariantMap settingsOf(const Check &check)
{
    QVariantMap settings = check.parameters;
    settings.insert(QStringLiteral("kind"), check.kind);
    settings.insert(QStringLiteral("interval"), durationText(check.interval));
    settings.insert(QStringLiteral("timeout"), durationText(check.timeout));
    settings.insert(QStringLiteral("start_period"), durationText(check.startPeriod));
    settings.insert(QStringLiteral("retries"), check.retries);
    settings.insert(QStringLiteral("instance"), check.instance);
    settings.insert(QStringLiteral("degraded_if"), check.degradedIf);
    settings.insert(QStringLiteral("down_if"), check.downIf);
    return settings;
}

const Check *checkOf(const Service *service, const CheckId &id)
{
    if (service == nullptr)
        return nullptr;
    const auto found = std::find_if(service->checks.cbegin(), service->checks.cend(),
                                    [&](const Check &check) { return check.id == id; });
    return found == service->checks.cend() ? nullptr : &*found;
}

/// Each once, those of the environments that matter most first.
template <typename Id, typename T, typename Ids>
QList<Id> united(const QList<const T *> &of, const Ids &idsOf)
{
    QList<Id> all;
    for (auto it = of.crbegin(); it != of.crend(); ++it) {
        int place = 0;
        const QList<Id> own = *it == nullptr ? QList<Id>() : idsOf(**it);
        for (const Id &id : own) {
            const auto known = static_cast<int>(all.indexOf(id));
            if (known < 0)
                all.insert(place, id);
            place = std::max(place, known < 0 ? place : known) + 1;
        }
    }
    return all;
}

} // namespace

Comparer::Comparer(const Platform &platform, const QList<const Environment *> &environments,
                   const QList<const EnvironmentView *> &views)
    : m_platform(platform)
    , m_environments(environments)
    , m_views(views)
    , m_expected(expectedDifferences(platform))
{}

QList<ComparedRow> Comparer::rows()
{
    m_rows.clear();
    addEnvironments();
    const QList<ServiceId> ids =
        united<ServiceId, Environment>(m_environments, [](const Environment &environment) {
            QList<ServiceId> own;
            for (const Service &service : environment.services)
                own << service.id;
            return own;
        });
    for (const ServiceId &id : ids) {
        Services services;
        for (const Environment *environment : m_environments)
            services << environment->service(id);
        addService(id, services);
    }
    return m_rows;
}

void Comparer::add(ComparedRow row, bool isExpected)
{
    row.difference = judged(row.values, isExpected);
    take(std::move(row));
}

void Comparer::take(ComparedRow row)
{
    const ExpectedDifference expected = m_expected.value(differenceRef(row));
    row.reason = expected.reason;
    row.reasonOn = expected.on;
    if (!row.reason.isEmpty() && isDrift(row.difference)) {
        row.difference = Difference::Explained;
        for (ComparedValue &value : row.values)
            value.standsOut = false;
    }
    m_rows << std::move(row);
}

void Comparer::addEnvironments()
{
    const auto row = [this](const char *aspect,
                            const std::function<QVariant(const Environment &)> &value,
                            bool isExpected) {
        ComparedRow made;
        made.kind = AspectKind::Environment;
        made.aspect = QLatin1String(aspect);
        made.values = each<Environment>(m_environments, value);
        const bool isNowhere = std::none_of(made.values.cbegin(), made.values.cend(),
                                            [](const auto &v) { return v.state == State::Stated; });
        if (!isNowhere)
            add(made, isExpected);
    };
    row("tier", [](const auto &of) { return toWord(of.tier); }, true);
    row("protected", [](const auto &of) { return of.isProtected; }, true);
    row("host", [](const auto &of) { return of.host; }, true);
    row("via", [](const auto &of) { return of.via.id; }, true);
    row("unset", [](const auto &of) { return of.unset; }, false);
    QList<const QList<Fact> *> facts;
    for (const Environment *environment : std::as_const(m_environments))
        facts << &environment->facts;
    addFacts({}, facts);
}

void Comparer::addService(const ServiceId &id, const Services &services)
{
    ComparedRow presence;
    presence.service = id;
    presence.kind = AspectKind::Presence;
    presence.aspect = QStringLiteral("presence");
    for (const Service *service : services)
        presence.values << (service == nullptr ? ComparedValue{State::Absent}
                                               : stated(toWord(service->presence)));
    add(presence);
    const auto row = [&](const char *aspect, const std::function<QVariant(const Service &)> &value,
                         bool isExpected = false) {
        ComparedRow made;
        made.service = id;
        made.aspect = QLatin1String(aspect);
        made.values = each<Service>(services, value);
        const bool isNowhere =
            std::all_of(made.values.cbegin(), made.values.cend(), [](const auto &v) {
                return v.state == State::Absent || v.state == State::NotHere;
            });
        if (!isNowhere)
            add(made, isExpected);
    };
    row("technology", [](const auto &of) { return of.technology; });
    row("replicas", [](const auto &of) { return of.replicas; });
    row("port", [](const auto &of) { return of.port; });
    row("via", [](const auto &of) { return of.via.id; }, true);
    row("depends_on", [](const auto &of) { return neededBy(of); });
    QList<const QList<Fact> *> facts;
    for (const Service *service : services)
        facts << (service == nullptr ? nullptr : &service->facts);
    addFacts(id, facts);
    addChecks(id, services);
}

void Comparer::addFacts(const ServiceId &id, const QList<const QList<Fact> *> &facts)
{
    static const QStringList told{QStringLiteral("technology"), QStringLiteral("replicas"),
                                  QStringLiteral("port"), QStringLiteral("host")};
    static const QStringList names{QStringLiteral("container"), QStringLiteral("domain"),
                                   QStringLiteral("address"), QStringLiteral("url")};
    QList<Fact> all;
    for (const QList<Fact> *own : facts) {
        for (const Fact &fact : own == nullptr ? QList<Fact>() : *own) {
            const bool isKnown = std::any_of(
                all.cbegin(), all.cend(), [&](const Fact &other) { return other.id == fact.id; });
            if (!isKnown && !told.contains(fact.id))
                all << fact;
        }
    }
    for (const Fact &fact : std::as_const(all)) {
        ComparedRow row;
        row.service = id;
        row.kind = id.isEmpty() ? AspectKind::Environment : AspectKind::Definition;
        row.aspect = fact.id;
        row.title = fact.title;
        row.values = each<QList<Fact>>(facts, [&](const QList<Fact> &own) -> QVariant {
            const auto found = std::find_if(own.cbegin(), own.cend(),
                                            [&](const Fact &other) { return other.id == fact.id; });
            return found == own.cend() ? QString() : found->value;
        });
        const bool isNowhere = std::none_of(row.values.cbegin(), row.values.cend(),
                                            [](const auto &v) { return v.state == State::Stated; });
        if (isNowhere)
            continue;
        row.difference = judged(row.values, id.isEmpty() || names.contains(fact.id));
        if (id.isEmpty() && row.difference == Difference::Expected)
            row.difference = Difference::OwnText;
        take(row);
    }
}

void Comparer::addChecks(const ServiceId &id, const Services &services)
{
    const QList<CheckId> ids = united<CheckId, Service>(services, [](const Service &service) {
        QList<CheckId> own;
        for (const Check &check : service.checks)
            own << check.id;
        return own;
    });
    for (const CheckId &check : ids) {
        Checks checks;
        ComparedRow row;
        row.service = id;
        row.check = check;
        for (const Service *service : services) {
            checks << checkOf(service, check);
            if (checks.last() == nullptr)
                continue;
            row.checkTitle =
                checks.last()->title.isEmpty() ? check.toString() : checks.last()->title;
            row.probe = checks.last()->kind;
        }
        ComparedRow there = row;
        there.kind = AspectKind::Check;
        there.aspect = QStringLiteral("check");
        for (int i = 0; i < services.size(); ++i)
            there.values << (services.at(i) == nullptr ? ComparedValue()
                             : checks.at(i) == nullptr ? ComparedValue{State::Absent}
                                                       : stated(row.probe));
        QList<ComparedValue> seen = there.values;
        if (judged(seen, false) == Difference::OnlySome)
            add(there);
        addObserved(row, checks);
        addCheck(row, checks);
    }
}

void Comparer::addCheck(ComparedRow row, const Checks &checks)
{
    QStringList names;
    QHash<const Check *, QVariantMap> settings;
    for (const Check *check : checks) {
        if (check == nullptr)
            continue;
        settings.insert(check, settingsOf(*check));
        names << settings.value(check).keys();
    }
    names.removeDuplicates();
    names.sort();
    row.kind = AspectKind::Setting;
    for (const QString &name : std::as_const(names)) {
        row.aspect = name;
        row.values = each<Check>(
            checks, [&](const Check &check) { return settings.value(&check).value(name); });
        const bool isNowhere = std::none_of(row.values.cbegin(), row.values.cend(),
                                            [](const auto &v) { return v.state == State::Stated; });
        if (isNowhere)
            continue;
        row.difference = judged(row.values, false);
        if (isDrift(row.difference)) {
            QList<ComparedValue> rests = each<Check>(checks, [&](const Check &check) {
                const QVariant value = settings.value(&check).value(name);
                const QVariant rest = withoutPlaces(name, value);
                return value.isValid() && !rest.isValid() ? QVariant(true) : rest;
            });
            if (judged(rests, false) == Difference::None) {
                for (ComparedValue &value : row.values)
                    value.standsOut = false;
                row.difference = Difference::Expected;
            }
        }
        take(row);
    }
}

const CheckView *Comparer::viewOf(int environment, const ComparedRow &row) const
{
    const EnvironmentView *view = m_views.at(environment);
    const ServiceView *service = view == nullptr ? nullptr : view->service(row.service);
    if (service == nullptr)
        return nullptr;
    const auto found =
        std::find_if(service->checks.cbegin(), service->checks.cend(),
                     [&](const CheckView &check) { return check.key.check == row.check; });
    return found == service->checks.cend() ? nullptr : &*found;
}

void Comparer::addObserved(ComparedRow row, const Checks &checks)
{
    QList<const CheckView *> views;
    QList<QVariantMap> fields;
    QStringList names;
    for (int i = 0; i < checks.size(); ++i) {
        views << (checks.at(i) == nullptr ? nullptr : viewOf(i, row));
        fields << (views.last() == nullptr || !views.last()->state.last
                       ? QVariantMap()
                       : lastingFields(*checks.at(i), views.last()->state.last->fields));
        names << fields.last().keys();
    }
    names.removeDuplicates();
    names.sort();
    row.kind = AspectKind::Observed;
    const qsizetype first = m_rows.size();
    for (const QString &name : std::as_const(names)) {
        row.aspect = name;
        row.values.clear();
        for (int i = 0; i < checks.size(); ++i) {
            const bool hasService = m_environments.at(i)->service(row.service) != nullptr;
            ComparedValue value;
            value.state = hasService ? State::NotObserved : State::NotHere;
            const CheckView *view = views.at(i);
            if (view == nullptr || !view->state.last) {
                row.values << value;
                continue;
            }
            const bool isBlind = view->state.unseen || m_views.at(i)->blindness.has_value();
            const bool isFresh = view->freshness == Freshness::Fresh && !isBlind;
            value.value = fields.at(i).value(name);
            value.age = view->age;
            if (value.value.isValid())
                value.state = isFresh                                 ? State::Fresh
                              : view->freshness == Freshness::Expired ? State::Expired
                                                                      : State::Stale;
            // An answer with a fault may only have lost it.
            else if (isFresh && !view->state.last->error)
                value.state = State::Absent;
            row.values << value;
        }
        // That it is there at all is never left to the environment.
        const bool isLacking = std::any_of(row.values.cbegin(), row.values.cend(),
                                           [](const auto &v) { return v.state == State::Absent; });
        row.difference = judged(row.values, !isLacking && isExpectedToDiffer(name));
        take(row);
    }
    holdToDigests(first);
}

/// A tag may be put on another image: the same tag is the same image only where digests say so.
void Comparer::holdToDigests(qsizetype first)
{
    const auto begin = m_rows.begin() + first;
    const auto rowOf = [&](const char *aspect) {
        return std::find_if(begin, m_rows.end(), [aspect](const ComparedRow &row) {
            return row.aspect == QLatin1String(aspect);
        });
    };
    const auto image = rowOf("docker.image");
    const auto digest = rowOf("docker.digest");
    if (image == m_rows.end() || image->difference != Difference::None)
        return;
    for (qsizetype i = 0; i < image->values.size(); ++i) {
        const bool hasDigest = digest != m_rows.end() && digest->values.at(i).state == State::Fresh;
        if (image->values.at(i).state == State::Fresh && !hasDigest)
            image->difference = Difference::NotObserved;
    }
}

} // namespace opsdeck
