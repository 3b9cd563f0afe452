// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/overview/matrixrows.h"
#include "services/domain/health.h"
#include "ui/pages/overview/celllines.h"

#include <QStyledItemDelegate>

namespace opsdeck {

class ThemeHub;

/// Paints the matrix: group heads, names of services, and cells with mark, word, figure, caption,
/// spark line and age.
class MatrixDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr int kGroupHeight = 24;
    static constexpr int kPlatformHeight = 36;
    static constexpr int kSparkFrom = 264; ///< cell width from which there is room for a spark line
    static constexpr int kTallFrom = 112; ///< row height from which the line stands below the words

    MatrixDelegate(ThemeHub &theme, QObject *parent);

    /// Height of a service's row: from 112 on larger words and the line below them, 72 to 64 with a
    /// caption of two lines, 48, 40, or 32 down to 24, where the caption drops.
    void setRowHeight(int height) { m_rowHeight = height; }

    int rowHeight() const { return m_rowHeight; }

    int heightOf(MatrixRow::Kind kind) const;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintName(QPainter &painter, const QRect &rect, const QModelIndex &index) const;
    void paintCell(QPainter &painter, const QRect &rect, const QModelIndex &index,
                   const ServiceView &view) const;
    void paintNeed(QPainter &painter, const QRect &rect, const ServiceView &view) const;
    /// True when it told below it how long it reaches back.
    bool paintLine(QPainter &painter, const QRect &rect, const QModelIndex &index, bool isAbnormal,
                   int ageWidth) const;

    /// Where the parts of a cell stand.
    struct Place
    {
        bool isCompact = false; ///< one line of words
        bool isTall = false;
        bool hasLine = false; ///< spark line, the age below it
        int mark = 16;
        int left = 0; ///< of the words
        int right = 0;
    };

    /// `isBare`: there is nothing but a word to say.
    Place placeOf(const QRect &rect, bool isBare) const;
    void paintAge(QPainter &painter, const QRect &rect, const Place &place,
                  const CellText &text) const;
    static CellText textOf(const QModelIndex &index, const ServiceView &view);

    ThemeHub &m_theme;
    int m_rowHeight = 48;
};

} // namespace opsdeck
