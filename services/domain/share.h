// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

namespace opsdeck {

// A chart of one metric over another of the same check, line by line: its `metric` is written
// "a / b", or "a{label="value"} / a" where it is a part of the whole.

/// The names, or nothing where it is a single one.
struct ShareNames
{
    QString dividend;
    QString divisor;
    Labels labels = {}; ///< of the dividend's samples, beside those of the metric

    /// Of what is a part of the whole nothing is 0, even if it was never counted.
    bool isPart() const { return dividend == divisor; }
};

std::optional<ShareNames> shareOf(const MetricDefinition &metric);

/// Whether a text with a slash is such a pair: two names of samples, the first with labels or
/// without.
bool isShare(const QString &metric);

/// Name of the samples that it is divided by; empty: of none.
QString divisorName(const MetricDefinition &metric);

/// NaN where there is nothing to divide by.
double shareIn(double dividend, double divisor);

} // namespace opsdeck
