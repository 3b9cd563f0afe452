// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

#include <QHash>

#include <optional>

namespace opsdeck {

/// The samples of one page, found by name. Those that are no finite number are left out.
class MetricPage final
{
public:
    explicit MetricPage(const QList<Sample> &samples);

    /// In the page's order; empty when there is none.
    QList<Sample> all(const char *metric) const { return m_all.value(QLatin1String(metric)); }

    /// The first one whose labels contain `labels`.
    std::optional<double> value(const char *metric, const Labels &labels = {}) const;
    /// Of all whose labels contain `labels`; nothing when there is none.
    std::optional<double> sum(const char *metric, const Labels &labels = {}) const;

    bool has(const char *metric) const { return m_all.contains(QLatin1String(metric)); }

private:
    QHash<QString, QList<Sample>> m_all;
};

/// Whether `labels` has all of `wanted`; one that is empty there may be missing here.
bool containsLabels(const Labels &labels, const Labels &wanted);

} // namespace opsdeck
