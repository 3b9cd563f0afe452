// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/chunkcodec.h"

#include "services/storage/series/valuecolumn.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace opsdeck {

namespace {

constexpr quint8 kVersion = 1;
constexpr int kChecksumBytes = 4;
constexpr quint8 kPlainStatistics = 0xFF; ///< else their decimals
constexpr qint64 kLargestInSum = std::numeric_limits<qint64>::max() / kMostInChunk;

ChunkHeader statisticsOf(std::span<const Point> points)
{
    ChunkHeader header;
    header.firstMs = points.front().timeMs;
    header.lastMs = points.back().timeMs;
    header.count = static_cast<int>(points.size());
    header.min = header.max = std::numeric_limits<double>::quiet_NaN();
    for (const Point &point : points) {
        if (std::isnan(point.value))
            continue;
        if (header.numbers++ == 0)
            header.min = header.max = point.value;
        header.min = std::min(header.min, point.value);
        header.max = std::max(header.max, point.value);
        header.sum += point.value;
    }
    return header;
}

/// Whole numbers where every value is one: a third of the bytes, and a sum without rounding.
void writeStatistics(ByteWriter &to, std::span<const Point> points, const ValueColumn &values)
{
    const std::optional<int> decimals = values.decimals();
    if (decimals) {
        const auto [low, high] =
            std::minmax_element(values.numbers().begin(), values.numbers().end());
        if (*low > -kLargestInSum && *high < kLargestInSum) {
            qint64 sum = 0;
            for (const qint64 number : values.numbers())
                sum += number - *low;
            to.byte(static_cast<quint8>(*decimals));
            to.signedVarint(*low);
            to.varint(static_cast<quint64>(*high - *low));
            to.varint(static_cast<quint64>(sum));
            return;
        }
    }
    const ChunkHeader header = statisticsOf(points);
    to.byte(kPlainStatistics);
    to.varint(static_cast<quint64>(header.count - header.numbers));
    for (const double each : {header.min, header.max, header.sum})
        to.fixed64(std::bit_cast<quint64>(each));
}

bool readStatistics(ByteReader &from, ChunkHeader &header)
{
    const quint8 kind = from.byte();
    header.numbers = header.count;
    if (kind == kPlainStatistics) {
        const quint64 none = from.varint();
        if (none > static_cast<quint64>(header.count))
            return false;
        header.numbers -= static_cast<int>(none);
        for (double *each : {&header.min, &header.max, &header.sum})
            *each = std::bit_cast<double>(from.fixed64());
        return from.isFine();
    }
    constexpr int kMostDecimals = 9;
    if (kind > kMostDecimals)
        return false;
    const auto low = static_cast<quint64>(from.signedVarint());
    header.min = scaledDown(static_cast<qint64>(low), kind);
    header.max = scaledDown(static_cast<qint64>(low + from.varint()), kind);
    const quint64 sum = from.varint() + low * static_cast<quint64>(header.count);
    header.sum = scaledDown(static_cast<qint64>(sum), kind);
    return from.isFine();
}

/// The reader behind the header, or none.
std::optional<ByteReader> readHeader(QByteArrayView chunk, ChunkHeader &header)
{
    if (chunk.size() <= kChecksumBytes)
        return std::nullopt;
    const QByteArrayView body = chunk.chopped(kChecksumBytes);
    ByteReader sum(chunk.last(kChecksumBytes));
    if (sum.fixed(kChecksumBytes) != checksumOf(body))
        return std::nullopt;
    ByteReader from(body);
    if (from.byte() != kVersion)
        return std::nullopt;
    const quint64 count = from.varint();
    if (count == 0 || count > kMostInChunk)
        return std::nullopt;
    header.count = static_cast<int>(count);
    header.firstMs = from.signedVarint();
    header.lastMs = static_cast<qint64>(static_cast<quint64>(header.firstMs) + from.varint());
    if (!readStatistics(from, header))
        return std::nullopt;
    return from;
}

} // namespace

QByteArray encodeChunk(std::span<const Point> points)
{
    if (points.empty() || points.size() > kMostInChunk)
        return {};
    std::vector<double> values(points.size());
    std::vector<qint64> steps(points.size() - 1);
    for (std::size_t i = 0; i < points.size(); ++i) {
        values[i] = points[i].value;
        if (i > 0)
            steps[i - 1] = static_cast<qint64>(static_cast<quint64>(points[i].timeMs)
                                               - static_cast<quint64>(points[i - 1].timeMs));
    }
    const ValueColumn column(values);
    ByteWriter to;
    to.reserve(512);
    to.byte(kVersion);
    to.varint(points.size());
    to.signedVarint(points.front().timeMs);
    to.varint(static_cast<quint64>(points.back().timeMs)
              - static_cast<quint64>(points.front().timeMs));
    writeStatistics(to, points, column);
    packNumbers(to, steps, packingOf(steps));
    column.write(to);
    to.fixed32(checksumOf(to.bytes()));
    return to.bytes();
}

std::optional<ChunkHeader> chunkHeader(QByteArrayView chunk)
{
    ChunkHeader header;
    return readHeader(chunk, header) ? std::optional(header) : std::nullopt;
}

bool decodeChunk(QByteArrayView chunk, QList<Point> &points)
{
    ChunkHeader header;
    std::optional<ByteReader> from = readHeader(chunk, header);
    if (!from)
        return false;
    const auto count = static_cast<std::size_t>(header.count);
    std::vector<qint64> steps(count - 1);
    std::vector<double> values(count);
    if (!unpackNumbers(*from, steps) || !readValues(*from, values) || !from->atEnd())
        return false;
    const qsizetype before = points.size();
    points.resize(before + header.count);
    Point *to = points.data() + before;
    auto time = static_cast<quint64>(header.firstMs);
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0)
            time += static_cast<quint64>(steps[i - 1]);
        to[i] = {static_cast<qint64>(time), values[i]};
    }
    return true;
}

} // namespace opsdeck
