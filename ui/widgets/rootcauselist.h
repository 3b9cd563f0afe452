// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/rootcausemodel.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace opsdeck {

class RootCauseRow;
class ThemeHub;

/// The root causes of a RootCauseModel, at most three, then "2 more root causes: …". Rows are as
/// high as their words need at this width; a page reserves the first by reserveRow(), so that
/// nothing jumps.
class RootCauseList final : public QWidget
{
    Q_OBJECT
public:
    enum class Rows {
        OneLine, ///< from 40 high, the environment's tag in front, impact behind the sentence where
                 ///< there is room
        TwoLines, ///< from 56 high, for one environment, impact below the sentence
    };

    static constexpr int kMostRows = 3;

    RootCauseList(RootCauseModel &model, ThemeHub &theme, Rows rows, QWidget *parent = nullptr);

    /// Keeps the place of one row when there is no cause.
    void reserveRow(bool reserved);
    int shownRows() const;
    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void serviceSelected(const opsdeck::ServiceKey &service);
    void runbookRequested(const opsdeck::ServiceKey &service);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    void fit();

    RootCauseModel &m_model;
    ThemeHub &m_theme;
    Rows m_kind;
    bool m_reserved = false;
    QList<RootCauseRow *> m_rows;
    QLabel *m_more;
};

} // namespace opsdeck
