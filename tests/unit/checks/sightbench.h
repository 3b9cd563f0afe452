// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/checks/eventtext.h"
#include "services/checks/sightkeeper.h"

#include <QRegularExpression>

namespace opsdeck {

using namespace std::chrono_literals;

inline const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};

inline Service serviceOf(const QString &id, const QString &host, Witness witness = Witness::None)
{
    Check check;
    check.id = CheckId("c");
    check.kind = "tcp";
    check.parameters = {{"host", host}};
    check.interval = 10s;
    check.timeout = 1s;
    check.retries = 2;
    check.witness = witness;
    Service service;
    service.id = ServiceId(id);
    service.title = id;
    service.checks = {check};
    return service;
}

/// What the engine does with the keeper, and no more; a service has one check, "c".
struct Bench
{
    Environment environment;
    WorkspacePtr workspace;
    SightKeeper keeper;
    CheckStates states;
    QStringList told;
    QStringList asked;
    Instant now{1000s, 1'700'000'000'000};

    explicit Bench(const QList<Service> &services)
    {
        environment.id = EnvironmentId("prod");
        environment.services = services;
        load({});
    }

    static CheckKey keyOf(const QString &service)
    {
        return {{kProd, ServiceId(service)}, CheckId("c")};
    }

    /// `environment`, as it is now; the states of `changed` are gone with their definitions.
    void load(const QStringList &changed)
    {
        auto made = std::make_shared<Workspace>();
        Platform platform;
        platform.id = PlatformId("shop");
        platform.environments = {environment};
        made->platforms = {platform};
        workspace = made;
        QSet<CheckKey> unchanged;
        for (const Service &service : environment.services) {
            const QString id = service.id.toString();
            if (changed.contains(id))
                states.remove(keyOf(id));
            else
                unchanged.insert(keyOf(id));
        }
        for (const Event &each : keeper.setWorkspace(workspace, unchanged))
            told << each.text;
    }

    Check &check(const QString &service)
    {
        for (Service &each : environment.services) {
            if (each.id.toString() == service)
                return each.checks.first();
        }
        qFatal("no such service");
    }

    void take(const QString &service, CheckResult result)
    {
        now = moved(now, 100ms);
        result.key = keyOf(service);
        result.observedAt = now;
        const Check &check = *workspace->check(result.key);
        const CheckState before = states.value(result.key);
        const CheckState base = SightKeeper::baseOf(before);
        const CheckState after = advance(check, base, result, {});
        const auto event = eventBetween(*workspace->service(result.key.service), base, after);
        states.insert(result.key, after);
        const SightKeeper::Step step = keeper.take(result.key, before, event, states, now);
        asked.clear();
        for (const CheckKey &each : step.ask)
            asked << each.service.service.toString();
        for (const Event &each : step.events)
            told << each.text;
    }

    void answer(const QString &service, const QString &address = "10.0.0.1:80")
    {
        CheckResult result;
        result.status = CheckStatus::Ok;
        result.address = address;
        result.message = "m";
        take(service, result);
    }

    void unwell(const QString &service, const QString &address = "10.0.0.1:80")
    {
        CheckResult result;
        result.status = CheckStatus::Critical;
        result.error = Error{ErrorKind::Status, "HTTP 500.", {}, {}};
        result.address = address;
        result.message = "HTTP 500";
        take(service, result);
    }

    void silence(const QString &service, ErrorKind kind = ErrorKind::Timeout)
    {
        CheckResult result;
        result.status = CheckStatus::Critical;
        result.error = Error{kind, "No answer.", {}, {}};
        result.message = "No answer.";
        take(service, result);
    }

    void notRun(const QString &service)
    {
        CheckResult result;
        result.status = CheckStatus::Unknown;
        result.error = Error{ErrorKind::Guard, "Not run.", {}, {}};
        result.message = "Not run.";
        take(service, result);
    }

    void answerAll()
    {
        for (const Service &service : std::as_const(environment.services))
            answer(service.id.toString());
    }

    void silenceAll(int times = 2)
    {
        for (int i = 0; i < times; ++i) {
            for (const Service &service : std::as_const(environment.services))
                silence(service.id.toString());
        }
    }

    qsizetype tells(const QString &start) const
    {
        return told.filter(QRegularExpression("^" + start)).size();
    }

    QString all() const { return told.join("\n"); }

    EnvironmentView view() const
    {
        return assess(kProd, workspace->platforms.first().environments.first(), states, now);
    }

    Health health(const QString &service) const
    {
        return view().service(ServiceId(service))->health;
    }
};

inline QList<Service> threeServices()
{
    return {serviceOf("gateway", "10.0.0.1", Witness::Inside), serviceOf("api", "10.0.0.2"),
            serviceOf("db", "10.0.0.3")};
}

} // namespace opsdeck
