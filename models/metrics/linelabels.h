// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

namespace opsdeck {

/// Whether a series with these labels is drawn by the chart at all.
bool isDrawn(const MetricDefinition &definition, const Labels &labels);
/// Of a chart of one metric over another: whether it is drawn and is of the dividend's labels.
bool isDividend(const MetricDefinition &definition, const Labels &labels);
/// The line that it is drawn on.
QString lineOf(const MetricDefinition &definition, const Labels &labels);

} // namespace opsdeck
