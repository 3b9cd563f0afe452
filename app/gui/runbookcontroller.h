// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/arming.h"
#include "models/runbooks/outputmodel.h"
#include "models/runbooks/runbooklistmodel.h"
#include "models/runbooks/runstepsmodel.h"
#include "services/audit/runjournal.h"

#include <QObject>

namespace opsdeck {

class MainWindow;
class RunbooksPage;
class Session;

/// Between the runbooks page and the engine: plans, runs, output, arming. GUI thread.
class RunbookController final : public QObject
{
    Q_OBJECT
public:
    /// `session` and `arming` outlive it.
    RunbookController(Session &session, Arming &arming, QObject *parent = nullptr);

    RunbookListModel &runbooks() { return m_runbooks; }

    RunStepsModel &steps() { return m_steps; }

    OutputModel &output() { return m_output; }

    /// Connects the page; it must outlive the controller's use of it.
    void attach(RunbooksPage &page);
    void setService(const ServiceKey &service);
    void setEnvironment(const EnvironmentKey &environment);
    bool isRunning() const;
    /// Why the record can't be trusted; what a person has accepted once holds until the program
    /// ends.
    void setRecordDoubt(const QString &why);

    void acceptBrokenRecord() { m_acceptsBrokenRecord = true; }

    /// Answered by interrupted(), when there are any.
    void lookForInterruptedRuns();
    /// The person has looked at what this run left behind.
    void settle(const QString &runId);

Q_SIGNALS:
    void interrupted(const QList<opsdeck::UnsettledRun> &runs);
    void settled(const QString &runId);
    void problem(const opsdeck::Error &error);

private:
    void showArming();

    bool m_acceptsBrokenRecord = false;

    Session &m_session;
    Arming &m_arming;
    RunbookListModel m_runbooks;
    RunStepsModel m_steps;
    OutputModel m_output;
    RunbooksPage *m_page = nullptr;
    EnvironmentKey m_environment;
};

} // namespace opsdeck
