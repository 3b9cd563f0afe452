// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runbooks/runbookspage.h"

#include "ui/pages/runbooks/confirmpanel.h"
#include "ui/pages/runbooks/runbookdelegates.h"
#include "ui/pages/runbooks/stepcard.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plainlist.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace opsdeck {

using namespace std::chrono_literals;

namespace {

constexpr int kNarrowBelow = 1440;
constexpr int kBesideFrom = 1900; ///< of the page: the output stands beside the step
constexpr int kSmallBelow =
    1024; ///< of the page: the confirmation has its whole width before the steps have theirs

QString groupedHash(const QString &hash)
{
    return hash.left(4) + QLatin1Char(' ') + hash.mid(4, 4);
}

} // namespace

RunbooksPage::RunbooksPage(RunbookListModel &runbooks, RunStepsModel &steps, OutputModel &output,
                           ThemeHub &theme, QWidget *parent)
    : Page(parent)
    , m_runbooks(runbooks)
    , m_steps(steps)
    , m_output(output)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("runbooks.page"));
    m_empty = new QWidget(this);
    auto *why = wrappedLabel(QStringLiteral("runbooks.empty"), textFont(13), "t2", m_empty);
    why->setAlignment(Qt::AlignCenter);
    why->setText(tr("No runbook may run in this environment. Name runbook files in the "
                    "workspace under \"runbooks\"."));
    auto *empty = new QVBoxLayout(m_empty);
    empty->addStretch(1);
    empty->addWidget(why);
    empty->addWidget(makeAddButton(QStringLiteral("runbooks.empty.add"), m_empty), 0,
                     Qt::AlignCenter);
    empty->addStretch(1);

    m_detail = new QWidget(this);
    auto *detail = new QVBoxLayout(m_detail);
    detail->setContentsMargins(24, 16, 24, 16);
    detail->setSpacing(16);
    detail->addWidget(makeHead());
    m_body = new QBoxLayout(QBoxLayout::TopToBottom);
    m_body->setSpacing(16);
    m_step = new StepCard(m_theme, m_detail);
    connect(&m_step->confirm(), &ConfirmPanel::confirmed, this,
            [this](const QString &typed) { Q_EMIT runRequested(m_plan, typed); });
    m_body->addWidget(m_step);
    m_body->addWidget(makeOutputCard(), 1);
    detail->addLayout(m_body, 1);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeLeft());
    layout->addWidget(m_detail, 1);
    layout->addWidget(m_empty, 1);

    m_turn.setInterval(1s);
    connect(&m_turn, &QTimer::timeout, this, [this] {
        m_degrees = (m_degrees + 30) % 360;
        m_stepDelegate->setTurn(m_degrees);
        m_stepList->viewport()->update();
    });
    connect(&m_runbooks, &QAbstractItemModel::modelReset, this, [this] {
        // The chosen one stays chosen wherever it went.
        if (!m_list->currentIndex().isValid() && m_runbooks.rowCount() > 0 && !isRunning())
            m_list->setCurrentIndex(m_runbooks.index(std::max(0, m_runbooks.rowOf(m_chosen))));
        fitLists();
        showState();
    });
    showState();
}

QWidget *RunbooksPage::makeLeft()
{
    m_left = card(QStringLiteral("runbooks.left"), this);
    m_left->setProperty("kind", QStringLiteral("column"));
    m_list = plainUniformList(QStringLiteral("runbooks.list"), tr("Runbooks"), &m_runbooks, m_left);
    m_list->setItemDelegate(new RunbookDelegate(m_theme, m_list));
    m_stepList = plainUniformList(QStringLiteral("runbooks.steps"), tr("Steps"), &m_steps, m_left);
    m_stepList->setUniformItemSizes(false);
    m_stepDelegate = new StepDelegate(m_theme, m_stepList);
    m_stepList->setItemDelegate(m_stepDelegate);
    auto *head =
        plainLabel(QStringLiteral("runbooks.list.title"), roleFont(TextRole::Label), "t2", m_left);
    head->setText(tr("RUNBOOKS"));
    head->setContentsMargins(16, 12, 16, 8);
    m_stepsHead =
        plainLabel(QStringLiteral("runbooks.steps.title"), roleFont(TextRole::Label), "t2", m_left);
    m_stepsHead->setContentsMargins(16, 12, 16, 8);
    auto *layout = new QVBoxLayout(m_left);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(head);
    layout->addWidget(m_list);
    layout->addWidget(m_stepsHead);
    layout->addWidget(m_stepList, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(12, 8, 12, 12);
    buttons->setSpacing(8);
    auto *edit = new QPushButton(tr("Edit runbook…"), m_left);
    edit->setObjectName(QStringLiteral("runbooks.edit"));
    edit->setAutoDefault(false);
    connect(edit, &QPushButton::clicked, this, [this] { Q_EMIT editRequested(m_chosen); });
    buttons->addWidget(edit);
    buttons->addWidget(makeAddButton(QStringLiteral("runbooks.add"), m_left));
    layout->addLayout(buttons);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &RunbooksPage::onRunbookChosen);
    connect(m_stepList->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &RunbooksPage::onStepChosen);
    connect(&m_steps, &QAbstractItemModel::modelReset, this,
            [this] { m_stepList->setCurrentIndex(m_steps.index(0)); });
    return m_left;
}

QPushButton *RunbooksPage::makeAddButton(const QString &name, QWidget *parent)
{
    auto *button = new QPushButton(tr("Add runbook…"), parent);
    button->setObjectName(name);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, &RunbooksPage::additionRequested);
    return button;
}

QWidget *RunbooksPage::makeHead()
{
    auto *head = new QWidget(m_detail);
    m_title = plainLabel(QStringLiteral("runbooks.title"), roleFont(TextRole::Page), "t1", head);
    m_meaning = wrappedLabel(QStringLiteral("runbooks.meaning"), textFont(12), "t3", head);
    m_planLabel = plainLabel(QStringLiteral("runbooks.plan"), figureFont(12), "t2", head);
    m_stop = new QPushButton(tr("Stop run"), head);
    m_stop->setObjectName(QStringLiteral("runbooks.stop"));
    m_stop->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->addWidget(m_title);
    row->addStretch();
    row->addWidget(m_planLabel);
    row->addSpacing(12);
    row->addWidget(m_stop);
    auto *layout = new QVBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(row);
    layout->addWidget(m_meaning);
    connect(m_stop, &QPushButton::clicked, this,
            [this] { Q_EMIT cancelRequested(m_steps.progress().runId); });
    return head;
}

QWidget *RunbooksPage::makeOutputCard()
{
    auto *frame = card(QStringLiteral("runbooks.output"), m_detail);
    auto *label =
        plainLabel(QStringLiteral("runbooks.output.title"), roleFont(TextRole::Label), "t2", frame);
    label->setText(tr("LIVE OUTPUT"));
    m_outcome = wrappedLabel(QStringLiteral("runbooks.outcome"), textFont(13, QFont::DemiBold),
                             "t1", frame);
    m_outputNote = plainLabel(QStringLiteral("runbooks.output.note"), textFont(12), "t3", frame);
    m_outputList =
        plainUniformList(QStringLiteral("runbooks.output.lines"), tr("Output"), &m_output, frame);
    m_outputList->setItemDelegate(new OutputDelegate(m_theme, m_outputList));
    m_outputList->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_outputList->setMinimumHeight(48);
    m_outputList->hide(); // until something ran: the plan has its room
    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 10, 16, 6);
    head->addWidget(label);
    head->addSpacing(12);
    head->addWidget(m_outputNote);
    head->addStretch();
    auto *layout = new QVBoxLayout(frame);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->setSpacing(0);
    layout->addLayout(head);
    m_outcome->setContentsMargins(16, 0, 16, 6);
    layout->addWidget(m_outcome);
    layout->addWidget(m_outputList, 1);
    layout->addStretch();
    connect(&m_output, &QAbstractItemModel::rowsInserted, this, [this] {
        m_outputList->scrollToBottom();
        showState();
    });
    return frame;
}

void RunbooksPage::fitLists()
{
    // The steps begin right below the runbooks, which take at most two fifths.
    const int rows = m_runbooks.rowCount() * m_list->sizeHintForRow(0);
    m_list->setFixedHeight(std::clamp(rows + 2, 48, std::max(48, height() * 2 / 5)));
}

void RunbooksPage::setEnvironment(const EnvironmentKey &environment)
{
    if (environment == m_environment)
        return;
    m_environment = environment;
    if (!isRunning()) {
        m_steps.clear();
        m_output.clear();
        m_error.reset();
    }
    m_runbooks.setEnvironment(environment);
    if (m_runbooks.rowCount() > 0)
        m_list->setCurrentIndex(m_runbooks.index(0));
    showState();
}

void RunbooksPage::selectRunbook(const RunbookId &id)
{
    const int row = m_runbooks.rowOf(id);
    if (row >= 0)
        m_list->setCurrentIndex(m_runbooks.index(row));
}

void RunbooksPage::onRunbookChosen(const QModelIndex &index)
{
    const Runbook *runbook = index.isValid() ? m_runbooks.runbookAt(index.row()) : nullptr;
    if (runbook == nullptr || isRunning())
        return;
    const bool isSame = runbook->id == m_chosen && m_steps.plan().environment == m_environment;
    m_chosen = runbook->id;
    if (!isSame) {
        m_error.reset();
        m_output.clear();
        m_steps.clear();
    }
    Q_EMIT planRequested(m_chosen, m_environment);
    showState();
}

void RunbooksPage::planAnew()
{
    const Runbook *runbook = m_runbooks.runbookAt(m_list->currentIndex().row());
    if (runbook == nullptr || isRunning())
        return;
    if (m_steps.plan().environment != m_environment) {
        m_steps.clear();
        m_output.clear();
    }
    m_chosen = runbook->id;
    m_keepError = m_error.has_value();
    Q_EMIT planRequested(m_chosen, m_environment);
}

void RunbooksPage::onStepChosen(const QModelIndex &index)
{
    const auto step =
        index.isValid() ? index.data(RunStepsModel::StepRole).value<PlannedStep>() : PlannedStep();
    m_step->setStep(step, m_steps.plan().frozenAt);
}

void RunbooksPage::showPlan(const RunPlan &plan)
{
    if (!std::exchange(m_keepError, false))
        m_error.reset();
    m_plan = plan;
    // The same plan made anew keeps what its last run left to read.
    if (!m_steps.hasRun() || m_steps.plan().hash != plan.hash)
        m_steps.setPlan(plan);
    m_step->confirm().setPlan(plan);
    showState();
}

void RunbooksPage::showProgress(const RunProgress &progress)
{
    m_steps.setProgress(progress);
    for (int row = 0; row < m_steps.rowCount(); ++row) {
        if (progress.steps.value(row) == StepState::Running)
            m_stepList->setCurrentIndex(m_steps.index(row));
    }
    if (progress.state == RunState::Running)
        m_turn.start();
    else
        m_turn.stop();
    m_error = progress.error;
    showState();
}

void RunbooksPage::showError(const Error &error)
{
    m_error = error;
    showState();
}

void RunbooksPage::setArmed(bool armed)
{
    // What is about to be confirmed should be fresh.
    if (armed)
        planAnew();
    m_step->confirm().setArmed(armed);
}

void RunbooksPage::showState()
{
    const bool any = m_runbooks.rowCount() > 0;
    m_empty->setVisible(!any);
    m_left->setVisible(any);
    m_detail->setVisible(any);
    const RunPlan &plan = m_steps.plan();
    m_step->setVisible(!plan.hash.isEmpty());
    const Runbook *runbook = m_runbooks.runbookAt(m_list->currentIndex().row());
    m_title->setText(runbook == nullptr ? tr("Runbooks") : runbook->title);
    QStringList about;
    if (runbook != nullptr && !runbook->meaning.isEmpty())
        about << runbook->meaning;
    if (runbook != nullptr && !runbook->impact.isEmpty())
        about << tr("Impact: %1").arg(runbook->impact);
    m_meaning->setText(about.join(QLatin1Char(' ')));
    m_planLabel->setText(plan.hash.isEmpty()
                             ? QString()
                             : tr("plan %1, frozen %2")
                                   .arg(groupedHash(plan.hash),
                                        plan.frozenAt.utc().toString(QStringLiteral("HH:mm:ss"))));
    const auto done = std::count(m_steps.progress().steps.cbegin(), m_steps.progress().steps.cend(),
                                 StepState::Succeeded);
    m_stepsHead->setText(plan.steps.isEmpty()
                             ? tr("STEPS")
                             : tr("%1 STEPS, %2 DONE").arg(plan.steps.size()).arg(done));
    m_stop->setEnabled(isRunning());
    m_step->confirm().setRunning(isRunning());
    QString outcome;
    if (m_error)
        outcome = m_error->advice.isEmpty() ? m_error->message
                                            : m_error->message + QLatin1Char(' ') + m_error->advice;
    else if (m_steps.progress().state == RunState::Succeeded)
        outcome = tr("Done: %1.").arg(plan.title);
    else if (m_steps.progress().state == RunState::Cancelled)
        outcome = tr("Stopped.");
    m_outcome->setText(outcome);
    m_outcome->setVisible(!outcome.isEmpty());
    m_outputList->setVisible(m_output.rowCount() > 0);
    m_outputNote->setText(
        m_output.rowCount() == 0 ? tr("Nothing has run yet.")
        : m_output.dropped() > 0
            ? tr("%n line(s), %1 older dropped, secrets masked", nullptr, m_output.rowCount())
                  .arg(m_output.dropped())
            : tr("%n line(s), secrets masked", nullptr, m_output.rowCount()));
}

void RunbooksPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    m_left->setFixedWidth(width() < kSmallBelow ? 272 : width() < kNarrowBelow - 72 ? 320 : 432);
    const bool beside = width() >= kBesideFrom;
    m_body->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_body->setStretch(0, beside ? 1 : 0);
    m_stepDelegate->setWidth(m_left->width() - 2);
    m_stepList->doItemsLayout();
    fitLists();
}

} // namespace opsdeck
