// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/team/sharedhistory.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QPointer>

#include <algorithm>

namespace opsdeck {

namespace {

/// What waits for one place is not for another.
QString spoolOf(const TeamPlace &place)
{
    const QByteArray digest =
        QCryptographicHash::hash(place.toString().toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("/team-%1.db").arg(QString::fromLatin1(digest.toHex().left(12)));
}

template <typename T>
bool isAnswer(const Result<T> &answer)
{
    return answer.has_value();
}

/// Of what was before there was a team's store the own one alone knows.
template <typename T>
bool isAnswer(const Result<QList<T>> &answer)
{
    return answer && !answer->isEmpty();
}

/// Where it could not be read it is empty.
template <typename T>
bool isAnswer(const QList<T> &answer)
{
    return !answer.isEmpty();
}

qint64 newestOf(const PastCheck &past)
{
    return past.results.isEmpty() ? 0 : past.results.last().timeMs;
}

/// Of each check what the own program showed, unless others in the team saw it later.
QList<PastCheck> asShownHere(QList<PastCheck> team, const QList<PastCheck> &own)
{
    for (const PastCheck &past : own) {
        const auto found = std::find_if(
            team.begin(), team.end(), [&](const PastCheck &each) { return each.key == past.key; });
        if (found == team.end())
            team.append(past);
        else if (newestOf(past) >= newestOf(*found))
            *found = past;
    }
    return team;
}

QList<AskedSpan> united(QList<AskedSpan> all, const QList<AskedSpan> &others, qint64 apartMs)
{
    all.append(others);
    std::sort(all.begin(), all.end(),
              [](const AskedSpan &a, const AskedSpan &b) { return a.fromMs < b.fromMs; });
    QList<AskedSpan> found;
    for (const AskedSpan &span : std::as_const(all)) {
        if (!found.isEmpty() && span.fromMs - found.last().toMs <= apartMs)
            found.last().toMs = std::max(found.last().toMs, span.toMs);
        else
            found.append(span);
    }
    return found;
}

} // namespace

SharedHistory::SharedHistory(const QString &path, QObject *parent)
    : History(parent)
    , m_folder(QFileInfo(path).path())
{
    connect(&m_own, &History::problem, this, &History::problem);
    connect(&m_own, &History::recovered, this, &History::recovered);
    m_own.open(path);
}

void SharedHistory::setTeam(const std::optional<TeamPlace> &place)
{
    if (place == m_place)
        return;
    m_place = place;
    if (std::exchange(m_team, nullptr) != nullptr)
        Q_EMIT teamRecovered();
    if (!place)
        return;
    TeamLimits limits;
    limits.history.setAges(place->keep);
    m_team = std::make_unique<TeamStore>(limits);
    connect(m_team.get(), &History::problem, this, &SharedHistory::teamProblem);
    connect(m_team.get(), &History::recovered, this, &SharedHistory::teamRecovered);
    connect(m_team.get(), &TeamStore::passwordWanted, this,
            [this] { Q_EMIT teamPasswordWanted(*m_place); });
    m_team->open(*place, m_folder + spoolOf(*place));
}

void SharedHistory::setTeamPassword(const Result<Secret> &password)
{
    if (m_team)
        m_team->setPassword(password);
}

void SharedHistory::append(const ChangeSet &changes)
{
    m_own.append(changes);
    if (m_team)
        m_team->append(changes);
}

qint64 SharedHistory::dropped() const
{
    return m_own.dropped() + (m_team ? m_team->dropped() : 0);
}

template <typename Answer, typename Ask>
void SharedHistory::ask(const std::function<void(const Answer &)> &done, Ask question)
{
    if (!m_team || !m_team->isReachable()) {
        question(m_own, done);
        return;
    }
    question(*m_team,
             [guard = QPointer<SharedHistory>(this), done, question](const Answer &answer) {
                 if (guard.isNull() || isAnswer(answer))
                     done(answer);
                 else
                     question(guard->m_own, done);
             });
}

void SharedHistory::loadSeries(const CheckKey &check, const QString &metric, qint64 fromMs,
                               qint64 toMs, QObject *context, SeriesDone done, int mostPoints)
{
    ask(done, [=](HistoryArchive &from, const SeriesDone &then) {
        from.loadSeries(check, metric, fromMs, toMs, context, then, mostPoints);
    });
}

void SharedHistory::loadBuckets(const CheckKey &check, const QString &metric, qint64 fromMs,
                                qint64 toMs, int most, QObject *context, BucketsDone done)
{
    ask(done, [=](HistoryArchive &from, const BucketsDone &then) {
        from.loadBuckets(check, metric, fromMs, toMs, most, context, then);
    });
}

void SharedHistory::loadResults(const CheckKey &check, int limit, QObject *context,
                                ResultsDone done)
{
    ask(done, [=](HistoryArchive &from, const ResultsDone &then) {
        from.loadResults(check, limit, context, then);
    });
}

/// The own ledger reaches back further than the results of the team's store.
void SharedHistory::loadAsked(const CheckKey &check, qint64 fromMs, qint64 toMs, qint64 apartMs,
                              QObject *context, AskedDone done)
{
    if (!m_team || !m_team->isReachable()) {
        m_own.loadAsked(check, fromMs, toMs, apartMs, context, std::move(done));
        return;
    }
    const QPointer<QObject> asker(context);
    m_team->loadAsked(check, fromMs, toMs, apartMs, this,
                      [=, this](const Result<QList<AskedSpan>> &team) {
                          if (asker.isNull())
                              return;
                          m_own.loadAsked(check, fromMs, toMs, apartMs, asker,
                                          [=](const Result<QList<AskedSpan>> &own) {
                                              if (!team || !own) {
                                                  done(team ? team : own);
                                                  return;
                                              }
                                              done(united(*team, *own, apartMs));
                                          });
                      });
}

/// What this computer saw: its states alone were told to it.
void SharedHistory::loadSpans(const QList<CheckKey> &checks, qint64 fromMs, qint64 toMs,
                              QObject *context, SpansDone done)
{
    m_own.loadSpans(checks, fromMs, toMs, context, std::move(done));
}

void SharedHistory::loadEvents(int limit, QObject *context, EventsDone done, qint64 fromMs)
{
    ask(done, [=](HistoryArchive &from, const EventsDone &then) {
        from.loadEvents(limit, context, then, fromMs);
    });
}

/// What this computer saw last: its own outages go on from there.
void SharedHistory::loadStates(QObject *context, StatesDone done)
{
    m_own.loadStates(context, std::move(done));
}

void SharedHistory::loadPast(const QList<CheckKey> &checks, qint64 atMs, QObject *context,
                             PastDone done)
{
    if (!m_team || !m_team->isReachable()) {
        m_own.loadPast(checks, atMs, context, std::move(done));
        return;
    }
    const QPointer<QObject> asker(context);
    m_team->loadPast(checks, atMs, this, [=, this](const Result<QList<PastCheck>> &team) {
        if (asker.isNull())
            return;
        m_own.loadPast(checks, atMs, asker, [=](const Result<QList<PastCheck>> &own) {
            if (!team || !own)
                done(team ? team : own);
            else
                done(asShownHere(*team, *own));
        });
    });
}

void SharedHistory::loadExtent(const QList<CheckKey> &checks, QObject *context, ExtentDone done)
{
    ask(done, [=](HistoryArchive &from, const ExtentDone &then) {
        from.loadExtent(checks, context, then);
    });
}

} // namespace opsdeck
