// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/goldenboard.h"
#include "models/metrics/seriesboard.h"

namespace opsdeck {

/// One of the golden four of a service as it is shown.
struct GoldenTile
{
    Golden tile = Golden::Latency;
    bool isKnown = false; ///< there is a figure, of now or of before
    QString value;        ///< the newest: "12 ms"; of what is not known, "not known"
    QString what;         ///< what it is: "connections, postgres"
    QStringList details;  ///< more of it, a line each: "p50 11 ms, p95 14 ms, p99 20 ms"
    QString source;       ///< the check behind it: "Health (http)"; empty: there is none
    QString setUp;        ///< what to do to know it; empty when it is
    qint64 ageMs = -1;    ///< since the newest; negative: there is none
    bool isOld = false;   ///< it says nothing of now
    QString note;         ///< why: "no answer since 14:02", "last at 14:02:10"; else empty
    QList<double> spark;  ///< of the span, in equal steps; NaN where there is none
    QList<bool> asked;    ///< by value: of one that is NaN, that it was asked for

    bool operator==(const GoldenTile &) const = default;
};

QString titleOf(Golden tile);
/// For who does not see it.
QString accessibleText(const GoldenTile &tile);

/// The four of a service over the span that ends now, in the order of kGoldenFour. What the
/// definition names for a tile is read from `series`, the rest by the rules.
QList<GoldenTile> goldenTiles(const GoldenBoard &board, const SeriesBoard &series,
                              const ServiceKey &service, Milliseconds span, const Instant &now);

} // namespace opsdeck
