// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/heat.h"

#include <algorithm>

namespace opsdeck {

void HeatBuffer::append(qint64 timeMs, qint64 reachMs, const QList<BucketRate> &buckets)
{
    if (buckets.isEmpty() || (!m_columns.empty() && m_columns.back().toMs >= timeMs))
        return;
    const qint64 from = timeMs - reachMs;
    m_columns.push_back(
        {m_columns.empty() ? from : std::max(from, m_columns.back().toMs), timeMs, buckets});
    // The oldest quarter goes at once.
    if (m_columns.size() > kMost)
        m_columns.erase(m_columns.begin(), m_columns.begin() + kMost / 4);
}

void HeatBuffer::prepend(const QList<Heat::Column> &columns)
{
    std::vector<Heat::Column> all;
    for (const Heat::Column &each : columns) {
        if (m_columns.empty() || each.toMs < m_columns.front().toMs)
            all.push_back(each);
    }
    all.insert(all.end(), m_columns.begin(), m_columns.end());
    if (all.size() > kMost)
        all.erase(all.begin(), all.end() - kMost);
    m_columns = std::move(all);
}

Heat HeatBuffer::within(const Stretch &stretch) const
{
    Heat heat;
    const auto first =
        std::partition_point(m_columns.begin(), m_columns.end(),
                             [&](const Heat::Column &each) { return each.toMs <= stretch.fromMs; });
    for (auto it = first; it != m_columns.end() && it->fromMs < stretch.toMs; ++it)
        heat.columns.append(*it);
    return heat;
}

} // namespace opsdeck
