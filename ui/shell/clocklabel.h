// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// The time, in UTC as everywhere in the window, over zone and date.
class ClockLabel final : public QWidget
{
    Q_OBJECT
public:
    explicit ClockLabel(ThemeHub &theme, QWidget *parent = nullptr);

    void tick(const Instant &now);
    void setCompact(bool compact); ///< without the date

    QSize sizeHint() const override { return {92, 40}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
    Instant m_now;
    bool m_compact = false;
};

} // namespace opsdeck
