// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

/// The part of the platform's JSON Schema that is a chart and its limits.
namespace opsdeck::metricschema {

/// One of `metrics`
QJsonObject metric();

} // namespace opsdeck::metricschema
