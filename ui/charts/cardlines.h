// SPDX-License-Identifier: GPL-3.0-or-later
// Where a card's lines come from, and what they were drawn from.
#pragma once

#include "models/metrics/coarseboard.h"
#include "ui/charts/timechart.h"

namespace opsdeck {

/// What there is to draw of the span, and from when to when it is known.
struct DrawableLines
{
    QList<ChartContent::Line> lines;
    qint64 oldestMs = 0;
    qint64 newestMs = 0; ///< 0: there never was anything
    qint64 gapMs = 0;
};

/// Whose lines, of when, and from where.
struct LineSource
{
    MetricKey key;
    Stretch stretch = {0, 1};
    CoarseBoard *coarse = nullptr; ///< its parts tell the stretch; null: its points do
    qint64 partMs = 0;             ///< of the parts that were wanted last

    QStringList labels(const SeriesBoard &board) const;
};

/// What the lines were drawn from: another one makes another picture.
struct DrawnFrom
{
    qint64 fromMs = 0;
    qint64 toMs = 0;
    qsizetype points = -1;
    qint64 oldestMs = 0;
    qint64 newestMs = 0;
    QList<Stretch> asked = {}; ///< the last one's end moves with the time
    CoarseBoard::Grid grid = {};
    CoarseBoard::State state = CoarseBoard::State::Here;
    bool isOld = false;
    int states = 0; ///< ServiceStates::revision()
    int served = 0; ///< revision of what a server told
};

} // namespace opsdeck
