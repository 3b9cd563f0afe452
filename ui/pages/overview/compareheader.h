// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace opsdeck {

class ThemeHub;

/// Heads of a comparison's columns: each environment as its band, with how much stands out there
/// and how old the oldest observation is.
class CompareHeader final : public QHeaderView
{
    Q_OBJECT
public:
    CompareHeader(ThemeHub &theme, QWidget *parent);

    QSize sizeHint() const override { return {200, height()}; }

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;

private:
    ThemeHub &m_theme;
};

} // namespace opsdeck
