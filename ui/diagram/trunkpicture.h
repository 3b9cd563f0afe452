// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/diagram/edgelook.h"

#include <QPainterPath>
#include <QRectF>
#include <QTransform>

#include <optional>
#include <unordered_map>

namespace opsdeck {

/// What is drawn with one pen; the first of them lies on top.
struct EdgeStroke
{
    EdgeState state; ///< worst first
    bool isDimmed;
    QList<qreal> dashes; ///< none first
    double width;        ///< widest first
    double offset;       ///< of the dashes: what was walked of the way before

    bool operator<(const EdgeStroke &other) const;
    /// Nothing of `other` would be seen where this runs over it.
    bool covers(const EdgeStroke &other) const;
};

/// Lines made ready to be painted, with all that end where one of them does. A value: the same for
/// the same lines at the same scale.
struct TrunkPicture
{
    struct Piece
    {
        QPainterPath path;
        QRectF bounds;
    };

    /// What one pen draws.
    struct Part
    {
        EdgeStroke stroke;
        QList<Piece> pieces; ///< of a line each
    };

    QList<EdgeLook> looks;               ///< their corners on the middle of pixels
    QList<QRectF> bounds;                ///< by look: what painting it may touch
    QList<std::optional<QPointF>> marks; ///< by look: of the cross, or of the sign of trouble
    /// Of what runs together each piece is there once: two strokes over each other are bolder than
    /// one.
    QList<Part> parts;
};

/// `there`: from the drawing to the device.
TrunkPicture trunkPicture(const QList<EdgeLook> &looks, const QTransform &there, double scale);

/// The pictures of lines by what they end at, kept while the lines, the scale and their place on
/// the grid of pixels are the same.
class TrunkPictures final
{
public:
    /// Stays where it is until clear(), and as it is until it is asked for again.
    const TrunkPicture &of(int node, const QList<EdgeLook> &looks, const QTransform &there,
                           double scale);

    void clear() { m_kept.clear(); }

    /// How many were made so far.
    int madeCount() const { return m_made; }

private:
    struct Kept
    {
        QList<EdgeLook> looks;
        QTransform there;
        double scale = 0;
        TrunkPicture picture;
    };

    std::unordered_map<int, Kept> m_kept;
    int m_made = 0;
};

} // namespace opsdeck
