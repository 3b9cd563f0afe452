// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"
#include "services/domain/id.h"
#include "services/domain/instant.h"

#include <QList>
#include <QStringList>
#include <QVariantMap>

#include <optional>

namespace opsdeck {

enum class Danger { ReadOnly, Low, Disruptive, Destructive };
enum class OnFailure { Stop, Continue };

/// One step as written in YAML, its parameters typed by the step kind's schema but not yet filled
/// in for an environment.
struct Step
{
    StepId id;
    QString title;
    QString kind; ///< step kind
    Milliseconds timeout{60'000};
    OnFailure onFailure = OnFailure::Stop;
    QVariantMap parameters;

    bool operator==(const Step &) const = default;
};

struct Runbook
{
    RunbookId id;
    QString title;
    QString meaning;
    QString impact;
    QString owner;
    Danger danger = Danger::ReadOnly;
    PlatformId platform;               ///< whose environments it may run in
    std::optional<ServiceId> service;  ///< what it acts on; for suggestions and blast radius
    QList<EnvironmentId> environments; ///< empty: all of the platform
    QStringList triggers;              ///< error kinds that suggest it
    QList<Step> steps;
    /// Variables of each environment ("db_port" → "15432"), already merged from platform and
    /// workspace.
    QMap<EnvironmentId, QVariantMap> variables;

    bool operator==(const Runbook &) const = default;
};

/// How a secret reaches a child process. Never by argument, environment or file on disk.
struct SecretUse
{
    CredentialId credential;
    QString delivery; ///< words for the preview: "pass file on an inherited descriptor, mode 0600"

    bool operator==(const SecretUse &) const = default;
};

/// A step with everything decided: exactly what will happen. Part of the frozen plan.
struct PlannedStep
{
    StepId id;
    QString title;
    QString kind;
    Milliseconds timeout{0};
    OnFailure onFailure = OnFailure::Stop;
    QStringList argumentVector; ///< element 0 is the absolute path of the program; empty for kinds
                                ///< without a process
    QString workingDirectory;
    QStringList
        facts; ///< preview lines that are not arguments: "wait until api is OK, at most 30 s"
    QList<SecretUse> secrets;
    QVariantMap parameters; ///< filled in; what the executor reads

    bool operator==(const PlannedStep &) const = default;
};

/// What is previewed, confirmed, run and audited: any change gives another hash (reliability RB-4).
struct RunPlan
{
    RunbookId runbook;
    QString title;
    EnvironmentKey environment;
    QString environmentTitle;
    bool isProtected = false;
    Danger danger = Danger::ReadOnly;
    QList<PlannedStep> steps;
    Instant frozenAt;
    QString hash; ///< SHA-256 over the canonical form of all of the above but frozenAt, in hex

    /// The text that must be typed before it runs; empty when none is asked for.
    QString confirmationText() const;
    bool operator==(const RunPlan &) const = default;
};

enum class RunState { Planned, Running, Succeeded, Failed, Cancelled };
enum class StepState { Waiting, Running, Succeeded, Failed, Cancelled, Skipped, Unknown };

/// One line of output, already stripped, capped and with secrets masked.
struct OutputLine
{
    Instant at;
    int step = -1; ///< index in the plan; -1: the run itself
    bool isError = false;
    QString text;

    bool operator==(const OutputLine &) const = default;
};

/// The state of a run, as it crosses threads.
struct RunProgress
{
    QString runId;
    RunPlan plan;
    RunState state = RunState::Planned;
    QList<StepState> steps;
    QList<QString> stepMessages; ///< "exit 0 after 9 s"
    Instant startedAt;
    Instant endedAt;
    std::optional<Error> error;

    bool operator==(const RunProgress &) const = default;
};

QString toWord(Danger danger);
QString toWord(RunState state);
QString toWord(StepState state);

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::RunPlan)
Q_DECLARE_METATYPE(opsdeck::OutputLine)
Q_DECLARE_METATYPE(opsdeck::RunProgress)
