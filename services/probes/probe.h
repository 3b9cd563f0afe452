// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/check.h"
#include "services/domain/kindinfo.h"

#include <QObject>

#include <memory>

namespace opsdeck {

class Clock;
class CredentialStore;
class HttpClient;
class PgConnections;
class ProbeMemory;
class RedisConnections;
class Ways;

/// What a probe found; the runner adds key and time.
struct ProbeOutcome
{
    CheckStatus status = CheckStatus::Unknown;
    std::chrono::microseconds latency{0};
    QString message;
    QString figure;
    std::optional<Error> error;
    QVariantMap fields;
    QList<Sample> samples;
    QString address;

    // For conditions only; the runner drops them before the result leaves.
    std::optional<bool>
        connected; ///< whether a connection was made, where the error does not tell it
    std::optional<QByteArray> body; ///< of the answer, uncoded
    std::optional<QList<std::pair<QByteArray, QByteArray>>> headers;
};

/// One execution of one check, on the engine thread, without blocking. start() is called once;
/// finished() comes exactly once and never from inside start(); destruction aborts without a
/// signal. The deadline is the runner's: a probe sets none.
class Probe : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual void start() = 0;
    /// What it is doing, for the timeout's words: "resolve", "connect", "tls", "auth", "send",
    /// "wait for answer", "read body".
    virtual QString stage() const = 0;

    virtual QString address() const { return {}; }

    virtual QStringList resolved() const { return {}; } ///< see CheckResult

    virtual QString target() const
    {
        return {};
    } ///< who is asked, for the timeout's words: "db:5432"

    virtual QVariantMap fieldsSoFar() const { return {}; } ///< facts worth keeping when time is up

    virtual QList<Sample> samplesSoFar() const { return {}; }

Q_SIGNALS:
    void finished(const opsdeck::ProbeOutcome &outcome);
};

/// What a probe may use. All of it lives on the engine thread and outlives every probe.
struct ProbeContext
{
    CheckKey key;
    Ways *ways = nullptr;
    HttpClient *http = nullptr;
    PgConnections *postgres = nullptr;
    RedisConnections *redis = nullptr;
    CredentialStore *credentials = nullptr;
    const Clock *clock = nullptr;
    ProbeMemory *memory = nullptr; ///< may be absent: then nothing is known of earlier runs
};

struct ProbeKind
{
    KindInfo info;
    std::unique_ptr<Probe> (*create)(const Check &check, const ProbeContext &context);
};

} // namespace opsdeck
