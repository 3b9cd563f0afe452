// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/functions.h"
#include "services/expressions/numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace opsdeck::expressions {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();
const QString kBoundLabel = QStringLiteral("le");

struct Bucket
{
    double bound = 0; ///< its upper end
    double count = 0; ///< of everything up to there
};

/// One a bound, in the order of bounds, counts never falling.
void tidy(std::vector<Bucket> &buckets)
{
    std::vector<Bucket> joined;
    for (const Bucket &bucket : buckets) {
        if (!joined.empty() && joined.back().bound == bucket.bound)
            joined.back().count += bucket.count;
        else
            joined.push_back(bucket);
    }
    double most = joined.front().count;
    for (Bucket &bucket : joined) {
        if (bucket.count > most)
            most = bucket.count;
        else if (bucket.count < most)
            bucket.count = most;
    }
    buckets = std::move(joined);
}

double quantileOfBuckets(double q, std::vector<Bucket> &buckets)
{
    if (std::isnan(q))
        return kNan;
    if (q < 0)
        return -kInf;
    if (q > 1)
        return kInf;
    std::stable_sort(buckets.begin(), buckets.end(),
                     [](const Bucket &a, const Bucket &b) { return a.bound < b.bound; });
    if (buckets.back().bound != kInf)
        return kNan;
    tidy(buckets);
    if (buckets.size() < 2 || buckets.back().count == 0)
        return kNan;
    double rank = q * buckets.back().count;
    const auto at =
        std::partition_point(buckets.cbegin(), buckets.cend() - 1,
                             [&](const Bucket &bucket) { return !(bucket.count >= rank); });
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

/// The series of one histogram.
struct Histogram
{
    int place = -1;
    std::vector<Bucket> buckets;
};

Result<Table> histogramQuantile(Arguments &arguments)
{
    const std::vector<double> q = scalarValues(arguments.tables[0]);
    const Table &table = arguments.tables[1];
    std::unordered_map<Labels, int, LabelsHash> groups;
    std::vector<int> groupOf;
    std::vector<double> bounds;
    std::vector<Labels> results;
    for (const StepSeries &series : table) {
        const auto bound = parseLabelNumber(series.labels.value(kBoundLabel));
        const bool counts = bound && !std::isnan(*bound);
        bounds.push_back(counts ? *bound : kNan);
        const auto [found, isNew] = groups.try_emplace(series.labels.without({kBoundLabel}),
                                                       static_cast<int>(results.size()));
        groupOf.push_back(counts ? found->second : -1);
        if (isNew)
            results.push_back(series.labels.without({kNameLabel, kBoundLabel}));
    }
    TableBuilder builder;
    StepReader reader(table);
    std::vector<Histogram> histograms(results.size());
    std::vector<int> present;
    for (int step = 0; step < arguments.grid.count; ++step) {
        for (const StepSample &sample : reader.at(step)) {
            const auto series = static_cast<std::size_t>(sample.series);
            if (groupOf[series] < 0)
                continue;
            auto &buckets = histograms[static_cast<std::size_t>(groupOf[series])].buckets;
            if (buckets.empty())
                present.push_back(groupOf[series]);
            buckets.push_back({bounds[series], sample.value});
        }
        for (const int group : present) {
            Histogram &histogram = histograms[static_cast<std::size_t>(group)];
            const Labels &labels = results[static_cast<std::size_t>(group)];
            if (histogram.place < 0)
                histogram.place = builder.place(labels);
            if (!builder.add(
                    histogram.place, step,
                    quantileOfBuckets(q[static_cast<std::size_t>(step)], histogram.buckets)))
                return failure(sameLabels(labels));
            histogram.buckets.clear();
        }
        present.clear();
    }
    return builder.take();
}

} // namespace

std::vector<Function> histogramFunctions()
{
    Function quantile;
    quantile.name = "histogram_quantile";
    quantile.arguments = {ValueType::Scalar, ValueType::Vector};
    quantile.vector = histogramQuantile;
    return {quantile};
}

} // namespace opsdeck::expressions
