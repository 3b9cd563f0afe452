// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/changeset.h"

namespace opsdeck {

/// What was shown of one check from a moment on, until the next such: all of its state but its
/// newest result. A state depends on more than on results (out of sight, taken over by time, begun
/// anew), so that it is kept as it was shown and not worked out again.
struct ShownState
{
    qint64 fromMs = 0; ///< UTC
    bool isNothing =
        false; ///< nothing was known any more, or not yet; all below counts for nothing
    /// With isNothing: something was shown, and what is not recorded. Until the next such.
    bool isLost = false;
    qint64 lostToMs = 0; ///< UTC, while isLost: of the next such; 0: none yet. Not stored
    CheckStatus status = CheckStatus::Unknown; ///< of its newest result then
    Health shown = Health::Unknown;
    Health hard = Health::Unknown;
    bool soft = false;
    bool confirmed = false;
    bool unseen = false;
    bool overtaken = false;
    int attempt = 0; ///< zero where it is not told: the state is confirmed
    int attemptsNeeded = 0;
    qint64 sinceMs = 0;               ///< UTC; 0: not known
    qint64 silentMs = 0;              ///< UTC; 0: somebody answered
    qint64 flapsMs = 0;               ///< UTC, since when it flaps; 0: it does not
    Health flapsTo = Health::Unknown; ///< while it flaps; see flapsTo()
    bool isNeverWell = false;         ///< while it flaps; see isNeverWell()
    qint64 sightFlapsMs = 0;          ///< UTC, see CheckState::sightFlaps; 0: it does not
    QString errorKind; ///< of an unseen result: what it was before it counted for nothing
    QString fault;
    bool isFromHere = false; ///< this machine's own loopback answered

    bool operator==(const ShownState &) const = default;
};

/// As it is stored, without `fromMs`; later versions may add to it.
QString toText(const ShownState &state);
/// Nothing when it can't be read.
std::optional<ShownState> shownFromText(const QString &text, qint64 fromMs);

/// Something was shown from then on, nobody knows what.
ShownState lostFrom(qint64 fromMs);

/// `shown` with its newest result.
CheckState stateOf(const ShownState &shown, const CheckResult &last);

/// Makes of what the engine hands over what is to be kept: a state only where it is another than
/// before. Pure value.
class ShownBook final
{
public:
    /// Each change set once, in order. With the first one of a definition nothing is known of
    /// whatever is asked in other words than before, which at the start is all. A state holds from
    /// its result on, or from the change set's moment where it did not come by one or by one that
    /// is older than the last (it came late, or the calendar was set back).
    void take(const ChangeSet &changes);

    /// Of one check while nothing settles; what came before is lost, and counted as forgotten().
    static constexpr qsizetype kMostUnsettled = 32;

    /// The next change set may make one of them too many: settle first, if that can be.
    bool isFull() const { return m_isFull; }

    /// A change set that showed `key` did not come: what it showed from `fromMs` on is lost.
    void lose(const CheckKey &key, qint64 fromMs);

    /// Puts what is known of a check among what changed, as of the newest change set: who kept it
    /// so far does so no more.
    void restate(const CheckKey &key);

    /// States that were lost since the start.
    qint64 forgotten() const { return m_forgotten; }

    /// Since settle(), by check, oldest first.
    const QHash<CheckKey, QList<ShownState>> &changed() const { return m_changed; }

    void settle()
    {
        m_changed.clear();
        m_isFull = false;
    }

private:
    void learn(const ChangeSet &changes);
    void keep(const CheckKey &key, const ShownState &state);

    struct Known
    {
        ShownState state;
        qint64 lastMs = 0;     ///< of its newest result
        qint64 highestMs = 0;  ///< from when the latest of its states holds
        bool isHidden = false; ///< one that was kept before holds from later on than this one
    };

    WorkspacePtr m_workspace;
    QHash<CheckKey, Known> m_known;
    QHash<CheckKey, QList<ShownState>> m_changed;
    bool m_isFull = false;
    qint64 m_newestMs = 0; ///< of the newest change set
    qint64 m_forgotten = 0;
};

} // namespace opsdeck
