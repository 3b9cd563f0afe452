// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/rootcausemodel.h"
#include "models/status/statusboard.h"

#include <QSizeF>

class QPainter;

namespace opsdeck {

struct Theme;

/// Paints the wall on a page of 1080 units in height and as wide as the screen's shape asks for.
class WallPainter final
{
public:
    WallPainter(QPainter &painter, const QSizeF &page, const StatusBoard &board, const RootCauseModel &causes, const Theme &theme, const Instant &now)
        : m_painter(painter), m_page(page), m_board(board), m_causes(causes), m_theme(theme), m_now(now)
    {}

    void paint(int beatPosition);
    void paintStalled(const Instant &since);

private:
    bool isQuiet() const;
    void ribbon();
    void problem(const QRectF &band);
    void quiet(const QRectF &band);
    void rows(const QRectF &area);
    void platformRow(const Platform &platform, const QRectF &row);
    void environmentCell(const EnvironmentView &view, const QRectF &cell, qreal scale);
    void foot(int beatPosition);
    void text(const QRectF &rect, int flags, const QString &words, const QFont &font, const QColor &colour);

    QPainter &m_painter;
    QSizeF m_page;
    const StatusBoard &m_board;
    const RootCauseModel &m_causes;
    const Theme &m_theme;
    Instant m_now;
};

} // namespace opsdeck
