// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/scalingadvice.h"

#include "models/metrics/limitstate.h"

#include <algorithm>
#include <cstdlib>

namespace opsdeck {

namespace {

using Stage = ScalingAdvice::Stage;

struct Judged
{
    LimitState state;
    double value = 0;
};

/// The lines that go on: one that has ended advises nothing.
QList<const SeriesBoard::Line *> linesOfNow(const SeriesBoard &series, const MetricKey &key,
                                            qint64 nowMs)
{
    QList<const SeriesBoard::Line *> lines;
    const qint64 pace = series.interval(key).count();
    for (const SeriesBoard::Line &line : series.lines(key)) {
        if (!line.points.isEmpty() && std::abs(nowMs - line.points.last().timeMs) * 2 <= pace * 3)
            lines.append(&line);
    }
    return lines;
}

} // namespace

ScalingAdvice scalingAdvice(const SeriesBoard &series, const MetricKey &key, qint64 nowMs)
{
    ScalingAdvice advice;
    const MetricDefinition *definition = series.definition(key);
    if (definition == nullptr || series.noAnswerSince(key) > 0)
        return advice;
    const QList<const SeriesBoard::Line *> lines = linesOfNow(series, key, nowMs);
    if (lines.isEmpty())
        return advice;
    const qint64 gapMs = series.gapMs(key);
    const auto judgedBy = [&](const Threshold &threshold) {
        QList<Judged> judged;
        for (const SeriesBoard::Line *line : lines)
            judged.append(
                {limitState(line->points, threshold, gapMs, nowMs), line->points.last().value});
        // The one that counts, and for longest, first.
        std::stable_sort(judged.begin(), judged.end(), [](const Judged &a, const Judged &b) {
            const auto rank = [](const Judged &each) {
                return each.state.counts()                              ? 2
                       : each.state.stage == LimitState::Stage::Pending ? 1
                                                                        : 0;
            };
            return rank(a) != rank(b) ? rank(a) > rank(b) : a.state.heldMs > b.state.heldMs;
        });
        return judged;
    };
    const auto told = [&](const Judged &by, Stage pending, Stage counts) {
        advice.stage = by.state.counts() ? counts : pending;
        advice.sinceMs = by.state.sinceMs;
        advice.heldMs = by.state.heldMs;
        advice.value = by.value;
    };
    advice.stage = Stage::Nothing;
    const auto highest = std::max_element(lines.cbegin(), lines.cend(), [](auto *a, auto *b) {
        return a->points.last().value < b->points.last().value;
    });
    advice.value = (*highest)->points.last().value;
    if (definition->scaleOut) {
        const Judged first = judgedBy(*definition->scaleOut).first();
        if (first.state.stage != LimitState::Stage::Within) {
            told(first, Stage::OutSoon, Stage::Out);
            return advice;
        }
    }
    if (definition->scaleIn) {
        // The one that has been past it for the shortest time decides.
        const Judged last = judgedBy(*definition->scaleIn).last();
        if (last.state.stage != LimitState::Stage::Within)
            told(last, Stage::InSoon, Stage::In);
    }
    return advice;
}

} // namespace opsdeck
