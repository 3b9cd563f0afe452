// SPDX-License-Identifier: GPL-3.0-or-later
// Generated from resources/theme/tokens.json by packaging/cmake/generate_tokens.py: change that
// file, not this one.
#pragma once

#include <array>
#include <cstdint>

namespace opsdeck {

/// 0xRRGGBB of every colour of a theme.
struct ThemeTokens
{
    std::uint32_t bg, s1, s2, s3, group, line, grid, ctl, t1, t2, t3, ink, onink, stage, ok,
        degraded, down, unknown, maintenance, impact, tintDegraded, tintDown, tintUnknown,
        tintMaintenance, tintDiff, c1, c2, c3, c4, c5;
};

/// SVG path data on a 20 × 20 grid.
struct IconToken
{
    const char *name;
    const char *path;
};

/// By StatePalette.
extern const std::array<ThemeTokens, 4> kDarkTokens;
extern const std::array<ThemeTokens, 4> kLightTokens;
extern const std::array<IconToken, 29> kIconTokens;

} // namespace opsdeck
