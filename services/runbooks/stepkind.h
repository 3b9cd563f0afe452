// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/kindregistry.h"
#include "services/domain/result.h"
#include "services/domain/workspace.h"
#include "services/runbooks/verification.h"

namespace opsdeck {

class Clock;
class CredentialStore;
class Ways;

/// What planning reads. Planning changes nothing.
struct PlanScope
{
    EnvironmentKey environment;
    QVariantMap variables; ///< of the environment
    QString dataDirectory; ///< absolute
    QString workspaceId;
    QString workspaceDirectory;
    QList<ServiceKey> services;                    ///< of the environment
    QHash<ServiceKey, QString> titles = {};        ///< of the services
    QHash<ServiceKey, QList<Check>> withheld = {}; ///< they run programs nobody trusted
    Way way = {};                                  ///< of the environment
    QHash<ServiceId, Way> serviceWays = {};        ///< of its services
};

/// How a step ended.
struct StepOutcome
{
    StepState state = StepState::Failed;
    QString message;            ///< "exit 0 after 9 s"
    std::optional<Error> error; ///< unless it succeeded
};

/// One step at work, on the engine thread, without blocking. start() once; finished() exactly once,
/// never from inside start(). Destruction kills what it runs. The time limit is the run's.
class StepExecutor : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void start() = 0;
    /// Ends it early, within seconds: finished() comes with Cancelled.
    virtual void cancel() = 0;

Q_SIGNALS:
    void said(bool isError, const QString &line); ///< cleaned, secrets masked
    void finished(const opsdeck::StepOutcome &outcome);
};

/// What an executor may use; outlives it.
struct StepContext
{
    const Clock *clock = nullptr;
    CredentialStore *credentials = nullptr;
    Ways *ways = nullptr;
    VerificationFactory verification;
    EnvironmentKey environment;
    QString dataDirectory;
    QString runId;
    int lockDescriptor = -1; ///< of the run's lock: kept open while anything of a step lives
    /// Puts a row about this step into the record; `done` as of AuditLog::append().
    std::function<void(const QString &action, const QString &outcome, const QVariantMap &body,
                       QObject *context, std::function<void(const std::optional<Error> &)> done)>
        note = {};
};

struct StepKind
{
    KindInfo info;
    Result<PlannedStep> (*plan)(const Step &step, const PlanScope &scope);
    std::unique_ptr<StepExecutor> (*create)(const PlannedStep &step, const StepContext &context);
};

using StepRegistry = KindRegistry<StepKind>;

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::StepOutcome)
