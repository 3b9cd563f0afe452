// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/diagramsheet.h"

#include "ui/diagram/diagramview.h"
#include "ui/theme/theme.h"

#include <QBuffer>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr double kMargin = 24;
constexpr double kCaptionHeight = 32;
constexpr double kPngScale = 2;
constexpr double kMostPixels = 16'000;
constexpr double kStampFrame = 4;
constexpr int kDotsPerInch = 96;

/// Large across the middle, and a dashed frame: nobody takes a part of it for the present.
void paintStamp(QPainter &painter, const QSizeF &size, const QString &stamp, const Theme &theme)
{
    painter.save();
    QPen frame(theme.ink, kStampFrame);
    frame.setDashPattern({4, 2});
    painter.setPen(frame);
    painter.setBrush(Qt::NoBrush);
    const double inset = kStampFrame / 2;
    painter.drawRect(QRectF(QPointF(), size).adjusted(inset, inset, -inset, -inset));
    QFont font = textFont(100, QFont::Bold);
    const double width = QFontMetricsF(font).horizontalAdvance(stamp);
    const double diagonal = std::hypot(size.width(), size.height());
    font.setPixelSize(
        std::max(24, static_cast<int>(std::min(100 * 0.6 * diagonal / width, size.height() / 2))));
    painter.setFont(font);
    painter.translate(size.width() / 2, size.height() / 2);
    painter.rotate(-std::atan2(size.height(), size.width()) * 180 / M_PI);
    painter.setOpacity(0.16);
    painter.setPen(theme.ink);
    painter.drawText(QRectF(-diagonal / 2, -diagonal / 2, diagonal, diagonal), Qt::AlignCenter,
                     stamp);
    painter.restore();
}

void paintSheet(QPainter &painter, const QSizeF &size, const DiagramView &view,
                const QString &caption, const Theme &theme, const QString &stamp)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(), size), theme.bg);
    painter.setPen(theme.t2);
    painter.setFont(textFont(13));
    painter.drawText(QRectF(kMargin, kMargin / 2, size.width() - 2 * kMargin, kCaptionHeight),
                     Qt::AlignLeft | Qt::AlignVCenter, caption);
    const QPointF origin = view.wholeArea().topLeft();
    painter.save();
    painter.translate(kMargin - origin.x(),
                      kMargin / 2 + kCaptionHeight + kMargin / 2 - origin.y());
    view.paintWhole(painter);
    painter.restore();
    if (!stamp.isEmpty())
        paintStamp(painter, size, stamp, theme);
}

} // namespace

QString suffixOf(SheetFormat format)
{
    switch (format) {
    case SheetFormat::Png:
        return QStringLiteral("png");
    case SheetFormat::Svg:
        return QStringLiteral("svg");
    case SheetFormat::Pdf:
        break;
    }
    return QStringLiteral("pdf");
}

QByteArray diagramSheet(const DiagramView &view, const QString &caption, const Theme &theme,
                        SheetFormat format, const QString &stamp)
{
    const double captionWidth = QFontMetricsF(textFont(13)).horizontalAdvance(caption);
    const QSizeF size(std::max(view.wholeArea().width(), captionWidth) + 2 * kMargin,
                      view.wholeArea().height() + kCaptionHeight + 2 * kMargin);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPainter painter;
    switch (format) {
    case SheetFormat::Png: {
        const double scale =
            std::min({kPngScale, kMostPixels / size.width(), kMostPixels / size.height()});
        QImage image(static_cast<int>(std::ceil(size.width() * scale)),
                     static_cast<int>(std::ceil(size.height() * scale)), QImage::Format_RGB32);
        if (!painter.begin(&image))
            return {};
        painter.scale(scale, scale);
        paintSheet(painter, size, view, caption, theme, stamp);
        return painter.end() && image.save(&buffer, "PNG") ? buffer.data() : QByteArray();
    }
    case SheetFormat::Svg: {
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(size.toSize());
        generator.setViewBox(QRectF(QPointF(), size));
        generator.setTitle(caption.toHtmlEscaped()); // the generator writes it as it is
        if (!painter.begin(&generator))
            return {};
        paintSheet(painter, size, view, caption, theme, stamp);
        return painter.end() ? buffer.data() : QByteArray();
    }
    case SheetFormat::Pdf: {
        QPdfWriter writer(&buffer);
        writer.setPageSize(QPageSize(size * 72 / kDotsPerInch, QPageSize::Point));
        writer.setPageMargins(QMarginsF());
        writer.setResolution(kDotsPerInch);
        writer.setTitle(caption);
        if (!painter.begin(&writer))
            return {};
        paintSheet(painter, size, view, caption, theme, stamp);
        return painter.end() ? buffer.data() : QByteArray();
    }
    }
    return {};
}

} // namespace opsdeck
