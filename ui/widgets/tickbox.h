// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>

namespace opsdeck {

class ThemeHub;

/// A check box with a tick: a filled box alone tells too little.
class TickBox final : public QCheckBox
{
    Q_OBJECT
public:
    TickBox(const QString &text, ThemeHub &theme, QWidget *parent);

    /// The tick in a box of this place.
    static void paintTick(QPainter &painter, const QRectF &box, const QColor &ink);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
};

} // namespace opsdeck
