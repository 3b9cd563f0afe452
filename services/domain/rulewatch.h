// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck {

/// What looks in one environment whether a documented rule holds, or why nothing does.
struct RuleWatch
{
    enum class By {
        Limit,   ///< of a drawn metric that stands for the rule
        Checks,  ///< of the rule's service, for a rule without a metric
        NoLimit, ///< no metric has a limit that stands for the rule
        NoData,  ///< nothing supplies the metric
        NotRun,  ///< the check that supplies it, or every check of the service, is not run
        NoCheck, ///< the service has no check
        NoService
    };

    By by = By::NoLimit;
    ServiceId service; ///< whose metric or checks; empty: the rule is of no single one
    QString metric;    ///< title of the metric; empty: none

    bool isWatched() const { return by == By::Limit || by == By::Checks; }

    bool operator==(const RuleWatch &) const = default;
};

RuleWatch watchOf(const Environment &environment, const DocumentedRule &rule);

/// The same over all environments of a platform that are set up at all, in words.
struct RuleWatchWords
{
    bool isWatched = false; ///< in one of them at least
    bool isPartly = false;  ///< and not in all
    QString state;          ///< "watched", "watched in part", "not watched"
    QString reason;         ///< "limit of Error rate", "nothing supplies Request queue"; of each
                            ///< environment where they differ

    /// "not watched: nothing supplies Request queue".
    QString sentence() const;
};

RuleWatchWords watchWords(const Platform &platform, const DocumentedRule &rule);

} // namespace opsdeck
