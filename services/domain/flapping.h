// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"

#include <QList>

namespace opsdeck {

/// Whether a check changes its state so often that the state alone misleads. Begins with 3 changes
/// within 60 s, or with 5 among the last 20 results (25 %); ends when both have calmed: fewer than
/// 2 within 60 s and fewer than 4 among the last 20 (below 20 %). The lower bounds keep it from
/// flapping itself. Pure value.
class Flapping final
{
public:
    /// After a result that was complete at `at`; `hasChanged`: its state is another than the one of
    /// the result before it.
    void take(bool hasChanged, const Instant &at);

    bool isActive() const { return m_isActive; }

    /// When it began; meaningless unless active.
    Instant since() const { return m_since; }

    /// Among the last 20 results.
    int changes() const { return static_cast<int>(m_changes.count(true)); }

    /// Within 60 s of the newest result; never more than decide.
    int recentChanges() const { return static_cast<int>(m_recently.size()); }

    /// Whether so many changes among the last 20 results alone would be flapping.
    bool isOften() const;

    bool operator==(const Flapping &) const = default;

private:
    bool m_isActive = false;
    Instant m_since;
    QList<bool> m_changes;     ///< of the last 20 results, newest last
    QList<Instant> m_recently; ///< changes within 60 s of the newest result, newest last
};

} // namespace opsdeck
