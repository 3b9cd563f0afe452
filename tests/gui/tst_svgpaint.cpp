// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "ui/paint/paint.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>
#include <QSvgGenerator>
#include <QSvgRenderer>

#include <functional>

using namespace opsdeck;

namespace {

constexpr QSize kSize(80, 60);

/// What a reader of the SVG sees.
QImage read(const std::function<void(QPainter &)> &paint)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(kSize);
    generator.setViewBox(QRect(QPoint(), kSize));
    QPainter painter(&generator);
    paint(painter);
    painter.end();
    QImage image(kSize, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter reader(&image);
    QSvgRenderer(buffer.data()).render(&reader);
    return image;
}

/// Share of the pixels in it that something was painted on.
double filled(const QImage &image, const QRect &area)
{
    int painted = 0;
    for (int y = area.top(); y <= area.bottom(); ++y) {
        for (int x = area.left(); x <= area.right(); ++x)
            painted += qAlpha(image.pixel(x, y)) > 64 ? 1 : 0;
    }
    return double(painted) / (area.width() * area.height());
}

} // namespace

/// What is drawn within something else stays within it where Qt clips nothing.
class TestSvgPaint final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void hatchStaysInItsBox()
    {
        const QRect box(20, 20, 40, 20);
        const QImage image =
            read([&](QPainter &painter) { paintHatch(painter, box, QColor(Qt::red)); });
        const double share = filled(image, box);
        QVERIFY2(share > 0.1 && share < 0.6, qPrintable(QString::number(share)));
        for (const QRect &outside :
             {QRect(0, 0, 80, 18), QRect(0, 43, 80, 17), QRect(0, 0, 18, 60), QRect(63, 0, 17, 60)})
            QCOMPARE(filled(image, outside), 0.0);
    }

    void anUnknownMarkIsHatchedInItsShape()
    {
        const QRect box(20, 10, 40, 40);
        const ThemeHub hub;
        const Theme &theme = hub.theme();
        StatusMark mark;
        mark.health = Health::Unknown;
        const QImage image = read([&](QPainter &painter) { paintMark(painter, box, mark, theme); });
        for (const QRect &outside :
             {QRect(0, 0, 80, 8), QRect(0, 53, 80, 7), QRect(0, 0, 18, 60), QRect(63, 0, 17, 60)})
            QCOMPARE(filled(image, outside), 0.0);
        QVERIFY(filled(image, box) > 0.15);
    }
};

QTEST_MAIN(TestSvgPaint)
#include "tst_svgpaint.moc"
