// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queries/chartquestion.h"
#include "services/queries/query.h"

#include <QMap>

namespace opsdeck::queries {

QuerySource sourceOf(const MetricDefinition &chart);

/// What a chart of an expression draws of an answer to it. A line is called by the value of the
/// chart's `series_label`, else by all labels that may differ. Series that have one name are no
/// line: their sum need not mean anything.
struct QueryLines
{
    QList<ServedLine> lines; ///< ordered by label
    QStringList warnings;    ///< a sentence each
};

/// Of a range. What lies behind the newest sample is left out: nobody observed it.
QueryLines queryLines(const MetricDefinition &chart, const expressions::Matrix &answer,
                      std::optional<qint64> newestMs);

/// Of one moment, by line; empty where the expression gives nothing.
QMap<QString, double> queryValues(const MetricDefinition &chart, const expressions::Value &answer);

/// Whether what is answered at that moment rests on samples that are too old to be of it: of a
/// server that gets no new ones, or of checks that are not run.
bool isOutdated(const MetricDefinition &chart, qint64 atMs, std::optional<qint64> newestMs);

} // namespace opsdeck::queries
