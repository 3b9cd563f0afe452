// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <QBrush>
#include <QPixmap>
#include <QRectF>

class QPainter;

namespace opsdeck {

struct Theme;

/// Qt writes SVG without clips and without patterns.
bool canClip(const QPainter &painter);

/// Environment tag, 20 high at scale 1: dotted outline, grey fill, or inverted with stripes (look
/// §4). Returns its width.
qreal environmentTagWidth(const QString &text, Tier tier, qreal scale = 1.0);
void paintEnvironmentTag(QPainter &painter, const QPointF &topLeft, const QString &text, Tier tier,
                         const Theme &theme, qreal scale = 1.0);
/// 45° stripes falling to the left, ink and ground of `pitch` pixels each.
void paintStripes(QPainter &painter, const QRectF &rect, int pitch, const QColor &ink,
                  const QColor &ground);
/// Hatch over what is not observed.
void paintHatch(QPainter &painter, const QRectF &rect, const QColor &colour);
/// Crosses over what was asked without getting an answer.
void paintNoAnswer(QPainter &painter, const QRectF &rect, const Theme &theme);
/// A line of `values` (NaN: gap, crossed where `asked` says so, else hatched) scaled into `rect`
/// with 2 px inset; `limit` dashed when finite.
void paintSpark(QPainter &painter, const QRectF &rect, const QList<double> &values,
                const QList<bool> &asked, double limit, const QColor &line, const Theme &theme);
/// Text in one line or two of equal height, cut at the end of the second; in the painter's font and
/// pen.
void paintTwoLines(QPainter &painter, const QRect &rect, const QString &text);
/// The ground of a card: filled, framed, rounded.
void paintCard(QPainter &painter, const QRect &rect, const Theme &theme);
/// Icon of resources/theme/tokens.json, stroked 1.5 in `colour` on its 20 × 20 grid.
void paintIcon(QPainter &painter, const QRectF &rect, const QString &name, const QColor &colour);
QPixmap iconPixmap(const QString &name, int size, const QColor &colour, qreal devicePixelRatio);
/// "DEV", "STAGING", "PROD" or the environment's own id in capitals.
QString environmentTagText(const EnvironmentId &id);

} // namespace opsdeck
