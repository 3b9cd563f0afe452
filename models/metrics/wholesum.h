// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/seriesboard.h"

namespace opsdeck {

/// Whether a line that had a point within `reachMs` before `timeMs` lacks one at it, as when a set
/// of labels is missing from one answer: a sum of the lines there is not the whole.
bool lacksOne(const QList<SeriesBoard::Line> &lines, qint64 timeMs, qint64 reachMs);

/// The newest time up to `timeMs` at which none of them lacks one; `timeMs` where they all have.
qint64 wholeTime(const QList<SeriesBoard::Line> &lines, qint64 timeMs, qint64 reachMs);

} // namespace opsdeck
