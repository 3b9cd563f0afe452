// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/heat.h"
#include "services/domain/metric.h"

#include <QMap>
#include <QSet>

namespace opsdeck {

/// What stored samples of a chart add up to, by line and time; of a histogram rates by the end of
/// the bucket and time.
using StoredSums = QMap<QString, QMap<qint64, double>>;

/// Of a histogram's buckets the lines that are drawn.
StoredSums quantileSums(const MetricDefinition &metric, const StoredSums &buckets);
/// Of a part of the whole: 0 wherever the whole was observed and the part was not (`observed`, by
/// line).
void addNothing(StoredSums &parts, const StoredSums &wholes,
                const QMap<QString, QSet<qint64>> &observed);
/// Where both were observed at once.
StoredSums shareSums(const StoredSums &dividends, const StoredSums &divisors);
/// Of a histogram's buckets; a column reaches back so far, and not into the one before.
QList<Heat::Column> heatColumns(const StoredSums &buckets, qint64 reachMs);

} // namespace opsdeck
