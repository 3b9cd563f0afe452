// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/expressions/series.h"

#include <QByteArray>
#include <QHash>
#include <QStringList>

namespace opsdeck::prometheus {

enum class About {
    Values,
    Exemplars, ///< of the series that the expression selects
    Meaning    ///< of the metric that the expression names
};

/// A single observation behind a series, with the trace that it was made in.
struct Exemplar
{
    expressions::Labels series;
    expressions::Labels labels; ///< of its own: "trace_id"
    double value = 0;
    qint64 timeMs = 0;

    bool operator==(const Exemplar &) const = default;
};

/// What a server knows of a metric from the page that has it.
struct Meaning
{
    QString type; ///< "counter", "gauge"
    QString help;
    QString unit; ///< empty: not stated

    bool operator==(const Meaning &) const = default;
};

/// What a server answered to an expression.
struct QueryAnswer
{
    expressions::Value value;       ///< of a range: a Matrix
    QStringList warnings;           ///< a part is missing: stores that did not answer, and the like
    int histograms = 0;             ///< native ones that were left out, as nothing here draws them
    QList<Exemplar> exemplars = {}; ///< to a question for them, oldest first
    QHash<QString, Meaning> meanings = {}; ///< to a question for them, by metric

    bool operator==(const QueryAnswer &) const = default;
};

struct AnswerLimits
{
    qint64 series = 20'000;
    qint64 points = 2'000'000; ///< of all series together
};

/// The body of /api/v1/query and /api/v1/query_range, HTTP API v1:
/// https://prometheus.io/docs/prometheus/latest/querying/api/. `httpStatus` is that of the answer;
/// an error that the server tells in its words keeps them. Errors: Auth, Config (the expression),
/// Timeout, TooLarge, Status (anything else it tells), Garbage.
Result<QueryAnswer> readQueryAnswer(const QByteArray &body, int httpStatus,
                                    const AnswerLimits &limits = {});

/// The body of /api/v1/query_exemplars. Errors as above. Those beyond `limits.points` are left out.
Result<QueryAnswer> readExemplars(const QByteArray &body, int httpStatus,
                                  const AnswerLimits &limits = {});
/// The body of /api/v1/metadata: where targets disagree, what the first says.
Result<QueryAnswer> readMeanings(const QByteArray &body, int httpStatus,
                                 const AnswerLimits &limits = {});

} // namespace opsdeck::prometheus
