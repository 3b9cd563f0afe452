// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

#include <QAbstractButton>

namespace opsdeck {

class ThemeHub;

/// One environment of the header: its tag and the mark of its worst state; the chosen one is
/// lifted.
class EnvironmentButton final : public QAbstractButton
{
    Q_OBJECT
public:
    EnvironmentButton(const EnvironmentKey &key, Tier tier, ThemeHub &theme, QWidget *parent);

    const EnvironmentKey &key() const { return m_key; }

    void setView(const EnvironmentView &view);
    /// Of environments of several platforms: the worst of them, how each one is, in words, and what
    /// they are together.
    void setViews(const EnvironmentView &worst, const QString &words, const QString &counts);
    /// Less air around tag and mark.
    void setTight(bool tight);
    int widthWhen(bool tight) const;

    QSize sizeHint() const override { return {widthWhen(m_isTight), 38}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void tell(const EnvironmentView &view, const QString &name);

    EnvironmentKey m_key;
    Tier m_tier;
    ThemeHub &m_theme;
    EnvironmentView m_view;
    bool m_isTight = false;
};

} // namespace opsdeck
