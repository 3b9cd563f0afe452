// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/series/sampleages.h"
#include "services/storage/series/seriesstore.h"

namespace opsdeck {

/// Moves what has become old on to the next tier, lowest and highest kept, and out of the last.
class SampleTiers final
{
public:
    SampleTiers(SeriesStore &store, const SampleAges &ages)
        : m_store(store)
        , m_ages(ages)
    {}

    /// In the caller's transaction, some hundred rows at most. True: there is more to do at once.
    /// `share` of the ages counts.
    Result<bool> slice(qint64 nowMs, double share);

    /// Before restart().
    void setAges(const SampleAges &ages) { m_ages = ages; }

    /// Of another file, or by other ages: from the beginning.
    void restart();

private:
    qint64 limit(std::size_t tier, qint64 nowMs, double share) const;

    struct Series
    {
        qint64 id;
        bool isCounter;
    };

    Result<QList<Series>> nextSeries() const;
    Result<bool> moveOn(std::size_t tier, const Series &series, qint64 beforeMs, int &left);
    Result<void> intoBlocks(const SampleTier &to, const Series &series,
                            const QList<Bucket> &buckets);
    Result<void> intoBlock(const SampleTier &to, const Series &series,
                           std::span<const Bucket> buckets);

    SeriesStore &m_store;
    SampleAges m_ages;
    std::size_t m_tier = 0;
    qint64 m_doneSeries = 0;                                   ///< up to this one, of this tier
    std::array<qint64, kSampleTiers.size()> m_doneBefore = {}; ///< of whole passes
};

} // namespace opsdeck
