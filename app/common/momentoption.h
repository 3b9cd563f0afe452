// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

namespace opsdeck {

/// What `--at` names, in milliseconds since 1970 (UTC): "2026-01-31T12:00:00Z", or seconds since
/// 1970. Config, with what to type instead, of what is no moment or says no time zone.
Result<qint64> momentOf(const QString &text);

} // namespace opsdeck
