// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/inspector/resultsmodel.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;
struct Theme;

/// The last results of a check as bars, newest at the right edge: good ones short, bad ones tall
/// and coloured; hatched between two where nothing was observed.
class ResultStrip final : public QWidget
{
    Q_OBJECT
public:
    explicit ResultStrip(ThemeHub &theme, QWidget *parent = nullptr);

    void setResults(const QList<ResultsModel::Bar> &results);

    QSize sizeHint() const override { return {320, 26}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
    QList<ResultsModel::Bar> m_results;
};

/// The bars, newest at the right, in a box 24 high: low ones are OK.
void paintResults(QPainter &painter, const QRect &rect, const QList<ResultsModel::Bar> &results,
                  const Theme &theme);

} // namespace opsdeck
