// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/servedparts.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace opsdeck {

QList<Stretch> lacksOf(const QList<ChartContent::Line> &lines, const Stretch &shown, qint64 gapMs)
{
    QList<Stretch> seen;
    for (const ChartContent::Line &line : lines) {
        for (const QList<QPointF> &segment : line.segments) {
            if (!segment.isEmpty())
                seen.append({static_cast<qint64>(segment.first().x()),
                             static_cast<qint64>(segment.last().x())});
        }
    }
    QList<Stretch> lacks;
    qint64 last = shown.fromMs;
    for (const Stretch &each : joined(seen, 0)) {
        if (each.fromMs > shown.toMs)
            break;
        if (each.fromMs - last > gapMs)
            lacks.append({last, each.fromMs});
        last = std::max(last, each.toMs);
    }
    if (shown.toMs - last > gapMs)
        lacks.append({last, shown.toMs});
    return lacks;
}

void addServed(ChartContent &content, const ServerBoard::Kept &kept, const QList<Stretch> &lacks)
{
    QList<Stretch> told;
    for (const ServerBoard::Line &line : kept.answer.lines) {
        QList<QList<QPointF>> segments;
        for (const Stretch &lack : lacks) {
            const auto within = ServerBoard::segments(line, kept.wish.stepMs, lack);
            for (const QList<QPointF> &segment : within)
                told.append({static_cast<qint64>(segment.first().x()),
                             static_cast<qint64>(segment.last().x())});
            segments += within;
        }
        if (segments.isEmpty())
            continue;
        const auto own =
            std::find_if(content.lines.begin(), content.lines.end(),
                         [&](const ChartContent::Line &each) { return each.label == line.label; });
        if (own != content.lines.end())
            own->served = segments;
        else
            content.lines.append({line.label, {}, segments});
    }
    content.served = joined(told, kept.wish.stepMs * 2);
    content.servedBy = kept.answer.source;
}

void paintServedBracket(QPainter &painter, const QRectF &band, const QString &name,
                        const Theme &theme)
{
    constexpr double kFoot = 5;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(theme.t3, 1));
    const double y = band.top() + 0.5;
    painter.drawLine(QPointF(band.left(), y), QPointF(band.right(), y));
    for (const double x : {band.left(), band.right()})
        painter.drawLine(QPointF(std::round(x) + 0.5, y), QPointF(std::round(x) + 0.5, y + kFoot));
    const QFont font = roleFont(TextRole::Caption);
    const QFontMetricsF metrics(font);
    const double width = metrics.horizontalAdvance(name);
    if (width + 12 > band.width())
        return;
    const QRectF box(band.left() + 6, band.top() + 3, width, metrics.height());
    painter.fillRect(box.adjusted(-2, 0, 2, 0), theme.s1);
    painter.setFont(font);
    painter.setPen(theme.t2);
    painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter, name);
}

} // namespace opsdeck
