// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/rootcausemodel.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// The first root cause of the chosen environment in one line, 32 high, for pages that do not list
/// them. Its place is kept when there is none: nothing moves under the pointer.
class CauseLine final : public QWidget
{
    Q_OBJECT
public:
    CauseLine(StatusBoard &board, ThemeHub &theme, QWidget *parent = nullptr);

    void setEnvironment(const EnvironmentKey &environment);

Q_SIGNALS:
    void chosen(const opsdeck::ServiceKey &service);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void refresh();
    void choose();
    QString othersText() const;

    ThemeHub &m_theme;
    RootCauseModel m_model;
    EnvironmentKey m_environment;
};

} // namespace opsdeck
