// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// What the two marks of a hole in a chart stand for.
class GapLegend final : public QWidget
{
    Q_OBJECT
public:
    explicit GapLegend(ThemeHub &theme, QWidget *parent = nullptr);

    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
};

} // namespace opsdeck
