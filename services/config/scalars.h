// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"

#include <QString>

#include <optional>

namespace opsdeck::scalars {

/// "500ms", "30s", "5m", "2h", "7d", and several in a row: "1h30m". Nothing without a unit.
std::optional<Milliseconds> duration(const QString &text);
/// "512", "64KiB", "1MiB", "2GiB" and "64kB", "1MB", "2GB"; in bytes.
std::optional<qint64> bytes(const QString &text);
/// true or false, as YAML 1.2 has them.
std::optional<bool> boolean(const QString &text);
std::optional<qint64> integer(const QString &text);
/// Finite.
std::optional<double> number(const QString &text);
/// Letters, digits, '.', '_' and '-', beginning with a letter or digit, at most 63.
bool isId(const QString &text);

} // namespace opsdeck::scalars
