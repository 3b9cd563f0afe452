// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/steps.h"

#include <algorithm>

namespace opsdeck::expressions {

StepReader::StepReader(const Table &table)
    : m_table(table)
    , m_next(table.size(), 0)
{
    m_samples.reserve(table.size());
}

std::span<const StepSample> StepReader::at(int step)
{
    m_samples.clear();
    for (std::size_t i = 0; i < m_table.size(); ++i) {
        const std::vector<StepPoint> &points = m_table[i].points;
        if (m_next[i] < points.size() && points[m_next[i]].step == step)
            m_samples.push_back({static_cast<int>(i), points[m_next[i]++].value});
    }
    return m_samples;
}

int TableBuilder::place(const Labels &labels)
{
    const auto [found, isNew] = m_places.try_emplace(labels, static_cast<int>(m_table.size()));
    if (isNew)
        m_table.push_back({labels, {}});
    return found->second;
}

bool TableBuilder::add(int place, int step, double value)
{
    std::vector<StepPoint> &points = m_table[static_cast<std::size_t>(place)].points;
    if (!points.empty() && points.back().step >= step)
        return false;
    points.push_back({step, value});
    return true;
}

bool TableBuilder::addSeries(const Labels &labels, std::vector<StepPoint> points)
{
    std::vector<StepPoint> &kept = m_table[static_cast<std::size_t>(place(labels))].points;
    if (kept.empty()) {
        kept = std::move(points);
        return true;
    }
    std::vector<StepPoint> both;
    both.reserve(kept.size() + points.size());
    std::merge(kept.cbegin(), kept.cend(), points.cbegin(), points.cend(), std::back_inserter(both),
               [](const StepPoint &a, const StepPoint &b) { return a.step < b.step; });
    kept = std::move(both);
    return std::adjacent_find(
               kept.cbegin(), kept.cend(),
               [](const StepPoint &a, const StepPoint &b) { return a.step == b.step; })
           == kept.cend();
}

Table TableBuilder::take()
{
    std::erase_if(m_table, [](const StepSeries &series) { return series.points.empty(); });
    m_places.clear();
    return std::exchange(m_table, {});
}

std::vector<double> scalarValues(const Table &table)
{
    std::vector<double> values;
    if (!table.empty()) {
        values.reserve(table.front().points.size());
        for (const StepPoint &point : table.front().points)
            values.push_back(point.value);
    }
    return values;
}

} // namespace opsdeck::expressions
