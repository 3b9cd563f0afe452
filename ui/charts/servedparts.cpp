// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/servedparts.h"

#include "models/metrics/unittext.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr double kExemplar = 4;
constexpr int kExemplarsTold = 4;

/// At its end a line has steps, and what happened lies between them.
double nearestValue(const ChartContent::Line &line, qint64 timeMs, qint64 reachMs)
{
    double value = line.valueAt(timeMs);
    auto least = static_cast<double>(reachMs);
    const auto drawn = line.isStacked ? line.segments : line.segments + line.served;
    for (const QList<QPointF> &segment : drawn) {
        for (const QPointF &end : {segment.first(), segment.last()}) {
            const double away = std::abs(end.x() - static_cast<double>(timeMs));
            if (std::isnan(line.valueAt(timeMs)) && away <= least) {
                least = away;
                value = end.y();
            }
        }
    }
    return value;
}

} // namespace

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
        if (own != content.lines.end()) {
            own->served = segments;
        } else {
            content.lines.append({line.label, {}, 0, {}, segments});
            content.servedLabels.append(line.label);
        }
    }
    content.served = joined(told, kept.wish.stepMs * 2);
    content.servedBy = kept.answer.source;
}

void addExemplars(ChartContent &content, const ServerBoard::Kept &kept)
{
    for (const ServerBoard::Exemplar &each : kept.answer.exemplars) {
        const auto line =
            std::find_if(content.lines.cbegin(), content.lines.cend(),
                         [&](const ChartContent::Line &one) { return one.label == each.label; });
        const double value = line == content.lines.cend()
                                 ? std::nan("")
                                 : nearestValue(*line, each.timeMs, kept.wish.stepMs * 2);
        if (std::isnan(value))
            continue;
        const QString figure = unitText(each.value, Unit::None);
        const QString time = cursorText(each.timeMs, content.toMs - content.fromMs);
        content.exemplars.append(
            {QPointF(static_cast<double>(each.timeMs), value),
             each.trace.isEmpty()
                 ? TimeChart::tr("Exemplar of %1: %2").arg(time, figure)
                 : TimeChart::tr("Exemplar of %1: %2, trace %3").arg(time, figure, each.trace),
             each.trace});
    }
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

void TimeChart::drawExemplars(QPainter &painter, const QRectF &plot) const
{
    const Theme &theme = m_theme.theme();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.s1, 1));
    painter.setBrush(theme.t1);
    for (const ChartContent::Exemplar &each : m_content.exemplars) {
        const QPointF at(xOf(each.at.x(), plot), yOf(each.at.y(), plot));
        if (at.x() < plot.left() || at.x() > plot.right())
            continue;
        // A lozenge: no mark of a state has this size and place.
        painter.drawPolygon(QPolygonF{at + QPointF(0, -kExemplar), at + QPointF(kExemplar, 0),
                                      at + QPointF(0, kExemplar), at + QPointF(-kExemplar, 0)});
    }
}

/// In a tooltip, while the cursor is on it.
void TimeChart::tellExemplar(const QPointF &at)
{
    const QRectF plot = plotRect();
    QStringList texts;
    for (const ChartContent::Exemplar &each : m_content.exemplars) {
        if (m_content.kind == ChartKind::Table)
            break; // they are not drawn
        const QPointF away = QPointF(xOf(each.at.x(), plot), yOf(each.at.y(), plot)) - at;
        if (std::hypot(away.x(), away.y()) <= 2 * kExemplar && texts.size() < kExemplarsTold)
            texts << each.text;
    }
    setToolTip(texts.join(QLatin1Char('\n'))
                   .toHtmlEscaped()
                   .replace(QLatin1Char('\n'), QLatin1String("<br>")));
}

} // namespace opsdeck
