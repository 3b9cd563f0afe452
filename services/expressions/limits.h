// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <atomic>

namespace opsdeck::expressions {

/// What one expression may cost. Passing one is an error with the fault "limit".
struct Limits
{
    int textLength = 16'384;             ///< characters of an expression
    int depth = 200;                     ///< nested parts; a chain of operators nests as well
    int steps = 11'000;                  ///< of a range query
    int series = 20'000;                 ///< that one selector finds or one operator makes
    qint64 loadedSamples = 5'000'000;    ///< of all selectors together
    qint64 producedSamples = 10'000'000; ///< of all parts of the expression together
    qint64 visits = 1'000'000'000;       ///< how often a sample is looked at, all windows together
    /// True, set by any thread: the answer is not wanted any more, an error of kind Cancelled. May
    /// be null.
    const std::atomic_bool *stop = nullptr;
};

} // namespace opsdeck::expressions
