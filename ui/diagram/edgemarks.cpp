// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/edgemarks.h"

#include "ui/diagram/edgeway.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace opsdeck {

namespace {

constexpr double kCrossBefore = 24;
constexpr double kCrossMiddle = 4;   ///< of that, where it begins
constexpr double kMarkLeast = 24;    ///< pixels of the screen of the piece that it is on
constexpr double kCrossFromBox = 20; ///< from its middle to the box that it begins at, and its ring
constexpr double kCrossStep = 4;

bool isSame(const QPointF &a, const QPointF &b)
{
    return (a - b).manhattanLength() < 0.01;
}

bool endTogether(const EdgeLook &a, const EdgeLook &b)
{
    return !a.corners.isEmpty() && !b.corners.isEmpty()
           && isSame(a.corners.last(), b.corners.last());
}

/// What is seen of a piece, from its begin on: from where to where.
std::pair<double, double> seenOf(const EdgeLook &look, qsizetype piece, double length)
{
    const bool isLast = piece + 2 == look.corners.size();
    return {piece == 0 ? look.beginGap : 0, isLast ? length - shortening(look) : length};
}

/// Of a line of a trunk.
struct Piece
{
    QLineF line;
    QPointF begin; ///< of the whole line
};

std::vector<Piece> piecesOf(const QList<EdgeLook> &looks)
{
    std::vector<Piece> pieces;
    for (const EdgeLook &look : looks) {
        for (const QLineF &line : edgePieces(look.corners))
            pieces.push_back({line, look.corners.first()});
    }
    return pieces;
}

/// Where none of those runs that end with it, as near to the dependant as it is; nothing when
/// nowhere.
std::optional<QPointF> placeOfItsOwn(const EdgeLook &look, const std::vector<Piece> &pieces,
                                     double scale)
{
    std::vector<QLineF> others;
    const QRectF reach = edgeBounds(look.corners);
    for (const Piece &piece : pieces) {
        if (touches(reach, piece.line) && !isSame(piece.begin, look.corners.first()))
            others.push_back(piece.line);
    }
    for (const double fromBox : {kCrossFromBox, kCrossRoom}) {
        for (qsizetype i = 0; i + 1 < look.corners.size(); ++i) {
            const QPointF &begin = look.corners.at(i);
            const QPointF along = look.corners.at(i + 1) - begin;
            const double length = std::hypot(along.x(), along.y());
            const auto [from, to] = seenOf(look, i, length);
            if ((to - from) * scale < kMarkLeast)
                continue;
            const double room = std::max(kCrossRoom, kMarkLeast / 2 / scale);
            for (double at = i == 0 ? std::max(fromBox, from + room) : room; at + room <= to;
                 at += kCrossStep) {
                const QPointF centre = begin + along / length * at;
                const QRectF area = crossArea(centre, scale);
                if (std::none_of(others.cbegin(), others.cend(),
                                 [&](const QLineF &line) { return touches(area, line); }))
                    return centre;
            }
        }
    }
    return std::nullopt;
}

/// Of what is seen of its pieces; nothing when none has room for a cross.
std::optional<QPointF> middleOfLongest(const EdgeLook &look, double scale)
{
    double longest = 0;
    QPointF middle;
    const QList<QLineF> pieces = edgePieces(look.corners);
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        const auto [from, to] = seenOf(look, i, pieces.at(i).length());
        if (to - from <= longest)
            continue;
        longest = to - from;
        middle = pieces.at(i).pointAt((from + to) / 2 / pieces.at(i).length());
    }
    return longest * scale < kMarkLeast ? std::nullopt : std::optional(middle);
}

/// `together`: the pieces of all lines that end with it, where there are others; its own tell
/// nothing.
std::optional<QPointF> markOf(const EdgeLook &look, const std::vector<Piece> &together,
                              double scale)
{
    if (!together.empty()) {
        if (const auto own = placeOfItsOwn(look, together, scale))
            return own;
    }
    const qsizetype count = look.corners.size();
    const QPointF piece = look.corners.last() - look.corners.at(count - 2);
    const double before = (kCrossBefore - kCrossMiddle) * sizeAt(scale);
    const double begin = count == 2 ? look.beginGap : 0;
    if (std::hypot(piece.x(), piece.y()) - begin < look.endGap + 2 * before - kArrow)
        return middleOfLongest(look, scale);
    return look.corners.last() - endDirection(look) * (look.endGap + before);
}

} // namespace

QRectF crossArea(const QPointF &middle, double scale)
{
    const double half = kCross * sizeAt(scale);
    return QRectF(middle, QSizeF()).adjusted(-half, -half, half, half);
}

std::optional<QPointF> failingMark(const QList<EdgeLook> &looks, qsizetype index, double scale)
{
    const EdgeLook &look = looks.at(index);
    if (look.corners.size() < 2)
        return std::nullopt;
    QList<EdgeLook> together;
    for (const EdgeLook &other : looks) {
        if (&other != &look && endTogether(other, look))
            together.append(other);
    }
    return markOf(look, together.isEmpty() ? std::vector<Piece>() : piecesOf(together), scale);
}

QList<std::optional<QPointF>> edgeMarks(const QList<EdgeLook> &looks, double scale)
{
    std::map<std::pair<double, double>, QList<EdgeLook>> trunks;
    for (const EdgeLook &look : looks) {
        if (look.corners.size() >= 2)
            trunks[{look.corners.last().x(), look.corners.last().y()}].append(look);
    }
    std::map<std::pair<double, double>, std::vector<Piece>> pieces; // of those that are shared
    QList<std::optional<QPointF>> marks;
    for (const EdgeLook &look : looks) {
        marks.append(std::nullopt);
        if ((look.state != EdgeState::Failing && !look.losesMuch) || look.corners.size() < 2)
            continue;
        const std::pair end(look.corners.last().x(), look.corners.last().y());
        const QList<EdgeLook> &together = trunks.at(end);
        const auto [known, isNew] = pieces.try_emplace(end);
        if (isNew && together.size() > 1)
            known->second = piecesOf(together);
        marks.last() = markOf(look, known->second, scale);
    }
    return marks;
}

} // namespace opsdeck
