// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/historystore.h"
#include "services/storage/team/teamstore.h"

#include <QPointer>

namespace opsdeck {

/// This computer's own history and, where there is one, the team's beside it. Both are handed all;
/// the team's is asked while its server answers, else the own one, which knows what was observed
/// here. problem() and recovered() are the own one's. One thread.
class SharedHistory final : public History
{
    Q_OBJECT
public:
    using HistoryArchive::loadEvents;
    using HistoryArchive::loadSeries;

    /// `path`: absolute, of the own one's file.
    explicit SharedHistory(const QString &path, QObject *parent = nullptr);

    /// None: the own one alone. What waits for a server stays in a file of that place beside the
    /// own one's.
    void setTeam(const std::optional<TeamPlace> &place);

    /// Of the own one; the team's are those of its place.
    void setAges(const HistoryAges &ages) { m_own.setAges(ages); }

    void setTeamPassword(const Result<Secret> &password);

    const std::optional<TeamPlace> &team() const { return m_place; }

    void append(const ChangeSet &changes) override;
    qint64 dropped() const override;

    void loadSeries(const CheckKey &check, const QString &metric, qint64 fromMs, qint64 toMs,
                    QObject *context, SeriesDone done, int mostPoints) override;
    void loadBuckets(const CheckKey &check, const QString &metric, qint64 fromMs, qint64 toMs,
                     int most, QObject *context, BucketsDone done) override;
    void loadResults(const CheckKey &check, int limit, QObject *context, ResultsDone done) override;
    void loadAsked(const CheckKey &check, qint64 fromMs, qint64 toMs, qint64 apartMs,
                   QObject *context, AskedDone done) override;
    void loadSpans(const QList<CheckKey> &checks, qint64 fromMs, qint64 toMs, QObject *context,
                   SpansDone done) override;
    void loadEvents(int limit, QObject *context, EventsDone done, qint64 fromMs) override;
    void loadStates(QObject *context, StatesDone done) override;
    void loadPast(const QList<CheckKey> &checks, qint64 atMs, QObject *context,
                  PastDone done) override;
    void loadExtent(const QList<CheckKey> &checks, QObject *context, ExtentDone done) override;

Q_SIGNALS:
    void teamPasswordWanted(const opsdeck::TeamPlace &place);
    void teamProblem(const opsdeck::Error &error);
    void teamRecovered();

private:
    template <typename Answer, typename Ask>
    void ask(const std::function<void(const Answer &)> &done, Ask question);

    QString m_folder;
    HistoryStore m_own;
    std::unique_ptr<TeamStore> m_team;
    std::optional<TeamPlace> m_place;
};

} // namespace opsdeck
