// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/team/teamrecorder.h"

#include "services/base/logging.h"

namespace opsdeck {

namespace {

constexpr qsizetype kMostPending = 600; ///< change sets: a minute of them
constexpr qint64 kToldEvery = 60;       ///< ticks

} // namespace

TeamRecorder::TeamRecorder(const TeamLimits &limits)
    : m_limits(limits)
{
    m_flush.setSingleShot(true);
    connect(&m_flush, &QTimer::timeout, this, &TeamRecorder::flush);
}

void TeamRecorder::open(const QString &path)
{
    m_path = path;
    m_isNew = true;
    flush();
}

Result<void> TeamRecorder::reopen()
{
    if (m_spool.isOpen())
        return {};
    QString aside;
    auto opened = m_spool.open(m_path, &aside);
    if (!aside.isEmpty())
        Q_EMIT problem(
            {ErrorKind::Garbage,
             tr("%1, which holds what waits for the team's store, is broken.").arg(m_path),
             tr("It was set aside as %1 and a new one begun. Try: whether the disk "
                "reports errors.")
                 .arg(aside),
             {}});
    return opened;
}

void TeamRecorder::take(const ChangeSet &changes)
{
    if (m_path.isEmpty())
        return;
    addToTick(m_pending.emplaceBack(), changes);
    while (m_pending.size() > kMostPending) {
        m_pending.removeFirst();
        countDropped();
    }
    if (!m_flush.isActive())
        m_flush.start(m_limits.flushEvery);
}

void TeamRecorder::flush()
{
    if (m_path.isEmpty() || (m_pending.isEmpty() && !m_failing && !m_isNew))
        return;
    m_flush.stop();
    Tick tick;
    for (const Tick &each : std::as_const(m_pending)) {
        tick.results += each.results;
        tick.events += each.events;
        tick.refused += each.refused;
    }
    Result<void> opened = reopen();
    Result<qint64> gone = 0;
    if (!opened)
        gone = failure(opened.error());
    else if (!tick.isEmpty())
        gone = m_spool.add(tick, m_limits.mostSpooled);
    if (!gone) {
        m_flush.start(m_limits.history.retryAfter);
        // Opened anew: a file that broke meanwhile is set aside then.
        m_spool.close();
        const qint64 all = dropped();
        if (!std::exchange(m_failing, true) || std::exchange(m_droppedTold, all) != all)
            Q_EMIT problem(gone.error());
        return;
    }
    m_pending.clear();
    m_isNew = false;
    m_droppedTold = dropped();
    if (std::exchange(m_failing, false))
        Q_EMIT recovered();
    tellOfRefused(tick.refused);
    tellOfGivenUp(*gone);
    Q_EMIT spooled();
}

/// The count anew about once a minute: it grows for as long as the server is away.
void TeamRecorder::tellOfGivenUp(qint64 ticks)
{
    if (ticks == 0)
        return;
    m_givenUp += ticks;
    m_dropped += ticks;
    if (m_givenUpTold > 0 && m_givenUp - m_givenUpTold < kToldEvery)
        return;
    m_givenUpTold = m_givenUp;
    qCWarning(logStorage, "%lld ticks that waited for the team's store were given up",
              static_cast<long long>(m_givenUp));
    Q_EMIT problem(
        {ErrorKind::Storage,
         tr("%n second(s) of history (is|are) given up: what waits for the team's store is full.",
            nullptr, static_cast<int>(m_givenUp)),
         tr("The oldest go first. This computer's own history has them. Try: bring the server "
            "back."),
         m_path});
}

void TeamRecorder::forgetGivenUp()
{
    m_givenUpTold = 0;
    if (std::exchange(m_givenUp, 0) > 0 && !m_failing && !m_isRefusing)
        Q_EMIT recovered();
}

void TeamRecorder::tellOfRefused(qint64 refused)
{
    if (refused == 0) {
        if (std::exchange(m_isRefusing, false))
            Q_EMIT recovered();
        return;
    }
    if (!std::exchange(m_isRefusing, true))
        Q_EMIT problem({ErrorKind::Storage,
                        tr("Samples are not kept: their time is before 1970 or after 2105."),
                        tr("All others are. Try: set the clock of this computer."), m_path});
}

void TeamRecorder::close()
{
    flush();
    m_flush.stop();
    m_spool.close();
}

} // namespace opsdeck
