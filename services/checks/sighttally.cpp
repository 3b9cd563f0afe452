// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/sighttally.h"

#include "services/domain/serviceview.h"

#include <iterator>

namespace opsdeck {

namespace {

template <typename Set, typename Value>
void keep(Set &set, const Value &value, bool isAdded)
{
    if (isAdded)
        set.insert(value);
    else
        set.erase(value);
}

/// From then on it is expired: its age is counted in whole milliseconds.
std::chrono::nanoseconds endOf(const Check &check, std::chrono::nanoseconds observed)
{
    return observed + check.interval * 3 + Milliseconds(1);
}

} // namespace

SightTally::SightTally(const EnvironmentKey &key, const Environment &environment,
                       const CheckStates &states)
{
    for (const Service &service : environment.services) {
        if (!expectsState(service))
            continue;
        for (const Check &check : service.checks) {
            Entry entry;
            entry.key = {{key, service.id}, check.id};
            entry.check = &check;
            entry.service = static_cast<int>(&service - environment.services.constData());
            const auto state = states.constFind(entry.key);
            if (state != states.constEnd() && state->last)
                read(entry, *state);
            else
                entry.where = whereaboutsOf(check, nullptr);
            countWhereabouts(check.witness == Witness::Outside ? Whereabouts::Nowhere : entry.where,
                             1);
            m_witnesses += check.witness == Witness::Inside ? 1 : 0;
            if (check.witness == Witness::Outside)
                m_outside.append(entry.key);
            m_places.insert(entry.key, m_entries.size());
            m_entries.push_back(std::move(entry));
        }
    }
    m_needed = environment.witnessQuorum > 0
                   ? std::min<qsizetype>(environment.witnessQuorum, m_witnesses)
                   : m_witnesses;
    m_isHere = livesHere();
    for (std::size_t at = 0; at < m_entries.size(); ++at)
        count(at, true);
}

void SightTally::read(Entry &entry, const CheckState &state) const
{
    const Check &check = *entry.check;
    const CheckResult &last = *state.last;
    entry.isAsked = true;
    entry.isExpired = false;
    entry.isFromLoopback = opsdeck::isFromLoopback(check, last);
    entry.isSoft = state.soft;
    entry.isUnseen = state.unseen;
    entry.isLost = last.error && last.error->kind == ErrorKind::Way;
    entry.evidence = opsdeck::evidenceOf(check, last, false);
    entry.evidenceHere = opsdeck::evidenceOf(check, last, true);
    entry.isSpeaking = opsdeck::isSpeaking(entry.evidence, last);
    entry.isSpeakingHere = opsdeck::isSpeaking(entry.evidenceHere, last);
    entry.where = whereaboutsOf(check, &last);
    entry.observed = last.observedAt.boot;
    entry.silentSince = opsdeck::silentSince(state).boot;
    entry.askedAt = entry.silentSince - check.timeout;
    if (isSpeaking(entry))
        entry.answeredAt = entry.observed;
}

void SightTally::countWhereabouts(Whereabouts where, int by)
{
    if (where == Whereabouts::Here)
        m_here += by;
    else if (where == Whereabouts::Elsewhere)
        m_elsewhere += by;
}

Evidence SightTally::evidenceOf(const Entry &entry) const
{
    return m_isHere ? entry.evidenceHere : entry.evidence;
}

bool SightTally::isSpeaking(const Entry &entry) const
{
    return m_isHere ? entry.isSpeakingHere : entry.isSpeaking;
}

void SightTally::update(const CheckState &state)
{
    const auto place = m_places.constFind(state.key);
    if (place == m_places.constEnd() || !state.last)
        return;
    Entry &entry = m_entries[*place];
    const bool isLocated = entry.check->witness != Witness::Outside;
    count(*place, false);
    if (isLocated)
        countWhereabouts(entry.where, -1);
    read(entry, state);
    if (isLocated)
        countWhereabouts(entry.where, 1);
    if (livesHere() != m_isHere) {
        const std::set<std::size_t> touched = m_fromLoopback;
        for (const std::size_t each : touched)
            count(each, false);
        m_isHere = livesHere();
        for (const std::size_t each : touched)
            count(each, true);
    }
    count(*place, true);
}

void SightTally::count(std::size_t at, bool isAdded)
{
    const Entry &entry = m_entries[at];
    const Witness role = entry.check->witness;
    if (!entry.isAsked) {
        if (role == Witness::Inside)
            keep(m_neverAsked, at, isAdded);
        return;
    }
    if (entry.isFromLoopback)
        keep(m_fromLoopback, at, isAdded);
    if (role == Witness::Inside)
        keep(m_asked, std::pair(entry.observed, at), isAdded);
    if (entry.isExpired)
        return;
    keep(m_ends, std::pair(endOf(*entry.check, entry.observed), at), isAdded);
    m_known += isAdded ? 1 : -1;
    if (role == Witness::Inside)
        countWitness(at, isAdded);
    else if (role == Witness::None)
        countOther(at, isAdded);
    else if (isSpeaking(entry))
        keep(m_seenFromOutside, std::pair(entry.observed, at), isAdded);
}

void SightTally::countWitness(std::size_t at, bool isAdded)
{
    const Entry &entry = m_entries[at];
    const int by = isAdded ? 1 : -1;
    m_knownWitnesses += by;
    if (evidenceOf(entry) != Evidence::Silence) {
        m_speaking += isSpeaking(entry) ? by : 0;
        return;
    }
    keep(m_silent, std::pair(entry.silentSince, at), isAdded);
    if (!entry.isSoft)
        keep(m_certain, std::pair(entry.silentSince, at), isAdded);
    if (entry.isLost)
        m_behindWay += by;
    else
        keep(m_silentNow, std::pair(entry.observed, at), isAdded);
}

void SightTally::countOther(std::size_t at, bool isAdded)
{
    const Entry &entry = m_entries[at];
    const Evidence evidence = evidenceOf(entry);
    if (evidence == Evidence::Answer && !entry.isUnseen) {
        keep(m_answers, std::pair(entry.observed, at), isAdded);
    } else if (evidence == Evidence::Silence && !entry.isSoft && !entry.isLost) {
        keep(m_silences, std::pair(entry.askedAt, at), isAdded);
        int &silent = m_silentServices[entry.service];
        silent += isAdded ? 1 : -1;
        if (silent == 0)
            m_silentServices.remove(entry.service);
    }
}

SightCounts SightTally::counts(const Instant &now)
{
    while (!m_ends.empty() && m_ends.cbegin()->first <= now.boot) {
        const std::size_t at = m_ends.cbegin()->second;
        count(at, false);
        m_entries[at].isExpired = true;
        count(at, true);
    }
    SightCounts counts;
    counts.witnesses = m_witnesses;
    counts.needed = m_needed;
    counts.silent = static_cast<qsizetype>(m_silent.size());
    counts.certain = static_cast<qsizetype>(m_certain.size());
    counts.behindWay = m_behindWay;
    counts.speaking = m_speaking;
    counts.unasked = m_needed > 0 ? m_witnesses - m_knownWitnesses : size() - m_known;
    if (m_needed > 0 && counts.silent >= m_needed) {
        const Moments &silent = counts.certain >= m_needed ? m_certain : m_silent;
        const auto last = m_needed == static_cast<qsizetype>(silent.size())
                              ? std::prev(silent.cend())
                              : std::next(silent.cbegin(), m_needed - 1);
        counts.quorumAsked = m_entries[last->second].askedAt;
    }
    if (!m_silences.empty())
        counts.newestSilence = m_silences.crbegin()->first;
    if (!m_answers.empty())
        counts.newestAnswer = m_answers.crbegin()->first;
    if (!m_seenFromOutside.empty())
        counts.newestFromOutside = m_seenFromOutside.crbegin()->first;
    counts.silentServices = m_silentServices.size();
    return counts;
}

const Check *SightTally::check(const CheckKey &key) const
{
    const auto place = m_places.constFind(key);
    return place == m_places.constEnd() ? nullptr : m_entries[*place].check;
}

bool SightTally::wereWitnessesAsked(Boot since) const
{
    return m_neverAsked.empty() && (m_asked.empty() || m_asked.cbegin()->first >= since);
}

QList<CheckKey> SightTally::witnessesAsked(std::optional<Boot> from, Boot before) const
{
    QList<CheckKey> all;
    auto it = from ? m_asked.lower_bound({*from, 0}) : m_asked.cbegin();
    for (; it != m_asked.cend() && it->first < before; ++it)
        all.append(m_entries[it->second].key);
    if (!from) {
        for (const std::size_t each : m_neverAsked)
            all.append(m_entries[each].key);
    }
    return all;
}

bool SightTally::isQuorumSilent(Boot since) const
{
    return m_needed > 0 && static_cast<qsizetype>(m_silentNow.size()) >= m_needed
           && m_silentNow.crbegin()->first >= since;
}

std::optional<SightTally::Boot> SightTally::answerOf(const CheckKey &witness) const
{
    const auto place = m_places.constFind(witness);
    return place == m_places.constEnd() ? std::nullopt : m_entries[*place].answeredAt;
}

QList<CheckKey> SightTally::answered(Boot from, Boot before, qsizetype most) const
{
    QList<CheckKey> all;
    auto it = m_answers.lower_bound({before, 0});
    while (it != m_answers.cbegin() && all.size() < most) {
        --it;
        if (it->first < from)
            break;
        all.append(m_entries[it->second].key);
    }
    return all;
}

} // namespace opsdeck
