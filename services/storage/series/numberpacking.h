// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/series/bytes.h"

#include <span>

namespace opsdeck {

/// How a row of whole numbers is packed: `width` bits each over a reference; the few that need more
/// are patched.
struct NumberPacking
{
    qint64 reference = 0;
    int width = 0;
    quint64 bits = 0; ///< what it takes
};

/// The best packing of signed numbers.
NumberPacking packingOf(std::span<const qint64> numbers);
void packNumbers(ByteWriter &to, std::span<const qint64> numbers, const NumberPacking &packing);
/// Exactly numbers.size() of them. False: these bytes are none of ours.
bool unpackNumbers(ByteReader &from, std::span<qint64> numbers);

} // namespace opsdeck
