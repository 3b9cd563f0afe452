// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartkinds.h"

#include "models/metrics/limitwords.h"
#include "models/metrics/unittext.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr double kPadding = 12;
constexpr int kRowHeight = 22;
constexpr double kBarHeight = 8;

double valueOf(const ChartContent::Line &line, std::optional<qint64> timeMs)
{
    if (timeMs)
        return line.valueAt(*timeMs);
    return line.segments.isEmpty() ? std::nan("") : line.segments.last().last().y();
}

/// Between two points as the line is drawn there; NaN in a hole.
double drawnAt(const ChartContent::Line &line, qint64 timeMs)
{
    const auto time = static_cast<double>(timeMs);
    for (const QList<QPointF> &segment : line.segments + line.served) {
        if (segment.isEmpty() || segment.first().x() > time || segment.last().x() < time)
            continue;
        const auto next = std::lower_bound(
            segment.cbegin(), segment.cend(), time,
            [](const QPointF &point, double wanted) { return point.x() < wanted; });
        if (next == segment.cbegin() || next->x() == time)
            return next->y();
        const QPointF &before = *std::prev(next);
        return before.y()
               + (next->y() - before.y()) * (time - before.x()) / (next->x() - before.x());
    }
    return std::nan("");
}

/// From where to where a gauge goes; nothing where there is no whole.
std::optional<std::pair<double, double>> wholeOf(const ChartContent &content)
{
    if (content.unit == Unit::Ratio)
        return std::pair(0.0, 1.0);
    if (content.unit == Unit::Percent)
        return std::pair(0.0, 100.0);
    double highest = 0;
    for (const Threshold &threshold : content.thresholds)
        highest = std::max(highest, threshold.enter);
    if (highest <= 0)
        return std::nullopt;
    return std::pair(0.0, highest * 1.25);
}

void paintGauge(QPainter &painter, const QRectF &bar, const ChartContent &content, double value,
                const std::pair<double, double> &whole, const Theme &theme)
{
    const auto xOf = [&](double at) {
        const double share = (at - whole.first) / (whole.second - whole.first);
        return bar.left() + bar.width() * std::clamp(share, 0.0, 1.0);
    };
    painter.fillRect(bar, theme.s3);
    if (!std::isnan(value))
        painter.fillRect(QRectF(bar.topLeft(), QPointF(xOf(value), bar.bottom())),
                         content.isOld ? theme.t3 : theme.series(content.lines.first().colour));
    painter.setFont(textFont(11));
    const QFontMetricsF metrics(painter.font());
    double free = bar.left(); // words never stand on each other
    QList<Threshold> limits = content.thresholds;
    std::sort(limits.begin(), limits.end(),
              [](const Threshold &a, const Threshold &b) { return a.enter < b.enter; });
    for (const Threshold &limit : std::as_const(limits)) {
        const double x = std::round(xOf(limit.enter));
        painter.fillRect(QRectF(x - 1, bar.top() - 3, 2, bar.height() + 6),
                         limit.severity == Severity::Critical ? theme.down : theme.degraded);
        const QString text = limitLabel(limit, content.unit);
        const double width = metrics.horizontalAdvance(text);
        const double left =
            std::max(free, std::clamp(x - width / 2, bar.left(), bar.right() - width));
        if (left + width > bar.right() + 1)
            continue;
        painter.setPen(theme.t2);
        painter.drawText(QPointF(left, bar.bottom() + 4 + metrics.ascent()), text);
        free = left + width + 12;
    }
}

} // namespace

void stack(QList<ChartContent::Line> &lines, qint64 fromMs, qint64 toMs, int columns)
{
    QList<double> sums;
    QList<bool> isThere;
    QList<QList<double>> values;
    for (const ChartContent::Line &line : std::as_const(lines)) {
        QList<double> own;
        for (int i = 0; i <= columns; ++i)
            own.append(drawnAt(line, fromMs + (toMs - fromMs) * i / columns));
        values.append(own);
    }
    for (int i = 0; i <= columns; ++i) {
        sums.append(0);
        isThere.append(std::any_of(values.cbegin(), values.cend(), [i](const QList<double> &own) {
            return !std::isnan(own.at(i));
        }));
    }
    for (qsizetype line = 0; line < lines.size(); ++line) {
        QList<QList<QPointF>> tops;
        bool isOpen = false;
        for (int i = 0; i <= columns; ++i) {
            if (!isThere.at(i)) {
                isOpen = false;
                continue;
            }
            if (!std::isnan(values.at(line).at(i)))
                sums[i] += values.at(line).at(i);
            if (!std::exchange(isOpen, true))
                tops.append(QList<QPointF>());
            tops.last().append(
                {static_cast<double>(fromMs + (toMs - fromMs) * i / columns), sums.at(i)});
        }
        lines[line].own = std::exchange(lines[line].segments, tops);
        lines[line].isStacked = true;
    }
}

void paintStack(QPainter &painter, const QList<ChartContent::Line> &lines, const Theme &theme,
                const std::function<QPointF(const QPointF &)> &at)
{
    painter.setPen(Qt::NoPen);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        QColor colour = theme.series(lines.at(i).colour);
        colour.setAlphaF(0.45F);
        // From the sixth on the colours come again, with lines.
        painter.setBrush(lines.at(i).colour < 5 ? QBrush(colour)
                                                : QBrush(colour, Qt::BDiagPattern));
        for (qsizetype part = 0; part < lines.at(i).segments.size(); ++part) {
            QPolygonF area;
            for (const QPointF &point : lines.at(i).segments.at(part))
                area.append(at(point));
            const QList<QPointF> &top = lines.at(i).segments.at(part);
            for (qsizetype p = top.size() - 1; p >= 0; --p)
                area.append(at(i == 0 ? QPointF(top.at(p).x(), 0)
                                      : lines.at(i - 1).segments.at(part).at(p)));
            painter.drawPolygon(area);
        }
    }
}

double numberHeight(const ChartContent &content, double height)
{
    return std::min(height * 0.7, wholeOf(content) ? 86.0 : 56.0);
}

void paintNumber(QPainter &painter, const QRectF &box, const ChartContent &content,
                 std::optional<qint64> timeMs, const Theme &theme)
{
    if (content.lines.isEmpty())
        return;
    const ChartContent::Line &line = content.lines.first();
    const double value = content.isSilent && !timeMs ? std::nan("") : valueOf(line, timeMs);
    painter.setFont(figureFont(28, QFont::Medium));
    painter.setPen(content.isOld && !timeMs ? theme.t3 : theme.t1);
    const QString text = unitText(value, content.unit);
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(text);
    painter.drawText(QRectF(box.left() + kPadding, box.top(), width + 4, 40),
                     Qt::AlignLeft | Qt::AlignVCenter, text);
    const double first = line.segments.isEmpty() ? std::nan("") : line.segments.first().first().y();
    if (!std::isnan(value) && !std::isnan(first)) {
        const double risen = value - first;
        const QString way = risen > 0   ? QString(QChar(0x25B2))
                            : risen < 0 ? QString(QChar(0x25BC))
                                        : QStringLiteral("=");
        const QString trend =
            TimeChart::tr("%1 %2 since %3")
                .arg(way, unitText(std::abs(risen), content.unit),
                     cursorText(static_cast<qint64>(line.segments.first().first().x()),
                                content.toMs - content.fromMs));
        painter.setFont(textFont(12));
        painter.setPen(theme.t2);
        const QRectF rest(box.left() + kPadding + width + 16, box.top(),
                          box.width() - width - 2 * kPadding - 16, 40);
        painter.drawText(
            rest, Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetricsF(painter.font()).elidedText(trend, Qt::ElideRight, rest.width()));
    }
    if (const auto whole = wholeOf(content))
        paintGauge(
            painter,
            QRectF(box.left() + kPadding, box.top() + 46, box.width() - 2 * kPadding, kBarHeight),
            content, value, *whole, theme);
}

void paintTable(QPainter &painter, const QRectF &box, const ChartContent &content,
                std::optional<qint64> timeMs, const Theme &theme)
{
    QList<std::pair<double, const ChartContent::Line *>> rows;
    for (const ChartContent::Line &line : content.lines) {
        const double value = content.isSilent && !timeMs ? std::nan("") : valueOf(line, timeMs);
        rows.append({value, &line});
    }
    std::stable_sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) {
        return std::isnan(b.first) ? !std::isnan(a.first) : a.first > b.first;
    });
    const auto room = std::max<qsizetype>(1, static_cast<qsizetype>(box.height() / kRowHeight));
    const bool isCut = rows.size() > room;
    const qsizetype shown = isCut ? room - 1 : rows.size();
    const double most = rows.isEmpty() || std::isnan(rows.first().first) ? 0 : rows.first().first;
    const QFontMetricsF figures(figureFont(12, QFont::Medium));
    double valueWidth = 0;
    double labelWidth = 0;
    for (const auto &[value, line] : std::as_const(rows)) {
        valueWidth =
            std::max(valueWidth, figures.horizontalAdvance(unitText(value, content.unit)) + 4);
        labelWidth =
            std::max(labelWidth, QFontMetricsF(textFont(12)).horizontalAdvance(line->label) + 4);
    }
    labelWidth = std::min(labelWidth, box.width() * 0.4);
    double top = box.top();
    for (qsizetype i = 0; i < shown; ++i, top += kRowHeight) {
        const auto &[value, line] = rows.at(i);
        painter.setFont(textFont(12));
        painter.setPen(theme.t2);
        painter.drawText(
            QRectF(box.left() + kPadding, top, labelWidth, kRowHeight),
            Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetricsF(painter.font()).elidedText(line->label, Qt::ElideMiddle, labelWidth));
        const QRectF bar(box.left() + kPadding + labelWidth + 12,
                         top + (kRowHeight - kBarHeight) / 2,
                         box.width() - labelWidth - valueWidth - 2 * kPadding - 24, kBarHeight);
        painter.fillRect(bar, theme.s2);
        if (most > 0 && value > 0)
            painter.fillRect(
                QRectF(bar.topLeft(), QSizeF(bar.width() * value / most, bar.height())),
                content.isOld && !timeMs ? theme.t3 : theme.series(line->colour));
        painter.setFont(figureFont(12, QFont::Medium));
        painter.setPen(content.isOld && !timeMs ? theme.t3 : theme.t1);
        painter.drawText(QRectF(box.right() - kPadding - valueWidth, top, valueWidth, kRowHeight),
                         Qt::AlignRight | Qt::AlignVCenter, unitText(value, content.unit));
    }
    if (!isCut)
        return;
    painter.setFont(textFont(12));
    painter.setPen(theme.t3);
    painter.drawText(QRectF(box.left() + kPadding, top, box.width(), kRowHeight),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     TimeChart::tr("%1 more, lower").arg(rows.size() - shown));
}

} // namespace opsdeck
