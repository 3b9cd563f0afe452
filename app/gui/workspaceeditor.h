// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/openwrites.h"
#include "models/config/outlinemodel.h"
#include "services/editing/workspaceedit.h"

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <optional>

class QWidget;

namespace opsdeck {

class EditDialog;
class Session;
class ThemeHub;

/// Between the edit dialog and the workspace's files: forms, previews, saving with a record of it.
/// Files are touched on a thread of its own. GUI thread.
class WorkspaceEditor final : public QObject
{
    Q_OBJECT
public:
    /// `session` and `theme` outlive it.
    WorkspaceEditor(Session &session, ThemeHub &theme, const QString &dataDirectory,
                    QObject *parent = nullptr);
    /// Waits for a save under way and puts its outcome on the record.
    ~WorkspaceEditor() override;

    /// Where a runbook that is edited would run, if it may.
    void setEnvironment(const EnvironmentKey &environment) { m_environment = environment; }

    /// Opens the dialog over `window`; an empty target chooses the first thing there is.
    void open(const EditTarget &target, QWidget *window);

    using Done = std::function<void(const Result<void> &)>;

    /// Saves what was edited outside of the dialog: recorded before and after, to be undone in the
    /// dialog. `done` is called once, here, while `context` lives.
    void commit(const PlatformId &platform, const QString &what,
                const std::shared_ptr<const WorkspaceEdit> &edit, QObject *context,
                const Done &done);

Q_SIGNALS:
    /// What was done could not be recorded.
    void problem(const opsdeck::Error &error);

private:
    using Base = std::shared_ptr<const WorkspaceEdit>;
    using Change = std::function<Result<void>(WorkspaceEdit &)>;

    /// Something that is saved.
    struct Job
    {
        EditTarget target;
        QString what; ///< for the record and for undoing it
        bool isUndo = false;
    };

    /// What was saved last, to be taken back.
    struct Saved
    {
        Job job;
        QString file; ///< of the workspace
        QList<FileWrite> writes;
    };

    struct Prepared
    {
        Result<void> done;
        EditPreview preview;
    };

    void connectDialog();
    void loadForm(const EditTarget &target, const QString &checkKind);
    void preview(const EditTarget &target, const QString &runbook, const Change &change);
    void save(const Job &job, const Change &change);
    Done tellDialog();
    void commit(const Job &job, const std::shared_ptr<const WorkspaceEdit> &edit, const Done &done);
    void write(const Job &job, const std::shared_ptr<const WorkspaceEdit> &edit,
               const OpenWrites::Handle &open, const Done &done);
    void record(const Job &job, const QStringList &files, const QString &outcome,
                const std::function<void()> &then,
                const std::function<void(const Error &)> &failed);
    void offerUndo();
    /// Runs `work` on the files' thread and `then` with its answer here, unless the dialog is
    /// another one by then.
    template <typename Answer>
    void run(const std::function<Answer()> &work, const std::function<void(const Answer &)> &then);

    Session &m_session;
    ThemeHub &m_theme;
    QString m_dataDirectory;
    EnvironmentKey m_environment;
    std::optional<Saved> m_saved;
    OutlineModel m_outline;
    QPointer<EditDialog> m_dialog;
    Base m_base;     ///< the files as they were when the form was made
    int m_asked = 0; ///< number of the last preview that was asked for
    OpenWrites m_writes;
    QThreadPool m_thread;
};

} // namespace opsdeck
