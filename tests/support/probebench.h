// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/checks/proberunner.h"
#include "services/net/httpclient.h"
#include "services/net/pgconnections.h"
#include "services/net/redisconnections.h"
#include "services/net/resolver.h"
#include "services/probes/probememory.h"
#include "services/ways/ways.h"
#include "tests/support/faulttable.h"
#include "tests/support/memorycredentialstore.h"

#include <QEventLoop>
#include <QFile>
#include <QTimer>

namespace opsdeck {

/// Everything that probes need, for one test, with the real clock.
struct ProbeBench
{
    SystemClock clock;
    MemoryCredentialStore credentials;
    Resolver resolver{clock};
    Ways ways{resolver, credentials};
    HttpClient http;
    PgConnections postgres{clock};
    RedisConnections redis{clock};
    ProbeMemory memory;
    ProbeRunner runner{builtinProbes(), clock, context()};

    ProbeContext context()
    {
        ProbeContext context;
        context.ways = &ways;
        context.http = &http;
        context.postgres = &postgres;
        context.redis = &redis;
        context.memory = &memory;
        context.credentials = &credentials;
        context.clock = &clock;
        return context;
    }

    static CheckKey key(const QString &check = QStringLiteral("check"))
    {
        return {{{PlatformId(QStringLiteral("p")), EnvironmentId(QStringLiteral("e"))},
                 ServiceId(QStringLiteral("s"))},
                CheckId(check)};
    }

    static Check check(const QString &kind, const QVariantMap &parameters, int timeoutMs = 5000)
    {
        Check made;
        made.id = CheckId(QStringLiteral("check"));
        made.title = QStringLiteral("Check");
        made.kind = kind;
        made.timeout = Milliseconds(timeoutMs);
        made.parameters = parameters;
        return made;
    }

    /// Runs one check to its end; the result has no key when none came within `check.timeout` and
    /// ten seconds.
    CheckResult run(const Check &check, const CheckKey &as = key())
    {
        CheckResult result;
        QEventLoop loop;
        QObject context;
        QObject::connect(&runner, &ProbeRunner::finished, &context, [&](const CheckResult &each) {
            if (each.key == as) {
                result = each;
                loop.quit();
            }
        });
        runner.run(as, check);
        QTimer::singleShot(check.timeout + std::chrono::seconds(10), &loop, &QEventLoop::quit);
        loop.exec();
        recordOutcome(check.kind, result.status, result.error, result.message);
        return result;
    }

    CheckResult run(const QString &kind, const QVariantMap &parameters, int timeoutMs = 5000)
    {
        return run(check(kind, parameters, timeoutMs));
    }
};

/// Resident memory of this process, in bytes.
inline qint64 residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() * 4096
                                          : 0;
}

} // namespace opsdeck
