// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/checks/checkschedule.h"
#include "services/checks/sightkeeper.h"
#include "services/domain/changeset.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace opsdeck {

class Clock;
class ProbeRunner;

/// Runs the checks of a workspace on its own thread (the thread it lives on) and tracks their
/// states.
///
/// Continuous from start() to stop(); or once, by pollOnce(). Results leave as change sets: what is
/// new within a tenth of a second, what confirms the known within a tenth of the check's interval,
/// and one set a second at least (empty: the beat that tells the window that the engine lives).
/// Where a service fails or is well again, what explains its state, and what its state explained,
/// is asked at once: else an old answer would stand there as a cause of its own for up to an
/// interval.
class CheckEngine final : public QObject
{
    Q_OBJECT
public:
    /// All of it must outlive the engine and live on its thread.
    CheckEngine(const Clock &clock, ProbeRunner &runner, QObject *parent = nullptr);
    ~CheckEngine() override;

    const CheckStates &states() const { return m_states; }

public Q_SLOTS:
    /// Takes over another definition; states of checks whose definition is unchanged stay.
    void setWorkspace(const opsdeck::WorkspacePtr &workspace);
    /// What the history holds, before start() or pollOnce(): a check's first observation goes on
    /// from there.
    void resume(const QList<opsdeck::StoredState> &states);
    void start();
    void stop();
    /// Every one of `keys` once (all checks when empty), states hard at once; polled() when the
    /// last has answered.
    void pollOnce(const QList<opsdeck::CheckKey> &keys);
    /// Out of turn: somebody waits for it, or a kept connection was lost.
    void checkNow(const QList<opsdeck::CheckKey> &keys);

Q_SIGNALS:
    void changed(const opsdeck::ChangeSet &changes);
    void resultReady(const opsdeck::CheckResult &result); ///< each one, at once
    void polled();

private:
    void runDue();
    void arm();
    void take(const CheckResult &result);
    void keepPending(const QSet<CheckKey> &unchanged);
    bool keepSight(const CheckKey &key, const CheckState &before,
                   const std::optional<Event> &event);
    void askAround(const CheckKey &key, const CheckState &before, const CheckState &after);
    std::optional<Event> firstEvent(const Service &service, CheckState &after);
    void flushWithin(Milliseconds patience);
    void flush();
    void beat();
    bool noticeJump();
    void overtake(const Instant &now);

    struct Defined
    {
        const Service *service = nullptr;
        const Check *check = nullptr;
    };

    static QHash<CheckKey, Defined> defined(const WorkspacePtr &workspace);
    QHash<CheckKey, Check> definedChecks() const;

    const Clock &m_clock;
    ProbeRunner &m_runner;
    WorkspacePtr m_workspace;
    QHash<CheckKey, Defined> m_defined; ///< of m_workspace
    CheckSchedule m_schedule;
    CheckStates m_states;
    SightKeeper m_sight; ///< of continuous polling; a single poll is judged when it is over
    QHash<CheckKey, StoredState> m_stored; ///< of checks that have not been observed yet
    QSet<ServiceKey> m_introduced;         ///< services whose first trouble was told
    Instant m_startedAt;
    Instant m_lastBeat;
    bool m_running = false;
    bool m_once = false;
    QSet<CheckKey> m_onceLeft;
    /// Were out when their environment was seen again: that nobody answers them says nothing.
    QSet<CheckKey> m_askedWhileBlind;
    QSet<CheckKey> m_awaited; ///< asked for by checkNow() and not yet answered
    ChangeSet m_pending;
    QSet<CheckKey> m_pendingStates;
    QTimer m_dueTimer;
    QTimer m_flushTimer;
    QTimer m_beatTimer;
};

} // namespace opsdeck
