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

    /// Why nothing can be armed now, empty: it can. What is armed can be disarmed all the same.
    void setWhyNoArming(const QString &why);

    /// The word stands below its icon; armed never shows less than the time that is left.
    void setTight(bool readOnly, bool armed);

    static int widthWhen(bool armed, bool tight)
    {
        return armed ? (tight ? 104 : 152) : (tight ? 64 : 104);
    }

    QSize sizeHint() const override { return {widthWhen(m_armed, isTight()), 40}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool isTight() const { return m_armed ? m_isTightArmed : m_isTightReadOnly; }

    ThemeHub &m_theme;
    QString m_whyNoArming;
    bool m_armed = false;
    bool m_striped = false;
    bool m_isTightReadOnly = false;
    bool m_isTightArmed = false;
    QString m_timeLeft;
};

} // namespace opsdeck
