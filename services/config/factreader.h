// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/workspace.h"

namespace opsdeck {

/// The `source` of what `reader` reads: lines, or a mapping.
Source readSource(MapReader &reader, const Reporter &reporter);
/// The same of something whose `fields` may each have a source of their own in the mapping, into
/// `own`. Where the mapping has nothing else, the whole comes from where its fields do.
Source readSource(MapReader &reader, const QStringList &fields, FieldSources &own,
                  const Reporter &reporter);
/// The same of something that says its basis itself, so that the source may not.
Source readSource(MapReader &reader, FactBasis basis, const Reporter &reporter);
/// A list of facts under `facts`; those whose `in` does not name `environment` are left out (an
/// empty one: of the platform itself).
QList<Fact> readFacts(MapReader &reader, const QString &environment, const QStringList &known,
                      const Reporter &reporter);
/// What a service is made of: its keys for containers, ports and limits into `service.deployment`,
/// and into `service.facts` all that is told of it, each with its source. Its title, technology,
/// port and description are read before.
void readDeployment(MapReader &reader, const QString &environment, const QStringList &environments,
                    Service &service, const Reporter &reporter);
QList<Link> readLinks(MapReader &reader, const Reporter &reporter);
/// `metrics`: all of the service, which the figures' units are compared with.
QList<Capacity> readCapacity(MapReader &reader, const QList<MetricDefinition> &metrics,
                             const Reporter &reporter);
/// The text of each item of a list.
QStringList textsOf(const QList<YamlNode> &nodes);

} // namespace opsdeck
