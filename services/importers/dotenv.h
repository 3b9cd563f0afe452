// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/importfindings.h"
#include "services/importers/interpolation.h"

#include <QByteArray>
#include <QMap>

namespace opsdeck {

using EnvironmentMap = QMap<QString, QString>;

/// Reads an env file in Compose's format: quotes, escapes, comments, `export`, `NAME: value`,
/// values over several lines, interpolation by `lookup` and by what stands above. A name alone
/// takes its value from `lookup`. `isRaw`: `NAME=value` as it stands. What is wrong goes to
/// `findings` as errors; values are never quoted.
EnvironmentMap readEnvFile(const QByteArray &bytes, int file, bool isRaw,
                           const VariableLookup &lookup, ImportFindings &findings);

} // namespace opsdeck
