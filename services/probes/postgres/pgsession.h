// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/pgconnection.h"
#include "services/probes/parameters.h"

namespace opsdeck {

/// The rows of a schema that say whom to connect to and as whom; `database` is required unless a
/// default is given.
ParameterSchema pgSessionSchema(const QString &defaultDatabase = {});
/// All of a target but place and password; Config error when something is missing.
Result<PgTarget> pgTargetFrom(const Parameters &parameters, const QString &defaultDatabase = {});

} // namespace opsdeck
