// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/checkschedule.h"

#include <QUrl>

#include <algorithm>

namespace opsdeck {

using namespace std::chrono_literals;

namespace {

constexpr auto kShortestRetry = std::chrono::nanoseconds(1s);
constexpr auto kLongestSpread = std::chrono::nanoseconds(3s);
constexpr auto kMostEarly = std::chrono::nanoseconds(250ms);
constexpr int kEarlyShare = 40; ///< of its interval a check may begin sooner, to share a wake-up

/// 0…1, the same in every run of the program for the same key and turn.
double fraction(const CheckKey &key, quint32 turn)
{
    return static_cast<double>(qHash(key.toString(), turn) % 10'000U) / 10'000.0;
}

std::chrono::nanoseconds scaled(std::chrono::nanoseconds duration, double factor)
{
    return std::chrono::nanoseconds(
        static_cast<qint64>(static_cast<double>(duration.count()) * factor));
}

} // namespace

QString hostOf(const CheckKey &key, const Check &check)
{
    // The same address behind another way is another host.
    const QString way = check.via.isDirect() ? QString() : QLatin1String(" by ") + check.via.id;
    for (const auto &name :
         {QStringLiteral("address"), QStringLiteral("host"), QStringLiteral("server")}) {
        const QString value = check.parameters.value(name).toString();
        if (!value.isEmpty())
            return value + way;
    }
    const QString host = QUrl(check.parameters.value(QStringLiteral("url")).toString()).host();
    return host.isEmpty() ? key.service.environment.toString() + QLatin1Char(' ') + check.kind
                          : host + way;
}

void CheckSchedule::setDue(const CheckKey &key, Entry &entry, Boot due)
{
    m_queue.remove(entry.due, key);
    entry.due = due;
    m_queue.insert(due, key);
}

CheckSchedule::Boot CheckSchedule::spread(const CheckKey &key, const Check &check) const
{
    const Boot window = std::min<Boot>(
        {check.interval / 2, kLongestSpread, 20ms * static_cast<int>(m_entries.size())});
    return scaled(window, fraction(key, 0));
}

void CheckSchedule::setChecks(const QHash<CheckKey, Check> &checks, Boot now)
{
    for (auto it = m_entries.begin(); it != m_entries.end();) {
        const auto wanted = checks.constFind(it.key());
        if (wanted != checks.constEnd() && *wanted == it->check) {
            ++it;
            continue;
        }
        m_queue.remove(it->due, it.key());
        it = m_entries.erase(it);
    }
    QList<CheckKey> added;
    for (auto it = checks.cbegin(); it != checks.cend(); ++it) {
        if (m_entries.contains(it.key()))
            continue;
        m_entries.insert(it.key(), {*it, hostOf(it.key(), *it), Boot(0), 0, false});
        added.append(it.key());
    }
    for (const CheckKey &key : std::as_const(added)) {
        Entry &entry = m_entries[key];
        // One that is still out under its old definition comes back through finished().
        if (m_running.contains(key))
            entry.again = true;
        else
            setDue(key, entry, now + spread(key, entry.check));
    }
}

void CheckSchedule::spreadAll(Boot now)
{
    for (auto it = m_entries.begin(); it != m_entries.end(); ++it) {
        if (m_running.contains(it.key()))
            it->again = true;
        else
            setDue(it.key(), *it, now + spread(it.key(), it->check));
    }
}

void CheckSchedule::dueNow(const CheckKey &key, Boot now)
{
    const auto it = m_entries.find(key);
    if (it == m_entries.end())
        return;
    if (m_running.contains(key))
        it->again = true;
    else
        setDue(key, *it, std::min(it->due, now));
}

QList<CheckKey> CheckSchedule::takeDue(Boot now)
{
    QList<CheckKey> taken;
    if (m_queue.isEmpty() || m_queue.firstKey() > now)
        return taken;
    for (auto it = m_queue.begin(); it != m_queue.end() && it.key() <= now + kMostEarly;) {
        if (m_running.size() >= m_limits.total)
            break;
        const CheckKey key = it.value();
        const auto entry = m_entries.constFind(key);
        const QString host = entry->host;
        const bool early = it.key() > now;
        // Those that come early leave the server room: they must not queue there and measure each
        // other.
        const int most = early ? m_limits.host / 2 : m_limits.host;
        const bool tooEarly = early && it.key() - now > entry->check.interval / kEarlyShare;
        if (tooEarly || m_runningByHost.value(host) >= most) {
            ++it;
            continue;
        }
        ++m_runningByHost[host];
        m_hostOfRunning.insert(key, host);
        m_running.insert(key);
        taken.append(key);
        it = m_queue.erase(it);
    }
    return taken;
}

void CheckSchedule::finished(const CheckKey &key, const CheckState &state, Boot now)
{
    if (!m_running.remove(key))
        return;
    const QString host = m_hostOfRunning.take(key);
    if (--m_runningByHost[host] <= 0)
        m_runningByHost.remove(host);
    const auto it = m_entries.find(key);
    if (it == m_entries.end())
        return;
    Entry &entry = *it;
    ++entry.turn;
    if (entry.again) {
        entry.again = false;
        setDue(key, entry, now);
        return;
    }
    const Boot interval = entry.check.interval;
    if (state.soft) {
        setDue(key, entry, now + std::min(interval, std::max<Boot>(interval / 4, kShortestRetry)));
        return;
    }
    const Boot jitter = scaled(interval, (fraction(key, entry.turn) - 0.5) * 0.1);
    // Counted from the planned time, so that the answer's own duration does not stretch the pace;
    // never a burst to catch up.
    const Boot planned = entry.due + interval + jitter;
    setDue(key, entry,
           planned > now ? planned : now + scaled(interval, 0.5 * fraction(key, entry.turn)));
}

std::optional<CheckSchedule::Boot> CheckSchedule::nextDue() const
{
    if (m_running.size() >= m_limits.total)
        return std::nullopt;
    for (auto it = m_queue.cbegin(); it != m_queue.cend(); ++it) {
        if (m_runningByHost.value(m_entries.constFind(it.value())->host) < m_limits.host)
            return it.key();
    }
    return std::nullopt;
}

Milliseconds CheckSchedule::lateness(Boot now) const
{
    if (m_queue.isEmpty() || m_queue.firstKey() >= now)
        return Milliseconds(0);
    return std::chrono::duration_cast<Milliseconds>(now - m_queue.firstKey());
}

} // namespace opsdeck
