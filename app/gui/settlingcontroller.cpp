// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/settlingcontroller.h"

#include "app/common/opener.h"
#include "app/gui/session.h"
#include "app/gui/workspaceeditor.h"
#include "services/base/poolwork.h"
#include "ui/pages/assurance/answerform.h"
#include "ui/pages/assurance/fillform.h"

namespace opsdeck {

namespace {

Result<void> changed(WorkspaceEdit &edit, const AnswerRequest &request, const QString &today)
{
    if (!request.settlement)
        return edit.reopen(request.platform, request.ref);
    Settlement answer = *request.settlement;
    answer.on = today;
    return edit.settle(request.platform, request.ref, answer);
}

Result<void> changed(WorkspaceEdit &edit, const FillRequest &request, const QString &today)
{
    if (!request.fill)
        return edit.leaveOpen(request.platform, request.ref);
    RuleFill fill = *request.fill;
    fill.on = today;
    return edit.fillIn(request.platform, request.ref, fill);
}

/// For the record.
QString wordsOf(const AnswerRequest &request)
{
    return request.settlement
               ? SettlingController::tr("Settle question %1 of %2: %3", "number, platform, answer")
                     .arg(request.ref, request.platform.toString(), request.settlement->answer)
               : SettlingController::tr("Open question %1 of %2 again", "number, platform")
                     .arg(request.ref, request.platform.toString());
}

QString wordsOf(const FillRequest &request)
{
    if (!request.fill)
        return SettlingController::tr("Leave rule %1 of %2 open again", "reference, platform")
            .arg(request.ref, request.platform.toString());
    QStringList parts;
    for (auto it = request.fill->texts.cbegin(); it != request.fill->texts.cend(); ++it)
        parts << toWord(it.key()) + QLatin1Char(' ') + *it;
    return SettlingController::tr("Fill in rule %1 of %2: %3", "reference, platform, what")
        .arg(request.ref, request.platform.toString(), parts.join(QStringLiteral(", ")));
}

} // namespace

SettlingController::SettlingController(Session &session, WorkspaceEditor &editor,
                                       AnswerForm &answers, FillForm &fills, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_editor(editor)
    , m_answers{answers}
    , m_fills{fills}
{
    m_thread.setMaxThreadCount(1);
    connect(&answers, &AnswerForm::previewWanted, this,
            [this](const AnswerRequest &request) { preview(m_answers, request); });
    connect(&answers, &AnswerForm::saveWanted, this,
            [this](const AnswerRequest &request) { save(m_answers, request); });
    connect(&fills, &FillForm::previewWanted, this,
            [this](const FillRequest &request) { preview(m_fills, request); });
    connect(&fills, &FillForm::saveWanted, this,
            [this](const FillRequest &request) { save(m_fills, request); });
}

SettlingController::~SettlingController()
{
    m_thread.waitForDone();
}

template <typename Place, typename Request>
void SettlingController::preview(Place &desk, const Request &request)
{
    const int number = ++desk.asked;
    desk.edit.reset();
    const QString today = m_session.clock().now().utc().date().toString(Qt::ISODate);
    // Anew each time: somebody may have changed the files meanwhile.
    runInPool(
        m_thread, this,
        [file = m_session.file(), request, today]() -> Result<Prepared> {
            auto edit = WorkspaceEdit::open(file, kindCatalog());
            if (!edit)
                return failure(edit.error());
            if (const auto done = changed(*edit, request, today); !done)
                return failure(done.error());
            const EditPreview preview = edit->preview();
            return Prepared{std::make_shared<const WorkspaceEdit>(std::move(*edit)), preview};
        },
        [&desk, number, request](const Result<Prepared> &prepared) {
            if (number != desk.asked)
                return;
            if (!prepared) {
                desk.form.showError(request, prepared.error());
                return;
            }
            desk.request = request;
            desk.edit = prepared->edit;
            desk.form.showPreview(request, prepared->preview);
        });
}

template <typename Place, typename Request>
void SettlingController::save(Place &desk, const Request &request)
{
    if (desk.edit == nullptr || request != desk.request)
        return;
    ++desk.asked;
    m_editor.commit(request.platform, wordsOf(request), std::exchange(desk.edit, nullptr), this,
                    [this, &desk, request](const Result<void> &done) {
                        if (done)
                            desk.form.showSaved(request);
                        else if (!desk.form.showError(request, done.error()))
                            Q_EMIT problem(done.error());
                    });
}

} // namespace opsdeck
