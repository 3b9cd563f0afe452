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
/// Decimal; nothing with a leading zero, which some programs take for octal.
std::optional<qint64> integer(const QString &text);
/// Finite, otherwise as an integer.
std::optional<double> number(const QString &text);
/// As it would be written in a file, without a fraction: "10ms", "90s", "21d".
QString durationWord(Milliseconds duration);
/// "64KiB", "1MiB", "1500B".
QString bytesWord(qint64 bytes);
/// Letters, digits, '.', '_' and '-', beginning with a letter or digit, at most 63.
bool isId(const QString &text);

} // namespace opsdeck::scalars
