// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"

#include <optional>

namespace opsdeck {

/// "500ms", "30s", "5m", "2h", "7d", and several in a row: "1h30m". Nothing without a unit.
std::optional<Milliseconds> durationFromText(const QString &text);
/// "512", "64KiB", "1MiB", "2GiB" and "64kB", "1MB", "2GB"; in bytes.
std::optional<qint64> bytesFromText(const QString &text);

} // namespace opsdeck
