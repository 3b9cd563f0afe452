// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/sight.h"
#include "services/domain/whereabouts.h"

#include <set>
#include <vector>

namespace opsdeck {

/// The counts that the sight of one environment is judged by, kept up to date by one state at a
/// time: what a result costs grows with the logarithm of the number of checks only. Same as
/// countSight() at every moment, which must not go back.
class SightTally final
{
public:
    using Boot = SightCounts::Boot;

    SightTally(const EnvironmentKey &key, const Environment &environment,
               const CheckStates &states);
    Q_DISABLE_COPY(SightTally)
    SightTally(SightTally &&) = default;
    SightTally &operator=(SightTally &&) = default;
    ~SightTally() = default;

    /// The state of its check is this one now; of checks of another environment, nothing.
    void update(const CheckState &state);
    SightCounts counts(const Instant &now);

    bool livesHere() const { return m_here > 0 && m_elsewhere == 0; }

    /// Null when it is of no service that is expected to have a state.
    const Check *check(const CheckKey &key) const;

    qsizetype size() const { return static_cast<qsizetype>(m_entries.size()); }

    /// Whether each witness has said something, or nothing, since.
    bool wereWitnessesAsked(Boot since) const;
    /// Witnesses whose newest result is from `from` on and before `before`; `from` null: also those
    /// that have none.
    QList<CheckKey> witnessesAsked(std::optional<Boot> from, Boot before) const;
    /// As many witnesses are silent as make it blind, and one of them since `since`; those behind a
    /// lost way are left to the way.
    bool isQuorumSilent(Boot since) const;
    /// When that witness answered last; nothing when it has not since this was made.
    std::optional<Boot> answerOf(const CheckKey &witness) const;
    /// Others whose newest answer is from `from` on and before `before`, the newest first.
    QList<CheckKey> answered(Boot from, Boot before, qsizetype most) const;

    const QList<CheckKey> &fromOutside() const { return m_outside; }

private:
    struct Entry
    {
        CheckKey key;
        const Check *check = nullptr; ///< of the environment, which outlives this
        int service = 0;
        bool isAsked = false;
        bool isExpired = false;
        bool isFromLoopback = false;
        bool isSoft = false;
        bool isUnseen = false;
        bool isLost = false;     ///< by its way
        bool isSpeaking = false; ///< when it lives elsewhere
        bool isSpeakingHere = false;
        Evidence evidence = Evidence::None; ///< when it lives elsewhere
        Evidence evidenceHere = Evidence::None;
        Whereabouts where = Whereabouts::Nowhere;
        Boot observed{0};
        Boot silentSince{0};
        Boot askedAt{0};
        std::optional<Boot> answeredAt;
    };

    /// By moment, then by place in m_entries.
    using Moments = std::set<std::pair<Boot, std::size_t>>;

    void read(Entry &entry, const CheckState &state) const;
    void count(std::size_t at, bool isAdded);
    void countWitness(std::size_t at, bool isAdded);
    void countOther(std::size_t at, bool isAdded);
    void countWhereabouts(Whereabouts where, int by);
    Evidence evidenceOf(const Entry &entry) const;
    bool isSpeaking(const Entry &entry) const;

    std::vector<Entry> m_entries;
    QHash<CheckKey, std::size_t> m_places;
    QList<CheckKey> m_outside;
    std::set<std::size_t> m_neverAsked; ///< witnesses
    qsizetype m_needed = 0;
    qsizetype m_witnesses = 0;
    qsizetype m_here = 0;
    qsizetype m_elsewhere = 0;
    bool m_isHere = false; ///< what the rest was counted by
    std::set<std::size_t> m_fromLoopback;

    Moments m_ends; ///< when what is known of each is too old
    qsizetype m_known = 0;
    qsizetype m_knownWitnesses = 0;
    qsizetype m_speaking = 0;
    qsizetype m_behindWay = 0;
    Moments m_asked;     ///< witnesses, by their newest result
    Moments m_silent;    ///< witnesses, by the beginning of their silence
    Moments m_certain;   ///< of these, the hard ones
    Moments m_silentNow; ///< those that no lost way explains, by their newest result
    Moments m_answers;   ///< of others
    Moments m_silences;  ///< of others, hard, by when they were asked
    Moments m_seenFromOutside;
    QHash<int, int> m_silentServices;
};

} // namespace opsdeck
