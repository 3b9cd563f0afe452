// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/importcontroller.h"

#include "app/gui/historyfeed.h"
#include "app/gui/importplanner.h"
#include "app/gui/recorded.h"
#include "app/gui/session.h"
#include "services/base/poolwork.h"
#include "ui/import/importdialog.h"

#include <QWidget>

namespace opsdeck {

namespace {

constexpr double kShareOfWindow = 0.94;

} // namespace

ImportController::ImportController(Session &session, ThemeHub &theme, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_theme(theme)
{
    // One after the other: a later answer is never older than an earlier one.
    m_thread.setMaxThreadCount(1);
}

ImportController::~ImportController()
{
    m_thread.clear();
    m_thread.waitForDone();
    m_writes.closeAll();
}

template <typename Answer>
void ImportController::run(const std::function<Answer()> &work,
                           const std::function<void(const Answer &)> &then)
{
    const int number = ++m_asked;
    runInPool(m_thread, this, work, [this, then, number, dialog = m_dialog](const Answer &answer) {
        if (dialog != nullptr && dialog == m_dialog && number == m_asked)
            then(answer);
    });
}

void ImportController::open(const QStringList &files, QWidget *window)
{
    if (m_dialog != nullptr)
        return;
    m_dialog = new ImportDialog(m_theme, window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->resize(window->size() * kShareOfWindow);
    connectDialog();
    m_dialog->open();
    m_dialog->setFiles(files);
}

void ImportController::connectDialog()
{
    connect(m_dialog, &ImportDialog::readWanted, this, &ImportController::read);
    connect(m_dialog, &ImportDialog::draftWanted, this, &ImportController::draft);
    connect(m_dialog, &ImportDialog::writeWanted, this, &ImportController::save);
}

void ImportController::read(const ImportQuestion &question)
{
    run<ImportPlan>([question] { return planImport(question); },
                    [this](const ImportPlan &plan) {
                        m_plan = plan;
                        m_dialog->showPlan(plan);
                    });
}

void ImportController::draft(const ImportQuestion &question, const ImportChoices &choices)
{
    using Answer = Result<ImportDraft>;
    run<Answer>([question, choices, seen = m_plan] { return draftImport(question, choices, seen); },
                [this](const Answer &answer) {
                    if (answer)
                        m_dialog->showDraft(*answer);
                    else
                        m_dialog->showError(answer.error());
                });
}

void ImportController::save(const ImportDraft &draft, bool replaceEdited)
{
    if (m_session.history().auditLog() == nullptr) {
        m_dialog->showError({ErrorKind::Storage,
                             tr("Nothing can be written: there is no data folder for the record."),
                             tr("Try: the banner of the window says why."),
                             {}});
        return;
    }
    // The record first: nothing is done without it.
    const auto open =
        m_writes.open([this, draft](const QString &outcome) { record(draft, outcome, {}, {}); });
    record(
        draft, QStringLiteral("planned"),
        [this, draft, replaceEdited, open] { write(draft, replaceEdited, open); },
        [this, open] { m_writes.drop(open); });
}

void ImportController::write(const ImportDraft &draft, bool replaceEdited,
                             const OpenWrites::Handle &open)
{
    // Whoever closed the dialog meanwhile wants nothing written.
    if (m_dialog == nullptr) {
        m_writes.close(open);
        return;
    }
    using Answer = Result<QString>;
    ++m_asked;
    runInPool(
        m_thread, this,
        [draft, replaceEdited, open] {
            const Answer written = writeDraft(draft, replaceEdited);
            open->outcome = written ? QStringLiteral("succeeded") : QStringLiteral("failed");
            return written;
        },
        [this, open, dialog = m_dialog](const Answer &answer) {
            m_writes.close(open);
            const bool isShown = dialog != nullptr && dialog == m_dialog;
            if (!answer) {
                if (isShown)
                    m_dialog->showError(answer.error());
                else
                    Q_EMIT problem(answer.error());
                return;
            }
            if (!isShown)
                return;
            m_dialog->showWritten();
            m_session.open(*answer);
        });
}

void ImportController::record(const ImportDraft &draft, const QString &outcome,
                              const std::function<void()> &then,
                              const std::function<void()> &failed)
{
    AuditEntry entry;
    entry.action = QStringLiteral("configuration.import");
    entry.target = draft.folder;
    entry.outcome = outcome;
    QStringList files;
    for (const PlannedFile &file : draft.files)
        files << file.name;
    entry.body.insert(QStringLiteral("files"), files);
    putOnRecord(
        m_session.history(), entry, this,
        [then] {
            if (then)
                then();
        },
        [this, then, failed](const Error &error) {
            if (failed)
                failed();
            if (m_dialog != nullptr && then)
                m_dialog->showError(error);
            else
                Q_EMIT problem(error);
        });
}

} // namespace opsdeck
