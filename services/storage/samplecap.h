// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/check.h"

#include <QHash>
#include <QSet>

namespace opsdeck {

/// How many samples are kept beside those that charts show.
struct SampleLimits
{
    int ofCheck = 500;
    int ofAll = 2000; ///< of all checks together: half of what a full file holds for 90 days
};

/// Which samples of results are kept: all that charts show, and of the others as many as there is
/// room for. A check keeps the room that it took, so that the same ones are kept time after time.
/// Pure value.
class SampleCap final
{
public:
    struct Cut
    {
        CheckKey check;
        qsizetype came = 0; ///< beside those that charts show
        qsizetype kept = 0;
        bool isOfAll = false; ///< by what is kept of all checks, not of this one

        bool operator==(const Cut &) const = default;
    };

    explicit SampleCap(const SampleLimits &limits = {})
        : m_limits(limits)
    {}

    /// By check the metrics that charts show. Begins anew.
    void setCharted(const QHash<CheckKey, QSet<QString>> &charted);
    /// Takes out what is not kept. What is to be told: once a check.
    std::optional<Cut> apply(CheckResult &result);

private:
    SampleLimits m_limits;
    QHash<CheckKey, QSet<QString>> m_charted;
    QHash<CheckKey, qsizetype> m_room; ///< taken
    qsizetype m_taken = 0;             ///< sum of it
    QSet<CheckKey> m_told;
};

} // namespace opsdeck
