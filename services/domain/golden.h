// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <array>

namespace opsdeck {

/// The four figures that tell how a service does for those who use it.
enum class Golden { Latency, Traffic, Errors, Saturation };

inline constexpr std::array kGoldenFour{Golden::Latency, Golden::Traffic, Golden::Errors,
                                        Golden::Saturation};

/// The word of the key `golden` of a metric.
QString toWord(Golden tile);
QStringList goldenWords(); ///< in the order of the tiles
std::optional<Golden> goldenOf(const QString &word);

/// Which metrics a definition names for a tile, by their ids. Kept among the service's facts: it is
/// stated in the definition, and shown with the rest of what is.
void setGoldenMetric(Service &service, Golden tile, const QString &metric, const Source &source);
QStringList goldenMetrics(const Service &service, Golden tile);

} // namespace opsdeck
