// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/secret.h"
#include "services/storage/team/teamlimits.h"
#include "services/storage/team/teamreader.h"
#include "services/storage/team/teamspool.h"
#include "services/storage/team/teamtiers.h"
#include "services/storage/team/teamwriter.h"

#include <QTimer>

namespace opsdeck {

/// Brings what is spooled to the team's server, and answers questions from there. On a thread that
/// may wait for the server. All on that thread but isReachable() and interrupt().
class TeamLink final : public QObject, public HistoryAnswers
{
    Q_OBJECT
public:
    /// `settle` puts what was handed over into the spool, before a question is answered.
    TeamLink(const TeamLimits &limits, std::function<void()> settle);

    void open(const TeamPlace &place, const QString &spool);
    void setPassword(const Result<Secret> &password);
    /// Something new is in the spool.
    void send();
    /// What is left, where the server is there, and no more.
    void close();

    bool isReachable() const { return m_isReachable; }

    void interrupt() { m_session.interrupt(); }

    Result<QList<StoredSeries>> series(const CheckKey &check, const QString &metric, qint64 fromMs,
                                       qint64 toMs, int mostPoints) override;
    Result<QList<StoredBuckets>> buckets(const CheckKey &check, const QString &metric,
                                         qint64 fromMs, qint64 toMs, int most) override;
    QList<StoredResult> results(const CheckKey &check, int limit) override;
    Result<QList<AskedSpan>> asked(const CheckKey &check, qint64 fromMs, qint64 toMs,
                                   qint64 apartMs) override;
    QList<Event> events(qint64 fromMs, int limit) override;
    QList<StoredState> states() override;
    Result<QList<PastCheck>> past(const QList<CheckKey> &checks, qint64 atMs) override;
    Result<PastExtent> extent(const QList<CheckKey> &checks) override;

Q_SIGNALS:
    void passwordWanted();
    void problem(const opsdeck::Error &error);
    void recovered();

private:
    Result<void> connected();
    Result<bool> sendSome();
    Result<qint64> write(const QList<NumberedTick> &ticks);
    Result<void> setAside(qint64 number);
    void fail(const Error &error);
    void prune();
    template <typename T>
    Result<T> answer(const std::function<Result<T>()> &read);

    TeamLimits m_limits;
    std::function<void()> m_settle;
    TeamPlace m_place;
    QString m_path;
    Secret m_password;
    bool m_hasPassword = false;
    bool m_isPasswordWanted = false;
    TeamSession m_session;
    TeamSpool m_spool;
    TeamWriter m_writer{m_session};
    TeamReader m_reader{m_session};
    TeamTiers m_tiers;
    QTimer m_retry{this};
    QTimer m_more{this};
    QTimer m_prune{this};
    std::optional<Error> m_told;
    std::atomic<bool> m_isReachable = false;
};

} // namespace opsdeck
