// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace opsdeck::expressions {

enum class ValueType { Scalar, Vector, RangeVector, String };

} // namespace opsdeck::expressions
