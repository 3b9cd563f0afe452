// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/domain/auditentry.h"
#include "services/domain/error.h"
#include "services/domain/operatormark.h"
#include "services/domain/workspace.h"

#include <QObject>

#include <functional>

namespace opsdeck {

class HistoryFeed;
class StatusBoard;

/// Between what operators say of services, the record and the board. Without a row in the record
/// nothing is marked and nothing lifted, and
/// where one ended by itself it has a row; of a workspace that is opened the record says what
/// holds. GUI thread.
class MarkKeeper final : public QObject
{
    Q_OBJECT
public:
    /// All outlive it.
    MarkKeeper(const Clock &clock, StatusBoard &board, HistoryFeed &history,
               QObject *parent = nullptr);

    /// `untilMs`: UTC; 0, of an acknowledgement: until the service is well again.
    void set(const ServiceKey &service, OperatorMarkKind kind, qint64 untilMs, const QString &note);
    void lift(const ServiceKey &service, OperatorMarkKind kind);
    /// Of acknowledgements that ended by themselves; see StatusBoard::acknowledgementsEnded().
    void recordEnds(const QList<ServiceKey> &services);

Q_SIGNALS:
    void failed(const opsdeck::Error &error);
    void recorded();

private:
    void onWorkspaceChanged();
    void record(const AuditEntry &entry, const QString &refusal,
                const std::function<void(const AuditEntry &)> &act);

    const Clock &m_clock;
    StatusBoard &m_board;
    HistoryFeed &m_history;
    QString m_workspace; ///< id of the one whose marks the board has, or will have
    QString m_directory; ///< of the same
};

} // namespace opsdeck
