// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/check.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// The last results of a check as bars, newest at the right: good ones short, bad ones tall and
/// coloured.
class ResultStrip final : public QWidget
{
    Q_OBJECT
public:
    explicit ResultStrip(ThemeHub &theme, QWidget *parent = nullptr);

    void setResults(const QList<CheckStatus> &results);

    QSize sizeHint() const override { return {320, 26}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
    QList<CheckStatus> m_results;
};

} // namespace opsdeck
