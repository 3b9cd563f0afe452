// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/markkeeper.h"

#include "app/common/enginehost.h"
#include "app/gui/historyfeed.h"
#include "models/status/markwords.h"
#include "services/audit/markrecord.h"

namespace opsdeck {

namespace {

constexpr qsizetype kLongestNote = 200;

} // namespace

MarkKeeper::MarkKeeper(const Clock &clock, StatusBoard &board, HistoryFeed &history,
                       QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_board(board)
    , m_history(history)
{
    connect(&board, &StatusBoard::workspaceChanged, this, &MarkKeeper::onWorkspaceChanged);
}

void MarkKeeper::set(const ServiceKey &service, OperatorMarkKind kind, qint64 untilMs,
                     const QString &note)
{
    OperatorMark mark{kind, userName(), m_clock.now().wallMs, untilMs,
                      note.simplified().left(kLongestNote)};
    const ServiceView *view = m_board.service(service);
    const QString title = view == nullptr ? service.service.toString() : view->title;
    record(markSetEntry(m_workspace, service, mark),
           tr("%1 is not %2, for it could not be recorded: %3", "service, acknowledged, reason")
               .arg(title, markPredicate(kind)),
           [this, service, mark](const AuditEntry &) { m_board.mark(service, mark); });
}

void MarkKeeper::lift(const ServiceKey &service, OperatorMarkKind kind)
{
    const ServiceView *view = m_board.service(service);
    const QString title = view == nullptr ? service.service.toString() : view->title;
    record(
        markLiftedEntry(m_workspace, service, kind, userName(), m_clock.now().wallMs),
        tr("%1 stays %2, for lifting it could not be recorded: %3", "service, acknowledged, reason")
            .arg(title, markPredicate(kind)),
        [this, service, kind](const AuditEntry &) { m_board.liftMark(service, kind); });
}

void MarkKeeper::recordEnds(const QList<ServiceKey> &services)
{
    for (const ServiceKey &service : services) {
        const ServiceView *view = m_board.service(service);
        record(
            markEndedEntry(m_workspace, service, userName(), m_board.now().wallMs),
            tr("That %1 is not acknowledged any more could not be recorded: %2", "service, reason")
                .arg(view == nullptr ? service.service.toString() : view->title),
            [](const AuditEntry &) {});
    }
}

/// `refusal` with a place for the reason.
void MarkKeeper::record(const AuditEntry &entry, const QString &refusal,
                        const std::function<void(const AuditEntry &)> &act)
{
    SqliteAuditLog *log = m_history.auditLog();
    if (log == nullptr) {
        Q_EMIT failed({ErrorKind::Storage,
                       refusal.arg(tr("there is no data folder.")),
                       tr("Try: another data folder by OPSDECK_DATA_DIR."),
                       {}});
        return;
    }
    log->append(entry, this,
                [this, refusal, act, workspace = m_workspace](const Result<AuditEntry> &written) {
                    if (!written) {
                        Error error = written.error();
                        error.message = refusal.arg(error.message);
                        Q_EMIT failed(error);
                        return;
                    }
                    // Another one may have been opened meanwhile.
                    if (workspace == m_workspace)
                        act(*written);
                    m_history.refreshAudit();
                    Q_EMIT recorded();
                });
}

void MarkKeeper::onWorkspaceChanged()
{
    const WorkspacePtr &workspace = m_board.workspace();
    const QString id = workspace ? workspace->id : QString();
    const QString directory = workspace ? workspace->directory : QString();
    if (id == m_workspace && directory == m_directory)
        return;
    m_workspace = id;
    m_directory = directory;
    m_board.setMarks({});
    SqliteAuditLog *log = m_history.auditLog();
    if (log == nullptr || !workspace)
        return;
    log->listOf(markActions(), this, [this, id](const Result<RecordRows> &rows) {
        if (!rows) {
            Error error = rows.error();
            error.message =
                tr("What was said of services before could not be read: %1").arg(error.message);
            Q_EMIT failed(error);
        } else if (id == m_workspace) {
            m_board.setMarks(markBookOf(rows->entries, id));
            if (!rows->remark.isEmpty())
                Q_EMIT failed({ErrorKind::Garbage,
                               rows->remark,
                               tr("Try: opsdeckctl audit verify, and say it anew."),
                               {}});
        }
    });
}

} // namespace opsdeck
