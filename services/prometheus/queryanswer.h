// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/expressions/series.h"

#include <QByteArray>
#include <QStringList>

namespace opsdeck::prometheus {

/// What a server answered to an expression.
struct QueryAnswer
{
    expressions::Value value; ///< of a range: a Matrix
    QStringList warnings;     ///< a part is missing: stores that did not answer, and the like
    int histograms = 0;       ///< native ones that were left out, as nothing here draws them

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

} // namespace opsdeck::prometheus
