#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes ui/theme/tokens.cpp from resources/theme/tokens.json. Run by hand after a change; tst_tokens compares the two."""
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIELDS = ('bg s1 s2 s3 group line grid ctl t1 t2 t3 ink onink stage ok degraded down unknown maintenance impact '
          'tint-degraded tint-down tint-unknown tint-maintenance tint-diff c1 c2 c3 c4 c5').split()


def member(name):
    head, *rest = name.split('-')
    return head + ''.join(word.capitalize() for word in rest)


def table(theme, colours):
    lines = [f'const ThemeTokens k{theme.capitalize()}Tokens{{']
    lines += [f'    .{member(name)} = 0x{colours[name]["hex"][1:]},' for name in FIELDS]
    return '\n'.join(lines + ['};'])


def main():
    tokens = json.loads((ROOT / 'resources/theme/tokens.json').read_text(encoding='utf-8'))
    icons = ',\n'.join(f'    {{"{name}", "{path}"}}' for name, path in sorted(tokens['icons'].items()))
    (ROOT / 'ui/theme/tokens.cpp').write_text(f'''// SPDX-License-Identifier: GPL-3.0-or-later
// Generated from resources/theme/tokens.json by packaging/cmake/generate_tokens.py: change that file, not this one.
#include "ui/theme/tokens.h"

namespace opsdeck {{

{table('dark', tokens['themes']['dark'])}

{table('light', tokens['themes']['light'])}

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

extern const ThemeTokens kDarkTokens;
extern const ThemeTokens kLightTokens;
extern const std::array<IconToken, {len(tokens['icons'])}> kIconTokens;

}} // namespace opsdeck
''', encoding='utf-8')


if __name__ == '__main__':
    main()
