// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace opsdeck {

class ThemeHub;

/// Heads of the matrix's columns: each environment as its band, with what is abnormal there and how
/// old the oldest of it is.
class MatrixHeader final : public QHeaderView
{
    Q_OBJECT
public:
    MatrixHeader(ThemeHub &theme, QWidget *parent);

    QSize sizeHint() const override { return {200, height()}; }

    /// Narrow columns: what is abnormal stands below the name.
    void setTwoLines(bool two);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;

private:
    ThemeHub &m_theme;
    bool m_hasTwoLines = false;
};

} // namespace opsdeck
