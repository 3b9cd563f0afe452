// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/series/bucketcodec.h"

#include <vector>

namespace opsdeck {

/// `count` values in their order as a counter may have had them that is known by `bucket` alone:
/// first, last, highest and the whole increase are right, however often it began anew. One or two
/// more where it did so at almost every value.
std::vector<double> counterValues(const Bucket &bucket, qint64 count);

} // namespace opsdeck
