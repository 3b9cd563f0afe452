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
inline constexpr double kBoxGap = 8;     ///< that boxes may be put near to each other
inline constexpr double kRoomyGap = 24;  ///< the same, so that two lines run there
inline constexpr double kFrameGap = 8;   ///< that frames may be put near to each other
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

/// Where the frame with `around` others round it may begin, so that those begin in the drawing.
inline QPointF firstCorner(int around)
{
    return {kFrameSide * around, kFrameHead * around};
}

/// The place on the grid for which `costOf` is least, nothing below its distance from `wanted`,
/// that itself first; nothing within `most` steps. A cost below 0: the place is taken.
inline std::optional<QPointF> cheapestPlace(const QPointF &wanted,
                                            const std::function<double(const QPointF &)> &costOf,
                                            int most = 500)
{
    std::optional<QPointF> best;
    double least = 0;
    for (int ring = 0; ring <= most && (!best || ring * kPinGrid < least); ++ring) {
        const auto offer = [&](int across, int down) {
            const QPointF at = wanted + QPointF(across, down) * kPinGrid;
            if (best && std::hypot(across, down) * kPinGrid >= least)
                return;
            const double cost = costOf(at);
            if (cost < 0 || (best && cost >= least))
                return;
            best = at;
            least = cost;
        };
        for (int along = 0; along <= ring; ++along) {
            for (const int side : {along, -along}) {
                offer(side, ring);
                offer(ring, side);
                offer(side, -ring);
                offer(-ring, side);
            }
        }
    }
    return best;
}

} // namespace opsdeck
