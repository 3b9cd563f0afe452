// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/commandline.h"

namespace opsdeck {

class ThemeHub;

/// Polls everything once, draws one page and writes it. Gives the exit code; says on standard error
/// what went wrong.
int renderPage(const RenderRequest &request, ThemeHub &theme, const QString &dataDirectory);

} // namespace opsdeck
