// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/seriesbuffer.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace opsdeck {

SeriesBuffer::SeriesBuffer(int capacity)
    : m_capacity(static_cast<size_t>(std::max(capacity, 128)))
{}

void SeriesBuffer::append(const Point &point)
{
    if (std::isnan(point.value) || (!m_times.empty() && point.timeMs <= m_times.back()))
        return;
    m_times.push_back(point.timeMs);
    m_values.push_back(point.value);
    closeBlocks();
    trim();
}

void SeriesBuffer::prepend(const QList<Point> &points)
{
    std::vector<qint64> times;
    std::vector<double> values;
    const qint64 limit = m_times.empty() ? std::numeric_limits<qint64>::max() : m_times.front();
    for (const Point &point : points) {
        if (point.timeMs >= limit || std::isnan(point.value)
            || (!times.empty() && point.timeMs <= times.back()))
            continue;
        times.push_back(point.timeMs);
        values.push_back(point.value);
    }
    if (times.empty())
        return;
    times.insert(times.end(), m_times.cbegin(), m_times.cend());
    values.insert(values.end(), m_values.cbegin(), m_values.cend());
    m_times = std::move(times);
    m_values = std::move(values);
    m_blocks.clear();
    closeBlocks();
    trim();
}

Point SeriesBuffer::first() const
{
    return isEmpty() ? Point{0, std::nan("")} : Point{m_times.front(), m_values.front()};
}

Point SeriesBuffer::last() const
{
    return isEmpty() ? Point{0, std::nan("")} : Point{m_times.back(), m_values.back()};
}

Point SeriesBuffer::at(qint64 timeMs, qint64 reachMs) const
{
    const auto after = std::upper_bound(m_times.cbegin(), m_times.cend(), timeMs);
    if (after == m_times.cbegin() || timeMs - *std::prev(after) > reachMs)
        return {timeMs, std::nan("")};
    const auto index = static_cast<size_t>(std::distance(m_times.cbegin(), after)) - 1;
    return {m_times[index], m_values[index]};
}

bool SeriesBuffer::extremes(qint64 fromMs, qint64 toMs, double &lowest, double &highest) const
{
    const auto begin = static_cast<size_t>(std::distance(
        m_times.cbegin(), std::lower_bound(m_times.cbegin(), m_times.cend(), fromMs)));
    const auto end = static_cast<size_t>(
        std::distance(m_times.cbegin(), std::upper_bound(m_times.cbegin(), m_times.cend(), toMs)));
    if (begin >= end)
        return false;
    const Extremes found = extremesOf(begin, end);
    lowest = found.low;
    highest = found.high;
    return true;
}

SeriesBuffer::Extremes SeriesBuffer::extremesOf(size_t begin, size_t end) const
{
    Extremes found{begin, begin, m_values[begin], m_values[begin]};
    const auto considerLow = [&](size_t index, double value) {
        if (value < found.low) {
            found.low = value;
            found.lowest = index;
        }
    };
    const auto considerHigh = [&](size_t index, double value) {
        if (value > found.high) {
            found.high = value;
            found.highest = index;
        }
    };
    for (size_t i = begin; i < end;) {
        const size_t block = i / kBlock;
        if (i % kBlock == 0 && i + kBlock <= end && block < m_blocks.size()) {
            const Extremes &whole = m_blocks[block];
            considerLow(whole.lowest, whole.low);
            considerHigh(whole.highest, whole.high);
            i += kBlock;
        } else {
            considerLow(i, m_values[i]);
            considerHigh(i, m_values[i]);
            ++i;
        }
    }
    return found;
}

qint64 SeriesBuffer::usualStepMs() const
{
    constexpr size_t kLooked = 33;
    const size_t count = std::min(kLooked, m_times.size());
    if (count < 3)
        return 0;
    std::vector<qint64> steps;
    for (size_t i = m_times.size() - count + 1; i < m_times.size(); ++i)
        steps.push_back(m_times[i] - m_times[i - 1]);
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>((steps.size() - 1) / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return *middle;
}

int SeriesBuffer::pastBegin(int end, const Side &side, qint64 gapMs) const
{
    const auto isPast = [&](size_t index) { return side.has(m_values[index]); };
    const auto last = static_cast<size_t>(end);
    size_t begin = last;
    while (begin > 0) {
        if (begin < last && m_times[begin] - m_times[begin - 1] > gapMs)
            break;
        const size_t blocks = begin / kBlock;
        if (begin % kBlock == 0 && blocks <= m_blocks.size()
            && m_blocks[blocks - 1].longestStepMs <= gapMs
            && isPast(side.above ? m_blocks[blocks - 1].lowest : m_blocks[blocks - 1].highest)) {
            begin -= kBlock;
            continue;
        }
        if (!isPast(begin - 1))
            break;
        --begin;
    }
    return static_cast<int>(begin);
}

/// Near `from` it is found in a few steps, however many points follow.
size_t SeriesBuffer::firstNotBefore(qint64 timeMs, size_t from) const
{
    size_t step = 64;
    size_t begin = from;
    while (begin + step < m_times.size() && m_times[begin + step] < timeMs) {
        begin += step;
        step *= 2;
    }
    const auto first = m_times.cbegin() + static_cast<std::ptrdiff_t>(begin);
    const auto last =
        m_times.cbegin() + static_cast<std::ptrdiff_t>(std::min(begin + step + 1, m_times.size()));
    return static_cast<size_t>(
        std::distance(m_times.cbegin(), std::lower_bound(first, last, timeMs)));
}

QList<QList<QPointF>> SeriesBuffer::segments(qint64 fromMs, qint64 toMs, int columns,
                                             qint64 gapMs) const
{
    QList<QList<QPointF>> all;
    if (isEmpty() || columns < 1 || toMs <= fromMs)
        return all;
    size_t begin = static_cast<size_t>(std::distance(
        m_times.cbegin(), std::lower_bound(m_times.cbegin(), m_times.cend(), fromMs)));
    size_t end = static_cast<size_t>(
        std::distance(m_times.cbegin(), std::upper_bound(m_times.cbegin(), m_times.cend(), toMs)));
    begin -= begin > 0 ? 1 : 0;
    end += end < m_times.size() ? 1 : 0;

    QList<QPointF> segment;
    qint64 lastTime = 0;
    const auto add = [&](size_t index) {
        segment.append({static_cast<double>(m_times[index]), m_values[index]});
    };
    const double columnMs = static_cast<double>(toMs - fromMs) / columns;
    for (size_t i = begin; i < end;) {
        const auto column = std::floor(static_cast<double>(m_times[i] - fromMs) / columnMs);
        const auto columnEnd = fromMs + static_cast<qint64>(std::ceil((column + 1) * columnMs));
        const size_t next = std::clamp(firstNotBefore(columnEnd, i), i + 1, end);
        if (!segment.isEmpty() && m_times[i] - lastTime > gapMs) {
            all.append(segment);
            segment.clear();
        }
        const Extremes found = extremesOf(i, next);
        add(std::min(found.lowest, found.highest));
        if (found.lowest != found.highest)
            add(std::max(found.lowest, found.highest));
        lastTime = m_times[next - 1];
        i = next;
    }
    if (!segment.isEmpty())
        all.append(segment);
    return all;
}

void SeriesBuffer::closeBlocks()
{
    while ((m_blocks.size() + 1) * kBlock <= m_times.size()) {
        const size_t begin = m_blocks.size() * kBlock;
        Extremes block = extremesOf(begin, begin + kBlock);
        for (size_t i = std::max<size_t>(begin, 1); i < begin + kBlock; ++i)
            block.longestStepMs = std::max(block.longestStepMs, m_times[i] - m_times[i - 1]);
        m_blocks.push_back(block);
    }
}

void SeriesBuffer::trim()
{
    if (m_times.size() <= m_capacity + kBlock * 16)
        return;
    const size_t surplus = (m_times.size() - m_capacity) / kBlock * kBlock;
    const auto cut = static_cast<std::ptrdiff_t>(surplus);
    m_times.erase(m_times.begin(), m_times.begin() + cut);
    m_values.erase(m_values.begin(), m_values.begin() + cut);
    m_blocks.erase(m_blocks.begin(), m_blocks.begin() + cut / static_cast<std::ptrdiff_t>(kBlock));
    for (Extremes &block : m_blocks) {
        block.lowest -= surplus;
        block.highest -= surplus;
    }
}

} // namespace opsdeck
