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
    /// edge of the drawing. `haste`: a way may cost so many times the least; 1 takes longest.
    LineRouter(const QList<QRectF> &boxes, const QList<LayoutFrame> &frames, double haste = 1);

    /// A line that is there; `net` is the same for lines that may lie on each other.
    void occupy(const QList<QPointF> &line, int net);
    /// From the border of one box to that of the other; occupied with it.
    QList<QPointF> route(int from, int to, int net);

    /// Places that were looked at so far: what all ways cost together, the same on every machine.
    qint64 effort() const { return m_effort; }

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
                         int *start, int *end);
    double leastLeft(int state, const QRectF &ends, double step) const;
    void renewSearch();

    QList<QRectF> m_boxes;
    double m_haste;
    int m_columns = 0;
    int m_rows = 0;
    std::vector<bool> m_blocked;        ///< by vertex
    std::vector<float> m_alongFrame[2]; ///< by vertex: price of a flat, an upright step from it
    std::vector<std::vector<int>> m_lines[2];  ///< by vertex: nets of flat, of upright lines there
    std::vector<std::vector<int>> m_beside[2]; ///< the same of lines right beside it
    std::vector<bool> m_isLed;                 ///< by net: it has a line

    /// By state, four directions a vertex, of the search that is under way.
    struct Reached
    {
        quint32 search = 0; ///< another: not reached yet
        float cost = 0;
        int before = -1; ///< state; below -1: -2 - index of the start
    };

    std::vector<Reached> m_reached;
    quint32 m_search = 0;
    qint64 m_effort = 0;
};

} // namespace opsdeck
