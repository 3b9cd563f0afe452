// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/topology/diagrammodel.h"
#include "ui/paint/statusmark.h"

class QPainter;

namespace opsdeck {

struct Theme;

/// What the box of a node says of one environment, where it stands for all of them.
struct NodeEnvironment
{
    QString letter;
    StatusMark mark;
    bool isHere = true; ///< else there is no mark
    bool isChosen = false;
    bool needsYou = false;   ///< as of NodeLook
    bool hardBorder = false; ///< likewise

    bool operator==(const NodeEnvironment &) const = default;
};

/// Everything that the picture of one node depends on: equal looks paint equal pixels.
struct NodeLook
{
    QString title;
    QString technology;
    QString port;
    QString word;
    QString figure;
    QString badge; ///< "new 3 min"; empty: none
    StatusMark mark;
    bool expectsState = true;
    bool needsYou = false;   ///< a confirmed root cause, or unknown, and nobody's: tinted
    bool hardBorder = false; ///< 2 px in the state's colour
    bool isAbnormal = false; ///< the word is semi-bold
    bool isImpacted = false; ///< ringed
    int replicas = 1;
    QString wave;        ///< at its lower left corner: the number of its wave; empty: none
    int differences = 0; ///< facts that differ from another environment
    bool isPinned = false;
    bool isSelected = false;
    bool isHighlighted = false;
    bool isDimmed = false;
    QList<NodeEnvironment> environments; ///< instead of `mark`, `word` and `figure`; empty: of one

    bool operator==(const NodeLook &) const = default;
};

/// `notSetUp` of the service's checks are not run.
NodeLook nodeLook(const DiagramNode &node, const ServiceView *view, const QString &figure,
                  const QString &badge, int notSetUp);

/// How far ring and replica outlines reach outside of the box.
constexpr double kNodeReach = 7;
constexpr double kReplicaStep = 4;

/// What the badge says: its age alone where more would cover the middle, where lines arrive.
QString nodeBadgeText(const NodeLook &look, double width, double scale);
/// Where the badge stands at the right upper edge of a box at `rect`, not smaller than 11 px on the
/// screen; empty where there is none, or no room for words at all.
QRectF nodeBadgeRect(const NodeLook &look, const QRectF &rect, double scale);
/// How far it may reach above the box.
constexpr double kBadgeReach = 34;

/// Where the count of differences stands at the left lower edge of a box at `rect`, as the badge
/// does at the upper one; empty where there is none. It reaches kDifferenceReach below.
QRectF nodeDifferenceRect(const NodeLook &look, const QRectF &rect, double scale);

constexpr double kDifferenceReach = 56;

/// True when a ring stands around the node, so that lines end earlier.
inline bool hasRing(const NodeLook &look)
{
    return look.isImpacted || look.isSelected;
}

/// From the box to the outer edge of its ring; 0: none.
double ringReach(const NodeLook &look);
/// How far ring and outlines are painted beyond the box. `isBehind`: at the right or below, where
/// the outlines of replicas are.
double outlineReach(const NodeLook &look, bool isBehind, double scale);

/// Paints the box at `rect` (176 × 72). `scale` (device-independent pixels per unit) chooses the
/// detail: from 0.4 the mark, the name and what else has room (nodeLines()), below that a block
/// with its mark at constant size.
void paintNode(QPainter &painter, const QRectF &rect, const NodeLook &look, const Theme &theme,
               double scale);

} // namespace opsdeck
