// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace opsdeck {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

/// One a bound, in the order of bounds, counts never falling.
void tidy(std::vector<HistogramBucket> &buckets)
{
    std::vector<HistogramBucket> joined;
    for (const HistogramBucket &bucket : buckets) {
        if (!joined.empty() && joined.back().bound == bucket.bound)
            joined.back().count += bucket.count;
        else
            joined.push_back(bucket);
    }
    double most = joined.front().count;
    for (HistogramBucket &bucket : joined) {
        if (bucket.count > most)
            most = bucket.count;
        else if (bucket.count < most)
            bucket.count = most;
    }
    buckets = std::move(joined);
}

std::optional<double> boundOf(const QString &label)
{
    if (label.compare(QLatin1String("+Inf"), Qt::CaseInsensitive) == 0
        || label.compare(QLatin1String("Inf"), Qt::CaseInsensitive) == 0)
        return kInf;
    bool isNumber = false;
    const double bound = label.toDouble(&isNumber);
    return isNumber && !std::isnan(bound) ? std::optional(bound) : std::nullopt;
}

} // namespace

double quantileOf(double quantile, std::vector<HistogramBucket> buckets)
{
    if (std::isnan(quantile) || buckets.empty())
        return kNan;
    if (quantile < 0)
        return -kInf;
    if (quantile > 1)
        return kInf;
    std::stable_sort(
        buckets.begin(), buckets.end(),
        [](const HistogramBucket &a, const HistogramBucket &b) { return a.bound < b.bound; });
    if (buckets.back().bound != kInf)
        return kNan;
    tidy(buckets);
    if (buckets.size() < 2 || buckets.back().count == 0)
        return kNan;
    double rank = quantile * buckets.back().count;
    const auto at = std::partition_point(
        buckets.cbegin(), buckets.cend() - 1,
        [&](const HistogramBucket &bucket) { return !(bucket.count >= rank); });
    if (at == buckets.cend() - 1)
        return (at - 1)->bound;
    if (at == buckets.cbegin() && at->bound <= 0)
        return at->bound;
    double start = 0;
    double count = at->count;
    if (at != buckets.cbegin()) {
        start = (at - 1)->bound;
        count -= (at - 1)->count;
        rank -= (at - 1)->count;
    }
    return start + (at->bound - start) * (rank / count);
}

QList<BucketRate> bucketRates(const QMap<QString, double> &upTo)
{
    std::vector<HistogramBucket> buckets;
    for (auto it = upTo.cbegin(); it != upTo.cend(); ++it) {
        const std::optional<double> bound = boundOf(it.key());
        if (!bound)
            continue;
        if (std::isnan(it.value()))
            return {};
        buckets.push_back({*bound, it.value()});
    }
    if (buckets.empty())
        return {};
    std::stable_sort(
        buckets.begin(), buckets.end(),
        [](const HistogramBucket &a, const HistogramBucket &b) { return a.bound < b.bound; });
    tidy(buckets);
    QList<BucketRate> rates;
    double before = 0;
    for (const HistogramBucket &bucket : buckets) {
        rates.append({bucket.bound, bucket.count - before});
        before = bucket.count;
    }
    return rates;
}

QMap<QString, double> quantileLines(const MetricDefinition &metric,
                                    const QMap<QString, double> &rates)
{
    std::vector<HistogramBucket> buckets;
    bool isKnown = true;
    for (auto it = rates.cbegin(); it != rates.cend(); ++it) {
        const std::optional<double> bound = boundOf(it.key());
        if (!bound)
            continue;
        isKnown = isKnown && !std::isnan(it.value());
        buckets.push_back({*bound, it.value()});
    }
    QMap<QString, double> lines;
    for (const double quantile : metric.quantiles)
        lines.insert(quantileName(quantile), isKnown ? quantileOf(quantile, buckets) : kNan);
    return lines;
}

} // namespace opsdeck
