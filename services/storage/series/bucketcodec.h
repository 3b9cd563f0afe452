// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/series/chunkcodec.h"

namespace opsdeck {

/// What is known of a stretch of a series: of `count` values that are numbers the lowest, the
/// highest and their sum.
struct Bucket
{
    qint64 startMs = 0; ///< a multiple of its width
    qint64 count = 0;
    double min = 0;
    double max = 0;
    double sum = 0;

    // Of a counter only, else 0: its first and its last value, and by how much it went up between
    // them; where it became smaller it had begun anew from 0.
    double first = 0;
    double last = 0;
    double increase = 0;

    bool operator==(const Bucket &) const = default;
};

/// Of one value that is a number.
Bucket bucketOf(const Point &point, bool isCounter);
/// `other`, which is later, into `bucket`; where both sums are decimal numbers the new one is not
/// rounded.
void mergeBucket(Bucket &bucket, const Bucket &other);
/// The same of values that lie between those of `bucket`, or before them: of a counter it is not
/// known where, so they tell nothing of when it began anew.
void mergeLate(Bucket &bucket, const Bucket &other);
/// Points in the order of their times, in buckets of `widthMs`, behind those that are there. Values
/// that are no numbers count for nothing.
void addToBuckets(QList<Bucket> &buckets, std::span<const Point> points, qint64 widthMs,
                  bool isCounter = false);
/// The same of narrower buckets.
void addToBuckets(QList<Bucket> &buckets, std::span<const Bucket> narrower, qint64 widthMs);

/// The bucket's start that `timeMs` lies in.
qint64 bucketStart(qint64 timeMs, qint64 widthMs);

/// Buckets in the order of their starts, all of one width, as bytes. Empty for none and for more
/// than kMostInChunk. What is told of a counter takes room only where it began anew.
QByteArray encodeBuckets(std::span<const Bucket> buckets, qint64 widthMs, bool isCounter = false);

/// Of all of them together: first start, last start, extremes and sum; count and numbers are those
/// of the values. None: these bytes are no buckets, of another version, or damaged.
struct BucketsHeader
{
    qint64 firstMs = 0;
    qint64 lastMs = 0;
    Bucket all;
};

std::optional<BucketsHeader> bucketsHeader(QByteArrayView bytes, qint64 widthMs);
/// Appends them; false, and `buckets` as it was, where bucketsHeader() is none. Of a counter that
/// was not written as one it is taken that it never began anew within a bucket.
bool decodeBuckets(QByteArrayView bytes, qint64 widthMs, QList<Bucket> &buckets,
                   bool isCounter = false);

} // namespace opsdeck
