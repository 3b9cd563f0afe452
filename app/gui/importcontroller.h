// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/openwrites.h"
#include "services/domain/importplan.h"
#include "services/domain/result.h"

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <functional>

class QWidget;

namespace opsdeck {

class ImportDialog;
class Session;
class ThemeHub;

/// Between the import dialog and the files: reads, drafts, writes with a record of it, then opens
/// what was written. Files are touched on a thread of its own. GUI thread.
class ImportController final : public QObject
{
    Q_OBJECT
public:
    /// `session` and `theme` outlive it.
    ImportController(Session &session, ThemeHub &theme, QObject *parent = nullptr);
    /// Waits for what is being written and puts its outcome on the record.
    ~ImportController() override;

    /// Opens the dialog over `window`; with files, it begins to read them.
    void open(const QStringList &files, QWidget *window);

Q_SIGNALS:
    /// What was done could not be recorded.
    void problem(const opsdeck::Error &error);

private:
    void connectDialog();
    void read(const ImportQuestion &question);
    void draft(const ImportQuestion &question, const ImportChoices &choices);
    void save(const ImportDraft &draft, bool replaceEdited);
    void write(const ImportDraft &draft, bool replaceEdited, const OpenWrites::Handle &open);
    void record(const ImportDraft &draft, const QString &outcome, const std::function<void()> &then,
                const std::function<void()> &failed);
    /// Runs `work` on the files' thread and `then` with its answer here, unless the dialog is gone
    /// or asked anew by then.
    template <typename Answer>
    void run(const std::function<Answer()> &work, const std::function<void(const Answer &)> &then);

    Session &m_session;
    ThemeHub &m_theme;
    QPointer<ImportDialog> m_dialog;
    ImportPlan m_plan; ///< as it was shown
    int m_asked = 0;   ///< number of the last question
    OpenWrites m_writes;
    QThreadPool m_thread;
};

} // namespace opsdeck
