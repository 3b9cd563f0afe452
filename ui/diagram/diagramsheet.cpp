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
constexpr int kDotsPerInch = 96;

void paintSheet(QPainter &painter, const QSizeF &size, const DiagramView &view,
                const QString &caption, const Theme &theme)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(), size), theme.bg);
    painter.setPen(theme.t2);
    painter.setFont(textFont(13));
    painter.drawText(QRectF(kMargin, kMargin / 2, size.width() - 2 * kMargin, kCaptionHeight),
                     Qt::AlignLeft | Qt::AlignVCenter, caption);
    const QPointF origin = view.wholeArea().topLeft();
    painter.translate(kMargin - origin.x(),
                      kMargin / 2 + kCaptionHeight + kMargin / 2 - origin.y());
    view.paintWhole(painter);
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
                        SheetFormat format)
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
        paintSheet(painter, size, view, caption, theme);
        return painter.end() && image.save(&buffer, "PNG") ? buffer.data() : QByteArray();
    }
    case SheetFormat::Svg: {
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(size.toSize());
        generator.setViewBox(QRectF(QPointF(), size));
        generator.setTitle(caption);
        if (!painter.begin(&generator))
            return {};
        paintSheet(painter, size, view, caption, theme);
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
        paintSheet(painter, size, view, caption, theme);
        return painter.end() ? buffer.data() : QByteArray();
    }
    }
    return {};
}

} // namespace opsdeck
