// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/variables.h"
#include "services/domain/kindinfo.h"

namespace opsdeck {

/// A service with its variables replaced. What stands in a check's steps and is known only when
/// they run (`${step.name}`, `${secret}`) stays, and `$$` stays with it, for the second pass then;
/// a name that no earlier step saves is reported.
YamlNode substitutedService(const YamlNode &service, const QList<KindInfo> &probes,
                            const Variables &variables, const QString &environment,
                            const Reporter &reporter, qint64 &added);
/// Letters, digits, '-' and '_', beginning with a letter or digit, at most 63: a step, or a value
/// that it saves.
bool isStepName(const QString &text);

} // namespace opsdeck
