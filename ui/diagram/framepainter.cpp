// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/framepainter.h"

#include "models/status/groupstandings.h"
#include "ui/paint/groupmark.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr double kRadius = 10;
constexpr double kTitleLine = 32; ///< height of the line that the title stands in
constexpr double kInset = 15;
constexpr double kSpare = 24; ///< at both sides of the title together
constexpr double kGap = 16;   ///< between the title and the standing
constexpr double kMarkGap = 6;
constexpr int kLeastSize = 11;
constexpr int kMostSize = 28;

QFont titleFont(int size)
{
    QFont font = textFont(size, QFont::DemiBold);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.6);
    return font;
}

} // namespace

FrameLook frameLook(const QString &title, int depth, const GroupView *standing,
                    const QString &environment)
{
    FrameLook look{title, depth, std::nullopt};
    if (standing == nullptr || !standing->standing)
        return look;
    look.mark = markOf(*standing->standing);
    const QString of = environment.isEmpty() ? QString() : environment + QStringLiteral(": ");
    look.words = of + standingText(*standing);
    look.figure = of + standingFigure(*standing);
    return look;
}

void paintFrame(QPainter &painter, const QRectF &rect, const FrameLook &look, const Theme &theme,
                double scale)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(look.depth % 2 == 0 ? theme.group : theme.bg);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    const int size = std::max(kLeastSize, static_cast<int>(std::ceil(kLeastSize / scale)));
    if (size > kMostSize) {
        painter.restore();
        return;
    }
    const QFontMetricsF metrics(titleFont(size));
    const double baseline = 20 + (metrics.ascent() - metrics.descent()) / 2 - 3;
    const double room = rect.width() - kSpare;
    const QString title = look.title.toUpper();
    double taken = 0;
    if (look.mark) {
        const QFont font = textFont(size);
        const QFontMetricsF words(font);
        const double markSize = size + 3;
        const double left = title.isEmpty() ? room : room - metrics.horizontalAdvance(title) - kGap;
        QString text;
        for (const QString &each : {look.words, look.figure}) {
            if (text.isEmpty() && markSize + kMarkGap + words.horizontalAdvance(each) <= left)
                text = each;
        }
        taken = markSize + (text.isEmpty() ? 0 : kMarkGap + words.horizontalAdvance(text));
        const double x = rect.right() - kInset - taken;
        const double middle = rect.top() + baseline - (metrics.ascent() - metrics.descent()) / 2;
        paintMark(painter, QRectF(x, middle - markSize / 2, markSize, markSize), *look.mark, theme);
        painter.setFont(font);
        painter.setPen(theme.t2);
        painter.drawText(QPointF(x + markSize + kMarkGap, rect.top() + baseline), text);
        taken += kGap;
    }
    if (!title.isEmpty()) {
        painter.setFont(titleFont(size));
        painter.setPen(theme.t2);
        painter.drawText(rect.topLeft() + QPointF(kInset, baseline),
                         metrics.elidedText(title, Qt::ElideRight, room - taken));
    }
    painter.restore();
}

QRectF frameTitleRect(const QRectF &frame)
{
    return {frame.topLeft(), QSizeF(frame.width(), kTitleLine)};
}

} // namespace opsdeck
