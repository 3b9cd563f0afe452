// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace opsdeck {

/// Widths of the matrix and what stands beside it; pixels.
struct MatrixWidths
{
    int name = 0;
    int cell = 0;
    int table = 0;         ///< the most it takes beside the newest changes
    bool isBeside = false; ///< the newest changes have their place at its right

    bool operator==(const MatrixWidths &) const = default;
};

namespace matrixsizes {

inline constexpr int kBesideWidth = 640; ///< the least of the newest changes
inline constexpr int kBesideGap = 24;
inline constexpr int kBesideFrom = 1750; ///< of what both have together
inline constexpr int kCompactRow = 32;
inline constexpr int kLeastRow = 24; ///< a mark and a line of text; below it the rows scroll

} // namespace matrixsizes

/// `room`: what matrix and newest changes have together. `environments`: columns beside the names.
/// `name`: what a platform's name needs, 0 where none is named. `isNarrow`: a small window.
MatrixWidths matrixWidths(int room, int environments, int name, bool isNarrow);

/// Height of `services` rows in `height`: as high as they fit. `isLarge`: a large screen, where few
/// rows take all of it. `isCut`: narrow cells, where one line would cut a caption.
int matrixRowHeight(int services, int height, bool isLarge, bool isCut);

} // namespace opsdeck
