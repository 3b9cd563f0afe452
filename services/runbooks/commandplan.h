// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/kindinfo.h"
#include "services/runbooks/plannedreach.h"

namespace opsdeck {

/// The parameters of a command step, as written and as planned.
namespace commandkeys {

inline const QString kArtifact = QStringLiteral("artifact");
inline const QString kVerify = QStringLiteral("artifact_verify");
inline const QString kReplaces =
    QStringLiteral("artifact_replaces"); ///< planned, not written by anybody
inline const QString kPassFile = QStringLiteral("pgpass");
inline const QString kEnvironment = QStringLiteral("environment");
inline const QString kReach = QStringLiteral("reach");

} // namespace commandkeys

ParameterSchema commandSchema();
/// ParameterJudge of a command step.
QList<ParameterFinding> commandFindings(const QVariantMap &values);
/// What it would run in an environment. What only the run knows of a reach stands in the argument
/// vector as `${reach.…}`. Errors: Config, NotFound.
Result<PlannedStep> planCommand(const Step &step, const PlanScope &scope);

} // namespace opsdeck
