// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/expressions/labels.h"
#include "services/expressions/matcher.h"
#include "services/expressions/valuetype.h" // before Vector: else one hides the other

#include <variant>
#include <vector>

namespace opsdeck::expressions {

struct Point
{
    qint64 t = 0; ///< milliseconds since 1970, UTC
    double v = 0;

    bool operator==(const Point &) const = default;
};

/// Points in ascending order of time, each moment once.
struct Series
{
    Labels labels;
    std::vector<Point> points;

    bool operator==(const Series &) const = default;
};

/// A sample of this value says that its series has ended: a NaN of its own, told by its bits.
double staleMarker();
bool isStaleMarker(double value);

/// Where samples come from. Called by evaluate() on its caller's thread.
class SeriesSource
{
public:
    virtual ~SeriesSource() = default;
    /// All series that fit every matcher, with their points of [fromMs, toMs]; stale markers are
    /// points. No two of the same labels. See matchesAll().
    virtual Result<std::vector<Series>> select(const QList<Matcher> &matchers, qint64 fromMs,
                                               qint64 toMs) const = 0;
};

struct VectorSample
{
    Labels labels;
    double value = 0;

    bool operator==(const VectorSample &) const = default;
};

using Vector = std::vector<VectorSample>;
using Matrix = std::vector<Series>;
/// A scalar, an instant vector in the order of its making (sort() and topk() order it), a range
/// vector or a string.
using Value = std::variant<double, Vector, Matrix, QString>;

} // namespace opsdeck::expressions
