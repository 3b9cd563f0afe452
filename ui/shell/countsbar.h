// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/tally.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// Services by state, worst first: mark and number, each in its fixed place, and below them of what
/// they are. No number or word of it is ever cut: what matters least is left out as a whole.
class CountsBar final : public QWidget
{
    Q_OBJECT
public:
    /// How much is told below the marks. The rest stays in the tooltip.
    enum Caption {
        WholeCaption,
        WithoutServices, ///< how many of the services are in use is left out
        WithoutChecks    ///< and how many checks are not set up
    };

    explicit CountsBar(ThemeHub &theme, QWidget *parent = nullptr);

    /// `where`: of what they are, "all 3 environments". `beyond`: what else there is, "all 3: 2
    /// down".
    void setTally(const Tally &tally, const QString &where, const QString &beyond = {});
    /// Narrow windows: only what is not zero, and OK.
    void setCompact(bool compact);
    void setRoom(bool tight, Caption caption);
    int widthWhen(bool tight, Caption caption) const;

    QSize sizeHint() const override { return {widthWhen(m_isTight, m_caption), 40}; }

    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Item;
    QList<Item> items() const;
    int itemWidth(bool tight) const;
    QString captionText(Caption caption) const;
    void tell();

    ThemeHub &m_theme;
    Tally m_tally;
    QString m_where;
    QString m_beyond;
    bool m_compact = false;
    bool m_isTight = false;
    Caption m_caption = WholeCaption;
};

} // namespace opsdeck
