// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/checkengine.h"

#include "services/base/clock.h"
#include "services/base/logging.h"
#include "services/checks/eventtext.h"
#include "services/checks/proberunner.h"
#include "services/domain/faultwords.h"

#include <algorithm>

namespace opsdeck {

using namespace std::chrono_literals;

namespace {

/// News waits this long for company; what only confirms waits a tenth of its check's interval, at
/// most until the beat.
constexpr auto kFlushInterval = 100ms;
constexpr auto kBeatInterval = 1s;
/// A beat this late means that the machine slept or the process was stopped: everything is asked
/// again.
constexpr auto kSleptAfter = 10s;
/// The calendar may be slewed between two beats, not set.
constexpr auto kCalendarSlack = 5s;
constexpr auto kLongestNap = 60s;
/// What was answered so lately is not asked again for another's sake.
constexpr auto kSeenJustNow = 1s;

} // namespace

CheckEngine::CheckEngine(const Clock &clock, ProbeRunner &runner, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_runner(runner)
{
    m_dueTimer.setSingleShot(true);
    m_dueTimer.setTimerType(Qt::PreciseTimer);
    m_flushTimer.setSingleShot(true);
    m_beatTimer.setInterval(kBeatInterval);
    m_dueTimer.setParent(this);
    m_flushTimer.setParent(this);
    m_beatTimer.setParent(this);
    connect(&m_dueTimer, &QTimer::timeout, this, &CheckEngine::runDue);
    connect(&m_flushTimer, &QTimer::timeout, this, &CheckEngine::flush);
    connect(&m_beatTimer, &QTimer::timeout, this, &CheckEngine::beat);
    connect(&m_runner, &ProbeRunner::finished, this, &CheckEngine::take);
}

CheckEngine::~CheckEngine() = default;

QHash<CheckKey, CheckEngine::Defined> CheckEngine::defined(const WorkspacePtr &workspace)
{
    QHash<CheckKey, Defined> all;
    for (const Platform &platform : workspace ? workspace->platforms : QList<Platform>()) {
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services) {
                if (service.presence == Presence::Planned
                    || service.presence == Presence::NotConfigured)
                    continue;
                for (const Check &check : service.checks)
                    all.insert({{{platform.id, environment.id}, service.id}, check.id},
                               {&service, &check});
            }
        }
    }
    return all;
}

QHash<CheckKey, Check> CheckEngine::definedChecks() const
{
    QHash<CheckKey, Check> all;
    for (auto it = m_defined.cbegin(); it != m_defined.cend(); ++it)
        all.insert(it.key(), *it->check);
    return all;
}

void CheckEngine::setWorkspace(const WorkspacePtr &workspace)
{
    const QHash<CheckKey, Check> before = definedChecks();
    m_workspace = workspace;
    m_defined = defined(workspace);
    m_awaited.clear();
    m_askedWhileBlind.clear();
    const QHash<CheckKey, Check> after = definedChecks();
    QSet<CheckKey> unchanged;
    for (auto it = after.cbegin(); it != after.cend(); ++it) {
        const auto was = before.constFind(it.key());
        if (was != before.cend() && *was == *it)
            unchanged.insert(it.key());
    }
    keepPending(unchanged);
    m_pending.events.append(m_sight.setWorkspace(workspace, unchanged));
    for (auto it = m_states.begin(); it != m_states.end();) {
        if (unchanged.contains(it.key()))
            ++it;
        else
            it = m_states.erase(it);
    }
    // Told again: what is on its way under the old definition may not be taken any more.
    m_pendingStates = QSet<CheckKey>(m_states.keyBegin(), m_states.keyEnd());
    m_stored.removeIf([&](const auto &stored) {
        const auto was = before.constFind(stored.key());
        return was != before.constEnd() && after.value(stored.key()) != *was;
    });
    // An answer to the old question must not count for the new one.
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        const auto kept = after.constFind(it.key());
        if ((kept == after.constEnd() || *kept != *it) && m_runner.isRunning(it.key())) {
            m_runner.abort(it.key());
            m_schedule.finished(it.key(), {}, m_clock.now().boot);
        }
    }
    if (m_running) {
        m_schedule.setChecks(after, m_clock.now().boot);
        arm();
    }
}

/// What was found by another definition is told to nobody any more; the rest waits on.
void CheckEngine::keepPending(const QSet<CheckKey> &unchanged)
{
    m_pendingStates.intersect(unchanged);
    m_pending.states.removeIf(
        [&](const CheckState &state) { return !unchanged.contains(state.key); });
    m_pending.results.removeIf(
        [&](const CheckResult &result) { return !unchanged.contains(result.key); });
    m_pending.events.removeIf([&](const Event &event) {
        if (event.check.isEmpty()) // of the environment as a whole
            return !m_workspace || m_workspace->environment(event.service.environment) == nullptr;
        return !unchanged.contains({event.service, event.check});
    });
}

void CheckEngine::resume(const QList<StoredState> &states)
{
    m_stored.clear();
    for (const StoredState &state : states)
        m_stored.insert(state.key, state);
}

void CheckEngine::start()
{
    if (m_running)
        return;
    m_running = true;
    m_startedAt = m_lastBeat = m_clock.now();
    m_schedule.setChecks(definedChecks(), m_startedAt.boot);
    m_beatTimer.start();
    arm();
}

void CheckEngine::stop()
{
    m_running = false;
    m_once = false;
    m_onceLeft.clear();
    m_dueTimer.stop();
    m_beatTimer.stop();
    m_runner.abortAll();
    m_schedule = {};
    m_pending.events.append(m_sight.reset());
    flush();
}

void CheckEngine::pollOnce(const QList<CheckKey> &keys)
{
    const QHash<CheckKey, Check> all = definedChecks();
    QHash<CheckKey, Check> wanted;
    for (auto it = all.cbegin(); it != all.cend(); ++it) {
        if (keys.isEmpty() || keys.contains(it.key()))
            wanted.insert(it.key(), it.value());
    }
    m_once = true;
    m_sight.recount();
    m_startedAt = m_clock.now();
    m_onceLeft = QSet<CheckKey>(wanted.keyBegin(), wanted.keyEnd());
    if (m_onceLeft.isEmpty()) {
        QMetaObject::invokeMethod(this, &CheckEngine::polled, Qt::QueuedConnection);
        return;
    }
    m_schedule = {};
    m_schedule.setChecks(wanted, m_startedAt.boot);
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it)
        m_schedule.dueNow(it.key(), m_startedAt.boot);
    arm();
}

void CheckEngine::checkNow(const QList<CheckKey> &keys)
{
    if (!m_running)
        return;
    const auto now = m_clock.now().boot;
    for (const CheckKey &key : keys) {
        m_schedule.dueNow(key, now);
        m_awaited.insert(key);
    }
    arm();
}

void CheckEngine::arm()
{
    if (!m_running && !m_once)
        return;
    const auto due = m_schedule.nextDue();
    if (!due) {
        m_dueTimer.stop();
        return;
    }
    const auto wait = std::chrono::ceil<Milliseconds>(*due - m_clock.now().boot);
    m_dueTimer.start(std::clamp<Milliseconds>(wait, 0ms, kLongestNap));
}

void CheckEngine::runDue()
{
    noticeJump();
    for (const CheckKey &key : m_schedule.takeDue(m_clock.now().boot)) {
        const Check *check = m_defined.value(key).check;
        if (check == nullptr || (m_once && !m_onceLeft.contains(key))) {
            m_schedule.finished(key, m_states.value(key), m_clock.now().boot);
            continue;
        }
        m_runner.run(key, *check);
    }
    arm();
}

void CheckEngine::take(const CheckResult &result)
{
    const bool wasAsked = m_schedule.isRunning(result.key);
    if (noticeJump() && wasAsked)
        return;
    const auto [service, check] = m_defined.value(result.key);
    if (check == nullptr) {
        m_schedule.finished(result.key, {}, m_clock.now().boot);
        arm();
        return;
    }
    const CheckState before = m_states.value(result.key);
    if (m_askedWhileBlind.remove(result.key) && result.error && isSilence(result.error->kind)) {
        m_schedule.finished(result.key, before, m_clock.now().boot);
        arm();
        return;
    }
    const CheckState base = SightKeeper::baseOf(before);
    CheckState after = advance(*check, base, result, m_startedAt);
    if (m_once)
        after = hardened(after);
    const auto event = base.last || before.unseen ? eventBetween(*service, base, after)
                                                  : firstEvent(*service, after);
    m_states.insert(result.key, after);
    m_pendingStates.insert(result.key);
    bool isTold = false;
    if (m_once) {
        if (event)
            m_pending.events.append(*event);
    } else {
        isTold = keepSight(result.key, before, event);
    }
    after = m_states.value(result.key);
    // Out of sight it has not calmed.
    const auto flapping =
        m_once || after.unseen ? std::nullopt : flappingEvent(*service, base, after);
    if (flapping)
        m_pending.events.append(*flapping);
    m_pending.results.append(after.unseen ? SightKeeper::unseenResult(result) : result);
    m_schedule.finished(result.key, after, m_clock.now().boot);
    if (!m_once)
        askAround(result.key, before, after);
    const bool awaited = m_awaited.remove(result.key);
    const bool isNews =
        event || flapping || isTold || !before.last || after.soft || awaited || m_once;
    flushWithin(
        isNews ? kFlushInterval
               : std::clamp<Milliseconds>(check->interval / 10, kFlushInterval, kBeatInterval));
    Q_EMIT resultReady(result);
    if (m_once && m_onceLeft.remove(result.key) && m_onceLeft.isEmpty()) {
        m_once = false;
        m_dueTimer.stop();
        flush();
        Q_EMIT polled();
        return;
    }
    arm();
}

/// What `key` stands on when it begins to fail, what stands on it and fails when it is well again:
/// along one edge, from there it goes on by itself. Not for what flaps, and not what was seen
/// since.
void CheckEngine::askAround(const CheckKey &key, const CheckState &before, const CheckState &after)
{
    const bool wasBad = before.last && before.shown != Health::Healthy;
    const bool isBad = after.shown != Health::Healthy;
    if (!before.last || wasBad == isBad || after.unseen || before.unseen
        || after.flapping.isActive())
        return;
    const Environment *environment =
        m_workspace ? m_workspace->environment(key.service.environment) : nullptr;
    if (environment == nullptr)
        return;
    const Instant now = m_clock.now();
    const auto ask = [&](const Service &service) {
        for (const Check &check : service.checks) {
            const CheckKey other{{key.service.environment, service.id}, check.id};
            const CheckState &state = m_states.value(other);
            const bool isRecent = !state.last || state.last->observedAt.ageAt(now) < kSeenJustNow;
            const bool wouldChange = isBad || state.shown != Health::Healthy;
            if (!isRecent && wouldChange && other != key)
                m_schedule.dueNow(other, now.boot);
        }
    };
    for (const Service &service : environment->services) {
        const bool isItself = service.id == key.service.service;
        const auto uses = [](const Service &who, const ServiceId &whom) {
            return std::any_of(
                who.dependencies.cbegin(), who.dependencies.cend(), [&](const Dependency &edge) {
                    return edge.on == whom && edge.basis != DependencyBasis::Disputed;
                });
        };
        if (isItself)
            ask(service); // its other checks see the same death, or the same recovery
        else if (isBad && uses(*m_defined.value(key).service, service.id))
            ask(service);
        else if (!isBad && uses(service, key.service.service))
            ask(service);
    }
}

/// True when it became news for others than the check of `key`.
bool CheckEngine::keepSight(const CheckKey &key, const CheckState &before,
                            const std::optional<Event> &event)
{
    const Instant now = m_clock.now();
    const SightKeeper::Step step = m_sight.take(key, before, event, m_states, now);
    m_pending.events.append(step.events);
    m_pendingStates.unite(step.changed);
    for (const CheckKey &each : step.ask) {
        if (each == key)
            continue; // its answer has just come
        if (step.isSeenAgain && m_schedule.isRunning(each))
            m_askedWhileBlind.insert(each);
        m_schedule.dueNow(each, now.boot);
        m_awaited.insert(each);
    }
    return !step.events.isEmpty() || !step.changed.isEmpty();
}

/// Goes on from the history: what is as it was is no news. Of a service that nobody has seen
/// before, that all is well is no news either, and its trouble is one line, however many checks
/// find it.
std::optional<Event> CheckEngine::firstEvent(const Service &service, CheckState &after)
{
    const auto stored = m_stored.constFind(after.key);
    if (stored == m_stored.constEnd()) {
        const auto event = eventBetween(service, {}, after);
        if (!event || m_introduced.contains(after.key.service))
            return std::nullopt;
        m_introduced.insert(after.key.service);
        return event;
    }
    const StoredState before = *stored;
    m_stored.erase(stored);
    after = resumed(after, before);
    return eventSince(service, before, after);
}

void CheckEngine::flushWithin(Milliseconds patience)
{
    if (patience >= kBeatInterval)
        return; // the beat is sooner
    if (!m_flushTimer.isActive() || m_flushTimer.remainingTimeAsDuration() > patience)
        m_flushTimer.start(patience);
}

void CheckEngine::flush()
{
    m_flushTimer.stop();
    m_pending.at = m_clock.now();
    m_pending.workspace = m_workspace;
    m_pending.checksInFlight = m_schedule.running();
    m_pending.lateness = m_schedule.lateness(m_pending.at.boot);
    for (const CheckKey &key : std::as_const(m_pendingStates))
        m_pending.states.append(m_states.value(key));
    m_pendingStates.clear();
    Q_EMIT changed(std::exchange(m_pending, {}));
}

/// What was seen before says nothing of now: stale until it is seen again, which is soon. Nor does
/// the answer to what was asked before, whether it came in time or not.
void CheckEngine::overtake(const Instant &now)
{
    for (auto it = m_defined.cbegin(); it != m_defined.cend(); ++it) {
        if (!m_schedule.isRunning(it.key()))
            continue;
        m_runner.abort(it.key());
        m_schedule.finished(it.key(), m_states.value(it.key()), now.boot);
    }
    m_askedWhileBlind.clear();
    for (auto it = m_states.begin(); it != m_states.end(); ++it) {
        if (it->last && !std::exchange(it->overtaken, true))
            m_pendingStates.insert(it.key());
    }
    m_schedule.spreadAll(now.boot);
    arm();
}

/// True when time passed without us, or the calendar was set, since the last beat: everything is
/// asked again then. Whatever comes first after a pause asks this, before it judges anything.
bool CheckEngine::noticeJump()
{
    if (!m_running || m_once)
        return false;
    const Instant now = m_clock.now();
    const auto gone = std::chrono::duration_cast<Milliseconds>(now.boot - m_lastBeat.boot);
    const auto set = Milliseconds(now.wallMs - m_lastBeat.wallMs) - gone;
    if (gone <= kSleptAfter && set <= kCalendarSlack && set >= -kCalendarSlack)
        return false;
    qCInfo(logChecks,
           "%lld s passed without us, the calendar was set by %lld s: asking everything again",
           static_cast<long long>(gone > kSleptAfter ? gone / 1s : 0),
           static_cast<long long>(set / 1s));
    m_lastBeat = now;
    overtake(now);
    return true;
}

void CheckEngine::beat()
{
    noticeJump();
    m_lastBeat = m_clock.now();
    flush();
}

} // namespace opsdeck
