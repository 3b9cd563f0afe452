// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/wall/wallpicture.h"
#include "ui/paint/statusmark.h"

#include <QFont>
#include <QSizeF>

class QPainter;

namespace opsdeck {

struct Theme;

/// Where the wall is painted: a page of about 1080 units in height, as wide as the screen's shape
/// asks for.
struct WallCanvas
{
    static constexpr qreal kMargin = 48;
    static constexpr qreal kRibbon = 96;
    static constexpr qreal kFoot = 72;

    QPainter &painter;
    QSizeF page;
    const Theme &theme;

    /// In the middle of `rect`'s height; cut at its end when it does not fit.
    void text(const QRectF &rect, const QString &words, const QFont &font, const QColor &colour,
              Qt::Alignment align = Qt::AlignLeft) const;
    /// `fixed` stays whole behind `words`, which give way. Returns the width taken.
    qreal textAnd(const QRectF &rect, const QString &words, Qt::TextElideMode mode,
                  const QString &fixed, const QFont &font, const QColor &colour) const;
    void hairline(qreal y) const;
};

StatusMark wallMark(const WallCell &cell);
StatusMark wallMark(const WallProblem &problem);
StatusMark wallMark(const WallService &service);
qreal widthOf(const QString &words, const QFont &font);
/// "01:24", "03:41:09", from 100 h on "4 d".
QString wallClockText(Milliseconds length);

} // namespace opsdeck
