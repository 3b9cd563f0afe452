// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/enginehost.h"

#include "app/common/probeverification.h"
#include "app/common/programguard.h"
#include "services/base/username.h"
#include "services/checks/checkengine.h"
#include "services/checks/proberunner.h"
#include "services/credentials/credentialcache.h"
#include "services/net/httpclient.h"
#include "services/net/pgconnections.h"
#include "services/net/redisconnections.h"
#include "services/net/resolver.h"
#include "services/probes/host/sshhosts.h"
#include "services/probes/probememory.h"
#include "services/queries/queryservice.h"
#include "services/runbooks/builtinsteps.h"
#include "services/runbooks/runbookengine.h"
#include "services/ways/ways.h"

#include <QCoreApplication>

#include <unistd.h>

namespace opsdeck {

QString userName()
{
    // Asked once, at the start: who knows it may be far away and slow.
    static const QString name = userNameOf(::geteuid());
    return name;
}

namespace {

/// Checks that are asked by `after` in the same words as by `before`.
QSet<CheckKey> sameQuestions(const WorkspacePtr &before, const WorkspacePtr &after)
{
    QSet<CheckKey> same;
    if (!before || !after)
        return same;
    for (const Platform &platform : after->platforms) {
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services) {
                if (service.presence == Presence::Planned
                    || service.presence == Presence::NotConfigured)
                    continue;
                for (const Check &check : service.checks) {
                    const CheckKey key{{{platform.id, environment.id}, service.id}, check.id};
                    const Check *was = before->check(key);
                    if (was != nullptr && *was == check)
                        same.insert(key);
                }
            }
        }
    }
    return same;
}

} // namespace

/// In the order of use: what stands above outlives what stands below.
struct EngineHost::Parts
{
    const Clock &clock;
    CredentialStore &credentials;
    CredentialCache secrets; ///< of checks; what a person starts reads the store itself
    WorkspacePtr workspace;  ///< of the post-checks and questions for metrics
    MetricServerBook servers;
    ProgramGuard guard;
    Resolver resolver;
    Ways ways;
    HttpClient http;
    PgConnections postgres;
    RedisConnections redis;
    ProbeMemory memory;
    ProbeRunner runner;
    CheckEngine checks;
    queries::QueryService metrics;
    std::unique_ptr<RunbookEngine> runbooks;

    explicit Parts(const Needs &needs)
        : clock(needs.clock)
        , credentials(needs.credentials)
        , secrets(needs.credentials, needs.clock)
        , resolver(clock)
        , ways(resolver, credentials)
        , postgres(clock)
        , redis(clock)
        , runner(builtinProbes(), clock, probeContext())
        , checks(clock, runner)
        , metrics({&http, &ways, &secrets, {}})
    {
        if (!needs.dataDirectory.isEmpty())
            metrics.setHistory(needs.dataDirectory + QStringLiteral("/history.db"));
        if (needs.audit != nullptr)
            runbooks = std::make_unique<RunbookEngine>(RunExecution::Parts{
                builtinSteps(), stepContext(needs.dataDirectory), needs.audit, userName()});
        runner.setGuard(looking());
    }

    ProbeRunner::Guard looking()
    {
        return [this](const CheckKey &key, QObject *context, const ProbeRunner::Answer &answer) {
            guard.look(key, context, answer);
        };
    }

    ProbeContext probeContext()
    {
        ProbeContext context;
        context.ways = &ways;
        context.http = &http;
        context.postgres = &postgres;
        context.redis = &redis;
        context.memory = &memory;
        context.credentials = &secrets;
        context.clock = &clock;
        return context;
    }

    StepContext stepContext(const QString &dataDirectory)
    {
        StepContext context;
        context.clock = &clock;
        context.credentials = &credentials;
        context.ways = &ways;
        context.dataDirectory = dataDirectory;
        context.verification = [this](const QList<ServiceKey> &services, Milliseconds within) {
            auto verification = std::make_unique<ProbeVerification>(workspace, services, within,
                                                                    clock, probeContext());
            verification->setGuard(looking());
            return verification;
        };
        return context;
    }

    /// Of what is asked no more, or in other words, nothing stays. After the checks have the
    /// definition: they end what is still asked.
    void forgetOthers(const QSet<CheckKey> &same)
    {
        memory.keepOnly(same);
        QSet<QString> keys;
        for (const CheckKey &key : same)
            keys.insert(key.toString());
        postgres.kept().keepOnly(keys);
        redis.kept().keepOnly(keys);
    }

    /// Ways are kept for checks and servers alike.
    void useServers()
    {
        metrics.setWorkspace(workspace, servers);
        QList<Way> used = workspace ? waysOf(*workspace) : QList<Way>();
        for (const MetricServer &server : std::as_const(servers))
            used.append(server.via);
        ways.keepOnly(used, workspace ? shellsOf(*workspace) : QList<Ways::Shell>());
    }

    QList<QObject *> objects()
    {
        QList<QObject *> all{&secrets,  &guard, &resolver, &ways,   &http,
                             &postgres, &redis, &runner,   &checks, &metrics};
        if (runbooks)
            all.append(runbooks.get());
        return all;
    }
};

EngineHost::EngineHost(const Needs &needs, QObject *parent)
    : QObject(parent)
    , m_context(std::make_unique<QObject>())
    , m_parts(std::make_unique<Parts>(needs))
{
    static_cast<void>(userName());
    connect(&m_parts->guard, &ProgramGuard::programChanged, this, &EngineHost::programChanged,
            Qt::DirectConnection);
    const auto askAgain = [this](const QString &key) {
        m_parts->checks.checkNow({CheckKey::fromString(key)});
    };
    connect(&m_parts->postgres, &PgConnections::peerLost, &m_parts->checks, askAgain);
    connect(&m_parts->redis, &RedisConnections::peerLost, &m_parts->checks, askAgain);
    m_thread.setObjectName(QStringLiteral("engine"));
    m_context->moveToThread(&m_thread);
    for (QObject *part : m_parts->objects())
        part->moveToThread(&m_thread);
}

EngineHost::~EngineHost()
{
    if (m_thread.isRunning()) {
        // Sockets, timers and notifiers must go where they live.
        QMetaObject::invokeMethod(
            m_context.get(),
            [this] {
                m_parts->checks.stop();
                // What waits for its deletion refers to the parts.
                QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
                m_parts.reset();
            },
            Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }
}

CheckEngine *EngineHost::checks() const
{
    return &m_parts->checks;
}

RunbookEngine *EngineHost::runbooks() const
{
    return m_parts->runbooks.get();
}

queries::QueryService *EngineHost::metricQueries() const
{
    return &m_parts->metrics;
}

void EngineHost::setPrograms(const QList<ProgramUse> &programs)
{
    QHash<CheckKey, ProgramGuard::Prints> files;
    for (const ProgramUse &program : programs) {
        for (const CheckKey &key : program.checks)
            files[key].insert(program.files);
    }
    QMetaObject::invokeMethod(m_context.get(),
                              [this, files] { m_parts->guard.setPrograms(files); });
}

void EngineHost::setMetricServers(const MetricServerBook &servers)
{
    QMetaObject::invokeMethod(m_context.get(), [this, servers] {
        m_parts->servers = servers;
        m_parts->useServers();
    });
}

void EngineHost::setWorkspace(const WorkspacePtr &workspace)
{
    QMetaObject::invokeMethod(m_context.get(), [this, workspace] {
        const QSet<CheckKey> same =
            sameQuestions(std::exchange(m_parts->workspace, workspace), workspace);
        m_parts->checks.setWorkspace(workspace);
        m_parts->forgetOthers(same);
        m_parts->useServers();
        if (m_parts->runbooks)
            m_parts->runbooks->setWorkspace(workspace);
    });
}

void EngineHost::start()
{
    m_thread.start();
}

} // namespace opsdeck
