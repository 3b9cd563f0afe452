// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/editing.h"

#include <QByteArray>

namespace opsdeck {

/// The lines that differ, with three lines round them; empty when the texts are the same. Line ends
/// are not compared.
QList<DiffLine> textDiff(const QByteArray &before, const QByteArray &after);

} // namespace opsdeck
