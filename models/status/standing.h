// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <QSet>

namespace opsdeck {

/// Whatever stands on `service` along dependencies that carry impact, itself included.
QSet<ServiceId> standingOn(const ServiceId &service, const Environment &definition);

/// Who states, itself, that it uses `service`.
QSet<ServiceId> directUsers(const ServiceId &service, const Environment &definition);

} // namespace opsdeck
