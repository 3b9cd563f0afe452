// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/holes.h"
#include "services/domain/histogram.h"

#include <vector>

namespace opsdeck {

/// What a histogram counted over time. A value.
struct Heat
{
    struct Column
    {
        qint64 fromMs = 0;
        qint64 toMs = 0;
        QList<BucketRate> buckets; ///< rising

        bool operator==(const Column &) const = default;
    };

    QList<Column> columns; ///< in order, none over another
};

/// Of the newest answers, each with what was counted since the one before.
class HeatBuffer final
{
public:
    static constexpr std::size_t kMost = 20'000;

    /// One that is not newer than the last is ignored; of the time before it, it tells `reachMs` at
    /// most.
    void append(qint64 timeMs, qint64 reachMs, const QList<BucketRate> &buckets);
    /// Older ones, in order; those that are not older than the first are ignored.
    void prepend(const QList<Heat::Column> &columns);
    Heat within(const Stretch &stretch) const;

private:
    std::vector<Heat::Column> m_columns;
};

} // namespace opsdeck
