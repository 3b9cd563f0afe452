// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace opsdeck {

/// Of what a program printed that is not content: the line that says why. That is the first one,
/// as a monitoring plugin writes it, unless it only praises ("ok: db") or is a heading; then the
/// first that tells of a failure, else of a warning, else of anything but praise. Empty when there
/// is no such line.
QString worstLineOf(const QString &first, const QString &further);

} // namespace opsdeck
