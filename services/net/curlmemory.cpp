// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/curlmemory.h"

#include <curl/curl.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace opsdeck {

namespace {

void wipeAndFree(void *memory)
{
    if (memory == nullptr)
        return;
    ::explicit_bzero(memory, ::malloc_usable_size(memory));
    std::free(memory);
}

/// Never in place: what is left behind must be wiped.
void *moveTo(void *memory, std::size_t size)
{
    void *moved = std::malloc(std::max<std::size_t>(1, size));
    if (memory == nullptr || moved == nullptr)
        return moved;
    std::memcpy(moved, memory, std::min(size, ::malloc_usable_size(memory)));
    wipeAndFree(memory);
    return moved;
}

} // namespace

void useWipingMemory()
{
    curl_global_init_mem(CURL_GLOBAL_DEFAULT, &std::malloc, &wipeAndFree, &moveTo, &::strdup,
                         &std::calloc);
}

} // namespace opsdeck
