// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAbstractButton;

namespace opsdeck {

class ChartCard;
class ThemeHub;

/// Lies over a chart while its page is arranged: dragged elsewhere, made larger by its lower right
/// corner, taken off by its button; by keys the same.
class CardGrip final : public QWidget
{
    Q_OBJECT
public:
    /// Side of the card that another one would come to stand at.
    enum class Side { None, Before, After };

    CardGrip(ChartCard &card, ThemeHub &theme);

    ChartCard &card() const { return m_card; }

    void setMark(Side side);

Q_SIGNALS:
    /// It is held over this point of the screen.
    void heldOver(const QPoint &global);
    /// It was let go there.
    void dropped(const QPoint &global);
    /// It was put back.
    void dragEnded();
    /// The corner was taken.
    void sizeTaken();
    /// The corner is so many pixels from where it was taken.
    void sizeDragged(const QPoint &by);
    void stepWanted(int by); ///< in the order of the page
    void growthWanted(int columns, int rows);
    void removalWanted();

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    enum class Hold { None, Pressed, Moving, Sizing };

    bool isOwnKey(const QKeyEvent &event) const;
    bool isCorner(const QPoint &at) const;
    void place();

    ChartCard &m_card;
    ThemeHub &m_theme;
    QAbstractButton *m_remove;
    Hold m_hold = Hold::None;
    QPoint m_pressed; ///< on the screen
    Side m_mark = Side::None;
};

} // namespace opsdeck
