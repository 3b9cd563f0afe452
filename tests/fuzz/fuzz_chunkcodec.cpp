// SPDX-License-Identifier: GPL-3.0-or-later
// Chunks, buckets and rows of the journal as a damaged disk, or somebody with an editor, leaves
// them.
#include "services/storage/series/bucketcodec.h"
#include "services/storage/series/numberpacking.h"
#include "services/storage/series/samplejournal.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    // With its checksum, or else nothing behind it were reached.
    ByteWriter sum;
    sum.fixed32(checksumOf(bytes));
    bytes += sum.bytes();
    QList<Point> points;
    const bool isChunk = decodeChunk(bytes, points);
    const std::optional<ChunkHeader> header = chunkHeader(bytes);
    if (isChunk != !points.isEmpty() || (isChunk && (!header || header->count != points.size())))
        std::abort();
    QList<Bucket> buckets;
    if (decodeBuckets(bytes, 60'000, buckets) != !buckets.isEmpty())
        std::abort();
    QList<Bucket> ofCounter;
    if (decodeBuckets(bytes, 60'000, ofCounter, true) != !ofCounter.isEmpty()
        || ofCounter.size() != buckets.size())
        std::abort();
    JournalReplay replay;
    if (replay.take({0, bytes}))
        static_cast<void>(replay.finish());
    return 0;
}
