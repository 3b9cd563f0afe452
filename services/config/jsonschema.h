// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/kindinfo.h"

#include <QJsonObject>

namespace opsdeck {

/// JSON Schemas (draft 2020-12) of the configuration's files, for editors that complete and check
/// while typing. They accept what the loader accepts (but no variable in the place of a kind); it
/// alone knows names, variables and ranges of durations.
QJsonObject workspaceSchema();
QJsonObject platformSchema(const QList<KindInfo> &probes);
QJsonObject runbookSchema(const QList<KindInfo> &steps);

} // namespace opsdeck
