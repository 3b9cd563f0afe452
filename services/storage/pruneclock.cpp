// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/pruneclock.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr qint64 kDayMs = 24LL * 3'600'000;
constexpr qint64 kPace = 24; ///< so that what was missed while nothing ran is caught up

} // namespace

/// Of a file that knows no such time yet: of the newest event from before this run.
qint64 PruneClock::begin(const Instant &first) const
{
    const QVariant kept = m_file.value(QStringLiteral("SELECT at_ms FROM aged WHERE id = 1"));
    if (kept.isValid() && !kept.isNull())
        return kept.toLongLong();
    const QVariant told = m_file.value(
        QStringLiteral("SELECT max(time_ms) FROM events WHERE time_ms < %1").arg(first.wallMs));
    return told.isValid() && !told.isNull() ? told.toLongLong() : first.wallMs;
}

qint64 PruneClock::nowMs(const Instant &first, const Instant &newest)
{
    if (!m_beganMs)
        m_beganMs = begin(first);
    const auto ran = std::chrono::duration_cast<Milliseconds>(newest.boot - first.boot).count();
    return std::min(newest.wallMs, *m_beganMs + kDayMs + std::max<qint64>(0, ran) * kPace);
}

Result<void> PruneClock::keep(qint64 nowMs) const
{
    if (auto made = m_file.run(
            QStringLiteral("CREATE TABLE IF NOT EXISTS aged (id INTEGER PRIMARY KEY CHECK (id = "
                           "1), at_ms INTEGER NOT NULL)"));
        !made)
        return made;
    return m_file.run(
        QStringLiteral("INSERT OR REPLACE INTO aged (id, at_ms) VALUES (1, %1)").arg(nowMs));
}

bool PruneClock::isNewlyBehind(qint64 nowMs, const Instant &newest)
{
    return newest.wallMs - nowMs > kDayMs && !std::exchange(m_isTold, true);
}

void PruneClock::restart()
{
    m_beganMs.reset();
    m_isTold = false;
}

} // namespace opsdeck
