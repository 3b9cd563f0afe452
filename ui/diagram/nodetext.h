// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QList>
#include <QPointF>
#include <QRectF>
#include <QString>

namespace opsdeck {

struct NodeLook;

/// One piece of text in the box of a node, in the box's coordinates.
struct NodeLine
{
    enum class Role {
        Name,
        Count,  ///< "×3", of a replicated service
        Detail, ///< technology and port
        Word,   ///< of the state
        Figure,
    };

    Role role = Role::Name;
    QString text;
    QFont font;
    QPointF baseline;

    QRectF rect() const;
};

/// What a box of `size` says at `scale` (pixels of the screen per unit), and where. Nothing is
/// below 11 px on the screen; what has no room is left out: technology and port first, then figure
/// and word. A name that is too long for one line takes two.
QList<NodeLine> nodeLines(const NodeLook &look, const QSizeF &size, double scale);

/// Where the mark stands: at least 16 px on the screen.
QRectF nodeMarkRect(const NodeLook &look, const QSizeF &size, double scale);

/// Where the number of a wave stands, 16 to 24 px on the screen and within the box, where no line
/// or ring runs and nothing else is; empty where there is none.
QRectF nodeWaveRect(const NodeLook &look, const QSizeF &size, double scale);

/// "PostgreSQL 15 · 5432" in `width`: the technology gives way, the port does not. Without a
/// technology "port 5432".
QString nodeDetail(const QString &technology, const QString &port, const QFont &font, double width);

} // namespace opsdeck
