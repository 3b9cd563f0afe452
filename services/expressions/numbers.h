// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace opsdeck::expressions {

/// 1h30m, 5m, 250ms: units once each in the order y w d h m s ms, more than 0 and less than 292
/// years. In milliseconds.
std::optional<qint64> parseDuration(const QString &text);
/// In milliseconds, not negative: the form that parseDuration() reads.
QString durationForm(qint64 milliseconds);
/// A number of an expression: decimal, 0x…, a leading 0 for octal.
std::optional<double> parseNumber(const QString &text);
/// A number as label values hold it: "0.5", "1e+06", "+Inf", "NaN".
std::optional<double> parseLabelNumber(const QString &text);
/// The shortest digits that give the number back, never with an exponent: "0.000001", "+Inf".
QString plainNumber(double value);
/// The shortest form that an expression takes.
QString numberForm(double value);

} // namespace opsdeck::expressions
