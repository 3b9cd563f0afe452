// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/expressions/labels.h"

#include <span>
#include <unordered_map>
#include <vector>

namespace opsdeck::expressions {

/// The moments of one evaluation, in milliseconds.
struct StepGrid
{
    qint64 fromMs = 0;
    qint64 stepMs = 1;
    int count = 1;
    qint64 toMs = 0; ///< as asked: not before the last step

    qint64 at(int step) const { return fromMs + step * stepMs; }
};

struct StepPoint
{
    int step = 0;
    double value = 0;
};

/// A series' values at steps, in ascending order.
struct StepSeries
{
    Labels labels;
    std::vector<StepPoint> points;
};

/// A scalar or an instant vector at every step. A scalar has one series without labels and a value
/// at each.
using Table = std::vector<StepSeries>;

struct StepSample
{
    int series = 0; ///< its place in the table
    double value = 0;
};

/// Reads a table step by step, ascending. The table outlives it.
class StepReader
{
public:
    explicit StepReader(const Table &table);
    /// The samples of a step; valid until the next call.
    std::span<const StepSample> at(int step);

private:
    const Table &m_table;
    std::vector<std::size_t> m_next;
    std::vector<StepSample> m_samples;
};

/// Puts values together to series, in the order in which their labels come first.
class TableBuilder
{
public:
    /// The place of the series of these labels.
    int place(const Labels &labels);
    /// Steps ascend a place. False when there is a value at this step already.
    bool add(int place, int step, double value);
    /// Of labels that may have values at other steps already; false when two meet at a step.
    bool addSeries(const Labels &labels, std::vector<StepPoint> points);

    const Labels &labels(int place) const
    {
        return m_table[static_cast<std::size_t>(place)].labels;
    }

    /// Without series that have no value.
    Table take();

private:
    Table m_table;
    std::unordered_map<Labels, int, LabelsHash> m_places;
};

/// The values of a scalar's table, one a step.
std::vector<double> scalarValues(const Table &table);

} // namespace opsdeck::expressions
