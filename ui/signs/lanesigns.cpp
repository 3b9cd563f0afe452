// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/paint/lanepaint.h"
#include "ui/signs/sign.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kSwatchWidth = 28;
constexpr int kSwatchHeight = 10;

Sign laneSign(const QString &id, LaneKind kind, const QString &sentence)
{
    Sign sign{id, laneWord(kind).toLower(), sentence, kSwatchWidth, {}};
    sign.paint = [kind](QPainter &painter, const QRectF &box, const Theme &theme) {
        paintLane(
            painter,
            QRectF(box.left(), box.center().y() - kSwatchHeight / 2.0, kSwatchWidth, kSwatchHeight),
            kind, false, theme);
    };
    return sign;
}

} // namespace

QList<Sign> laneSigns()
{
    return {laneSign(QStringLiteral("lane.down"), LaneKind::Down,
                     SignWords::tr("Full: the service was down; paler: not confirmed.")),
            laneSign(QStringLiteral("lane.degraded"), LaneKind::Degraded,
                     SignWords::tr("The lower half: it was degraded.")),
            laneSign(QStringLiteral("lane.unknown"), LaneKind::Unknown,
                     SignWords::tr("An empty box: its state was unknown.")),
            laneSign(QStringLiteral("lane.notobserved"), LaneKind::NotObserved,
                     SignWords::tr("Hatched: nobody asked.")),
            laneSign(QStringLiteral("lane.maintenance"), LaneKind::Maintenance,
                     SignWords::tr("A bar above it: it is in maintenance since then.")),
            laneSign(QStringLiteral("lane.acknowledged"), LaneKind::Acknowledged,
                     SignWords::tr("A dotted bar above it: it is acknowledged since then."))};
}

} // namespace opsdeck
