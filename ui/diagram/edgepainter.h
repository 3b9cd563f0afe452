// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/diagram/edgelook.h"
#include "ui/diagram/edgemarks.h"

#include <optional>

class QPainter;
class QPainterPath;

namespace opsdeck {

struct Theme;
struct TrunkPicture;

/// Lines, arrows at the dependencies, on failing ones a cross, and the sign of trouble on those
/// that lose much. What is wrong lies above what is not; lines that end together are one stroke, so
/// that a shared trunk is no bolder than one of them. `looks` has all lines that end with one of
/// them. Widths grow at small `scale`, so that lines stay visible.
void paintEdges(QPainter &painter, const QList<EdgeLook> &looks, const Theme &theme, double scale);

/// The same of lines that are ready, at a scale that is not far; those that `exposed` does not
/// touch may be left out. Null: none.
void paintTrunks(QPainter &painter, const QList<const TrunkPicture *> &trunks, const Theme &theme,
                 double scale, const QRectF &exposed = {});

/// Whether lines are strokes of one pixel, which need nothing made ready.
bool areEdgesFar(double scale);

/// The same ways over everything else: what the pointer asks about. In ink; what fails or is
/// impacted keeps its colour between two edges of ink, and its cross.
void paintEdgeHighlights(QPainter &painter, const QList<EdgeLook> &looks, const Theme &theme,
                         double scale, const QList<QPointF> &crosses = {});

struct EdgeLabelPlace
{
    QPointF baseline;    ///< its left end
    double distance = 0; ///< along the line from the dependency
};

/// What a label must keep off.
struct EdgeLabelGround
{
    QList<QRectF> taken;                ///< boxes, titles, other labels
    QList<QLineF> ownTrunk;             ///< pieces of the lines to the same dependency
    QList<QLineF> borders;              ///< of frames: the text itself keeps off them where it can
    QList<QLineF> otherLines;           ///< a label near one of them would seem to be that one's
    double apart = 4;                   ///< from those
    int pixels = 11;                    ///< size of the text
    QRectF within;                      ///< what is shown of the drawing; null: no matter
    std::optional<QPointF> beside = {}; ///< what it is to stand near, and no farther than `reach`
    double reach = 0;
    double farther = 0; ///< from its own line than usual, past a cross
};

/// Where a label of `width` stands: beside its own line, as near to the dependency as it is free;
/// nothing when nowhere.
std::optional<EdgeLabelPlace> edgeLabelPlace(const QList<QPointF> &corners, double width,
                                             const EdgeLabelGround &ground);

/// What stands beside a line.
struct EdgeLabel
{
    QString text;
    bool isBad = false;   ///< with the sign of trouble
    bool isStale = false; ///< says so; fainter
    int pixels = 11;      ///< size of its text, in the drawing

    bool operator==(const EdgeLabel &) const = default;
};

struct PlacedEdgeLabel
{
    QPointF baseline;
    EdgeLabel label;
};

void paintEdgeLabel(QPainter &painter, const QPointF &baseline, const EdgeLabel &label,
                    const Theme &theme);
double edgeLabelWidth(const EdgeLabel &label);

/// What painting its label may touch.
QRectF edgeLabelBounds(const QPointF &baseline, const EdgeLabel &label);

/// A short sample for the legend.
void paintEdgeSample(QPainter &painter, const QPointF &from, const QPointF &to,
                     DependencyBasis basis, DependencyRole role, const QColor &colour);
/// The same of lines by which ever more flows.
void paintFlowSample(QPainter &painter, const QPointF &from, const QPointF &to,
                     const QColor &colour);

} // namespace opsdeck
