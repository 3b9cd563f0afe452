// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/runbookcontroller.h"

#include "app/gui/historyfeed.h"
#include "app/gui/session.h"
#include "services/runbooks/runbookengine.h"
#include "ui/pages/runbooks/runbookspage.h"

namespace opsdeck {

RunbookController::RunbookController(Session &session, Arming &arming, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_arming(arming)
{
    connect(&m_session.board(), &StatusBoard::workspaceChanged, this,
            [this] { m_runbooks.setWorkspace(m_session.board().workspace()); });
    connect(&m_arming, &Arming::changed, this, &RunbookController::showArming);
}

void RunbookController::attach(RunbooksPage &page)
{
    m_page = &page;
    RunbookEngine *engine = m_session.engine().runbooks();
    if (engine == nullptr) {
        const auto refuse = [this] {
            m_page->showError({ErrorKind::Storage,
                               tr("Nothing can be run: there is no data folder for the record."),
                               tr("Try: the banner above says why."),
                               {}});
        };
        connect(&page, &RunbooksPage::planRequested, this, refuse);
        return;
    }
    connect(&page, &RunbooksPage::planRequested, engine,
            [engine](const RunbookId &runbook, const EnvironmentKey &environment) {
                engine->plan(runbook, environment);
            });
    connect(&page, &RunbooksPage::runRequested, this,
            [this, engine](const RunPlan &plan, const QString &typed) {
                const Confirmation confirmation{
                    typed,
                    m_arming.isArmed(plan.environment, m_session.clock().now()),
                    {},
                    m_acceptsBrokenRecord};
                m_output.clear();
                QMetaObject::invokeMethod(
                    engine, [engine, plan, confirmation] { engine->start(plan, confirmation); });
            });
    connect(&page, &RunbooksPage::cancelRequested, engine,
            [engine](const QString &runId) { engine->cancel(runId); });
    connect(engine, &RunbookEngine::planned, this, [this](const RunPlan &plan) {
        // An answer for another place than the one that is shown by now.
        if (plan.environment == m_environment && !isRunning())
            m_page->showPlan(plan);
    });
    connect(engine, &RunbookEngine::planFailed, this,
            [this](const RunbookId &, const EnvironmentKey &environment, const Error &error) {
                if (environment == m_environment && !isRunning())
                    m_page->showError(error);
            });
    connect(engine, &RunbookEngine::refused, this, [this](const Error &error) {
        m_page->showError(error);
        m_page->planAnew();
        m_session.history().refreshAudit();
    });
    connect(engine, &RunbookEngine::outputAdded, this,
            [this](const QString &, const QList<OutputLine> &lines) { m_output.append(lines); });
    connect(engine, &RunbookEngine::progressChanged, this, [this](const RunProgress &progress) {
        m_page->showProgress(progress);
        if (progress.endedAt.isValid() && progress.state != RunState::Running) {
            m_page->planAnew();
            m_session.history().refreshAudit();
        }
    });
    connect(engine, &RunbookEngine::interrupted, this, &RunbookController::interrupted);
    connect(engine, &RunbookEngine::settled, this, &RunbookController::settled);
    connect(engine, &RunbookEngine::settled, &m_session.history(), &HistoryFeed::refreshAudit);
    connect(engine, &RunbookEngine::problem, this, &RunbookController::problem);
    showArming();
}

void RunbookController::lookForInterruptedRuns()
{
    if (RunbookEngine *engine = m_session.engine().runbooks())
        QMetaObject::invokeMethod(engine, &RunbookEngine::lookForInterruptedRuns);
}

void RunbookController::settle(const QString &runId)
{
    if (RunbookEngine *engine = m_session.engine().runbooks())
        QMetaObject::invokeMethod(engine, [engine, runId] { engine->settle(runId); });
}

void RunbookController::setRecordDoubt(const QString &why)
{
    if (RunbookEngine *engine = m_session.engine().runbooks())
        QMetaObject::invokeMethod(engine, [engine, why] { engine->setRecordDoubt(why); });
}

void RunbookController::setService(const ServiceKey &service)
{
    const ServiceView *view = m_session.board().service(service);
    m_runbooks.setService(service,
                          view != nullptr && view->error ? toWord(view->error->kind) : QString());
}

void RunbookController::setEnvironment(const EnvironmentKey &environment)
{
    m_environment = environment;
    showArming();
}

bool RunbookController::isRunning() const
{
    return m_steps.hasRun() && m_steps.progress().state == RunState::Running;
}

void RunbookController::showArming()
{
    if (m_page != nullptr)
        m_page->setArmed(m_arming.isArmed(m_environment, m_session.clock().now()));
}

} // namespace opsdeck
