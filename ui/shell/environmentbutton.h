// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

#include <QAbstractButton>

namespace opsdeck {

class ThemeHub;

/// One environment of the header: its tag and the mark of its worst state; the chosen one is lifted.
class EnvironmentButton final : public QAbstractButton
{
    Q_OBJECT
public:
    EnvironmentButton(const EnvironmentKey &key, Tier tier, ThemeHub &theme, QWidget *parent);

    const EnvironmentKey &key() const { return m_key; }
    void setView(const EnvironmentView &view);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    EnvironmentKey m_key;
    Tier m_tier;
    ThemeHub &m_theme;
    EnvironmentView m_view;
};

} // namespace opsdeck
