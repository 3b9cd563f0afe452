// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/valueaxis.h"
#include "ui/charts/timechart.h"
#include "ui/theme/theme.h"

#include <QTest>

using namespace opsdeck;

/// A line with many holes is drawn to its end.
class TestManySegments final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void theLastOnesAreDrawn()
    {
        constexpr int kSegments = 300;
        constexpr double kValue = 37;
        ThemeHub theme;
        TimeChart chart(theme);
        chart.resize(1280, 320);
        ChartContent content;
        content.fromMs = 0;
        content.toMs = kSegments * 1000;
        content.axis = niceAxis(0, 100, Unit::None);
        ChartContent::Line line;
        for (int i = 0; i < kSegments; ++i)
            line.segments.append({{i * 1000.0, kValue}, {i * 1000.0 + 600, kValue}});
        content.lines = {line};
        chart.setContent(content);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        const QImage picture = chart.grab().toImage();
        const QRectF plot = chart.plotRect();
        const auto isDrawnAt = [&](int segment) {
            const double x = plot.left() + plot.width() * (segment * 1000.0 + 300) / content.toMs;
            const double span = content.axis.maximum - content.axis.minimum;
            const double y = plot.bottom() - plot.height() * (kValue - content.axis.minimum) / span;
            const QColor ground = picture.pixelColor(qRound(x), qRound(y) - 8);
            for (int dy = -2; dy <= 2; ++dy) {
                if (picture.pixelColor(qRound(x), qRound(y) + dy) != ground)
                    return true;
            }
            return false;
        };
        for (const int segment : {0, 100, 127, 128, 200, kSegments - 1})
            QVERIFY2(isDrawnAt(segment), qPrintable(QString::number(segment)));
    }
};

QTEST_MAIN(TestManySegments)
#include "tst_manysegments.moc"
