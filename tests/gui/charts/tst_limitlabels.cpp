// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/limitlabels.h"

#include <QTest>

using namespace opsdeck;

namespace {

const QRectF kPlot(60, 8, 360, 116);

/// Where the words of a line may stand.
bool isAtItsLine(const QRectF &box, const LimitLabel &label)
{
    return std::abs(box.bottom() - label.y) <= 2 || std::abs(box.top() - label.y) <= 2;
}

} // namespace

class TestLimitLabels final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aloneItStandsWhereItAsks();
    void atAnEdgeItTakesTheOtherSide();
    void closeLinesDoNotHideEachOthersWords();
    void neverOverEachOtherAndNeverOutside();
    void tooManyStayInside();
};

void TestLimitLabels::aloneItStandsWhereItAsks()
{
    const QList<QRectF> boxes = placeLimitLabels({{60, 50, true}, {100, 50, false}}, kPlot);
    QCOMPARE(boxes, (QList<QRectF>{QRectF(64, 45, 50, 13), QRectF(64, 102, 50, 13)}));
}

void TestLimitLabels::atAnEdgeItTakesTheOtherSide()
{
    QCOMPARE(placeLimitLabels({{12, 50, true}}, kPlot).first().top(), 14.0);
    QCOMPARE(placeLimitLabels({{120, 50, false}}, kPlot).first().bottom(), 118.0);
}

void TestLimitLabels::closeLinesDoNotHideEachOthersWords()
{
    // The limit lies near the bottom and its clearing line just above it.
    const QList<LimitLabel> labels{{118, 140, false}, {110, 60, true}};
    const QList<QRectF> boxes = placeLimitLabels(labels, kPlot);
    QVERIFY(!boxes.at(0).intersects(boxes.at(1)));
    QVERIFY(isAtItsLine(boxes.at(0), labels.at(0)));
    QVERIFY(isAtItsLine(boxes.at(1), labels.at(1)));
    QVERIFY(boxes.at(1).left() > boxes.at(0).right());
}

void TestLimitLabels::neverOverEachOtherAndNeverOutside()
{
    for (int first = 8; first <= 124; first += 3) {
        for (int second = 8; second <= 124; second += 3) {
            for (const bool above : {true, false}) {
                const QList<LimitLabel> labels{{double(first), 130, above},
                                               {double(second), 70, !above}};
                const QList<QRectF> boxes = placeLimitLabels(labels, kPlot);
                QVERIFY2(!boxes.at(0).intersects(boxes.at(1)),
                         qPrintable(QString("%1 %2").arg(first).arg(second)));
                for (int i = 0; i < 2; ++i) {
                    QVERIFY2(kPlot.contains(boxes.at(i)),
                             qPrintable(QString("%1 %2").arg(first).arg(second)));
                    QVERIFY(isAtItsLine(boxes.at(i), labels.at(i)));
                }
            }
        }
    }
}

void TestLimitLabels::tooManyStayInside()
{
    const QList<QRectF> boxes = placeLimitLabels(QList<LimitLabel>(12, {60, 200, true}), kPlot);
    QCOMPARE(boxes.size(), 12);
    for (const QRectF &box : boxes)
        QVERIFY(kPlot.contains(box));
}

QTEST_GUILESS_MAIN(TestLimitLabels)
#include "tst_limitlabels.moc"
