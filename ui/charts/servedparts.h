// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/serverboard.h"
#include "ui/charts/timechart.h"

class QPainter;

namespace opsdeck {

struct Theme;

/// Where a chart that has these own lines lacks samples, in order: before, between and behind.
QList<Stretch> lacksOf(const QList<ChartContent::Line> &lines, const Stretch &shown, qint64 gapMs);

/// The answer's lines where own ones are lacking, beside those of the same label.
void addServed(ChartContent &content, const ServerBoard::Kept &kept, const QList<Stretch> &lacks);

/// The answer's exemplars, each on its line where that is drawn.
void addExemplars(ChartContent &content, const ServerBoard::Kept &kept);

/// A bracket over each stretch that a server tells, with its name where there is room. `left` and
/// `right` are the stretch in the plot.
void paintServedBracket(QPainter &painter, const QRectF &band, const QString &name,
                        const Theme &theme);

} // namespace opsdeck
