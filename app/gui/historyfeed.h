// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/auditmodel.h"
#include "models/history/availabilitymodel.h"
#include "models/history/eventsmodel.h"
#include "models/metrics/coarseboard.h"
#include "services/audit/sqliteauditlog.h"
#include "services/storage/samplecap.h"
#include "services/storage/team/sharedhistory.h"

#include <QSet>

#include <functional>

namespace opsdeck {

/// Between what is stored and what is seen: records what the engine observes, brings back what was
/// there before. GUI thread.
class HistoryFeed final : public QObject
{
    Q_OBJECT
public:
    /// `dataDirectory` empty: nothing is kept and nothing comes back.
    HistoryFeed(StatusBoard &board, SeriesBoard &series, const QString &dataDirectory,
                QObject *parent = nullptr);

    EventsModel &events() { return m_events; }

    AuditModel &audit() { return m_auditModel; }

    /// Asks for what it shows by itself.
    AvailabilityModel &availability() { return m_availability; }

    SqliteAuditLog *auditLog() { return m_audit.get(); } ///< null without a data folder

    /// How long this computer's own history is kept.
    void setAges(const HistoryAges &ages);
    /// Where the team keeps its history; none: nothing leaves this computer.
    void setTeam(const std::optional<TeamPlace> &place);
    /// The answer to teamPasswordWanted().
    void setTeamPassword(const Result<Secret> &password);
    /// Keeps results with their samples and events. Where there are more samples than SampleLimits
    /// allow, those that some chart shows and some of the others; an event tells it.
    void record(const ChangeSet &changes);
    /// The stored points of a chart in front of those it has, each stretch once; again after one
    /// that could not be read.
    void loadSeries(const MetricKey &metric, qint64 fromMs, qint64 toMs);
    /// What is stored of a chart in parts, answered by coarseLoaded() or coarseFailed().
    void loadCoarse(const MetricKey &metric, const CoarseBoard::Grid &grid);
    /// The newest `most` results of a check, answered by resultsLoaded().
    void loadResults(const CheckKey &check, int most);
    /// The same, answered by answersLoaded().
    void loadAnswers(const CheckKey &check, int most);
    void loadEvents();
    /// What is recorded of an environment at a moment of the past, and from when to when there is
    /// anything; answered by pastLoaded(), extentLoaded() or pastFailed().
    void loadPast(const EnvironmentKey &environment, qint64 atMs);
    void loadExtent(const EnvironmentKey &environment);
    /// Calls back once on this thread, within a second or so whatever the disk does; then with
    /// nothing.
    void loadStates(std::function<void(const QList<StoredState> &)> done);
    void refreshAudit();

Q_SIGNALS:
    void problem(const opsdeck::Error &error);
    void recovered();
    void teamPasswordWanted(const opsdeck::TeamPlace &place);
    void teamProblem(const opsdeck::Error &error);
    void teamRecovered();
    void auditProblem(const opsdeck::Error &error);
    void auditRead();
    void auditRepaired(const QString &sentence);
    void resultsLoaded(const opsdeck::CheckKey &check,
                       const QList<opsdeck::CheckResult> &results); ///< newest first
    void answersLoaded(const opsdeck::CheckKey &check,
                       const QList<opsdeck::CheckResult> &results); ///< newest first
    void pastLoaded(const opsdeck::EnvironmentKey &environment, qint64 atMs,
                    const QList<opsdeck::PastCheck> &checks, const opsdeck::MarkBook &marks,
                    const QString &remark);
    void extentLoaded(const opsdeck::EnvironmentKey &environment,
                      const opsdeck::PastExtent &extent);
    void pastFailed(const opsdeck::EnvironmentKey &environment, const QString &message);
    void coarseLoaded(const opsdeck::MetricKey &metric, const opsdeck::CoarseBoard::Grid &grid,
                      const QList<opsdeck::CoarseBoard::StoredLine> &lines);
    void coarseFailed(const opsdeck::MetricKey &metric, const opsdeck::CoarseBoard::Grid &grid,
                      const QString &message);
    void eventsLoaded(const QList<opsdeck::Event> &events, bool isAll);
    void readingBegan(); ///< of what seriesLoaded() ends
    void seriesLoaded(); ///< all that were asked for so far have come

private:
    void chartedSamplesChanged();
    void loadLedger(qint64 fromMs, qint64 toMs);
    void loadAsked(const CheckKey &check, qint64 fromMs, qint64 toMs);
    void tellOfCuts(const QList<SampleCap::Cut> &cuts);
    void loadingBegan();
    void loadingEnded();
    QList<CheckResult> resultsOf(const CheckKey &check, const QList<StoredResult> &stored) const;
    QList<CheckKey> checksOf(const EnvironmentKey &environment) const;

    SeriesBoard &m_series;
    StatusBoard &m_board;
    EventsModel m_events;
    AuditModel m_auditModel;
    AvailabilityModel m_availability;
    std::unique_ptr<SharedHistory> m_store;
    HistoryAges m_ages;
    std::unique_ptr<SqliteAuditLog> m_audit;
    SampleCap m_cap;
    QHash<MetricKey, qint64> m_loadedFrom;
    QHash<CheckKey, qint64> m_askedFrom; ///< charts of one check share its questions
    int m_loading = 0;
};

} // namespace opsdeck
