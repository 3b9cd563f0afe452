// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/diagram/nodepainter.h"
#include "ui/diagram/nodetext.h"

namespace opsdeck {

/// What the box of `node` says of each environment, while it stands for all of them; else nothing
/// is changed.
void takeEnvironments(const DiagramModel &model, int node, NodeLook &look);

/// The service in the environment whose mark is at `at`; a null key where there is none. `box` and
/// `at` in coordinates of the scene.
ServiceKey environmentAt(const DiagramModel &model, int node, const QRectF &box, const QPointF &at,
                         double scale);

/// Of a box of `count` environments where the mark and letter of the one at `index` stand.
QRectF environmentPlace(const QRectF &box, qsizetype index, qsizetype count, double scale);

/// Of that place where the mark stands: with its ring 3 px of the screen within the box.
QRectF environmentMarkRect(const QRectF &place, const NodeEnvironment &each, double scale);

/// Name, and the word of the worst state where that is not well: it stands beside the name or below
/// it, and the name is cut before it gives way. In the box's coordinates; none below a scale of
/// 0.4.
QList<NodeLine> environmentLines(const QSizeF &box, const NodeLook &look, double scale);

/// Name, and each environment by letter and mark; below a scale of 0.4 the marks alone.
void paintNodeEnvironments(QPainter &painter, const QRectF &box, const NodeLook &look,
                           const Theme &theme, double scale);

/// Of the box's environments that of the worst; of a box of one environment its own.
StatusMark worstMark(const NodeLook &look);
/// `look` with border and ground as that one has them.
NodeLook lookOfWorst(const NodeLook &look);

} // namespace opsdeck
