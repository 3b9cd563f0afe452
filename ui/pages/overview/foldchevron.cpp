// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/foldchevron.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kPadding = 12;
constexpr int kChevron = 12;
constexpr int kGap = 6;

} // namespace

int paintChevron(QPainter &painter, const QRect &bar, EnvironmentTable::Fold fold,
                 const Theme &theme)
{
    const int left = bar.left() + kPadding;
    if (fold == EnvironmentTable::Fixed)
        return left;
    painter.save();
    painter.translate(left + kChevron / 2.0, bar.center().y() + 0.5);
    painter.rotate(fold == EnvironmentTable::Folded ? -90 : 0);
    paintIcon(painter, QRectF(-kChevron / 2.0, -kChevron / 2.0, kChevron, kChevron),
              QStringLiteral("chev"), theme.t2);
    painter.restore();
    return left + kChevron + kGap;
}

} // namespace opsdeck
