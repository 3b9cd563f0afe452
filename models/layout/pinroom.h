// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

namespace opsdeck {

// How much room boxes and frames take that stand off the grid of columns and rows.

inline constexpr double kPinGrid = 8;
inline constexpr double kBoxGap = 24; ///< between boxes: two lines run there
inline constexpr double kFrameGap = 16;
inline constexpr double kFrameSide = 16; ///< of a frame, beside its boxes
inline constexpr double kFrameHead = 40;
inline constexpr double kFrameFoot = 24;
inline constexpr double kMostPinned = 16'000; ///< device-independent pixels from the corner

inline double onGrid(double at)
{
    return kPinGrid * std::round(at / kPinGrid);
}

inline QRectF grown(const QRectF &rect, double by)
{
    return rect.adjusted(-by, -by, by, by);
}

inline QRectF frameAround(const QRectF &box)
{
    return box.adjusted(-kFrameSide, -kFrameHead, kFrameSide, kFrameFoot);
}

/// Round a frame that lies within it.
inline QRectF frameAroundFrame(const QRectF &inner)
{
    return inner.adjusted(-kFrameSide, -kFrameHead, kFrameSide, kFrameSide);
}

/// The place on the grid nearest to `wanted` that is free, that itself first; nothing within
/// `most` steps.
inline std::optional<QPointF> nearestPlace(const QPointF &wanted,
                                           const std::function<bool(const QPointF &)> &isFree,
                                           int most = 250)
{
    if (isFree(wanted))
        return wanted;
    for (int ring = 1; ring <= most; ++ring) {
        std::optional<QPointF> best;
        double least = 0;
        const auto offer = [&](int across, int down) {
            const double length = std::hypot(across, down);
            const QPointF at = wanted + QPointF(across, down) * kPinGrid;
            if ((!best || length < least) && isFree(at)) {
                best = at;
                least = length;
            }
        };
        for (int along = 0; along <= ring; ++along) {
            for (const int side : {along, -along}) {
                offer(side, ring);
                offer(ring, side);
                offer(side, -ring);
                offer(-ring, side);
            }
        }
        if (best)
            return best;
    }
    return std::nullopt;
}

} // namespace opsdeck
