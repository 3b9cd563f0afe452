// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/ledger.h"

#include <QListView>
#include <QStyledItemDelegate>

namespace opsdeck {

class ThemeHub;

/// A service: its environment and title, what it was as a strip, and the figures of it.
class LedgerDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    LedgerDelegate(ThemeHub &theme, QObject *parent);

    /// Where in a row the strip is.
    static QRect stripIn(const QRect &row);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {400, 52};
    }

private:
    ThemeHub &m_theme;
};

/// Services with their strips. A click in a strip asks for that moment; Left and Right go from one
/// interval to the next, Enter asks for the beginning of the one that is pointed at.
class LedgerList final : public QListView
{
    Q_OBJECT
public:
    LedgerList(QAbstractItemModel *model, ThemeHub &theme, QWidget *parent);

    /// The interval that the keys point at; nothing: none.
    std::optional<LedgerInterval> pointedAt() const;

Q_SIGNALS:
    void momentWanted(const opsdeck::ServiceKey &service, qint64 ms);
    /// pointedAt(), or the row, is another one.
    void pointed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    /// Nothing outside of the strip of a row that shows something.
    std::optional<qint64> timeAt(const QModelIndex &index, const QPoint &place) const;
    void step(bool later);
    void ask(const QModelIndex &index, qint64 ms);

    ThemeHub &m_theme;
    qint64 m_pointMs = 0; ///< within the interval; 0: none is pointed at
};

} // namespace opsdeck
