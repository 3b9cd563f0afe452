// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace opsdeck {

/// Whether `text` fits a glob: * any text, ? one character, \ takes the next one as it is.
bool fitsGlob(const QString &glob, const QString &text);

} // namespace opsdeck
