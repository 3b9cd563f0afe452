// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/ledger.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// The five classes with their forms and words, and the share of each where there is a service to
/// tell it of.
class LedgerLegend final : public QWidget
{
    Q_OBJECT
public:
    LedgerLegend(ThemeHub &theme, QWidget *parent);

    void setSums(const std::optional<LedgerSums> &sums);

    QSize sizeHint() const override { return {500, 24}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
    std::optional<LedgerSums> m_sums;
};

} // namespace opsdeck
