// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/editqueue.h"

#include "app/common/opener.h"
#include "app/gui/session.h"
#include "services/base/poolwork.h"

namespace opsdeck {

EditQueue::EditQueue(Session &session, WorkspaceEditor &editor, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_editor(editor)
{
    m_thread.setMaxThreadCount(1);
}

EditQueue::~EditQueue()
{
    m_thread.waitForDone();
}

void EditQueue::add(const PlatformId &platform, const QString &what, const Change &change,
                    const Done &done)
{
    m_open.append({platform, what, change, done});
    if (m_open.size() == 1)
        next();
}

void EditQueue::next()
{
    using Answer = Result<std::shared_ptr<const WorkspaceEdit>>;
    const Edit &edit = m_open.constFirst();
    runInPool(
        m_thread, this,
        [file = m_session.file(), change = edit.change]() -> Answer {
            auto files = WorkspaceEdit::open(file, kindCatalog());
            if (!files)
                return failure(files.error());
            if (const auto done = change(*files); !done)
                return failure(done.error());
            return std::make_shared<const WorkspaceEdit>(std::move(*files));
        },
        [this](const Answer &answer) {
            const Edit &first = m_open.constFirst();
            if (!answer)
                finish(failure(answer.error()));
            else
                m_editor.commit(first.platform, first.what, *answer, this,
                                [this](const Result<void> &done) { finish(done); });
        });
}

void EditQueue::finish(const Result<void> &done)
{
    // It stays the first meanwhile: what is added by then waits its turn.
    const Done tell = m_open.constFirst().done;
    tell(done);
    m_open.removeFirst();
    if (!m_open.isEmpty())
        next();
}

} // namespace opsdeck
