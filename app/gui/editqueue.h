// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/workspaceeditor.h"

namespace opsdeck {

/// Edits of a platform that are made outside of the edit dialog: each is saved the way all edits
/// are, with a record of it, one after the other, into the files as they are by then. Files are
/// touched on a thread of its own. GUI thread.
class EditQueue final : public QObject
{
    Q_OBJECT
public:
    using Change = std::function<Result<void>(WorkspaceEdit &)>; ///< on the files' thread
    using Done = WorkspaceEditor::Done;

    /// Both outlive it.
    EditQueue(Session &session, WorkspaceEditor &editor, QObject *parent = nullptr);
    ~EditQueue() override;

    /// `what` is for the record and for undoing it. `done` is called once, here.
    void add(const PlatformId &platform, const QString &what, const Change &change,
             const Done &done);

private:
    struct Edit
    {
        PlatformId platform;
        QString what;
        Change change;
        Done done;
    };

    void next();
    void finish(const Result<void> &done);

    Session &m_session;
    WorkspaceEditor &m_editor;
    QList<Edit> m_open; ///< the first is under way
    QThreadPool m_thread;
};

} // namespace opsdeck
