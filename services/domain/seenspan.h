// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/changeset.h"

#include <QHash>

namespace opsdeck {

/// Results of one check that follow each other closely and leave its confirmed state as it is. UTC
/// milliseconds.
struct SeenSpan
{
    qint64 fromMs = 0;               ///< of the first result
    qint64 toMs = 0;                 ///< of the last one
    qint64 reachMs = 0;              ///< for so long after a result it is fresh: 1.5 intervals
    Health health = Health::Unknown; ///< confirmed; Unknown while nothing is
    bool asked = true; ///< false: its results say that nothing was asked (a lost way, no
                       ///< credential)

    bool operator==(const SeenSpan &) const = default;
};

/// What is kept of one check, by the beginnings.
struct CheckSpans
{
    CheckKey key;
    QList<SeenSpan> spans;

    bool operator==(const CheckSpans &) const = default;
};

/// Whether a result of that error tells that something was asked.
bool saysAsked(ErrorKind kind);

/// Makes spans of what the engine hands over. A result that comes later than the one before is
/// fresh, or earlier than it (the calendar was set back), begins a new one. Pure value.
class SpanBook final
{
public:
    /// Each change set once, in order. A result whose state is not among them counts as confirmed.
    void take(const ChangeSet &changes);

    /// What changed since settle(), by check: the last one may grow on.
    const QHash<CheckKey, QList<SeenSpan>> &changed() const { return m_changed; }

    /// What changed is kept.
    void settle()
    {
        m_changed.clear();
        m_unsettled = 0;
    }

    /// Of all checks while nothing settles, and at least one of each; those before are not
    /// observed, and counted as forgotten().
    static constexpr qsizetype kMostUnsettled = 100'000;

    /// Spans that were not kept since the start.
    qint64 forgotten() const { return m_forgotten; }

private:
    void learn(const WorkspacePtr &workspace);

    WorkspacePtr m_workspace;
    QHash<CheckKey, qint64> m_reach;
    QHash<CheckKey, SeenSpan> m_open;
    QHash<CheckKey, QList<SeenSpan>> m_changed;
    qsizetype m_unsettled = 0; ///< in m_changed
    qint64 m_forgotten = 0;
};

} // namespace opsdeck
