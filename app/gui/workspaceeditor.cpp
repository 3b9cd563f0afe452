// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/workspaceeditor.h"

#include "app/gui/historyfeed.h"
#include "app/gui/recorded.h"
#include "app/gui/session.h"
#include "services/base/callerrelay.h"
#include "services/config/credentialuses.h"
#include "ui/forms/editdialog.h"
#include "ui/forms/editwords.h"

#include <QWidget>

namespace opsdeck {

namespace {

constexpr double kShareOfWindow = 0.94;

QStringList credentialNames(const Workspace &workspace)
{
    QStringList names;
    const auto uses = credentialUses(workspace, kindCatalog());
    for (auto it = uses.cbegin(); it != uses.cend(); ++it)
        names << it.key().toString();
    return names;
}

QMap<PlatformId, QStringList> environmentNames(const Workspace &workspace)
{
    QMap<PlatformId, QStringList> names;
    for (const Platform &platform : workspace.platforms) {
        for (const Environment &environment : platform.environments)
            names[platform.id] << environment.id.toString();
    }
    return names;
}

} // namespace

WorkspaceEditor::WorkspaceEditor(Session &session, ThemeHub &theme, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_theme(theme)
{
    // One after the other: a later answer is never older than an earlier one.
    m_thread.setMaxThreadCount(1);
    const auto show = [this] { m_outline.setWorkspace(m_session.board().workspace()); };
    connect(&m_session.board(), &StatusBoard::workspaceChanged, this, show);
    show();
}

WorkspaceEditor::~WorkspaceEditor()
{
    m_thread.waitForDone();
}

template <typename Answer>
void WorkspaceEditor::run(const std::function<Answer()> &work,
                          const std::function<void(const Answer &)> &then)
{
    const auto box = CallerRelay::make(this);
    m_thread.start([box, work, then, dialog = m_dialog, this] {
        const auto answer = std::make_shared<Answer>(work());
        box->post([answer, then, dialog, this] {
            if (dialog != nullptr && dialog == m_dialog)
                then(*answer);
        });
    });
}

void WorkspaceEditor::open(const EditTarget &target, QWidget *window)
{
    if (m_dialog != nullptr || m_session.board().workspace() == nullptr)
        return;
    m_dialog = new EditDialog(m_outline, m_theme, window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setEnvironments(environmentNames(*m_session.board().workspace()));
    m_dialog->setCredentials(credentialNames(*m_session.board().workspace()));
    m_dialog->resize(window->size() * kShareOfWindow);
    connectDialog();
    m_dialog->open();
    m_dialog->edit(target);
}

void WorkspaceEditor::connectDialog()
{
    connect(m_dialog, &EditDialog::formWanted, this, &WorkspaceEditor::loadForm);
    connect(m_dialog, &EditDialog::previewWanted, this,
            [this](const EditForm &form, const QVariantMap &values) {
                preview([form, values](WorkspaceEdit &edit) { return edit.apply(form, values); });
            });
    connect(m_dialog, &EditDialog::removalWanted, this, [this](const EditTarget &target) {
        preview([target](WorkspaceEdit &edit) { return edit.remove(target); });
    });
    connect(m_dialog, &EditDialog::saveWanted, this,
            [this](const EditForm &form, const QVariantMap &values) {
                save(form.target,
                     [form, values](WorkspaceEdit &edit) { return edit.apply(form, values); });
            });
    connect(m_dialog, &EditDialog::removalConfirmed, this, [this](const EditTarget &target) {
        save(target, [target](WorkspaceEdit &edit) { return edit.remove(target); });
    });
}

void WorkspaceEditor::loadForm(const EditTarget &target, const QString &checkKind)
{
    using Answer = Result<std::pair<Base, EditForm>>;
    // Anew each time: somebody may have changed the files meanwhile.
    run<Answer>(
        [file = m_session.file(), target, checkKind]() -> Answer {
            auto edit = WorkspaceEdit::open(file, kindCatalog());
            if (!edit)
                return failure(edit.error());
            auto form = edit->form(target, checkKind);
            if (!form)
                return failure(form.error());
            return std::pair(std::make_shared<const WorkspaceEdit>(std::move(*edit)), *form);
        },
        [this](const Answer &answer) {
            if (!answer) {
                m_dialog->showError(answer.error());
                return;
            }
            m_base = answer->first;
            m_dialog->showForm(answer->second);
        });
}

void WorkspaceEditor::preview(const Change &change)
{
    if (!m_base)
        return;
    const int number = ++m_asked;
    run<Prepared>(
        [base = m_base, change] {
            WorkspaceEdit edit = *base;
            Prepared prepared{change(edit), {}};
            if (prepared.done)
                prepared.preview = edit.preview();
            return prepared;
        },
        [this, number](const Prepared &prepared) {
            if (number != m_asked)
                return;
            if (prepared.done)
                m_dialog->showPreview(prepared.preview);
            else
                m_dialog->showError(prepared.done.error());
        });
}

void WorkspaceEditor::save(const EditTarget &target, const Change &change)
{
    using Answer = Result<Base>;
    if (m_session.history().auditLog() == nullptr) {
        m_dialog->showError({ErrorKind::Storage,
                             tr("Nothing can be saved: there is no data folder for the record."),
                             tr("Try: the banner of the window says why."),
                             {}});
        return;
    }
    ++m_asked;
    run<Answer>(
        [base = m_base, change]() -> Answer {
            WorkspaceEdit edit = *base;
            if (const auto done = change(edit); !done)
                return failure(done.error());
            return std::make_shared<const WorkspaceEdit>(std::move(edit));
        },
        [this, target](const Answer &answer) {
            if (!answer) {
                m_dialog->showError(answer.error());
                return;
            }
            // The record first: nothing is done without it.
            record(target, (*answer)->changedFiles(), QStringLiteral("planned"),
                   [this, target, edit = *answer] { write(target, edit); });
        });
}

void WorkspaceEditor::write(const EditTarget &target,
                            const std::shared_ptr<const WorkspaceEdit> &edit)
{
    using Answer = Result<QStringList>;
    run<Answer>([edit] { return edit->save(); },
                [this, target](const Answer &answer) {
                    record(target, answer.value_or(QStringList()),
                           answer ? QStringLiteral("succeeded") : QStringLiteral("failed"), {});
                    if (!answer) {
                        m_dialog->showError(answer.error());
                        return;
                    }
                    m_dialog->showSaved();
                    m_session.reload();
                });
}

void WorkspaceEditor::record(const EditTarget &target, const QStringList &files,
                             const QString &outcome, const std::function<void()> &then)
{
    AuditEntry entry;
    entry.action = QStringLiteral("configuration.edit");
    entry.target = target.platform.toString();
    entry.outcome = outcome;
    entry.body.insert(QStringLiteral("what"), titleOf(target));
    if (!target.only.isEmpty())
        entry.body.insert(QStringLiteral("environment"), target.only.toString());
    entry.body.insert(QStringLiteral("files"), files);
    putOnRecord(
        m_session.history(), entry, this,
        [then] {
            if (then)
                then();
        },
        [this, then](const Error &error) {
            if (m_dialog != nullptr && then)
                m_dialog->showError(error);
            else
                Q_EMIT problem(error);
        });
}

} // namespace opsdeck
