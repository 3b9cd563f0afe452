// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/drawingcost.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace opsdeck {

namespace {

constexpr double kOfCrossing = 3; ///< one that can be avoided is worth the way round it
constexpr double kOfBend = 0.2;
constexpr double kOfPixel = 1.0 / 1000;
constexpr double kSame = 0.01;

struct Piece
{
    double low = 0;
    double high = 0;
    double at = 0;
    int edge = 0;
};

double lengthOf(const QList<QPointF> &line)
{
    double sum = 0;
    for (qsizetype i = 0; i + 1 < line.size(); ++i)
        sum += (line.at(i + 1) - line.at(i)).manhattanLength();
    return sum;
}

/// Where they meet they are one line.
bool shareATrunk(const LayoutEdge &a, const LayoutEdge &b)
{
    return a.to == b.to && a.style == b.style;
}

} // namespace

int drawnCrossings(const QList<LayoutEdge> &edges, const LayoutResult &drawing)
{
    std::vector<Piece> flat;
    std::vector<Piece> upright;
    for (int edge = 0; edge < drawing.edges.size(); ++edge) {
        const QList<QPointF> &line = drawing.edges.at(edge);
        for (qsizetype i = 0; i + 1 < line.size(); ++i) {
            const QPointF a = line.at(i);
            const QPointF b = line.at(i + 1);
            const bool isFlat = std::abs(a.y() - b.y()) < kSame;
            const auto [low, high] =
                isFlat ? std::minmax({a.x(), b.x()}) : std::minmax({a.y(), b.y()});
            (isFlat ? flat : upright).push_back({low, high, isFlat ? a.y() : a.x(), edge});
        }
    }
    int count = 0;
    for (const Piece &f : flat) {
        for (const Piece &u : upright) {
            if (u.at > f.low + kSame && u.at < f.high - kSame && f.at > u.low + kSame
                && f.at < u.high - kSame && !shareATrunk(edges.at(f.edge), edges.at(u.edge)))
                ++count;
        }
    }
    return count;
}

double drawingCost(const QList<LayoutEdge> &edges, const LayoutResult &drawing)
{
    double cost = kOfCrossing * drawnCrossings(edges, drawing);
    for (const QList<QPointF> &line : drawing.edges)
        cost += kOfBend * static_cast<double>(std::max<qsizetype>(0, line.size() - 2))
                + kOfPixel * lengthOf(line);
    return cost;
}

} // namespace opsdeck
