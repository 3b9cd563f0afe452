// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace opsdeck {

struct Theme;

/// The application's style sheet: one template, its @tokens replaced by the theme's colours.
QString styleSheetFor(const Theme &theme);

} // namespace opsdeck
