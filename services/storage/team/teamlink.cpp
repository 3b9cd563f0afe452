// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/team/teamlink.h"

#include "services/base/logging.h"
#include "services/storage/team/teamerrors.h"

namespace opsdeck {

namespace {

constexpr int kTicksAtOnce = 60;
constexpr qint64 kBytesAtOnce = qint64(2) << 20; ///< packed
constexpr int kNextSliceMs = 50;
constexpr int kRefusedPause = 12; ///< times the usual one
constexpr int kTries = 3;         ///< where another workstation came in between

bool cameBetween(const QByteArray &state)
{
    // A partition dropped, a circle of waiting, a row changed.
    return state == "23514" || state == "40P01" || state == "40001";
}

} // namespace

TeamLink::TeamLink(const TeamLimits &limits, std::function<void()> settle)
    : m_limits(limits)
    , m_settle(std::move(settle))
    , m_tiers(m_session, limits.history)
{
    for (QTimer *timer : {&m_retry, &m_more, &m_prune})
        timer->setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &TeamLink::send);
    connect(&m_more, &QTimer::timeout, this, &TeamLink::send);
    connect(&m_prune, &QTimer::timeout, this, &TeamLink::prune);
}

void TeamLink::open(const TeamPlace &place, const QString &spool)
{
    m_place = place;
    m_path = spool;
    m_prune.start(m_limits.history.pruneEvery / 10);
    send();
}

void TeamLink::setPassword(const Result<Secret> &password)
{
    m_isPasswordWanted = false;
    if (!password) {
        fail(password.error());
        return;
    }
    m_password = *password;
    m_hasPassword = true;
    m_retry.stop();
    send();
}

Result<void> TeamLink::connected()
{
    if (m_session.isOpen())
        return {};
    m_writer.forget();
    m_tiers.restart();
    if (m_retry.isActive())
        return failure(m_told.value_or(teamerror::lost({}, m_place)));
    if (!m_place.credential.isEmpty() && !m_hasPassword) {
        if (!std::exchange(m_isPasswordWanted, true))
            Q_EMIT passwordWanted();
        return failure(ErrorKind::Credential,
                       tr("The password of the team's store is not read yet."));
    }
    m_session.setDeadline(m_limits.connectWithin);
    auto opened = m_session.open(m_place, m_password);
    m_session.setDeadline(m_limits.answerWithin);
    if (!opened && opened.error().kind == ErrorKind::Auth) {
        // Read anew for the next try: somebody may have replaced it.
        m_hasPassword = false;
        m_password = {};
    }
    if (opened)
        opened = migrateTeamSchema(m_session);
    if (!opened) {
        fail(opened.error());
        return opened;
    }
    m_isReachable = true;
    return {};
}

void TeamLink::fail(const Error &error)
{
    m_session.close();
    m_isReachable = false;
    // A server may lock out who comes with a wrong password again and again.
    m_retry.start(error.kind == ErrorKind::Auth ? kRefusedPause * m_limits.retryAfter
                                                : m_limits.retryAfter);
    const bool isNew = !m_told || m_told->kind != error.kind || m_told->message != error.message;
    if (!isNew)
        return;
    m_told = error;
    Error told = error;
    told.advice =
        (told.advice.isEmpty() ? QString() : told.advice + u' ')
        + tr("What is observed is kept on this computer and goes there when it can again.");
    Q_EMIT problem(told);
}

/// What the server does not take for what is in it, whoever asks, would hold up all that follows.
Result<void> TeamLink::setAside(qint64 number)
{
    qCWarning(logStorage, "a tick that the team's store does not take is set aside");
    Q_EMIT problem({ErrorKind::Garbage, tr("The team's store does not take a second of history."),
                    tr("It is in the table refused of %1. All others are there.").arg(m_path),
                    QString::fromLatin1(m_session.state())});
    return m_spool.refuse(number);
}

Result<qint64> TeamLink::write(const QList<NumberedTick> &ticks)
{
    Result<qint64> last = m_writer.write(m_spool.writer(), ticks);
    for (int again = 1; again < kTries && !last && cameBetween(m_session.state()); ++again)
        last = m_writer.write(m_spool.writer(), ticks);
    const bool isTheirs =
        m_session.isOpen() && (m_session.state().startsWith("22") || m_session.state() == "23502");
    if (last || !isTheirs)
        return last;
    if (ticks.size() == 1) {
        if (auto aside = setAside(ticks.first().number); !aside)
            return failure(aside.error());
        return ticks.first().number;
    }
    for (const NumberedTick &each : ticks) {
        last = write({each});
        if (!last)
            break;
    }
    return last;
}

/// True: there is more.
Result<bool> TeamLink::sendSome()
{
    if (!m_spool.isOpen()) {
        if (auto opened = m_spool.open(m_path); !opened)
            return failure(opened.error());
    }
    const auto waiting = m_spool.next(0, kTicksAtOnce, kBytesAtOnce);
    if (!waiting)
        return failure(waiting.error());
    if (waiting->isEmpty())
        return false;
    QList<NumberedTick> ticks;
    for (const TeamSpool::Waiting &each : *waiting) {
        if (auto tick = decodeTick(each.tick))
            ticks.append({each.number, *tick});
        else if (auto aside = setAside(each.number); !aside)
            return failure(aside.error());
    }
    if (!ticks.isEmpty()) {
        const auto last = write(ticks);
        if (!last)
            return failure(last.error());
    }
    if (auto removed = m_spool.removeUpTo(waiting->last().number); !removed)
        return failure(removed.error());
    return true;
}

void TeamLink::send()
{
    if (m_path.isEmpty() || m_retry.isActive())
        return;
    for (const bool isLast : {false, true}) {
        if (!connected())
            return;
        const auto more = sendSome();
        if (more) {
            if (*more)
                m_more.start(0);
            else if (std::exchange(m_told, std::nullopt))
                Q_EMIT recovered();
            return;
        }
        // A connection that is gone since it was used last is made anew at once.
        if (isLast || m_session.isOpen())
            fail(more.error());
    }
}

void TeamLink::close()
{
    if (m_isReachable && m_session.isOpen())
        while (sendSome().value_or(false)) {
        }
    for (QTimer *timer : {&m_retry, &m_more, &m_prune})
        timer->stop();
    m_path.clear();
    m_session.close();
    m_spool.close();
}

template <typename T>
Result<T> TeamLink::answer(const std::function<Result<T>()> &read)
{
    m_settle();
    if (m_path.isEmpty())
        return failure(ErrorKind::Storage, tr("The history is not open."));
    for (const bool isLast : {false, true}) {
        if (auto there = connected(); !there)
            return failure(there.error());
        if (const auto sent = sendSome(); sent && *sent)
            m_more.start(0);
        Result<T> found = read();
        if (found)
            return found;
        if (isLast || m_session.isOpen()) {
            fail(found.error());
            return found;
        }
    }
    return failure(ErrorKind::Internal, QString());
}

Result<QList<StoredSeries>> TeamLink::series(const CheckKey &check, const QString &metric,
                                             qint64 fromMs, qint64 toMs, int mostPoints)
{
    return answer<QList<StoredSeries>>(
        [&] { return m_reader.series(check, metric, fromMs, toMs, mostPoints); });
}

Result<QList<StoredBuckets>> TeamLink::buckets(const CheckKey &check, const QString &metric,
                                               qint64 fromMs, qint64 toMs, int most)
{
    return answer<QList<StoredBuckets>>(
        [&] { return m_reader.buckets(check, metric, fromMs, toMs, most); });
}

QList<StoredResult> TeamLink::results(const CheckKey &check, int limit)
{
    return answer<QList<StoredResult>>([&] { return m_reader.results(check, limit); })
        .value_or(QList<StoredResult>());
}

Result<QList<AskedSpan>> TeamLink::asked(const CheckKey &check, qint64 fromMs, qint64 toMs,
                                         qint64 apartMs)
{
    return answer<QList<AskedSpan>>([&] { return m_reader.asked(check, fromMs, toMs, apartMs); });
}

QList<Event> TeamLink::events(qint64 fromMs, int limit)
{
    return answer<QList<Event>>([&] { return m_reader.events(fromMs, limit); })
        .value_or(QList<Event>());
}

QList<StoredState> TeamLink::states()
{
    return answer<QList<StoredState>>([&] { return m_reader.states(); })
        .value_or(QList<StoredState>());
}

Result<QList<PastCheck>> TeamLink::past(const QList<CheckKey> &checks, qint64 atMs)
{
    return answer<QList<PastCheck>>([&] { return m_reader.past(checks, atMs); });
}

Result<PastExtent> TeamLink::extent(const QList<CheckKey> &checks)
{
    return answer<PastExtent>([&] { return m_reader.extent(checks); });
}

void TeamLink::prune()
{
    m_prune.start(m_limits.history.pruneEvery);
    if (!m_isReachable || !m_session.isOpen())
        return;
    const auto more = m_tiers.slice();
    // Who reads or writes goes first; it is tried again.
    if (!more && m_session.isOpen()
        && (cameBetween(m_session.state()) || m_session.state() == "55P03"))
        return;
    if (!more)
        return fail(more.error());
    if (*more)
        m_prune.start(kNextSliceMs);
}

} // namespace opsdeck
