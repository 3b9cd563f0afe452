// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// What the lines and outlines of the diagram mean.
class DiagramLegend final : public QWidget
{
    Q_OBJECT
public:
    explicit DiagramLegend(ThemeHub &theme, QWidget *parent = nullptr);

    /// Below each other instead of beside each other.
    void setUpright(bool upright);
    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
    bool m_upright = false;
};

} // namespace opsdeck
