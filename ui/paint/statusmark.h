// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

#include <QRectF>

class QPainter;

namespace opsdeck {

struct Theme;

/// Everything that one status mark says; the geometry is in look §3.
struct StatusMark
{
    Health health =
        Health::Unknown; ///< Healthy paints the check mark only when nothing below weakens it
    bool soft = false;
    bool stale = false;
    bool impacted = false;
    bool acknowledged = false;
    bool shelved = false;
    bool flapping = false;
    bool maintenance = false; ///< own shape, over health
    bool planned = false;     ///< dashed; with no state: an empty dashed circle
    bool hasState = true;
    Presence presence = Presence::Planned; ///< its word, without a state

    bool operator==(const StatusMark &) const = default;
};

StatusMark markOf(const ServiceView &view);
/// Dashed where it is good only as far as it is looked at: `notSetUp` of its checks are not run.
StatusMark markOf(const ServiceView &view, int notSetUp);
StatusMark markOf(const CheckView &view);
StatusMark markOf(const EnvironmentView &view);
/// The word beside the mark: "OK", "Degraded", "Down", "Unknown", "Stale", "Flapping", "Planned",
/// "Not set up"…
QString wordOf(const StatusMark &mark);

/// Paints the 16 × 16 grid scaled into `rect` (square). Rings and badges reach up to a quarter
/// outside of it. Cached.
void paintMark(QPainter &painter, const QRectF &rect, const StatusMark &mark, const Theme &theme);

} // namespace opsdeck
