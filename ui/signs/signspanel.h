// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QScrollArea;

namespace opsdeck {

class ThemeHub;

/// What the signs mean: each with its word and its sentence. Lies over the window; Esc or F1 closes
/// it, arrows and page keys scroll.
class SignsPanel final : public QFrame
{
    Q_OBJECT
public:
    SignsPanel(ThemeHub &theme, QWidget *parent);

    /// Opens it, or closes it where it is open.
    void toggle();
    /// Its place in the parent, which may have another size than before.
    void follow();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void make();

    ThemeHub &m_theme;
    QScrollArea *m_scroll = nullptr; ///< made when it is first wanted
};

} // namespace opsdeck
