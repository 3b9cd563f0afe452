// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// The frame that an armed window wears: stripes on a protected environment, solid ink elsewhere.
/// Lets the mouse through.
class ArmedFrame final : public QWidget
{
    Q_OBJECT
public:
    explicit ArmedFrame(ThemeHub &theme, QWidget *parent);

    void setStriped(bool striped);

    int thickness() const { return m_striped ? 8 : 4; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
    bool m_striped = true;
};

} // namespace opsdeck
