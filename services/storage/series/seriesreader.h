// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/series/seriesstore.h"

namespace opsdeck {

class BucketGrid;

/// How much was looked at.
struct ReadEffort
{
    int headers = 0;  ///< rows of which the head was enough
    int payloads = 0; ///< rows that were unpacked
};

/// What a series store holds of a series, whatever tier it lies in. Rows that are broken are set
/// aside and counted by the store. Outside of a transaction.
class SeriesReader final
{
public:
    explicit SeriesReader(SeriesStore &store)
        : m_store(store)
    {}

    /// Points in [fromMs, toMs] in the order of their times. Where only buckets are left each gives
    /// as many points as it had values, evenly spaced: lowest first, highest last, their mean
    /// between; of a counter in even steps, and back where it began anew. So paces, sums, gaps and
    /// increases stay what they were.
    Result<QList<Point>> points(qint64 series, qint64 fromMs, qint64 toMs, bool isCounter = false);
    /// The same stretch in at most `most` buckets of equal width, the first beginning at `fromMs`;
    /// none where there is nothing. Of what lies wholly in one of them only the head is read,
    /// except of a counter. A coarser bucket that began before `fromMs` is in the first.
    Result<QList<Bucket>> buckets(qint64 series, qint64 fromMs, qint64 toMs, int most,
                                  bool isCounter = false);

    const ReadEffort &effort() const { return m_effort; }

private:
    Result<void> addPointsTo(BucketGrid &grid, qint64 series, qint64 fromMs, qint64 toMs,
                             bool isCounter);
    Result<void> addChunks(qint64 series, qint64 fromMs, qint64 toMs, QList<Point> &points);
    Result<void> addTier(const SampleTier &tier, qint64 series, qint64 fromMs, qint64 toMs,
                         bool isCounter, const QList<Point> &exact, QList<Point> &points);
    Result<void> addRows(qint64 series, qint64 fromMs, qint64 toMs, QList<Point> &points);
    void damaged(const SampleTier &tier, qint64 id);

    SeriesStore &m_store;
    ReadEffort m_effort;
};

} // namespace opsdeck
