// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composenode.h"
#include "services/importers/prometheusschema.h"

/// Values as Prometheus' YAML reader takes them.
namespace opsdeck::prometheusforms {

/// "'port' is a whole number", when a value (not null) has not the form of its key; else empty.
/// What stands in sections is not looked into. Never shows the value, but of a choice.
QString problem(const ComposeNode &value, const PrometheusKey &key);

bool isFlag(const ComposeNode &value);
/// Whether it is a flag that is set.
bool flag(const ComposeNode &value);
/// A number, or a duration in milliseconds; 0 for anything else.
double amount(const ComposeNode &value);

} // namespace opsdeck::prometheusforms
