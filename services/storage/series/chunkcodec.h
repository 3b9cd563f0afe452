// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

#include <optional>
#include <span>

namespace opsdeck {

/// What the head of a chunk tells without its points. Lowest, highest and sum are of the values
/// that are numbers; where there are none they are NaN, NaN and 0.
struct ChunkHeader
{
    qint64 firstMs = 0;
    qint64 lastMs = 0;
    int count = 0;
    int numbers = 0; ///< values that are not NaN
    double min = 0;
    double max = 0;
    double sum = 0;
};

/// Points a chunk may hold; foreign bytes can't ask for more.
constexpr int kMostInChunk = 1 << 16;

/// Points as bytes: header, times, values, checksum; the format has its version in front. Every
/// time and every double, NaN's bits included, comes back as it was, in the same order. Empty for
/// none and for more than kMostInChunk.
QByteArray encodeChunk(std::span<const Point> points);
/// None: these bytes are no chunk, of another version, or damaged.
std::optional<ChunkHeader> chunkHeader(QByteArrayView chunk);
/// Appends the points; false, and `points` as it was, where chunkHeader() is none.
bool decodeChunk(QByteArrayView chunk, QList<Point> &points);

} // namespace opsdeck
