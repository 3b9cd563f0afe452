// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/import/importdialog.h"

#include "ui/forms/problemnote.h"
#include "ui/import/importfilespage.h"
#include "ui/import/importfindingspage.h"
#include "ui/import/importservicespage.h"
#include "ui/import/importwritepage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace opsdeck {

ImportDialog::ImportDialog(ThemeHub &theme, QWidget *parent)
    : QDialog(parent)
    , m_stack(new QStackedWidget(this))
    , m_filesPage(new ImportFilesPage(theme, m_stack))
    , m_servicesPage(new ImportServicesPage(m_services, theme, m_stack))
    , m_findingsPage(new ImportFindingsPage(m_findings, theme, m_stack))
    , m_writePage(new ImportWritePage(theme, m_stack))
    , m_problem(new ProblemNote(QStringLiteral("import.problem"), theme, this))
{
    setObjectName(QStringLiteral("import"));
    setWindowTitle(tr("Import a stack"));
    setModal(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(12);
    layout->addWidget(makeSteps());
    for (QWidget *page :
         {static_cast<QWidget *>(m_filesPage), static_cast<QWidget *>(m_servicesPage),
          static_cast<QWidget *>(m_findingsPage), static_cast<QWidget *>(m_writePage)})
        m_stack->addWidget(page);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_problem);
    layout->addWidget(makeButtons());
    const auto bind = [this](const QKeySequence &keys, void (ImportDialog::*action)()) {
        auto *shortcut = new QShortcut(keys, this);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    bind(QKeySequence(Qt::CTRL | Qt::Key_Return), &ImportDialog::next);
    bind(QKeySequence(Qt::CTRL | Qt::Key_Enter), &ImportDialog::next);
    bind(QKeySequence(Qt::ALT | Qt::Key_Left), &ImportDialog::back);
    connect(m_filesPage, &ImportFilesPage::edited, this, [this] {
        // An answer under way is to another question.
        m_isAsking = false;
        m_problem->setProblem({});
        showState();
    });
    connect(&m_services, &ImportServicesModel::chosen, this, &ImportDialog::showState);
    connect(m_writePage, &ImportWritePage::confirmed, this, &ImportDialog::showState);
    goTo(Files);
}

QWidget *ImportDialog::makeSteps()
{
    auto *box = new QWidget(this);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(24);
    const QStringList titles{tr("1  Files"), tr("2  What was found"), tr("3  What to know"),
                             tr("4  What is written")};
    for (const QString &title : titles) {
        QLabel *label = plainLabel(QStringLiteral("import.step.%1").arg(m_steps.size() + 1),
                                   roleFont(TextRole::Body), "t3", box);
        label->setText(title);
        layout->addWidget(label);
        m_steps << label;
    }
    layout->addStretch(1);
    return box;
}

QWidget *ImportDialog::makeButtons()
{
    auto *box = new QWidget(this);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_cancel = new QPushButton(tr("Leave without importing"), box);
    m_cancel->setObjectName(QStringLiteral("import.cancel"));
    m_state = wrappedLabel(QStringLiteral("import.state"), roleFont(TextRole::Small), "t2", box);
    m_state->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_back = new QPushButton(tr("Back"), box);
    m_back->setObjectName(QStringLiteral("import.back"));
    m_back->setToolTip(tr("Alt+Left"));
    m_next = new QPushButton(box);
    m_next->setObjectName(QStringLiteral("import.next"));
    m_next->setProperty("kind", QStringLiteral("primary"));
    m_next->setToolTip(tr("Ctrl+Return"));
    for (QPushButton *button : {m_cancel, m_back, m_next})
        button->setAutoDefault(false);
    layout->addWidget(m_cancel);
    layout->addWidget(m_state, 1);
    layout->addWidget(m_back);
    layout->addWidget(m_next);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_back, &QPushButton::clicked, this, &ImportDialog::back);
    connect(m_next, &QPushButton::clicked, this, &ImportDialog::next);
    return box;
}

void ImportDialog::setFiles(const QStringList &files)
{
    m_filesPage->focusFirst();
    if (files.isEmpty())
        return;
    m_filesPage->setFiles(files);
    next();
}

void ImportDialog::goTo(int step)
{
    m_stack->setCurrentIndex(step);
    for (int i = 0; i < m_steps.size(); ++i) {
        m_steps.at(i)->setFont(roleFont(i == step ? TextRole::BodyStrong : TextRole::Body));
        m_steps.at(i)->setAccessibleName(i == step ? tr("%1, this step").arg(m_steps.at(i)->text())
                                                   : m_steps.at(i)->text());
    }
    m_problem->setProblem({});
    showState();
    // Focus into the page, else it would stay on what is gone.
    switch (step) {
    case Files:
        return m_filesPage->focusFirst();
    case Found:
        return m_servicesPage->focusFirst();
    case Findings:
        return m_findingsPage->focusFirst();
    default:
        return m_writePage->focusFirst();
    }
}

void ImportDialog::back()
{
    if (m_isWriting || m_stack->currentIndex() == Files)
        return;
    m_isAsking = false;
    goTo(m_stack->currentIndex() - 1);
}

void ImportDialog::next()
{
    if (!m_next->isEnabled())
        return;
    m_problem->setProblem({});
    switch (m_stack->currentIndex()) {
    case Files:
        m_question = m_filesPage->question();
        m_isAsking = true;
        showState();
        Q_EMIT readWanted(m_question);
        break;
    case Found:
        m_isAsking = true;
        showState();
        Q_EMIT draftWanted(m_question, m_services.choices());
        break;
    case Findings:
        goTo(Write);
        break;
    case Write:
        m_isWriting = true;
        showState();
        Q_EMIT writeWanted(m_draft, m_writePage->replacesEdited());
        break;
    default:
        break;
    }
}

void ImportDialog::showPlan(const ImportPlan &plan)
{
    if (!m_isAsking || m_stack->currentIndex() != Files)
        return;
    m_isAsking = false;
    m_filesPage->setProblems(plan.problems);
    if (!plan.problems.isEmpty())
        return showState();
    m_services.setPlan(plan);
    m_servicesPage->begin();
    goTo(Found);
}

void ImportDialog::showDraft(const ImportDraft &draft)
{
    if (!m_isAsking || m_stack->currentIndex() != Found)
        return;
    m_isAsking = false;
    m_draft = draft;
    m_findings.setFindings(draft.findings);
    m_findingsPage->begin();
    m_writePage->setDraft(draft);
    goTo(Findings);
}

void ImportDialog::showError(const Error &error)
{
    m_isAsking = false;
    m_isWriting = false;
    QString text = error.message;
    for (const QString &more : {error.advice, error.detail}) {
        if (!more.isEmpty())
            text += QLatin1Char(' ') + more;
    }
    m_problem->setProblem(text);
    showState();
}

void ImportDialog::showWritten()
{
    m_isWriting = false;
    accept();
}

void ImportDialog::reject()
{
    if (!m_isWriting)
        QDialog::reject();
}

bool ImportDialog::canGoOn() const
{
    if (m_isAsking || m_isWriting)
        return false;
    switch (m_stack->currentIndex()) {
    case Files:
        return m_filesPage->isComplete();
    case Found:
        return m_services.acceptedCount() > 0;
    case Write:
        return m_writePage->isConfirmed();
    default:
        return true;
    }
}

QString ImportDialog::stateText() const
{
    if (m_isWriting)
        return tr("Writing…");
    if (m_isAsking)
        return tr("Reading…");
    switch (m_stack->currentIndex()) {
    case Files:
        return m_filesPage->isComplete() ? tr("Nothing is polled before the last step.")
                                         : tr("Choose a compose file, or those of Prometheus.");
    case Found: {
        const int dropped = m_services.edges() - m_services.keptEdges();
        if (m_services.acceptedCount() == 0)
            return tr("Every service is skipped. Accept at least one.");
        const QString kept = tr("%1 of %2 services, %3 of %4 dependencies")
                                 .arg(m_services.acceptedCount())
                                 .arg(m_services.rowCount())
                                 .arg(m_services.keptEdges())
                                 .arg(m_services.edges());
        return dropped > 0 ? tr("%1. Those of skipped services are dropped.").arg(kept)
                           : tr("%1.").arg(kept);
    }
    case Findings:
        return tr("%1 not mapped, %2.")
            .arg(m_findings.count(FindingLevel::NotMapped))
            .arg(tr("%n secret(s) not copied", nullptr, m_findings.count(FindingLevel::Secret)));
    case Write:
        return m_writePage->isConfirmed()
                   ? tr("Writes the files, opens the workspace and begins to poll.")
                   : tr("Say first that what was edited may be replaced.");
    default:
        return {};
    }
}

void ImportDialog::showState()
{
    const int step = m_stack->currentIndex();
    m_next->setText(step == Files   ? tr("Read the files")
                    : step == Write ? tr("Finish: write and watch")
                                    : tr("Next"));
    m_next->setEnabled(canGoOn());
    m_back->setEnabled(step != Files && !m_isWriting);
    m_cancel->setEnabled(!m_isWriting);
    m_filesPage->setEnabled(!m_isWriting);
    m_servicesPage->setEnabled(!m_isAsking);
    m_writePage->setEnabled(!m_isWriting);
    m_state->setText(stateText());
}

} // namespace opsdeck
