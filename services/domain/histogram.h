// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

#include <QMap>

#include <vector>

namespace opsdeck {

/// Of a classic histogram of Prometheus' kind.
struct HistogramBucket
{
    double bound = 0; ///< its upper end
    double count = 0; ///< of everything up to there, or its rate
};

/// The quantile of what the buckets counted, as `histogram_quantile` of Prometheus tells it: spread
/// evenly within a bucket, the last finite end where it lies beyond that. NaN without a last bucket
/// that has no end, or where nothing was counted.
double quantileOf(double quantile, std::vector<HistogramBucket> buckets);

/// What fell between the end of the bucket before and its own.
struct BucketRate
{
    double bound = 0;
    double perSecond = 0;

    bool operator==(const BucketRate &) const = default;
};

/// Of what was counted up to each end, by these as labels hold them; rising. Empty where a rate is
/// NaN.
QList<BucketRate> bucketRates(const QMap<QString, double> &upTo);

/// What a metric draws of a histogram, by quantileName(), from the rates of its buckets, by their
/// upper ends as labels hold them. NaN where nothing was counted, or a bucket's rate is NaN.
QMap<QString, double> quantileLines(const MetricDefinition &metric,
                                    const QMap<QString, double> &rates);

} // namespace opsdeck
