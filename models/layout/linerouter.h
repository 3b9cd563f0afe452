// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout/layeredlayout.h"

#include <map>
#include <vector>

namespace opsdeck {

/// Finds ways for lines round boxes that stand anywhere: orthogonal, on a lattice of 8, never
/// nearer than that to a box that is not an end, with few bends and crossings, and where
/// there is room off other lines but those to the same end in the same style.
class LineRouter final
{
public:
    /// Boxes stand at whole multiples of 8, at least 8 from each other and 16 from the left and top
    /// edge of the drawing.
    LineRouter(const QList<QRectF> &boxes, const QList<LayoutFrame> &frames);

    /// A line that is there; `net` is the same for lines that may lie on each other.
    void occupy(const QList<QPointF> &line, int net);
    /// From the border of one box to that of the other; occupied with it.
    QList<QPointF> route(int from, int to, int net);

private:
    struct Start
    {
        int vertex = 0;
        int direction = 0; ///< right, down, left, up
        QPointF port;
    };

    /// Where lines leave or reach the box, `stub` from its border.
    std::vector<Start> ports(const QRectF &box, int stub, bool inward) const;
    int vertexAt(const QPointF &point) const;
    QPointF pointOf(int vertex) const;
    void block(const QRectF &box);
    void markFrame(const QRectF &frame);
    double stepCost(int vertex, int direction, int net) const;
    double turnCost(int vertex, int net) const;
    double stubCost(const Start &end, int net) const;
    double crossingCost(int vertex, int direction, int net) const;
    /// All vertices of the way.
    std::vector<int> way(const std::vector<Start> &starts, const std::vector<Start> &ends, int net,
                         int *start, int *end) const;

    QList<QRectF> m_boxes;
    int m_columns = 0;
    int m_rows = 0;
    std::vector<bool> m_blocked;        ///< by vertex
    std::vector<float> m_alongFrame[2]; ///< by vertex: price of a flat, an upright step from it
    std::vector<std::vector<int>> m_lines[2];  ///< by vertex: nets of flat, of upright lines there
    std::vector<std::vector<int>> m_beside[2]; ///< the same of lines right beside it
};

} // namespace opsdeck
