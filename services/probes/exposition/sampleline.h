// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

#include <QByteArrayView>

#include <optional>

namespace opsdeck {

/// A line of Prometheus' text format that is a sample, cut up and checked but not copied: the views
/// are of the line. https://prometheus.io/docs/instrumenting/exposition_formats/
struct SampleLine
{
    QByteArrayView name;
    QByteArrayView labels; ///< what stands between the braces; empty without any
    qsizetype valueAt = 0; ///< where in the line the value begins
    double value = 0;
    std::optional<qint64> atMs; ///< UTC, when the line says it
    size_t identity = 0;        ///< the same for the same name and labels in whatever order
};

/// Nothing, and in `problem` why, when the line is no sample.
std::optional<SampleLine> readSampleLine(QByteArrayView line, QString &problem);

/// What stands behind a value: a timestamp, an exemplar, or nothing.
bool readAfterValue(QByteArrayView rest, std::optional<qint64> &atMs, QString &problem);

/// Of SampleLine::labels: the values unescaped, at most 1,024 characters long and safe to show.
Labels labelsOf(QByteArrayView labels);

/// A number as the format writes it: "1", "-0.5e3", "+Inf", "NaN". None for anything else, and for
/// what overflows.
std::optional<double> expositionNumber(QByteArrayView text);

/// Cuts a name off the front; those of metrics may hold colons. Empty when there is none.
QByteArrayView takeName(QByteArrayView &text, bool isMetric);
/// Cuts off the front what stands before the next space.
QByteArrayView takeWord(QByteArrayView &text);
void skipSpaces(QByteArrayView &text);

} // namespace opsdeck
