// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck {

/// The service's title as its first environment has it, its id when there is none.
QString titleOfService(const Platform &platform, const ServiceId &service);
/// The service as it is in `preferred`, else in the first environment that has it; a null key when
/// none has.
ServiceKey serviceNear(const Platform &platform, const ServiceId &service,
                       const EnvironmentId &preferred);

} // namespace opsdeck
