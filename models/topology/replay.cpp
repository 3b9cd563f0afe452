// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/replay.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr qint64 kSecond = 1000;

/// No check has a result that is young enough to count.
bool isNothingObserved(const EnvironmentView &view)
{
    bool hasChecks = false;
    for (const ServiceView &service : view.services) {
        for (const CheckView &check : service.checks) {
            hasChecks = true;
            if (check.freshness == Freshness::Fresh || check.freshness == Freshness::Stale)
                return false;
        }
    }
    return hasChecks;
}

/// Of those whose state then is not kept; empty: there is none.
QString lostText(const QList<PastCheck> &checks, qint64 todayMs)
{
    int count = 0;
    qint64 fromMs = 0;
    qint64 toMs = 0;
    for (const PastCheck &past : checks) {
        if (!past.shown || !past.shown->isLost)
            continue;
        fromMs = count == 0 ? past.shown->fromMs : std::min(fromMs, past.shown->fromMs);
        const qint64 untilMs = past.shown->lostToMs;
        toMs = count > 0 && (toMs == 0 || untilMs == 0) ? 0 : std::max(toMs, untilMs);
        ++count;
    }
    if (count == 0)
        return {};
    const QString from = momentText(fromMs, todayMs);
    return toMs == 0
               ? Replay::tr("What %n check(s) showed from %1 on is not recorded.", nullptr, count)
                     .arg(from)
               : Replay::tr("What %n check(s) showed from %1 to %2 is not recorded.", nullptr,
                            count)
                     .arg(from, momentText(toMs, todayMs));
}

} // namespace

Replay::Replay(StatusBoard &live, QObject *parent)
    : QObject(parent)
    , m_live(live)
{
    connect(&live, &StatusBoard::workspaceChanged, this, &Replay::onWorkspaceChanged);
}

const Environment *Replay::definition() const
{
    const WorkspacePtr &workspace = m_live.workspace();
    return workspace ? workspace->environment(m_environment) : nullptr;
}

void Replay::start(const EnvironmentKey &environment)
{
    m_environment = environment;
    m_isOn = true;
    m_lastMs = m_wantedMs = m_live.now().wallMs;
    onWorkspaceChanged();
}

void Replay::stop()
{
    m_isOn = m_isReady = false;
    m_extent = {};
    m_askedMs = m_shownMs = 0;
    m_isSilent = false;
    m_problem.clear();
    m_remark.clear();
    m_board.setWorkspace(nullptr, m_live.now());
}

/// By another definition what was recorded may mean something else.
void Replay::onWorkspaceChanged()
{
    if (!m_isOn)
        return;
    m_isReady = false;
    m_extent = {};
    m_problem.clear();
    m_remark.clear();
    m_askedMs = m_shownMs = 0;
    m_isSilent = false;
    // Not of the board's own states: it has none, so that all of it is unknown.
    m_board.setWorkspace(m_live.workspace(), pastInstant(m_wantedMs));
    if (definition() != nullptr)
        Q_EMIT extentWanted(m_environment);
    Q_EMIT changed();
}

void Replay::takeExtent(const EnvironmentKey &environment, const PastExtent &extent)
{
    if (!m_isOn || environment != m_environment)
        return;
    m_extent = extent;
    m_isReady = true;
    m_problem =
        extent.firstMs == 0 ? tr("Nothing is recorded of this environment yet.") : QString();
    if (m_problem.isEmpty()) {
        // A calendar that was set back leaves records of the future behind: they are reached too.
        m_lastMs = std::max(m_lastMs, extent.lastMs);
        m_wantedMs = std::clamp(m_wantedMs, extent.firstMs, m_lastMs);
        askPast();
    }
    Q_EMIT changed();
}

void Replay::takeProblem(const EnvironmentKey &environment, const QString &problem)
{
    if (!m_isOn || environment != m_environment)
        return;
    m_problem = problem;
    m_remark.clear();
    m_askedMs = m_shownMs = 0;
    m_isSilent = false;
    m_board.setWorkspace(m_live.workspace(), pastInstant(m_wantedMs));
    Q_EMIT changed();
}

void Replay::setTime(qint64 ms)
{
    if (m_isOn && !m_isReady && m_problem.isEmpty()) {
        m_wantedMs = ms; // kept within when it is known what is recorded
        return;
    }
    if (!m_isOn || !m_isReady || m_extent.firstMs == 0)
        return;
    const qint64 wanted = std::clamp(ms, m_extent.firstMs, m_lastMs);
    if (std::exchange(m_wantedMs, wanted) == wanted)
        return;
    askPast();
    Q_EMIT changed();
}

/// The moment of the next change from what is wanted now; 0: there is none. Those of one second, as
/// moments are told, are one: the last of them, by which all are seen.
qint64 Replay::changeFrom(bool later) const
{
    const QList<qint64> &all = m_extent.changesMs;
    if (!later) {
        const auto next =
            std::lower_bound(all.cbegin(), all.cend(), m_wantedMs / kSecond * kSecond);
        return next == all.cbegin() ? 0 : *(next - 1);
    }
    auto next = std::upper_bound(all.cbegin(), all.cend(), m_wantedMs);
    if (next == all.cend() || *next > m_lastMs)
        return 0;
    const auto isTogether = [&](qint64 ms) {
        return ms / kSecond == *next / kSecond && ms <= m_lastMs;
    };
    while (next + 1 != all.cend() && isTogether(*(next + 1)))
        ++next;
    return *next;
}

bool Replay::hasChange(bool later) const
{
    return m_isReady && m_problem.isEmpty() && changeFrom(later) > 0;
}

void Replay::goToChange(bool later)
{
    if (hasChange(later))
        setTime(changeFrom(later));
}

void Replay::askPast()
{
    if (m_askedMs != 0 || m_wantedMs == m_shownMs)
        return;
    m_askedMs = m_wantedMs;
    Q_EMIT pastWanted(m_environment, m_askedMs);
}

void Replay::takePast(const EnvironmentKey &environment, qint64 atMs,
                      const QList<PastCheck> &checks, MarkBook marks, const QString &remark)
{
    const Environment *found = definition();
    if (!m_isOn || environment != m_environment || atMs != m_askedMs || found == nullptr)
        return;
    m_askedMs = 0;
    m_shownMs = atMs;
    m_problem.clear();
    QStringList remarks{lostText(checks, m_lastMs), remark};
    remarks.removeAll(QString());
    m_remark = remarks.join(QLatin1Char(' '));
    EnvironmentView view = pastView(environment, *found, checks, atMs);
    marks.apply(view, pastInstant(atMs));
    m_isSilent = isNothingObserved(view);
    m_lastBeforeMs = 0;
    for (const PastCheck &past : checks) {
        if (!past.results.isEmpty())
            m_lastBeforeMs = std::max(m_lastBeforeMs, past.results.last().timeMs);
    }
    m_board.show(view, pastInstant(atMs));
    askPast();
    Q_EMIT changed();
}

QString momentText(qint64 ms, qint64 todayMs)
{
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
    const bool isToday = moment.date() == QDateTime::fromMSecsSinceEpoch(todayMs, Qt::UTC).date();
    return moment.toString(isToday ? QStringLiteral("HH:mm:ss")
                                   : QStringLiteral("yyyy-MM-dd HH:mm:ss"))
           + QStringLiteral(" UTC");
}

} // namespace opsdeck
