#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes ui/theme/tokens.cpp from resources/theme/tokens.json. Run by hand after a change; tst_tokens compares the two."""
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIELDS = ('bg s1 s2 s3 group line grid ctl t1 t2 t3 ink onink stage ok degraded down unknown maintenance impact '
          'tint-degraded tint-down tint-unknown tint-maintenance tint-diff c1 c2 c3 c4 c5').split()

# Others than the first one, calm; they state only what differs.
PALETTES = ('classic', 'red-green', 'blue-yellow')


def member(name):
    head, *rest = name.split('-')
    return head + ''.join(word.capitalize() for word in rest)


def table(theme, tokens):
    lines = [f'const std::array<ThemeTokens, {1 + len(PALETTES)}> k{theme.capitalize()}Tokens{{{{']
    for palette in (None, *PALETTES):
        colours = {name: tokens['themes'][theme][name]['hex'] for name in FIELDS}
        colours.update(tokens['palettes'][palette][theme] if palette else {})
        lines += [f'    {{ // {palette or "calm"}']
        lines += [f'     .{member(name)} = 0x{colours[name][1:]},' for name in FIELDS]
        lines += ['    },']
    return '\n'.join(lines + ['}};'])


def main():
    tokens = json.loads((ROOT / 'resources/theme/tokens.json').read_text(encoding='utf-8'))
    icons = ',\n'.join(f'    {{"{name}", "{path}"}}' for name, path in sorted(tokens['icons'].items()))
    (ROOT / 'ui/theme/tokens.cpp').write_text(f'''// SPDX-License-Identifier: GPL-3.0-or-later
// Generated from resources/theme/tokens.json by packaging/cmake/generate_tokens.py: change that file, not this one.
#include "ui/theme/tokens.h"

namespace opsdeck {{

{table('dark', tokens)}

{table('light', tokens)}

const std::array<IconToken, {len(tokens['icons'])}> kIconTokens{{{{
{icons},
}}}};

}} // namespace opsdeck
''', encoding='utf-8')
    (ROOT / 'ui/theme/tokens.h').write_text('''// SPDX-License-Identifier: GPL-3.0-or-later
// Generated from resources/theme/tokens.json by packaging/cmake/generate_tokens.py: change that file, not this one.
#pragma once

#include <array>
#include <cstdint>

namespace opsdeck {

/// 0xRRGGBB of every colour of a theme.
struct ThemeTokens {
    std::uint32_t ''' + ', '.join(member(name) for name in FIELDS).replace(', line', ',\n        line').replace(
        ', ok', ',\n        ok').replace(', tintDegraded', ',\n        tintDegraded') + f''';
}};

/// SVG path data on a 20 × 20 grid.
struct IconToken {{
    const char *name;
    const char *path;
}};

/// By StatePalette.
extern const std::array<ThemeTokens, {1 + len(PALETTES)}> kDarkTokens;
extern const std::array<ThemeTokens, {1 + len(PALETTES)}> kLightTokens;
extern const std::array<IconToken, {len(tokens['icons'])}> kIconTokens;

}} // namespace opsdeck
''', encoding='utf-8')


if __name__ == '__main__':
    main()
