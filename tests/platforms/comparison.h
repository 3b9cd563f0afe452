// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/platforms/differences.h"
#include "tests/platforms/facttable.h"
#include "tests/platforms/platformview.h"

namespace opsdeck {

/// Each says in what a definition differs from one table of its document, both ways: what the table
/// has and the definition has not or otherwise, and what the definition says to be stated and no
/// row has.
void compareServices(const PlatformView &view, const FactTable &table, Differences &found);
void compareEdges(const PlatformView &view, const FactTable &table, Differences &found);
void compareStartOrder(const PlatformView &view, const FactTable &table, Differences &found);
void compareChecks(const PlatformView &view, const FactTable &table, Differences &found);
void compareMetrics(const PlatformView &view, const FactTable &table, Differences &found);
void compareRules(const PlatformView &view, const FactTable &table, Differences &found);
void compareEnvironments(const PlatformView &view, const FactTable &table, Differences &found);
void compareContradictions(const PlatformView &view, const FactTable &table, Differences &found);
/// Pages of the services themselves.
void compareLinks(const PlatformView &view, const FactTable &table, Differences &found);
/// What the platform is, the variables that it is set by, and what its document says of
/// notification, credentials, backups, recovery, maintenance, security, logs, capacity, delivery
/// and observability; and every figure that load is held against.
void compareFacts(const PlatformView &view, const FactTable &table, Differences &found);
/// Facts that say nothing of where they come from.
void findUnsourced(const PlatformView &view, Differences &found);

/// All of it, with the tables of `factsFolder`.
Differences compared(const Platform &platform, const QString &factsFolder);

/// Something told in words, and from where.
struct Told
{
    Source source;
    QString text;
};

/// What facts, parameters with their defaults, rules, capacities, links and limits tell.
QList<Told> allTold(const PlatformView &view);

/// The metrics that stand for a row of the table of metrics.
QList<Placed<const MetricDefinition *>> metricsFor(const PlatformView &view, const FactRow &row);
/// Whether a rule of the table has a figure that a line in a chart can stand for.
bool needsThreshold(const FactRow &rule);

/// Lines that differ from the row's.
void compareLines(const FactRow &row, const QSet<int> &lines, const RowDifferences &found);
/// Passages of the row of which no line is named. For what has many sources, each of its own.
void comparePassages(const FactRow &row, const QSet<int> &lines, const RowDifferences &found);
/// The basis of a source for the whole row: what the row has as implied, the source must be or tell
/// in its note or that of the field's own, and nothing else may be.
void compareImpliedCells(const FactRow &row, const Source &source, const FieldSources &own,
                         const RowDifferences &found);
/// The fields that come from elsewhere than the whole, both ways.
void compareFields(const FactRow &row, const FieldSources &own, const RowDifferences &found);
/// What a free text lacks of a cell: names in back quotes, numbers, most of the words.
void compareProse(const QString &cell, const QString &said, const QString &what,
                  const RowDifferences &found);

} // namespace opsdeck
