// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/ledger.h"

#include "services/domain/pastcheck.h"
#include "services/domain/serviceview.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Ledger)
};

/// A state of one check from `fromMs` until the next one's.
struct Step
{
    qint64 fromMs = 0;
    Health health = Health::Unknown; ///< Unknown where there is nothing fresh, too
};

/// The worst that is known.
Health worstKnown(Health a, Health b)
{
    if (a == Health::Unknown || b == Health::Unknown)
        return a == Health::Unknown ? b : a;
    return worst(a, b);
}

/// What counts at `atMs` of spans that are fresh there: the newest, and those that were confirmed
/// after it began.
Health healthAt(const QList<const SeenSpan *> &fresh, qint64 atMs)
{
    qint64 newestMs = std::numeric_limits<qint64>::min();
    for (const SeenSpan *span : fresh) {
        if (span->fromMs <= atMs)
            newestMs = std::max(newestMs, span->fromMs);
    }
    Health health = Health::Unknown;
    for (const SeenSpan *span : fresh) {
        if (span->fromMs <= atMs && (span->fromMs == newestMs || span->toMs > newestMs))
            health = worstKnown(health, span->health);
    }
    return health;
}

/// By time; the first one at `fromMs`.
QList<Step> stepsOf(QList<SeenSpan> spans, qint64 fromMs, qint64 toMs)
{
    std::sort(spans.begin(), spans.end(),
              [](const SeenSpan &a, const SeenSpan &b) { return a.fromMs < b.fromMs; });
    QList<qint64> moments{fromMs};
    for (const SeenSpan &span : std::as_const(spans)) {
        for (const qint64 moment : {span.fromMs, span.toMs, span.toMs + span.reachMs}) {
            if (moment > fromMs && moment < toMs)
                moments.append(moment);
        }
    }
    std::sort(moments.begin(), moments.end());
    moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
    QList<Step> steps;
    QList<const SeenSpan *> fresh;
    auto next = spans.cbegin();
    for (const qint64 moment : std::as_const(moments)) {
        for (; next != spans.cend() && next->fromMs <= moment; ++next)
            fresh.append(&*next);
        fresh.removeIf([&](const SeenSpan *span) { return span->toMs + span->reachMs <= moment; });
        const Health health = healthAt(fresh, moment);
        if (steps.isEmpty() || steps.last().health != health)
            steps.append({moment, health});
    }
    return steps;
}

/// What checks in these states make of their service.
class Roller final
{
public:
    Roller(const EnvironmentKey &environment, const Service &service)
        : m_environment(environment)
        , m_service(service)
    {}

    LedgerClass classOf(const QByteArray &healths)
    {
        const auto known = m_known.constFind(healths);
        if (known != m_known.cend())
            return *known;
        const Instant now = pastInstant(1);
        CheckStates states;
        for (qsizetype i = 0; i < healths.size(); ++i) {
            CheckState state;
            state.key = {{m_environment, m_service.id}, m_service.checks.at(i).id};
            state.shown = state.hard = static_cast<Health>(healths.at(i));
            state.since = now;
            state.last.emplace();
            state.last->observedAt = now;
            states.insert(state.key, state);
        }
        const LedgerClass what = of(viewOf(m_environment, m_service, states, now).health);
        m_known.insert(healths, what);
        return what;
    }

private:
    static LedgerClass of(Health health)
    {
        switch (health) {
        case Health::Healthy:
            return LedgerClass::Up;
        case Health::Degraded:
            return LedgerClass::Degraded;
        case Health::Down:
            return LedgerClass::Down;
        case Health::Unknown:
            break;
        }
        return LedgerClass::NotObserved;
    }

    const EnvironmentKey &m_environment;
    const Service &m_service;
    QHash<QByteArray, LedgerClass> m_known;
};

void append(QList<LedgerInterval> &all, const LedgerInterval &next)
{
    if (!all.isEmpty() && all.last().what == next.what)
        all.last().toMs = next.toMs;
    else
        all.append(next);
}

QList<LedgerInterval> observed(const EnvironmentKey &environment, const Service &service,
                               const QList<CheckSpans> &checks, qint64 fromMs, qint64 toMs)
{
    QList<QList<Step>> steps;
    QList<qint64> moments{fromMs};
    for (const Check &check : service.checks) {
        const CheckKey key{{environment, service.id}, check.id};
        const auto kept = std::find_if(checks.cbegin(), checks.cend(),
                                       [&](const CheckSpans &each) { return each.key == key; });
        steps.append(
            stepsOf(kept == checks.cend() ? QList<SeenSpan>() : kept->spans, fromMs, toMs));
        for (const Step &step : std::as_const(steps.last()))
            moments.append(step.fromMs);
    }
    std::sort(moments.begin(), moments.end());
    moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
    Roller roller(environment, service);
    QList<qsizetype> at(steps.size(), 0);
    QByteArray healths(steps.size(), 0);
    QList<LedgerInterval> all;
    for (qsizetype i = 0; i < moments.size(); ++i) {
        for (qsizetype c = 0; c < steps.size(); ++c) {
            const QList<Step> &own = steps.at(c);
            while (at.at(c) + 1 < own.size() && own.at(at.at(c) + 1).fromMs <= moments.at(i))
                ++at[c];
            healths[c] = static_cast<char>(own.at(at.at(c)).health);
        }
        append(all, {moments.at(i), i + 1 < moments.size() ? moments.at(i + 1) : toMs,
                     steps.isEmpty() ? LedgerClass::NotObserved : roller.classOf(healths)});
    }
    return all;
}

} // namespace

QString ledgerWord(LedgerClass what)
{
    switch (what) {
    case LedgerClass::Up:
        return Words::tr("Up");
    case LedgerClass::Degraded:
        return Words::tr("Degraded");
    case LedgerClass::Down:
        return Words::tr("Down");
    case LedgerClass::Maintenance:
        return Words::tr("Maintenance");
    case LedgerClass::NotObserved:
        break;
    }
    return Words::tr("Not observed");
}

QList<LedgerInterval> ledgerOf(const EnvironmentKey &environment, const Service &service,
                               const QList<CheckSpans> &checks,
                               const QList<MaintenanceSpan> &maintenance, qint64 fromMs,
                               qint64 toMs)
{
    if (toMs <= fromMs)
        return {};
    const QList<LedgerInterval> seen = observed(environment, service, checks, fromMs, toMs);
    QList<MaintenanceSpan> windows;
    for (const MaintenanceSpan &each : maintenance) {
        const MaintenanceSpan window{std::max(fromMs, each.fromMs),
                                     each.toMs == 0 ? toMs : std::min(toMs, each.toMs)};
        if (window.fromMs < window.toMs)
            windows.append(window);
    }
    std::sort(windows.begin(), windows.end(),
              [](const auto &a, const auto &b) { return a.fromMs < b.fromMs; });
    QList<LedgerInterval> all;
    auto window = windows.cbegin();
    for (const LedgerInterval &interval : seen) {
        qint64 at = interval.fromMs;
        while (at < interval.toMs) {
            while (window != windows.cend() && window->toMs <= at)
                ++window;
            const bool isIn = window != windows.cend() && window->fromMs <= at;
            qint64 until = interval.toMs;
            if (isIn)
                until = std::min(until, window->toMs);
            else if (window != windows.cend())
                until = std::min(until, window->fromMs);
            append(all, {at, until, isIn ? LedgerClass::Maintenance : interval.what});
            at = until;
        }
    }
    return all;
}

qint64 LedgerSums::totalMs() const
{
    return std::accumulate(ms.cbegin(), ms.cend(), qint64(0));
}

qint64 LedgerSums::observedMs() const
{
    return of(LedgerClass::Up) + of(LedgerClass::Degraded) + of(LedgerClass::Down);
}

double LedgerSums::share(LedgerClass what) const
{
    const qint64 total = totalMs();
    return total == 0 ? 0 : static_cast<double>(of(what)) / static_cast<double>(total);
}

double LedgerSums::observedShare() const
{
    const qint64 total = totalMs();
    return total == 0 ? 0 : static_cast<double>(observedMs()) / static_cast<double>(total);
}

std::optional<double> LedgerSums::availability() const
{
    const qint64 seen = observedMs();
    if (seen == 0)
        return std::nullopt;
    return static_cast<double>(seen - of(LedgerClass::Down)) / static_cast<double>(seen);
}

LedgerSums sumsOf(const QList<LedgerInterval> &intervals)
{
    LedgerSums sums;
    qint64 outageMs = 0;
    qint64 outageFromMs = 0;
    bool isOut = false;
    for (const LedgerInterval &interval : intervals) {
        const qint64 length = interval.toMs - interval.fromMs;
        sums.ms.at(static_cast<std::size_t>(interval.what)) += length;
        sums.isOpen = interval.what == LedgerClass::Down;
        if (interval.what == LedgerClass::Up || interval.what == LedgerClass::Degraded)
            isOut = false;
        if (interval.what != LedgerClass::Down)
            continue;
        if (!std::exchange(isOut, true)) {
            ++sums.outages;
            outageMs = 0;
            outageFromMs = interval.fromMs;
        }
        outageMs += length;
        if (outageMs > sums.longestMs) {
            sums.longestMs = outageMs;
            sums.longestFromMs = outageFromMs;
        }
    }
    return sums;
}

QString shareText(double share)
{
    const QLocale locale;
    // Cut, not rounded: what is almost all is not all.
    double percent = std::clamp(share, 0.0, 1.0) * 100;
    if (share > 0 && percent < 0.01)
        return Words::tr("< %1 %").arg(locale.toString(0.01, 'f', 2));
    percent = std::floor(percent * 100 + 1e-6) / 100;
    if (share < 1 && percent >= 100)
        percent = 99.99;
    const bool isWhole = percent == std::floor(percent);
    return Words::tr("%1 %").arg(locale.toString(percent, 'f', isWhole ? 0 : 2));
}

} // namespace opsdeck
