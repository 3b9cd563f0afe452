// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <QHash>

namespace opsdeck {

/// One of the metrics that a service's definition declares, by ids.
struct MetricRef
{
    ServiceId service;
    QString metric;

    bool isEmpty() const { return metric.isEmpty(); }

    bool operator==(const MetricRef &) const = default;
};

/// Which figures tell how much goes over one dependency, and how much of it fails.
struct EdgeFlow
{
    ServiceId from;        ///< the dependant
    ServiceId on;          ///< the dependency
    MetricRef rate;        ///< see isFlowRate(); empty: not known
    MetricRef errors;      ///< a share, or errors per second beside a rate; empty: not known
    bool isAtMost = false; ///< the rate counts what others send there, too
    Source source = {};

    bool operator==(const EdgeFlow &) const = default;
};

/// At most one flow for each dependency of an environment, in the order of the definition.
using FlowBook = QHash<EnvironmentKey, QList<EdgeFlow>>;

/// Whether the metric's values are things per second: widths of lines are compared by them.
bool isFlowRate(const MetricDefinition &metric);
/// Whether its values are a share of a whole, by one line.
bool isErrorShare(const MetricDefinition &metric);
/// A share as a ratio, of a value in the metric's unit.
double shareOf(double value, Unit unit);

} // namespace opsdeck
