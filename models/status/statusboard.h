// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/changeset.h"
#include "services/domain/operatormarks.h"
#include "services/domain/tally.h"

#include <QObject>

namespace opsdeck {

/// The GUI thread's picture of everything: the workspace and the newest state of every check,
/// judged anew by the same pure functions as the engine's, so that silence from the engine turns to
/// stale and unknown here without a word from it. Every item model and page reads from here.
class StatusBoard final : public QObject
{
    Q_OBJECT
public:
    explicit StatusBoard(QObject *parent = nullptr);

    void setWorkspace(const WorkspacePtr &workspace, const Instant &now);

    const WorkspacePtr &workspace() const { return m_workspace; }

    const CheckStates &states() const { return m_states; }

    const Instant &now() const { return m_now; }

    QList<EnvironmentKey> environments() const; ///< in the workspace's order
    /// Null when there is no such environment. Valid until the next apply, tick or setWorkspace.
    const EnvironmentView *environment(const EnvironmentKey &key) const;
    const ServiceView *service(const ServiceKey &key) const;
    /// What every surface counts of these environments.
    Tally tally(const QList<EnvironmentKey> &of) const;
    /// Whether no other environment of its platform matters more: prod where there is one. Trouble
    /// there weighs more on every screen.
    bool isForemost(const EnvironmentKey &key) const;

    /// Of what was asked by another definition than the board's only what is asked in the same
    /// words counts.
    void apply(const ChangeSet &changes);
    /// What operators say of the services, in place of what they said before; stands in the views
    /// from now on.
    void setMarks(const MarkBook &marks);
    void mark(const ServiceKey &service, const OperatorMark &mark);
    void liftMark(const ServiceKey &service, OperatorMarkKind kind);
    /// Judges freshness at `now`; called once a second.
    void tick(const Instant &now);
    /// Takes `view` as it is, judging nothing: for a board of its own that shows what is assumed,
    /// or what was at `now`. It has no states and is never ticked.
    void show(const EnvironmentView &view, const Instant &now);

Q_SIGNALS:
    void workspaceChanged();
    /// Views of these services differ in more than their ages.
    void servicesChanged(const QList<opsdeck::ServiceKey> &keys);
    /// Of these services the acknowledgement ended before its time, by what was seen of them.
    void acknowledgementsEnded(const QList<opsdeck::ServiceKey> &keys);
    /// Ages moved on; at most once a second. Nothing else changed beyond what servicesChanged said.
    void ticked();
    void eventsAdded(const QList<opsdeck::Event> &events);
    void resultsAdded(const QList<opsdeck::CheckResult> &results);

private:
    void reassess(const EnvironmentKey &key, QList<ServiceKey> &changed);
    void reassess(const QList<EnvironmentKey> &keys);
    void put(EnvironmentView fresh, QList<ServiceKey> &changed);
    ChangeSet stillMeant(ChangeSet changes) const;
    void take(const ChangeSet &changes);

    WorkspacePtr m_workspace;
    CheckStates m_states;
    MarkBook m_marks;
    Instant m_now;
    QHash<EnvironmentKey, EnvironmentView> m_views;
};

} // namespace opsdeck
