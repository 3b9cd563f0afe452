// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

/// Parts of the platform's JSON Schema that tell where facts come from.
namespace opsdeck::documentedschema {

/// "57-60, 194", or a mapping; to be referred to as `#/$defs/source`.
QJsonObject source();
/// The same, in which some fields may each have a source of their own; `ofTheWhole` says what it is
/// of.
QJsonObject sourceWith(const QStringList &fields, const QString &ofTheWhole);
QJsonObject sourceOfThreshold();
/// An entry of `depends_on`.
QJsonObject dependency();
QJsonObject fact();
/// Keys of a platform: document, parameters, facts, start_order, rules, contradictions.
QJsonObject platformProperties();
/// Keys of a service: published, image, sources…
QJsonObject serviceProperties();
/// Keys of a check: ref, source, states, presence, reason.
QJsonObject checkProperties();
/// Keys of a metric: origin, expression, target, source.
QJsonObject metricProperties();
QJsonObject reference(const char *definition);
/// `settled` of a platform in the workspace file.
QJsonObject settled();
/// `rules` of a platform in the workspace file.
QJsonObject fills();

} // namespace opsdeck::documentedschema
