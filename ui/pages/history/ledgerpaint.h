// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/ledger.h"

#include <QRectF>

class QPainter;

namespace opsdeck {

struct Theme;

/// One class, told by its form as well: up is a line at the foot, degraded the lower half, down the
/// whole, maintenance striped, not observed hatched.
void paintLedgerClass(QPainter &painter, const QRectF &rect, LedgerClass what, const Theme &theme);

/// Intervals over [fromMs, toMs). Where several fall on one pixel the one that is down is seen,
/// else the one that is degraded, else the longest.
void paintLedger(QPainter &painter, const QRect &rect, const QList<LedgerInterval> &intervals,
                 qint64 fromMs, qint64 toMs, const Theme &theme);

} // namespace opsdeck
