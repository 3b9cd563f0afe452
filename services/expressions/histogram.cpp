// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/histogram.h"

#include "services/expressions/functions.h"
#include "services/expressions/numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace opsdeck::expressions {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const QString kBoundLabel = QStringLiteral("le");

/// The series of one histogram.
struct Histogram
{
    int place = -1;
    std::vector<HistogramBucket> buckets;
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
                    quantileOf(q[static_cast<std::size_t>(step)], std::move(histogram.buckets))))
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
