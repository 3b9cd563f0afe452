// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace opsdeck {

/// A cell of a file by RFC 4180. What a spreadsheet would take for a formula is marked as text.
QString csvCell(QString text);

} // namespace opsdeck
