// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace opsdeck {

class ThemeHub;

/// Read-only, or armed with the time that is left. A click asks to change it.
class LockChip final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit LockChip(ThemeHub &theme, QWidget *parent = nullptr);

    void setReadOnly();
    void setArmed(const QString &timeLeft, bool striped);

    QSize sizeHint() const override { return {m_armed ? 152 : 104, 40}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
    bool m_armed = false;
    bool m_striped = false;
    QString m_timeLeft;
};

} // namespace opsdeck
