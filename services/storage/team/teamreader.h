// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/history.h"
#include "services/storage/team/teamsession.h"

namespace opsdeck {

/// The questions of HistoryArchive, each of one moment of a team's store: what moves from tier to
/// tier meanwhile is neither missing nor there twice.
class TeamReader final
{
public:
    explicit TeamReader(TeamSession &session)
        : m_session(session)
    {}

    Result<QList<StoredSeries>> series(const CheckKey &check, const QString &metric, qint64 fromMs,
                                       qint64 toMs, int mostPoints);
    Result<QList<StoredBuckets>> buckets(const CheckKey &check, const QString &metric,
                                         qint64 fromMs, qint64 toMs, int most);
    Result<QList<StoredResult>> results(const CheckKey &check, int limit);
    Result<QList<AskedSpan>> asked(const CheckKey &check, qint64 fromMs, qint64 toMs,
                                   qint64 apartMs);
    Result<QList<Event>> events(qint64 fromMs, int limit);
    Result<QList<StoredState>> states();
    Result<QList<PastCheck>> past(const QList<CheckKey> &checks, qint64 atMs);
    Result<PastExtent> extent(const QList<CheckKey> &checks);

private:
    struct Held;
    struct LastEvent;

    template <typename T>
    Result<T> atOnce(const std::function<Result<T>()> &read);
    Result<QList<Held>> held(const CheckKey &check, const QString &metric, qint64 fromMs,
                             qint64 toMs);
    Result<QHash<CheckKey, LastEvent>> lastEvents(qint64 untilMs);

    TeamSession &m_session;
};

} // namespace opsdeck
