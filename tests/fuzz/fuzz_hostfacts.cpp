// SPDX-License-Identifier: GPL-3.0-or-later
// What a host's shell answers: any bytes.
#include "services/probes/host/hostfacts.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const HostFacts facts = HostFacts::parse(
        QByteArray(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)), "m");
    if (facts.mounts.size() > HostFacts::kMostMounts)
        std::abort();
    for (const Sample &sample : facts.samples()) {
        if (!std::isfinite(sample.value))
            std::abort();
    }
    (void)facts.fields();
    return 0;
}
