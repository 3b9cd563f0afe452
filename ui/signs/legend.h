// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/signs/sign.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// Samples with their words, beside or below each other; the sentences in its tooltip.
class Legend final : public QWidget
{
    Q_OBJECT
public:
    Legend(const QList<Sign> &signs, const QString &objectName, ThemeHub &theme,
           QWidget *parent = nullptr);

    /// Below each other, on a card, instead of beside each other.
    void setUpright(bool upright);
    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<Sign> m_signs;
    ThemeHub &m_theme;
    bool m_upright = false;
};

} // namespace opsdeck
