// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QElapsedTimer>
#include <QTimer>

namespace opsdeck {

class ThemeHub;

/// Acts only after being held for two seconds, by mouse or by Space; let go earlier it empties at
/// once. A click does nothing.
class HoldButton final : public QAbstractButton
{
    Q_OBJECT
public:
    static constexpr int kHoldMs = 2000;

    explicit HoldButton(ThemeHub &theme, QWidget *parent = nullptr);

    double progress() const; ///< 0…1

    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return {160, 48}; }

Q_SIGNALS:
    void held();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void begin();
    void letGo();
    void advance();

    ThemeHub &m_theme;
    QTimer m_frame;
    QElapsedTimer m_since;
};

} // namespace opsdeck
