// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/timewindow.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace opsdeck {

namespace {

qint64 within(double lengthMs)
{
    return std::llround(std::clamp(lengthMs, static_cast<double>(TimeWindow::kLeastMs),
                                   static_cast<double>(TimeWindow::kMostMs)));
}

} // namespace

TimeWindow::TimeWindow(Milliseconds span)
    : m_now{true, {0, within(static_cast<double>(span.count()))}}
{}

Stretch TimeWindow::at(qint64 nowMs) const
{
    return m_now.isLive ? Stretch{nowMs - span().count(), nowMs} : m_now.stretch;
}

void TimeWindow::follow(Milliseconds span)
{
    become({true, {0, within(static_cast<double>(span.count()))}});
}

void TimeWindow::show(const Stretch &stretch, qint64 nowMs, bool isStep)
{
    const qint64 from = std::min(stretch.fromMs, stretch.toMs);
    const qint64 to = std::min(std::max(stretch.fromMs, stretch.toMs), nowMs);
    const qint64 length = within(static_cast<double>(to - from));
    qint64 end = to;
    if (length != to - from)
        end = std::min(from + (to - from) / 2 + length / 2, nowMs);
    become({false, {end - length, end}}, isStep);
}

void TimeWindow::zoom(double factor, qint64 aroundMs, qint64 nowMs)
{
    if (!(factor > 0) || !std::isfinite(factor))
        return;
    const Stretch shown = at(nowMs);
    const double length = static_cast<double>(shown.toMs - shown.fromMs);
    const qint64 wanted = within(length * factor);
    const double share =
        std::clamp(static_cast<double>(aroundMs - shown.fromMs) / length, 0.0, 1.0);
    // By half a hundredth: whoever points at the end means it.
    if (isLive() && share > 0.995) {
        become({true, {0, wanted}}, true);
        return;
    }
    const qint64 around = std::clamp(aroundMs, shown.fromMs, shown.toMs)
                          - std::llround(share * static_cast<double>(wanted));
    const qint64 end = std::min(around + wanted, nowMs);
    become({false, {end - wanted, end}}, true);
}

void TimeWindow::move(double part, qint64 nowMs)
{
    const Stretch shown = at(nowMs);
    const qint64 length = shown.toMs - shown.fromMs;
    const qint64 end =
        std::min(shown.toMs + std::llround(part * static_cast<double>(length)), nowMs);
    if (end != shown.toMs)
        become({false, {end - length, end}}, true);
}

void TimeWindow::back()
{
    if (hasBefore())
        m_now = m_before.takeLast();
    m_isStep = false;
}

void TimeWindow::become(const State &state, bool isStep)
{
    if (state == m_now)
        return;
    const State before = std::exchange(m_now, state);
    if (std::exchange(m_isStep, isStep) && isStep)
        return;
    m_before.append(before);
    if (m_before.size() > kMostBefore)
        m_before.removeFirst();
}

} // namespace opsdeck
