// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/memoryseries.h"

#include <QStringList>

namespace opsdeck::expressions {

/// Expressions over the series of fillSeries(), of every operator and function; some have no value,
/// some are errors. No two samples that are ranked are equal.
QStringList expressionTable();

/// From `fromMs` on 200 points about every 15 s a series: counters with resets, gauges with gaps
/// and odd numbers, histograms. The same with every call. With `withStale` some series end with a
/// marker.
void fillSeries(MemorySeries &series, qint64 fromMs, bool withStale);

} // namespace opsdeck::expressions
