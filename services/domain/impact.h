// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// Marks among `views` the root causes and what each impacts, along the edges of `services` that
/// carry impact. A degraded service that scrapes one which is down complains of that one, and of
/// nothing that depends on itself; so does one whose health script names what is down, see
/// complainedOf(). Both lists are in the definition's order. Terminates on cycles.
void spreadImpact(const QList<Service> &services, QList<ServiceView> &views);

} // namespace opsdeck
