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
/// high as their words need at this width, or one line where setMostHeight() asks for it; a page
/// reserves the first by reserveRow(), so that
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
    /// What is shown is not the present: `lead` stands in place of "Root cause", and what acts is
    /// disabled with the reason `whyNoActions`. Empty both: the present.
    void setSituation(const QString &lead, const QString &whyNoActions);
    /// Says of TwoLines where each is: of several environments.
    void setNamesEnvironments(bool names);
    /// More than two causes, or more than this height, make lines of the rows, and as few as fit.
    void setMostHeight(int height);
    int shownRows() const;
    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void serviceSelected(const opsdeck::ServiceKey &service);
    void runbookRequested(const opsdeck::ServiceKey &service);
    void acknowledgeRequested(const opsdeck::ServiceKey &service);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    void fit();
    bool isCrowded() const;
    int fittingRows() const;
    void tellRest();

    RootCauseModel &m_model;
    ThemeHub &m_theme;
    Rows m_kind;
    bool m_reserved = false;
    int m_mostHeight = -1; ///< negative: whatever it takes
    bool m_isCompact = false;
    QList<RootCauseRow *> m_rows;
    QLabel *m_more;
};

} // namespace opsdeck
