// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/wall/wallcanvas.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

namespace opsdeck {

void WallCanvas::text(const QRectF &rect, const QString &words, const QFont &font,
                      const QColor &colour, Qt::Alignment align) const
{
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(rect, static_cast<int>(align | Qt::AlignVCenter) | Qt::TextSingleLine,
                     QFontMetricsF(font).elidedText(words, Qt::ElideRight, rect.width() + 1));
}

qreal WallCanvas::textAnd(const QRectF &rect, const QString &words, Qt::TextElideMode mode,
                          const QString &fixed, const QFont &font, const QColor &colour) const
{
    const QString rest = fixed.isEmpty() || words.isEmpty() ? fixed : QLatin1Char(' ') + fixed;
    const QString shown = QFontMetricsF(font).elidedText(
                              words, mode, std::max(0.0, rect.width() - widthOf(rest, font)))
                          + rest;
    text(rect, shown, font, colour);
    return std::min(rect.width(), widthOf(shown, font));
}

void WallCanvas::hairline(qreal y) const
{
    painter.fillRect(QRectF(-8, y, page.width() + 16, 1), theme.line);
}

namespace {

void addMarks(StatusMark &mark, const OperatorMarks &marks)
{
    mark.maintenance = markOf(marks, OperatorMarkKind::Maintenance) != nullptr;
    mark.shelved = markOf(marks, OperatorMarkKind::Shelved) != nullptr;
    mark.acknowledged = markOf(marks, OperatorMarkKind::Acknowledged) != nullptr;
}

} // namespace

StatusMark wallMark(const WallCell &cell)
{
    StatusMark mark;
    mark.health = cell.health;
    mark.soft = cell.soft;
    mark.stale = cell.stale;
    mark.planned = cell.rank == StatusRank::NotSetUp;
    mark.hasState = !mark.planned;
    return mark;
}

StatusMark wallMark(const WallProblem &problem)
{
    StatusMark mark;
    mark.health = problem.health;
    mark.soft = problem.soft;
    mark.stale = problem.stale && problem.health != Health::Unknown;
    addMarks(mark, problem.marks);
    return mark;
}

StatusMark wallMark(const WallService &service)
{
    StatusMark mark;
    mark.health = service.health;
    mark.soft = service.soft;
    mark.stale = service.stale;
    mark.impacted = service.isImpacted;
    addMarks(mark, service.marks);
    return mark;
}

qreal widthOf(const QString &words, const QFont &font)
{
    return QFontMetricsF(font).horizontalAdvance(words);
}

QString wallClockText(Milliseconds length)
{
    const qint64 seconds = length.count() / 1000;
    const auto two = [](qint64 value) {
        return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
    };
    if (seconds >= 100 * 3600)
        return durationText(length);
    const QString minutes = two(seconds / 60 % 60) + QLatin1Char(':') + two(seconds % 60);
    return seconds < 3600 ? minutes : two(seconds / 3600) + QLatin1Char(':') + minutes;
}

} // namespace opsdeck
