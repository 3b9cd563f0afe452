// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/seriesboard.h"

#include <QPointF>

namespace opsdeck {

/// The expression whose answer the chart draws, in PromQL, for `opsdeckctl query` and for what else
/// speaks it: of a counter its rate over five minutes, of lines by a label their sum by it. Labels
/// are named as own samples are: those that a series has of its check keep their names, a sample's
/// that is called alike is `exported_…`. `instance`: the check's; empty: the whole service.
QString chartExpression(const MetricKey &key, const MetricDefinition &definition,
                        const QString &instance = {});

/// A line of a chart as it is drawn: x in milliseconds since 1970.
struct CopiedLine
{
    QString label;
    QList<QList<QPointF>> segments;
};

/// RFC 4180 with CRLF: a row a time (UTC, ISO 8601), a column a line; empty where there is none.
/// `title` heads the only line.
QString chartCsv(const QString &title, const QList<CopiedLine> &lines);

} // namespace opsdeck
