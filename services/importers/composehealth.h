// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composestack.h"

namespace opsdeck {

/// Reads `healthcheck`.
ComposeHealthcheck readHealthcheck(const ComposeNode &node, const QString &service,
                                   ImportFindings &findings);

/// Words of a command line as a shell splits them: quotes and backslashes, no expansion; operators
/// (`|| && ; |`) are words of their own.
QStringList shellWords(const QString &line);

/// "1m30s", "10s", "500ms", "1us"; nothing when it is none.
std::optional<Milliseconds> composeDuration(const QString &text);

} // namespace opsdeck
