// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/runbooks/outputmodel.h"
#include "models/runbooks/runbooklistmodel.h"
#include "models/runbooks/runstepsmodel.h"
#include "ui/pages/page.h"

#include <QTimer>

class QBoxLayout;
class QLabel;
class QListView;
class QPushButton;

namespace opsdeck {

class OutputDelegate;
class StepCard;
class StepDelegate;
class ThemeHub;

/// Runbooks of one environment: choose, read exactly what would run, confirm, follow the output,
/// stop.
class RunbooksPage final : public Page
{
    Q_OBJECT
public:
    RunbooksPage(RunbookListModel &runbooks, RunStepsModel &steps, OutputModel &output,
                 ThemeHub &theme, QWidget *parent = nullptr);

    void setEnvironment(const EnvironmentKey &environment) override;

    void selectRunbook(const RunbookId &id);
    void showPlan(const RunPlan &plan);
    void showProgress(const RunProgress &progress);
    /// What happened, what to try; stays until the next choice.
    void showError(const Error &error);
    /// Asks for the plan of the chosen runbook again, unless it runs.
    void planAnew();
    void setArmed(bool armed);

Q_SIGNALS:
    void planRequested(const opsdeck::RunbookId &runbook,
                       const opsdeck::EnvironmentKey &environment);
    void runRequested(const opsdeck::RunPlan &plan, const QString &typedText);
    void cancelRequested(const QString &runId);
    void editRequested(const opsdeck::RunbookId &runbook);
    void additionRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeLeft();
    QPushButton *makeAddButton(const QString &name, QWidget *parent);
    QWidget *makeHead();
    QWidget *makeOutputCard();
    void onRunbookChosen(const QModelIndex &index);
    void onStepChosen(const QModelIndex &index);
    void showState();
    void fitLists();

    bool isRunning() const
    {
        return m_steps.progress().state == RunState::Running && m_steps.hasRun();
    }

    RunbookListModel &m_runbooks;
    RunStepsModel &m_steps;
    OutputModel &m_output;
    ThemeHub &m_theme;
    EnvironmentKey m_environment;
    RunbookId m_chosen;
    RunPlan m_plan; ///< what would run now
    std::optional<Error> m_error;
    bool m_keepError = false; ///< the next plan was asked for because of it
    QWidget *m_left = nullptr;
    QListView *m_list = nullptr;
    QListView *m_stepList = nullptr;
    QListView *m_outputList = nullptr;
    StepDelegate *m_stepDelegate = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_meaning = nullptr;
    QLabel *m_planLabel = nullptr;
    QLabel *m_stepsHead = nullptr;
    QLabel *m_outcome = nullptr;
    QLabel *m_outputNote = nullptr;
    QWidget *m_empty = nullptr;
    QPushButton *m_stop = nullptr;
    QWidget *m_detail = nullptr;
    QBoxLayout *m_body = nullptr; ///< step and output
    StepCard *m_step = nullptr;
    QTimer m_turn; ///< runs only while a step does
    int m_degrees = 0;
};

} // namespace opsdeck
