// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFontMetrics>
#include <QString>

namespace opsdeck {

/// Cut at its end where it does not fit, so that it ends in "…" and not in ",…".
QString elidedSentence(const QFontMetrics &metrics, const QString &text, int width);

/// As many of the counts "1 down, 2 impacted" as fit, worst first, each of them whole: a number
/// without its word misleads.
QString wholeCounts(const QFontMetrics &metrics, const QString &counts, int width);

} // namespace opsdeck
