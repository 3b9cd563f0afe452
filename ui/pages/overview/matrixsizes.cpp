// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/matrixsizes.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kName = 208;
constexpr int kNameNarrow = 176;
constexpr int kNameSmall = 128;
constexpr int kWidestName = 400;
constexpr int kSmallBelow = 640; ///< the smallest window, beside the inspector
constexpr int kLeastCell = 120;
constexpr int kWidestCell = 720;
constexpr int kCellBeside = 296; ///< the least beside the newest changes
constexpr int kScrollBar = 16;   ///< at the most
constexpr int kRowHeights[] = {128, 112, 96, 72, 64, 48, 40};
constexpr int kTallestRow = 240;
constexpr int kHighestUsual = 48;
constexpr int kHighestCut = 64;

} // namespace

MatrixWidths matrixWidths(int room, int environments, int name, bool isNarrow)
{
    using namespace matrixsizes;
    const int cells = std::max(1, environments);
    MatrixWidths widths;
    const int forMatrix = room - kBesideGap - kBesideWidth - kScrollBar;
    widths.name = std::clamp(std::max(forMatrix * 14 / 100, name), kName, kWidestName);
    widths.isBeside = room >= kBesideFrom && (forMatrix - widths.name) / cells >= kCellBeside;
    if (widths.isBeside) {
        widths.cell = std::min((forMatrix - widths.name) / cells, kWidestCell);
        widths.table = widths.name + cells * widths.cell + kScrollBar;
        return widths;
    }
    const int usual = isNarrow ? kNameNarrow : kName;
    widths.name =
        room < kSmallBelow ? kNameSmall : std::clamp(name, usual, std::max(usual, room / 5));
    widths.cell = std::clamp((room - widths.name) / cells, kLeastCell, kWidestCell);
    return widths;
}

int matrixRowHeight(int services, int height, bool isLarge, bool isCut)
{
    const int each = height / std::max(1, services);
    for (const int candidate : kRowHeights) {
        const bool isWanted =
            candidate <= kHighestUsual || isLarge || (candidate <= kHighestCut && isCut);
        if (!isWanted || candidate > each)
            continue;
        // What few services leave free is theirs, so that a large screen is read from afar.
        return candidate == kRowHeights[0] ? std::min(each, kTallestRow) : candidate;
    }
    return std::clamp(each, matrixsizes::kLeastRow, matrixsizes::kCompactRow);
}

} // namespace opsdeck
