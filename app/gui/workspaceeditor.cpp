// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/workspaceeditor.h"

#include "app/common/planlines.h"
#include "app/gui/historyfeed.h"
#include "app/gui/recorded.h"
#include "app/gui/session.h"
#include "services/base/poolwork.h"
#include "services/config/credentialuses.h"
#include "services/runbooks/builtinsteps.h"
#include "services/runbooks/planner.h"
#include "ui/forms/editdialog.h"
#include "ui/forms/editwords.h"

#include <QWidget>

namespace opsdeck {

namespace {

constexpr double kShareOfWindow = 0.94;
constexpr QSize kLargest(2000, 1400); ///< beyond, forms are only wide

QStringList credentialNames(const Workspace &workspace, const MetricServerBook &servers,
                            const std::optional<TeamPlace> &teamStore)
{
    QStringList names;
    const auto uses = credentialUses(workspace, kindCatalog(), servers, teamStore);
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

/// Where a run of it is planned to be shown: as near to `wanted` as it may run.
EnvironmentKey placeOf(const Runbook &runbook, const EnvironmentKey &wanted)
{
    const QList<EnvironmentId> all =
        runbook.environments.isEmpty() ? runbook.variables.keys() : runbook.environments;
    const bool isThere = wanted.platform == runbook.platform && all.contains(wanted.environment);
    return {runbook.platform, isThere ? wanted.environment : all.value(0)};
}

/// What a run of the runbook would do, its first line a heading.
QStringList planOf(const Workspace &workspace, const RunbookId &id, const EnvironmentKey &wanted,
                   const QString &dataDirectory, const Instant &now)
{
    const Runbook *runbook = workspace.runbook(id);
    if (runbook == nullptr)
        return {};
    const EnvironmentKey place = placeOf(*runbook, wanted);
    QStringList lines{
        WorkspaceEditor::tr("What a run in %1 would do").arg(place.environment.toString())};
    const auto plan = planRun(workspace, id, place, builtinSteps(), dataDirectory, now);
    if (plan)
        return lines + planLines(*plan);
    return lines << QStringLiteral("  ") + plan.error().message
                 << QStringLiteral("  ") + plan.error().advice;
}

} // namespace

WorkspaceEditor::WorkspaceEditor(Session &session, ThemeHub &theme, const QString &dataDirectory,
                                 QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_theme(theme)
    , m_dataDirectory(dataDirectory)
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
    m_writes.closeAll();
}

template <typename Answer>
void WorkspaceEditor::run(const std::function<Answer()> &work,
                          const std::function<void(const Answer &)> &then)
{
    runInPool(m_thread, this, work, [this, then, dialog = m_dialog](const Answer &answer) {
        if (dialog != nullptr && dialog == m_dialog)
            then(answer);
    });
}

void WorkspaceEditor::open(const EditTarget &target, QWidget *window)
{
    if (m_dialog != nullptr || m_session.board().workspace() == nullptr)
        return;
    m_dialog = new EditDialog(m_outline, m_theme, window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setEnvironments(environmentNames(*m_session.board().workspace()));
    m_dialog->setCredentials(credentialNames(*m_session.board().workspace(),
                                             m_session.metricServers(), m_session.teamStore()));
    m_dialog->resize((window->size() * kShareOfWindow).boundedTo(kLargest));
    connectDialog();
    offerUndo();
    m_dialog->open();
    m_dialog->edit(target);
}

void WorkspaceEditor::connectDialog()
{
    connect(m_dialog, &EditDialog::formWanted, this, &WorkspaceEditor::loadForm);
    connect(m_dialog, &EditDialog::previewWanted, this,
            [this](const EditForm &form, const QVariantMap &values) {
                const bool isNamed = form.target.kind == EditKind::Runbook;
                preview(form.target,
                        isNamed ? values.value(QStringLiteral("runbook")).toString()
                                : form.target.runbook.toString(),
                        [form, values](WorkspaceEdit &edit) { return edit.apply(form, values); });
            });
    connect(m_dialog, &EditDialog::removalWanted, this, [this](const EditTarget &target) {
        preview(target, target.runbook.toString(),
                [target](WorkspaceEdit &edit) { return edit.remove(target); });
    });
    connect(m_dialog, &EditDialog::undoWanted, this, [this] {
        if (m_saved)
            preview(m_saved->job.target, {},
                    [writes = m_saved->writes](WorkspaceEdit &edit) { return edit.undo(writes); });
    });
    connect(m_dialog, &EditDialog::saveWanted, this,
            [this](const EditForm &form, const QVariantMap &values) {
                save({form.target, titleOf(form.target)},
                     [form, values](WorkspaceEdit &edit) { return edit.apply(form, values); });
            });
    connect(m_dialog, &EditDialog::removalConfirmed, this, [this](const EditTarget &target) {
        save({target, removeWords(target)},
             [target](WorkspaceEdit &edit) { return edit.remove(target); });
    });
    connect(m_dialog, &EditDialog::undoConfirmed, this, [this] {
        if (m_saved)
            save({m_saved->job.target, tr("Undo: %1").arg(m_saved->job.what), true},
                 [writes = m_saved->writes](WorkspaceEdit &edit) { return edit.undo(writes); });
    });
}

void WorkspaceEditor::offerUndo()
{
    const bool isOurs = m_saved && m_saved->file == m_session.workspaceFile();
    if (m_dialog != nullptr)
        m_dialog->setUndo(isOurs ? m_saved->job.what : QString());
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

void WorkspaceEditor::preview(const EditTarget &target, const QString &runbook,
                              const Change &change)
{
    if (!m_base)
        return;
    const int number = ++m_asked;
    const bool hasPlan = target.kind == EditKind::Runbook || target.kind == EditKind::Step;
    run<Prepared>(
        [base = m_base, change, hasPlan, runbook, place = m_environment, data = m_dataDirectory,
         now = m_session.clock().now()] {
            WorkspaceEdit edit = *base;
            Prepared prepared{change(edit), {}};
            if (!prepared.done)
                return prepared;
            const LoadedWorkspace loaded = edit.loaded();
            prepared.preview = edit.preview(loaded);
            if (hasPlan && loaded.workspace)
                prepared.preview.plan =
                    planOf(*loaded.workspace, RunbookId(runbook), place, data, now);
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

void WorkspaceEditor::save(const Job &job, const Change &change)
{
    using Answer = Result<Base>;
    ++m_asked;
    run<Answer>(
        [base = m_base, change]() -> Answer {
            WorkspaceEdit edit = *base;
            if (const auto done = change(edit); !done)
                return failure(done.error());
            return std::make_shared<const WorkspaceEdit>(std::move(edit));
        },
        [this, job](const Answer &answer) {
            if (answer)
                commit(job, *answer, tellDialog());
            else
                m_dialog->showError(answer.error());
        });
}

/// Another dialog than the one that asked is not told.
WorkspaceEditor::Done WorkspaceEditor::tellDialog()
{
    return [this, dialog = m_dialog](const Result<void> &done) {
        const bool isShown = dialog != nullptr && dialog == m_dialog;
        if (!done && isShown)
            m_dialog->showError(done.error());
        else if (!done)
            Q_EMIT problem(done.error());
        else if (isShown)
            m_dialog->showSaved();
    };
}

void WorkspaceEditor::commit(const PlatformId &platform, const QString &what, const Base &edit,
                             QObject *context, const Done &done)
{
    EditTarget target;
    target.kind = EditKind::Platform;
    target.platform = platform;
    commit({target, what}, edit,
           [this, guard = QPointer<QObject>(context), done](const Result<void> &result) {
               if (guard != nullptr)
                   done(result);
               else if (!result)
                   Q_EMIT problem(result.error());
           });
}

void WorkspaceEditor::commit(const Job &job, const Base &edit, const Done &done)
{
    if (m_session.history().auditLog() == nullptr) {
        done(failure(ErrorKind::Storage,
                     tr("Nothing can be saved: there is no data folder for the record."),
                     tr("Try: the banner of the window says why.")));
        return;
    }
    // The record first: nothing is done without it.
    const QStringList files = edit->changedFiles();
    const auto open = m_writes.open([this, job, files](const QString &outcome) {
        record(job, files, outcome, {}, [this](const Error &error) { Q_EMIT problem(error); });
    });
    record(
        job, files, QStringLiteral("planned"),
        [this, job, edit, open, done] { write(job, edit, open, done); },
        [this, open, done](const Error &error) {
            m_writes.drop(open);
            done(failure(error));
        });
}

void WorkspaceEditor::write(const Job &job, const Base &edit, const OpenWrites::Handle &open,
                            const Done &done)
{
    using Answer = Result<QStringList>;
    runInPool(
        m_thread, this,
        [edit, open] {
            const Answer saved = edit->save();
            open->outcome = saved ? QStringLiteral("succeeded") : QStringLiteral("failed");
            return saved;
        },
        [this, job, edit, open, done, file = m_session.workspaceFile()](const Answer &answer) {
            m_writes.close(open);
            if (!answer) {
                done(failure(answer.error()));
                return;
            }
            m_saved.reset();
            if (!job.isUndo)
                m_saved = Saved{job, file, edit->writes()};
            done({});
            m_session.reload();
        });
}

void WorkspaceEditor::record(const Job &job, const QStringList &files, const QString &outcome,
                             const std::function<void()> &then,
                             const std::function<void(const Error &)> &failed)
{
    AuditEntry entry;
    entry.action = QStringLiteral("configuration.edit");
    entry.target = job.target.platform.toString();
    entry.outcome = outcome;
    entry.body.insert(QStringLiteral("what"), job.what);
    if (!job.target.only.isEmpty())
        entry.body.insert(QStringLiteral("environment"), job.target.only.toString());
    entry.body.insert(QStringLiteral("files"), files);
    putOnRecord(
        m_session.history(), entry, this,
        [then] {
            if (then)
                then();
        },
        failed);
}

} // namespace opsdeck
