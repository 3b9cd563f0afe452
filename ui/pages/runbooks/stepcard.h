// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/runbook.h"

#include <QFrame>

class QBoxLayout;
class QLabel;
class QPushButton;
class QScrollArea;

namespace opsdeck {

class ConfirmPanel;
class PlanPreview;
class ThemeHub;

/// Exactly what a step runs, and beside it the confirmation. Where that does not fit as a whole,
/// the confirmation stands below all that it confirms, and a button says that there is more to
/// read.
class StepCard final : public QFrame
{
    Q_OBJECT
public:
    explicit StepCard(ThemeHub &theme, QWidget *parent = nullptr);

    /// `frozenAt`: when it was planned.
    void setStep(const PlannedStep &step, const Instant &frozenAt);

    ConfirmPanel &confirm() { return *m_confirm; }

    /// As high as all of it is with the confirmation beside it, at the width that it has.
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeExactly();
    int confirmWidth() const;
    int heightBeside() const;
    int heightBelow() const;
    void fit();
    void showMore();

    QScrollArea *m_scroll;
    QWidget *m_content;
    QBoxLayout *m_sides;
    QWidget *m_exactly = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_note = nullptr;
    QPushButton *m_copy = nullptr;
    PlanPreview *m_preview = nullptr;
    QFrame *m_line;
    ConfirmPanel *m_confirm;
    QPushButton *m_more;
    int m_hint = 0; ///< the height last asked for
};

} // namespace opsdeck
