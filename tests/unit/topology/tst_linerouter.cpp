// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/layeredlayout.h"
#include "models/layout/linerouter.h"
#include "models/layout/pinnedlayout.h"
#include "tests/support/layeredgraphs.h"
#include "tests/support/layoutfaults.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

double lengthOf(const QList<QPointF> &line)
{
    double length = 0;
    for (qsizetype i = 0; i + 1 < line.size(); ++i)
        length += (line.at(i + 1) - line.at(i)).manhattanLength();
    return length;
}

} // namespace

/// Ways for lines round boxes that stand anywhere.
class TestLineRouter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void inHasteFewerPlacesAreLookedAt();
    void aWayIsTheSameWhateverWasSearchedBefore();
    void inALargeDrawingOnlyWhatIsTouchedIsLedAnew();
};

void TestLineRouter::inHasteFewerPlacesAreLookedAt()
{
    // A field of boxes between two ends.
    QList<QRectF> boxes{QRectF(16, 400, 160, 56), QRectF(1600, 400, 160, 56)};
    for (int column = 0; column < 5; ++column) {
        for (int row = 0; row < 10; ++row)
            boxes.append(QRectF(256 + 240 * column, 40 + 88 * row, 160, 56));
    }
    LineRouter thorough(boxes, {});
    LineRouter hasty(boxes, {}, 4);
    const QList<QPointF> best = thorough.route(0, 1, 0);
    const QList<QPointF> quick = hasty.route(0, 1, 0);
    QVERIFY(best.size() >= 2);
    QVERIFY(quick.size() >= 2);
    QVERIFY2(hasty.effort() * 2 < thorough.effort(),
             qPrintable(QString("%1 against %2").arg(hasty.effort()).arg(thorough.effort())));
    QVERIFY(lengthOf(quick) <= 4 * lengthOf(best));
}

void TestLineRouter::aWayIsTheSameWhateverWasSearchedBefore()
{
    const QList<QRectF> boxes{QRectF(16, 40, 160, 56), QRectF(400, 40, 160, 56),
                              QRectF(400, 200, 160, 56), QRectF(800, 120, 160, 56)};
    LineRouter first(boxes, {});
    const QList<QPointF> alone = first.route(0, 3, 0);
    QVERIFY(alone.size() >= 2);
    // One that found no way leaves no line: where an end has no room to be left.
    QList<QRectF> shut = boxes;
    for (const QRectF &wall : {QRectF(392, 256, 176, 24), QRectF(392, 176, 176, 24),
                               QRectF(376, 176, 24, 104), QRectF(560, 176, 24, 104)})
        shut.append(wall);
    LineRouter again(shut, {});
    QVERIFY(again.route(0, 2, 1).isEmpty());
    QVERIFY(again.effort() >= 0);
    LineRouter same(shut, {});
    QCOMPARE(again.route(0, 3, 0), same.route(0, 3, 0));
}

void TestLineRouter::inALargeDrawingOnlyWhatIsTouchedIsLedAnew()
{
    LayoutInput input = layeredGraph(7, 300, 600, 6);
    const LayoutResult plain = layeredLayout(input);
    for (int pin = 0; pin < 5; ++pin) {
        const int node = pin * 60;
        input.pins.append({node, plain.nodes.at(node).center() + QPointF(16, 24)});
    }
    const LayoutResult made = pinnedLayout(input, plain);
    QCOMPARE(fault(input, made), QString());
    QCOMPARE(sharedStretch(input, made), QString());
    QList<QRectF> touched; // where something is, or was, moved
    for (int node = 0; node < made.nodes.size(); ++node) {
        if (made.nodes.at(node) != plain.nodes.at(node))
            touched.append(made.nodes.at(node).adjusted(-8, -8, 8, 8));
    }
    QVERIFY(touched.size() >= 5);
    int kept = 0;
    int far = 0;
    for (int edge = 0; edge < input.edges.size(); ++edge) {
        const LayoutEdge &each = input.edges.at(edge);
        bool isTouched = false;
        for (const int end : {each.from, each.to})
            isTouched = isTouched || made.nodes.at(end) != plain.nodes.at(end);
        const QList<QPointF> &line = plain.edges.at(edge);
        for (qsizetype i = 0; i + 1 < line.size(); ++i) {
            for (const QRectF &rect : std::as_const(touched))
                isTouched = isTouched || passesThrough({line.at(i), line.at(i + 1), edge}, rect);
        }
        if (isTouched)
            continue;
        ++far;
        kept += made.edges.at(edge) == line ? 1 : 0;
    }
    QVERIFY2(far > 300, qPrintable(QString::number(far)));
    // But for the few that another one had to be led out of the way of.
    QVERIFY2(kept >= far - far / 50, qPrintable(QString("%1 of %2").arg(kept).arg(far)));
}

QTEST_GUILESS_MAIN(TestLineRouter)
#include "tst_linerouter.moc"
