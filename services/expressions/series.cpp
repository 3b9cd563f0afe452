// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/series.h"

#include <bit>

namespace opsdeck::expressions {

namespace {

constexpr quint64 kStaleBits = 0x7ff0000000000002;

} // namespace

double staleMarker()
{
    return std::bit_cast<double>(kStaleBits);
}

bool isStaleMarker(double value)
{
    return std::bit_cast<quint64>(value) == kStaleBits;
}

} // namespace opsdeck::expressions
