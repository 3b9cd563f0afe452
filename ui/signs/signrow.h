// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/signs/sign.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// A sample, its word and its sentence.
class SignRow final : public QWidget
{
    Q_OBJECT
public:
    SignRow(const Sign &sign, ThemeHub &theme, QWidget *parent);

    const Sign &sign() const { return m_sign; }

    static constexpr int kSampleWidth = 92;
    static constexpr int kWordWidth = 108;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Sign m_sign;
    ThemeHub &m_theme;
};

} // namespace opsdeck
