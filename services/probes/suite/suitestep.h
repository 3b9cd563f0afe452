// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/condition.h"
#include "services/domain/instant.h"
#include "services/domain/kindinfo.h"
#include "services/probes/suite/suitevalues.h"

namespace opsdeck {

/// One request of a suite, as its definition has it: texts still hold their variables.
struct SuiteStep
{
    QString id;
    QString title;
    QVariantMap request; ///< the parameters of an http check
    QStringList downIf;
    QStringList degradedIf;
    QMap<QString, ConditionOperand> save; ///< name → where in the answer
    std::optional<CheckCondition> retryUntil;
    Milliseconds within{10'000};
    Milliseconds every{500};
    bool always = false; ///< also after a step that failed

    static Result<SuiteStep> from(const QVariantMap &parameters);
};

/// Rows of the schema of one step.
ParameterSchema suiteStepSchema();
/// What the steps of a suite have wrong together.
QList<ParameterFinding> suiteFindings(const QVariantMap &values);
/// Parameters of the http check that asks `step`, with the saved values filled in.
Result<QVariantMap> filledRequest(const SuiteStep &step, const SuiteValues &values);

} // namespace opsdeck
