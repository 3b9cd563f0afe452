// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/platforms/comparison.h"

namespace opsdeck {

using CheckList = QList<Placed<const Check *>>;

/// "redis/ping"
QString nameOf(const Placed<const Check *> &placed);

/// Each holds the checks that carry out a row of the table against a part of it.
///
/// The column Kind: documented words and programs stand for kinds of checks.
void compareKinds(const FactRow &row, const CheckList &checks, const RowDifferences &found);
/// The columns Healthy and Unhealthy: every figure, name and word of them stands for something
/// that a check judges by itself or is set to judge. What is only written in a note does not count.
void compareOutcomes(const FactRow &row, const CheckList &checks, const PlatformView &view,
                     const RowDifferences &found);

} // namespace opsdeck
