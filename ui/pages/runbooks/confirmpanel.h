// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/runbook.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace opsdeck {

class HoldButton;
class ThemeHub;
class TypedConfirm;

/// What stands between a plan and its run: the sentence, the typed name on a protected environment,
/// the button to hold. Decides nothing: the same rules are enforced again where the run starts.
class ConfirmPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit ConfirmPanel(ThemeHub &theme, QWidget *parent = nullptr);

    void setPlan(const RunPlan &plan);
    void setArmed(bool armed);
    void setRunning(bool running);

Q_SIGNALS:
    void confirmed(const QString &typedText);

private:
    void update();
    bool isAllowed() const;

    RunPlan m_plan;
    bool m_armed = false;
    bool m_running = false;
    bool m_matched = false;
    QLabel *m_sentence;
    TypedConfirm *m_typed;
    HoldButton *m_hold;
    QPushButton *m_run;
    QLabel *m_note;
};

} // namespace opsdeck
