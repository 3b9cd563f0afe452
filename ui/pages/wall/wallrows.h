// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/wall/wallcanvas.h"
#include "ui/pages/wall/wallrowplan.h"

namespace opsdeck {

/// A row for each platform, worst first, and below them, where there is room, the problems that the
/// band does not name.
class WallRows final
{
public:
    WallRows(const WallCanvas &canvas, const WallPicture &picture)
        : m_canvas(canvas)
        , m_picture(picture)
    {}

    void paint(const QRectF &area);

private:
    /// What is told beside an environment's name.
    enum class Detail {
        None,
        Worst,    ///< the worst kind and its number
        AllKinds, ///< of all kinds
        Whole     ///< and the checks that are not set up
    };

    struct Columns
    {
        qreal left = 0; ///< where the names end
        QList<qreal> widths;
        qreal scale = 1;
        Detail foremost = Detail::Whole; ///< in the first column, which is production's
        Detail others = Detail::Whole;

        Detail detailOf(qsizetype column) const { return column == 0 ? foremost : others; }
    };

    static QString countOf(const WallCell &cell, Detail detail);
    Columns columnsFor(qsizetype first, qsizetype count, qreal scale) const;
    void row(const WallRow &row, const QRectF &area, const Columns &columns) const;
    void cell(const WallCell &cell, const QRectF &area, qreal scale, Detail detail) const;
    WallTilePlan tilesFor(const WallRowPlan &plan, qreal free, const Columns &columns) const;
    /// Gives the height taken.
    qreal tiles(const WallRow &row, qreal top, const WallTilePlan &plan,
                const Columns &columns) const;
    void lastLine(const QRectF &area, int calm, int hidden) const;
    void problems(const QRectF &area) const;
    void problem(const WallProblem &problem, const QRectF &area, const QString &more) const;

    const WallCanvas &m_canvas;
    const WallPicture &m_picture;
};

} // namespace opsdeck
