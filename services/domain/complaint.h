// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

namespace opsdeck {

/// Of a service whose failing checks look at others (a platform's health script, an aggregated
/// health answer): the services of the same environment that they complain of, by index, when
/// nothing else is wrong with it. Each failing check has to name some, by id, title, Compose
/// service or container, all that any line of it names have to be down, and no line may be left
/// over. Otherwise empty: the trouble is its own.
QList<int> complainedOf(const QList<Service> &services, const QList<ServiceView> &views, int index);

} // namespace opsdeck
