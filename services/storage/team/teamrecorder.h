// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/team/teamlimits.h"
#include "services/storage/team/teamspool.h"

#include <QTimer>

namespace opsdeck {

/// Puts what is observed into the spool, once a tick. On a thread that waits for the disk alone,
/// never for the server. All on that thread but countDropped() and dropped().
class TeamRecorder final : public QObject
{
    Q_OBJECT
public:
    explicit TeamRecorder(const TeamLimits &limits);

    void open(const QString &path);
    void take(const ChangeSet &changes);
    void flush();
    void close();

    /// The server has all that waited.
    void forgetGivenUp();

    void countDropped() { ++m_dropped; }

    qint64 dropped() const { return m_dropped.load(); }

Q_SIGNALS:
    void spooled();
    void problem(const opsdeck::Error &error);
    void recovered();

private:
    Result<void> reopen();
    void tellOfGivenUp(qint64 ticks);
    void tellOfRefused(qint64 refused);

    TeamLimits m_limits;
    TeamSpool m_spool;
    QString m_path;
    QList<Tick> m_pending; ///< a change set each
    QTimer m_flush{this};
    std::atomic<qint64> m_dropped = 0;
    qint64 m_droppedTold = 0;
    qint64 m_givenUp = 0; ///< ticks, since the server had all
    qint64 m_givenUpTold = 0;
    bool m_isRefusing = false;
    bool m_isNew = false; ///< not opened yet
    bool m_failing = false;
};

} // namespace opsdeck
