// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/storedsums.h"

#include "services/domain/histogram.h"
#include "services/domain/share.h"

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

QMap<qint64, QMap<QString, double>> byTime(const StoredSums &buckets)
{
    QMap<qint64, QMap<QString, double>> all;
    for (auto bucket = buckets.cbegin(); bucket != buckets.cend(); ++bucket) {
        for (auto point = bucket->cbegin(); point != bucket->cend(); ++point)
            all[point.key()].insert(bucket.key(), point.value());
    }
    return all;
}

} // namespace

StoredSums quantileSums(const MetricDefinition &metric, const StoredSums &buckets)
{
    StoredSums lines;
    const auto all = byTime(buckets);
    for (auto it = all.cbegin(); it != all.cend(); ++it) {
        const QMap<QString, double> values = quantileLines(metric, *it);
        for (auto line = values.cbegin(); line != values.cend(); ++line)
            lines[line.key()].insert(it.key(), line.value());
    }
    return lines;
}

void addNothing(StoredSums &parts, const StoredSums &wholes,
                const QMap<QString, QSet<qint64>> &observed)
{
    for (auto line = wholes.cbegin(); line != wholes.cend(); ++line) {
        const QSet<qint64> own = observed.value(line.key());
        for (auto point = line->cbegin(); point != line->cend(); ++point) {
            if (!own.contains(point.key()))
                parts[line.key()].insert(point.key(), 0);
        }
    }
}

StoredSums shareSums(const StoredSums &dividends, const StoredSums &divisors)
{
    StoredSums shares;
    for (auto line = dividends.cbegin(); line != dividends.cend(); ++line) {
        const auto of = divisors.constFind(line.key());
        if (of == divisors.cend())
            continue;
        for (auto point = line->cbegin(); point != line->cend(); ++point) {
            const auto divisor = of->constFind(point.key());
            if (divisor == of->cend())
                continue;
            if (const double share = shareIn(*point, *divisor); !std::isnan(share))
                shares[line.key()].insert(point.key(), share);
        }
    }
    return shares;
}

QList<Heat::Column> heatColumns(const StoredSums &buckets, qint64 reachMs)
{
    QList<Heat::Column> columns;
    const auto all = byTime(buckets);
    for (auto it = all.cbegin(); it != all.cend(); ++it) {
        const QList<BucketRate> rates = bucketRates(*it);
        if (rates.isEmpty())
            continue;
        const qint64 from = it.key() - reachMs;
        columns.append(
            {columns.isEmpty() ? from : std::max(from, columns.last().toMs), it.key(), rates});
    }
    return columns;
}

} // namespace opsdeck
