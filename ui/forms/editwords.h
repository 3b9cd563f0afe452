// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/editing.h"

namespace opsdeck {

/// "service", "check", "chart" …
QString kindWord(EditKind kind);
/// "Check health of api", "New service in shop".
QString titleOf(const EditTarget &target);
/// "Save check", "Add service" …
QString saveWords(const EditTarget &target);
/// "Remove check health".
QString removeWords(const EditTarget &target);

} // namespace opsdeck
