// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// Services by state, worst first: mark and number, each in its fixed place, and below them of what
/// they are.
class CountsBar final : public QWidget
{
    Q_OBJECT
public:
    explicit CountsBar(ThemeHub &theme, QWidget *parent = nullptr);

    /// `where`: of what they are, "all 3 environments". `beyond`: what else there is, "all 3: 2
    /// down".
    void setCounts(const HealthCounts &counts, const QString &where, const QString &beyond = {});
    /// Checks of the same place that are not run for lack of a parameter.
    void setNotSetUp(int checks);
    /// Narrow windows: only what is not zero, and OK.
    void setCompact(bool compact);
    void setTight(bool tight);
    int widthWhen(bool tight) const;

    QSize sizeHint() const override { return {widthWhen(m_isTight), 40}; }

    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Item;
    QList<Item> items() const;
    QString caption() const;
    void tell();

    ThemeHub &m_theme;
    HealthCounts m_counts;
    QString m_where;
    QString m_beyond;
    int m_notSetUp = 0;
    bool m_compact = false;
    bool m_isTight = false;
};

} // namespace opsdeck
