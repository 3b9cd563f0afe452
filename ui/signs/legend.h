// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/signs/sign.h"

#include <QSet>
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
    /// The sign of that id is left out, or there again.
    void setLeftOut(const QString &id, bool leftOut);
    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<Sign> shown() const;
    void tell();

    QList<Sign> m_signs;
    QSet<QString> m_leftOut;
    ThemeHub &m_theme;
    bool m_upright = false;
};

} // namespace opsdeck
