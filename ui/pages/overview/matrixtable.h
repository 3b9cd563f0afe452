// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace opsdeck {

class ThemeHub;

/// The view of the matrix: the head of a platform stays at the top while rows of it are scrolled
/// past, and where the rows scroll, none is shown in part at the lower edge.
class MatrixTable final : public QTableView
{
    Q_OBJECT
public:
    explicit MatrixTable(ThemeHub &theme, QWidget *parent = nullptr);

    /// The head that stays at the top; invalid where it stands in its own place, or there is none.
    QModelIndex heldHead() const;
    /// Where it is painted, in the viewport; empty without one. The next platform's pushes it out.
    QRect heldPlace() const;
    /// The row that would be cut at the lower edge and is not shown; -1: none.
    int cutRow() const;

    QModelIndex indexAt(const QPoint &position) const override;
    /// Not below the head that stays.
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    bool isPlatform(int row) const;

    ThemeHub &m_theme;
};

} // namespace opsdeck
