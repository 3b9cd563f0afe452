// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/exposition/metricpage.h"

#include <cmath>

namespace opsdeck {

bool containsLabels(const Labels &labels, const Labels &wanted)
{
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
        if (labels.value(it.key()) != it.value())
            return false;
    }
    return true;
}

MetricPage::MetricPage(const QList<Sample> &samples)
{
    for (const Sample &sample : samples) {
        if (std::isfinite(sample.value))
            m_all[sample.metric].append(sample);
    }
}

std::optional<double> MetricPage::value(const char *metric, const Labels &labels) const
{
    const auto found = m_all.constFind(QLatin1String(metric));
    if (found == m_all.cend())
        return std::nullopt;
    for (const Sample &sample : *found) {
        if (containsLabels(sample.labels, labels))
            return sample.value;
    }
    return std::nullopt;
}

std::optional<double> MetricPage::sum(const char *metric, const Labels &labels) const
{
    const auto found = m_all.constFind(QLatin1String(metric));
    std::optional<double> total;
    if (found == m_all.cend())
        return total;
    for (const Sample &sample : *found) {
        if (containsLabels(sample.labels, labels))
            total = total.value_or(0) + sample.value;
    }
    return total;
}

} // namespace opsdeck
