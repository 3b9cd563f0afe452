// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/importplan.h"

namespace opsdeck {

/// The tier that an environment of this name most likely has.
Tier tierByName(const QString &name);

/// What a heap of files, chosen or dropped together, is meant as: compose files of all
/// environments, those of one (`compose.prod.yml`), env files, configurations of nginx. By their
/// names alone. At least one environment; no folder.
ImportQuestion sortedFiles(const QStringList &paths);

} // namespace opsdeck
