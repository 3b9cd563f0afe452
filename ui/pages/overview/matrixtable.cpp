// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/matrixtable.h"

#include "models/overview/matrixmodel.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QScrollBar>

namespace opsdeck {

MatrixTable::MatrixTable(ThemeHub &theme, QWidget *parent)
    : QTableView(parent)
    , m_theme(theme)
{}

bool MatrixTable::isPlatform(int row) const
{
    return model()->index(row, 0).data(MatrixModel::KindRole).toInt()
           == static_cast<int>(MatrixRow::Kind::Platform);
}

QModelIndex MatrixTable::heldHead() const
{
    int row = model() == nullptr ? -1 : rowAt(0);
    while (row >= 0 && !isPlatform(row))
        --row;
    return row >= 0 && rowViewportPosition(row) < 0 ? model()->index(row, 0) : QModelIndex();
}

QRect MatrixTable::heldPlace() const
{
    const QModelIndex head = heldHead();
    if (!head.isValid())
        return {};
    const int height = rowHeight(head.row());
    int top = 0;
    for (int row = std::max(rowAt(0), head.row() + 1); row < model()->rowCount(); ++row) {
        const int position = rowViewportPosition(row);
        if (position >= height)
            break;
        if (isPlatform(row))
            top = position - height;
    }
    return {0, top, viewport()->width(), height};
}

int MatrixTable::cutRow() const
{
    if (verticalScrollBar()->maximum() == 0)
        return -1;
    const int height = viewport()->height();
    const int row = rowAt(height - 1);
    const bool isCut = row > 0 && rowViewportPosition(row) > 0
                       && rowViewportPosition(row) + rowHeight(row) > height;
    return isCut ? row : -1;
}

QModelIndex MatrixTable::indexAt(const QPoint &position) const
{
    if (heldPlace().contains(position))
        return heldHead().siblingAtColumn(columnAt(position.x()));
    const QModelIndex index = QTableView::indexAt(position);
    return index.isValid() && index.row() == cutRow() ? QModelIndex() : index;
}

void MatrixTable::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    QTableView::scrollTo(index, hint);
    const QModelIndex head = heldHead();
    if (!head.isValid() || head.row() == index.row())
        return;
    // The head may be on its way out yet stay once there is room again.
    const int hidden = rowHeight(head.row()) - rowViewportPosition(index.row());
    if (hidden > 0)
        verticalScrollBar()->setValue(verticalScrollBar()->value() - hidden);
}

void MatrixTable::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    const QColor ground = m_theme.theme().bg;
    QPainter painter(viewport());
    if (const int cut = cutRow(); cut >= 0)
        painter.fillRect(viewport()->rect().adjusted(0, rowViewportPosition(cut), 0, 0), ground);
    const QModelIndex head = heldHead();
    if (!head.isValid())
        return;
    const QRect place = heldPlace();
    painter.fillRect(place, ground);
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    option.state &= ~QStyle::State_HasFocus;
    for (int column = 0; column < model()->columnCount(); ++column) {
        option.rect =
            QRect(columnViewportPosition(column), place.top(), columnWidth(column), place.height());
        itemDelegate()->paint(&painter, option, head.siblingAtColumn(column));
    }
}

void MatrixTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    // What stays is not where the rest was moved to.
    viewport()->update();
}

} // namespace opsdeck
