// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/check.h"
#include "services/domain/metricserver.h"
#include "services/expressions/series.h"
#include "services/prometheus/queryanswer.h"

namespace opsdeck::queries {

/// A chart of a service as its environment's server is asked for it. The server names series by
/// `job` and `instance`; which of its targets the service is, is told by the server's `jobs`, by
/// the address that the check asks, or by a job or host of the service's name. Never guessed.
struct ServedChart
{
    MetricDefinition definition;
    Check check; ///< whose samples it draws
    ServiceId service;
    MetricServer server;

    bool operator==(const ServedChart &) const = default;
};

/// Of charts of an exposition page alone: what else checks observe, no server has by that name.
bool canBeServed(const Check &check);

/// What a server is asked for: a line of each target, of steps that hold more than one sample the
/// lowest and the highest; of a counter its rate.
QString servedExpression(const ServedChart &chart, qint64 stepMs);

/// What a server may call the metric in its metadata, in the order of asking: a histogram's parts
/// and OpenMetrics' counters are told by the name without its end.
QStringList metadataNames(const QString &metric);

/// The series whose exemplars stand behind a chart: of a histogram's sums and counts its buckets.
/// Empty: it has none.
QString exemplarExpression(const ServedChart &chart);

struct ServedPart
{
    qint64 timeMs = 0;
    double lowest = 0;
    double highest = 0;

    bool operator==(const ServedPart &) const = default;
};

struct ServedLine
{
    QString label; ///< as of the chart's own lines
    QList<ServedPart> parts;

    bool operator==(const ServedLine &) const = default;
};

struct ServedLines
{
    QList<ServedLine> lines; ///< ordered by label
    QStringList targets;     ///< job and instance of those that they are of
    QString remark;          ///< why there is none of what the server has; else empty
};

/// What is drawn of the answer, of the service's targets summed. `newestMs`: of the newest sample;
/// what the server fills in behind it is left out.
ServedLines servedLines(const ServedChart &chart, const expressions::Matrix &answer,
                        std::optional<qint64> newestMs);

/// Of the service's targets, in order of time, each with the chart's label of its series as
/// `label`.
struct ServedExemplar
{
    QString label;
    qint64 timeMs = 0;
    double value = 0;
    QString trace; ///< empty: it names none

    bool operator==(const ServedExemplar &) const = default;
};

QList<ServedExemplar> servedExemplars(const ServedChart &chart,
                                      const QList<prometheus::Exemplar> &answer);

} // namespace opsdeck::queries
