// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/alertrules.h"
#include "services/importers/importedstack.h"

#include <QHash>

namespace opsdeck {

/// Makes of alerting rules what the checks of their jobs can say: limits of samples and dead man's
/// switches. `services` gives the id by the job's name. What could not be made is told.
void applyRules(const QList<PrometheusRule> &rules, const QHash<QString, QString> &services,
                ImportedStack &imported, ImportFindings &findings);

} // namespace opsdeck
