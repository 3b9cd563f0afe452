// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/goldenboard.h"
#include "models/metrics/seriesboard.h"

namespace opsdeck {

/// A figure that may tell one of the golden four, with its points over a span.
struct GoldenFigure
{
    CheckKey check;
    Unit unit = Unit::None;
    QString what;             ///< "connections"; of one that the definition names, its title
    QString who;              ///< whose it is, of several; else empty
    bool isNamed = false;     ///< by the definition
    QList<Point> points;      ///< in order; the newest may lie before the span
    qint64 silentSinceMs = 0; ///< UTC; 0: the check is answered

    double newest() const { return points.last().value; }

    /// How full it is, where it has a limit; NaN where it has none.
    double fullness() const;
};

/// What the definition names for the tile; else all that the rules find, the preferred first. Those
/// without any point are left out.
QList<GoldenFigure> goldenFigures(const GoldenBoard &board, const SeriesBoard &series,
                                  const ServiceKey &service, Golden tile, qint64 fromMs);

/// The times of the answers of the check that is nearest to those who use the service; no points
/// where there was none.
GoldenFigure answerTimes(const GoldenBoard &board, const ServiceKey &service, qint64 fromMs);

/// What became of the answers of all its checks.
struct AnswerCounts
{
    int asked = 0;
    int failed = 0;
    qint64 newestMs = 0; ///< 0: there is none
    CheckKey newest;

    double share() const { return asked == 0 ? 0 : static_cast<double>(failed) / asked; }
};

AnswerCounts countAnswers(const GoldenBoard &board, const ServiceKey &service, qint64 fromMs,
                          qint64 toMs);

} // namespace opsdeck
