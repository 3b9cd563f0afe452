// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace opsdeck {

class ThemeHub;

/// A name that must be typed, letter by letter: paste, drop, undo and completion are refused. Says
/// at its right how far one is.
class TypedConfirm final : public QLineEdit
{
    Q_OBJECT
public:
    explicit TypedConfirm(ThemeHub &theme, QWidget *parent = nullptr);

    /// Empties the field.
    void setExpected(const QString &text);

    bool isMatched() const { return !m_expected.isEmpty() && text() == m_expected; }

Q_SIGNALS:
    void matched(bool matched);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    ThemeHub &m_theme;
    QString m_expected;
    bool m_wasMatched = false;
};

} // namespace opsdeck
