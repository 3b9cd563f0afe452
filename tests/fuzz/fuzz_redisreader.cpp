// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/redisvalue.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

namespace {

int elementsOf(const RedisValue &value)
{
    int count = 1;
    for (const RedisValue &element : value.elements)
        count += elementsOf(element);
    return count;
}

} // namespace

/// The first byte is the size of the pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const RedisReader::Limits limits{4096, 64};
    RedisReader reader(limits);
    const std::size_t piece = 1 + data[0];
    for (std::size_t at = 1; at < size; at += piece) {
        if (!reader.feed(reinterpret_cast<const char *>(data + at), std::min(piece, size - at)))
            break;
        while (const std::optional<RedisValue> value = reader.next()) {
            if (elementsOf(*value) > limits.elements)
                std::abort();
        }
    }
    if (reader.fault() != RedisReader::Fault::None && reader.next())
        std::abort();
    return 0;
}
