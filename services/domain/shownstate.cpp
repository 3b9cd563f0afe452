// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/shownstate.h"

#include "services/domain/pastcheck.h"
#include "services/domain/unsteady.h"
#include "services/domain/whereabouts.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace opsdeck {

namespace {

const char *const kHere = "127.0.0.1";
/// More changes than begin a flapping at once; see Flapping.
constexpr int kFlaps = 3;

template <typename Enum>
Enum enumOf(const QJsonValue &value, Enum last)
{
    return static_cast<Enum>(
        std::clamp(value.toInt(static_cast<int>(last)), 0, static_cast<int>(last)));
}

qint64 msOf(const Instant &instant)
{
    return instant.isValid() ? instant.wallMs : 0;
}

Instant instantOf(qint64 ms)
{
    return ms == 0 ? Instant() : pastInstant(ms);
}

qint64 millisOf(const QJsonValue &value)
{
    return static_cast<qint64>(value.toDouble());
}

CheckStatus statusOf(Health health)
{
    switch (health) {
    case Health::Healthy:
        return CheckStatus::Ok;
    case Health::Degraded:
        return CheckStatus::Warning;
    case Health::Down:
        return CheckStatus::Critical;
    case Health::Unknown:
        break;
    }
    return CheckStatus::Unknown;
}

ShownState shownOf(const CheckState &state)
{
    ShownState shown;
    shown.status = state.last->status;
    shown.shown = state.shown;
    shown.hard = state.hard;
    shown.soft = state.soft;
    shown.confirmed = state.confirmed;
    shown.unseen = state.unseen;
    shown.overtaken = state.overtaken;
    shown.attempt = state.soft ? state.attempt : 0;
    shown.attemptsNeeded = state.attemptsNeeded;
    shown.sinceMs = msOf(state.since);
    shown.silentMs = msOf(state.silentSince);
    shown.flapsMs = state.flapping.isActive() ? msOf(state.flapping.since()) : 0;
    if (state.flapping.isActive()) {
        shown.flapsTo = flapsTo(state);
        shown.isNeverWell = isNeverWell(state);
    }
    shown.sightFlapsMs = msOf(state.sightFlaps);
    if (state.last->error) {
        shown.fault = state.last->error->fault;
        if (state.unseen)
            shown.errorKind = toWord(state.last->error->kind);
    }
    shown.isFromHere = isLoopback(state.last->address);
    return shown;
}

/// When it was shown.
qint64 momentOf(const ChangeSet &changes)
{
    if (changes.at.isValid())
        return changes.at.wallMs;
    qint64 newest = 0;
    for (const CheckState &state : changes.states)
        newest = std::max(newest, state.last ? state.last->observedAt.wallMs : 0);
    return newest;
}

void forEachCheck(const WorkspacePtr &workspace,
                  const std::function<void(const CheckKey &, const Check &)> &use)
{
    for (const Platform &platform : workspace ? workspace->platforms : QList<Platform>()) {
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services) {
                for (const Check &check : service.checks)
                    use({{{platform.id, environment.id}, service.id}, check.id}, check);
            }
        }
    }
}

} // namespace

QString toText(const ShownState &state)
{
    QJsonObject object;
    const auto add = [&object](const char *name, const QJsonValue &value, bool isSaid) {
        if (isSaid)
            object.insert(QLatin1String(name), value);
    };
    add("nothing", true, state.isNothing);
    add("lost", true, state.isLost);
    if (!state.isNothing) {
        add("status", static_cast<int>(state.status), true);
        add("shown", static_cast<int>(state.shown), true);
        add("hard", static_cast<int>(state.hard), true);
        add("soft", true, state.soft);
        add("confirmed", true, state.confirmed);
        add("unseen", true, state.unseen);
        add("overtaken", true, state.overtaken);
        add("attempt", state.attempt, state.attempt != 0);
        add("of", state.attemptsNeeded, true);
        add("since", static_cast<double>(state.sinceMs), state.sinceMs != 0);
        add("silent", static_cast<double>(state.silentMs), state.silentMs != 0);
        add("flaps", static_cast<double>(state.flapsMs), state.flapsMs != 0);
        add("flaps_to", static_cast<int>(state.flapsTo), state.flapsMs != 0);
        add("never_well", true, state.isNeverWell);
        add("sight_flaps", static_cast<double>(state.sightFlapsMs), state.sightFlapsMs != 0);
        add("error", state.errorKind, !state.errorKind.isEmpty());
        add("fault", state.fault, !state.fault.isEmpty());
        add("here", true, state.isFromHere);
    }
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

std::optional<ShownState> shownFromText(const QString &text, qint64 fromMs)
{
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    if (!document.isObject())
        return std::nullopt;
    const QJsonObject object = document.object();
    const auto value = [&object](const char *name) { return object.value(QLatin1String(name)); };
    ShownState state;
    state.fromMs = fromMs;
    state.isNothing = value("nothing").toBool();
    state.isLost = state.isNothing && value("lost").toBool();
    if (state.isNothing)
        return state;
    if (!value("shown").isDouble() || !value("status").isDouble())
        return std::nullopt;
    state.status = enumOf(value("status"), CheckStatus::Unknown);
    state.shown = enumOf(value("shown"), Health::Unknown);
    state.hard = enumOf(value("hard"), Health::Unknown);
    state.soft = value("soft").toBool();
    state.confirmed = value("confirmed").toBool();
    state.unseen = value("unseen").toBool();
    state.overtaken = value("overtaken").toBool();
    state.attempt = value("attempt").toInt();
    state.attemptsNeeded = value("of").toInt();
    state.sinceMs = millisOf(value("since"));
    state.silentMs = millisOf(value("silent"));
    state.flapsMs = millisOf(value("flaps"));
    if (state.flapsMs != 0)
        state.flapsTo = enumOf(value("flaps_to"), Health::Unknown);
    state.isNeverWell = value("never_well").toBool();
    state.sightFlapsMs = millisOf(value("sight_flaps"));
    state.errorKind = value("error").toString();
    state.fault = value("fault").toString();
    state.isFromHere = value("here").toBool();
    return state;
}

ShownState lostFrom(qint64 fromMs)
{
    ShownState lost;
    lost.isNothing = lost.isLost = true;
    lost.fromMs = fromMs;
    return lost;
}

CheckState stateOf(const ShownState &shown, const CheckResult &last)
{
    CheckState state;
    state.key = last.key;
    state.last = last;
    state.shown = shown.shown;
    state.hard = shown.hard;
    state.soft = shown.soft;
    state.confirmed = shown.confirmed;
    state.unseen = shown.unseen;
    state.overtaken = shown.overtaken;
    state.attempt = shown.soft ? shown.attempt : shown.attemptsNeeded;
    state.attemptsNeeded = shown.attemptsNeeded;
    state.since = instantOf(shown.sinceMs);
    state.silentSince = instantOf(shown.silentMs);
    state.sightFlaps = instantOf(shown.sightFlapsMs);
    if (shown.flapsMs != 0)
        state.recent = {statusOf(shown.flapsTo)};
    if (shown.flapsMs != 0 && !shown.isNeverWell)
        state.recent.prepend(CheckStatus::Ok);
    state.recent.append(last.status);
    for (int i = 0; shown.flapsMs != 0 && i < kFlaps; ++i)
        state.flapping.take(true, pastInstant(shown.flapsMs));
    if (state.last->error) {
        state.last->error->fault = shown.fault;
        if (!shown.errorKind.isEmpty())
            state.last->error->kind = errorKindFromWord(shown.errorKind);
    }
    if (shown.isFromHere)
        state.last->address = QLatin1String(kHere);
    return state;
}

void ShownBook::keep(const CheckKey &key, const ShownState &state)
{
    QList<ShownState> &changed = m_changed[key];
    if (!changed.isEmpty() && changed.last().fromMs == state.fromMs)
        changed.last() = state;
    else
        changed.append(state);
    // One for what it is asked with, one for what it shows.
    m_isFull = m_isFull || changed.size() + 2 > kMostUnsettled;
    if (changed.size() <= kMostUnsettled)
        return;
    // The one before them would seem to have stood on.
    ShownState lost = lostFrom(changed.takeFirst().fromMs);
    lost.fromMs = std::min(lost.fromMs, changed.first().fromMs);
    changed.first() = lost;
    ++m_forgotten;
}

void ShownBook::lose(const CheckKey &key, qint64 fromMs)
{
    const ShownState lost = lostFrom(fromMs);
    Known &known = m_known[key];
    known.state = lost;
    known.highestMs = std::max(known.highestMs, fromMs);
    keep(key, lost);
    ++m_forgotten;
}

void ShownBook::restate(const CheckKey &key)
{
    const auto known = m_known.find(key);
    if (known == m_known.end() || !m_changed.value(key).isEmpty())
        return;
    known->state.fromMs = std::max(m_newestMs, known->highestMs);
    known->highestMs = known->state.fromMs;
    keep(key, known->state);
}

/// Before whatever came with it.
void ShownBook::learn(const ChangeSet &changes)
{
    if (!changes.workspace || changes.workspace == m_workspace)
        return;
    const WorkspacePtr before = std::exchange(m_workspace, changes.workspace);
    ShownState nothing;
    nothing.isNothing = true;
    nothing.fromMs = momentOf(changes);
    for (const CheckResult &result : changes.results)
        nothing.fromMs = std::min(nothing.fromMs, result.observedAt.wallMs - 1);
    QHash<CheckKey, Check> was;
    forEachCheck(before, [&](const CheckKey &key, const Check &check) { was.insert(key, check); });
    QHash<CheckKey, Known> kept;
    forEachCheck(m_workspace, [&](const CheckKey &key, const Check &check) {
        const auto found = was.constFind(key);
        if (found == was.cend() || *found != check)
            keep(key, nothing);
        else if (m_known.contains(key))
            kept.insert(key, m_known.value(key));
    });
    m_known = kept;
}

void ShownBook::take(const ChangeSet &changes)
{
    m_newestMs = momentOf(changes);
    learn(changes);
    for (const CheckState &state : changes.states) {
        if (!state.last)
            continue;
        ShownState shown = shownOf(state);
        const qint64 lastMs = state.last->observedAt.wallMs;
        const auto found = m_known.constFind(state.key);
        const bool isKnown = found != m_known.cend();
        Known known = isKnown ? *found : Known();
        const bool isLate = lastMs < known.lastMs;
        const bool isByResult = !isLate && known.lastMs != lastMs;
        ShownState before = std::exchange(known.state, shown);
        before.fromMs = 0;
        known.lastMs = lastMs;
        const bool isUncovered = known.isHidden && std::max(lastMs, m_newestMs) >= known.highestMs;
        if (isKnown && before == shown && !isLate && !isUncovered) {
            m_known.insert(state.key, known);
            continue;
        }
        shown.fromMs = isByResult ? lastMs : m_newestMs;
        // Behind one that holds from later on it would not be seen.
        if (shown.fromMs < known.highestMs)
            shown.fromMs = std::max(shown.fromMs, m_newestMs);
        known.state = shown;
        known.isHidden = shown.fromMs < known.highestMs;
        known.highestMs = std::max(known.highestMs, shown.fromMs);
        m_known.insert(state.key, known);
        keep(state.key, shown);
    }
}

} // namespace opsdeck
