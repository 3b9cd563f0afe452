// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/aggregation.h"
#include "services/expressions/expressionerrors.h"
#include "services/expressions/functions.h"
#include "services/expressions/numbers.h"
#include "services/expressions/sums.h"

#include <algorithm>
#include <cmath>

namespace opsdeck::expressions {

namespace {

/// The k best samples of a group, the worst of them on top of a binary heap. Which of equal
/// samples stay depends on the heap's shape; it is that of Go's container/heap.
class Ranking
{
public:
    explicit Ranking(bool largest)
        : m_largest(largest)
    {}

    void offer(const StepSample &sample, std::size_t k)
    {
        if (m_heap.size() < k) {
            push(sample);
            return;
        }
        const double worst = m_heap.front().value;
        const bool better = m_largest ? worst < sample.value : worst > sample.value;
        if (!better && !std::isnan(worst))
            return;
        if (k == 1) {
            m_heap.front() = sample;
            return;
        }
        std::swap(m_heap.front(), m_heap.back());
        m_heap.pop_back();
        sink(0);
        push(sample);
    }

    /// Best first; NaN last.
    std::vector<StepSample> take()
    {
        std::stable_sort(m_heap.begin(), m_heap.end(),
                         [&](const StepSample &a, const StepSample &b) {
                             return before(b.value, a.value) && !before(a.value, b.value);
                         });
        return std::exchange(m_heap, {});
    }

private:
    /// Worse: nearer to the top.
    bool before(double a, double b) const { return std::isnan(a) || (m_largest ? a < b : a > b); }

    void push(const StepSample &sample)
    {
        m_heap.push_back(sample);
        std::size_t at = m_heap.size() - 1;
        while (at > 0) {
            const std::size_t parent = (at - 1) / 2;
            if (!before(m_heap[at].value, m_heap[parent].value))
                return;
            std::swap(m_heap[at], m_heap[parent]);
            at = parent;
        }
    }

    void sink(std::size_t at)
    {
        for (;;) {
            const std::size_t left = 2 * at + 1;
            if (left >= m_heap.size())
                return;
            const std::size_t right = left + 1;
            const bool takesRight =
                right < m_heap.size() && before(m_heap[right].value, m_heap[left].value);
            const std::size_t child = takesRight ? right : left;
            if (!before(m_heap[child].value, m_heap[at].value))
                return;
            std::swap(m_heap[at], m_heap[child]);
            at = child;
        }
    }

    bool m_largest;
    std::vector<StepSample> m_heap;
};

/// Calls `use` with the groups that have samples at each step, in the order of their first one.
template <typename Use>
Result<Table> bySteps(const AggregateNode &node, const Table &table, const StepGrid &grid, Use use)
{
    const Grouping groups = grouping(node, table);
    std::vector<std::vector<StepSample>> samples(groups.labels.size());
    std::vector<std::size_t> present;
    StepReader reader(table);
    TableBuilder builder;
    for (int step = 0; step < grid.count; ++step) {
        present.clear();
        for (const StepSample &sample : reader.at(step)) {
            const auto index = static_cast<std::size_t>(
                groups.groupOfSeries[static_cast<std::size_t>(sample.series)]);
            if (samples[index].empty())
                present.push_back(index);
            samples[index].push_back(sample);
        }
        for (const std::size_t index : present) {
            if (const auto error = use(builder, step, groups.labels[index], samples[index]))
                return failure(*error);
            samples[index].clear();
        }
    }
    return builder.take();
}

} // namespace

Result<Table> ranked(const AggregateNode &node, const Table &table,
                     const std::vector<double> &parameter, const StepGrid &grid)
{
    const auto use = [&](TableBuilder &builder, int step, const Labels &,
                         const std::vector<StepSample> &samples) -> std::optional<Error> {
        const double k = parameter[static_cast<std::size_t>(step)];
        if (k < 1)
            return {};
        Ranking ranking(node.operation == Aggregation::TopK);
        const auto most =
            static_cast<std::size_t>(std::min(std::floor(k), static_cast<double>(table.size())));
        for (const StepSample &sample : samples)
            ranking.offer(sample, most);
        for (const StepSample &sample : ranking.take()) {
            const Labels &labels = table[static_cast<std::size_t>(sample.series)].labels;
            builder.add(builder.place(labels), step, sample.value);
        }
        return {};
    };
    for (const double k : parameter) {
        if (!(std::abs(k) <= 0x1p63))
            return failure(argumentError(node.parameter->column,
                                         Words::tr("%1 takes a number of series, not %2")
                                             .arg(name(node.operation), plainNumber(k))));
    }
    return bySteps(node, table, grid, use);
}

Result<Table> quantiles(const AggregateNode &node, const Table &table,
                        const std::vector<double> &parameter, const StepGrid &grid)
{
    std::vector<double> values;
    return bySteps(node, table, grid,
                   [&](TableBuilder &builder, int step, const Labels &labels,
                       const std::vector<StepSample> &samples) -> std::optional<Error> {
                       values.clear();
                       for (const StepSample &sample : samples)
                           values.push_back(sample.value);
                       const double q = parameter[static_cast<std::size_t>(step)];
                       builder.add(builder.place(labels), step, quantileOf(q, values));
                       return {};
                   });
}

Result<Table> countedValues(const AggregateNode &node, const Table &table, const StepGrid &grid)
{
    const QString label = stringOf(*node.parameter);
    if (!isLabelName(label))
        return failure(argumentError(node.parameter->column,
                                     Words::tr("%1 is no label's name").arg(quoted(label))));
    AggregateNode grouped = node;
    if (!node.without)
        grouped.labels.append(label);
    TableBuilder builder;
    StepReader reader(table);
    std::unordered_map<Labels, std::size_t, LabelsHash> groups;
    std::vector<std::pair<Labels, double>> counts;
    for (int step = 0; step < grid.count; ++step) {
        groups.clear();
        counts.clear();
        for (const StepSample &sample : reader.at(step)) {
            const Labels &own = table[static_cast<std::size_t>(sample.series)].labels;
            const Labels labels = groupLabels(grouped, own.with(label, plainNumber(sample.value)));
            const auto [found, isNew] = groups.try_emplace(labels, counts.size());
            if (isNew)
                counts.emplace_back(labels, 0);
            ++counts[found->second].second;
        }
        for (const auto &[labels, count] : counts)
            builder.add(builder.place(labels), step, count);
    }
    return builder.take();
}

} // namespace opsdeck::expressions
