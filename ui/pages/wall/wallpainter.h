// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/wall/quietpainter.h"
#include "ui/pages/wall/wallcanvas.h"

namespace opsdeck {

/// What the wall knows besides the board's picture.
struct WallTimes
{
    Instant now;
    Instant beat;         ///< invalid: none yet
    int beatPosition = 0; ///< one step a beat
    LastProblem last;
};

class WallPainter final
{
public:
    WallPainter(const WallCanvas &canvas, const WallTimes &times)
        : m_canvas(canvas)
        , m_times(times)
    {}

    void paint(const WallPicture &picture);
    /// No state at all, for none can be trusted: the beat has stayed out since `since`.
    void paintStalled(const Instant &since);

private:
    void ribbon(const WallPicture &picture);
    qreal counts(const WallPicture &picture, qreal left, qreal right);
    void problem(const WallProblem &problem, const QString &others, const QRectF &band);
    void foot(const WallPicture &picture);
    void beat(qreal left, qreal middle);

    const WallCanvas &m_canvas;
    const WallTimes &m_times;
};

} // namespace opsdeck
