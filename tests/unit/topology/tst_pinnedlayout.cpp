// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/layeredlayout.h"
#include "models/layout/pinnedlayout.h"
#include "tests/support/layoutfaults.h"
#include "tests/support/randomlayout.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

/// edge: nginx; app: api, worker; data: db, redis
LayoutInput shop()
{
    LayoutInput input;
    input.groups = 3;
    for (const int group : {0, 1, 1, 2, 2})
        input.nodes.append({group, {176, 72}});
    input.edges = {{0, 1, 0, false}, {1, 3, 0, false}, {1, 4, 0, false}, {2, 4, 0, false}};
    return input;
}

LayoutInput randomPinned(quint32 seed)
{
    QRandomGenerator random(seed);
    const int groups = 1 + static_cast<int>(random.bounded(6));
    LayoutInput input = randomLayout(random, groups, seed % 3 == 0);
    const auto count = static_cast<int>(input.nodes.size());
    const int pins = 1 + static_cast<int>(random.bounded(5));
    for (int i = 0; i < pins; ++i)
        input.pins.append({static_cast<int>(random.bounded(count)),
                           QPointF(random.bounded(1600), random.bounded(900))});
    return input;
}

} // namespace

class TestPinnedLayout final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void aPinInItsPlaceChangesNothing()
    {
        LayoutInput input = shop();
        const LayoutResult plain = layeredLayout(input);
        input.pins = {{1, plain.nodes.at(1).center()}};
        QCOMPARE(layeredLayout(input), plain);
    }

    void aPinnedBoxStandsOnTheGridWhereItIsPut()
    {
        LayoutInput input = shop();
        input.pins = {{1, {403, 597}}};
        const LayoutResult result = layeredLayout(input);
        QCOMPARE(fault(input, result), QString());
        // The corner, wanted at (315, 561), on the grid.
        QCOMPARE(result.nodes.at(1), QRectF(312, 560, 176, 72));
    }

    void itsFrameGrowsAroundItBesideIt()
    {
        LayoutInput input = shop();
        const LayoutResult plain = layeredLayout(input);
        const int low = plain.nodes.at(1).top() > plain.nodes.at(2).top() ? 1 : 2;
        const QPointF below = plain.nodes.at(low).center() + QPointF(0, 120);
        input.pins = {{low, below}};
        const LayoutResult result = layeredLayout(input);
        QCOMPARE(fault(input, result), QString());
        QCOMPARE(result.nodes.at(low).center(), below);
        QCOMPARE(framesOf(result, 1).size(), 1);
        QVERIFY(framesOf(result, 1).first().contains(result.nodes.at(low)));
        QVERIFY(framesOf(result, 1).first().bottom() > framesOf(plain, 1).first().bottom());
        for (const int other : {0, 3 - low, 3, 4})
            QCOMPARE(result.nodes.at(other), plain.nodes.at(other));
    }

    void awayFromItsFrameItHasOneOfItsOwn()
    {
        LayoutInput input = shop();
        const LayoutResult plain = layeredLayout(input);
        input.pins = {{1, plain.nodes.at(3).center()}}; // on the database
        const LayoutResult result = layeredLayout(input);
        QCOMPARE(fault(input, result), QString());
        QCOMPARE(result.nodes.at(1), plain.nodes.at(3));
        QCOMPARE(framesOf(result, 1).size(), 2);
        // The other frame gave way as a whole.
        const QPointF by = result.nodes.at(3).topLeft() - plain.nodes.at(3).topLeft();
        QVERIFY(!by.isNull());
        QCOMPARE(result.nodes.at(4).topLeft() - plain.nodes.at(4).topLeft(), by);
    }

    void aBoxInItsFrameMakesRoom()
    {
        LayoutInput input = shop();
        const LayoutResult plain = layeredLayout(input);
        input.pins = {{1, plain.nodes.at(2).center() + QPointF(0, -24)}};
        const LayoutResult result = layeredLayout(input);
        QCOMPARE(fault(input, result), QString());
        QVERIFY(result.nodes.at(2) != plain.nodes.at(2));
        QCOMPARE(framesOf(result, 1).size(), 1);
        QCOMPARE(result.nodes.at(3), plain.nodes.at(3));
    }

    void ofPinsInEachOthersWayTheLaterGivesWay()
    {
        LayoutInput input = shop();
        input.pins = {{1, {600, 400}}, {3, {608, 416}}, {1, {0, 0}}, {77, {8, 8}}};
        const QList<QRectF> boxes = pinnedBoxes(input);
        QCOMPARE(boxes.at(1).center(), QPointF(600, 404));
        QVERIFY(!boxes.at(3).isNull() && !boxes.at(3).intersects(boxes.at(1)));
        QVERIFY(boxes.at(0).isNull());
        const LayoutResult result = layeredLayout(input);
        QCOMPARE(fault(input, result), QString());
        QCOMPARE(result.nodes.at(3), boxes.at(3));
    }

    void anotherServiceMovesNoPinnedOne()
    {
        for (quint32 seed = 1; seed <= 60; ++seed) {
            LayoutInput input = randomPinned(seed);
            const LayoutResult before = layeredLayout(input);
            const int count = static_cast<int>(input.nodes.size());
            const LayoutInput smaller = input;
            input.nodes.append({static_cast<int>(seed) % input.groups, {176, 72}});
            input.edges.append({count, 0, 0, false});
            input.edges.append({count - 1, count, 0, false});
            const LayoutResult after = layeredLayout(input);
            for (const LayoutPin &pin : smaller.pins)
                QCOMPARE(after.nodes.at(pin.node), before.nodes.at(pin.node));
        }
    }

    void linesAreLedRoundIt()
    {
        LayoutInput input = shop();
        const LayoutResult plain = layeredLayout(input);
        // On the line from the edge, in the gap that it runs through.
        const QList<QPointF> line = plain.edges.at(0);
        input.pins = {{4, (line.first() + line.last()) / 2}};
        const LayoutResult result = layeredLayout(input);
        QCOMPARE(fault(input, result), QString());
        QVERIFY(result.edges.at(0) != line);
        QVERIFY(result.nodes.at(4).contains((line.first() + line.last()) / 2));
    }

    void randomPinsAreSound()
    {
        for (quint32 seed = 1; seed <= 300; ++seed) {
            const LayoutInput input = randomPinned(seed);
            const LayoutResult result = layeredLayout(input);
            const QString broken = fault(input, result);
            QVERIFY2(broken.isEmpty(), qPrintable(QString("seed %1: %2").arg(seed).arg(broken)));
            const QList<QRectF> boxes = pinnedBoxes(input);
            for (int node = 0; node < boxes.size(); ++node) {
                if (!boxes.at(node).isNull())
                    QCOMPARE(result.nodes.at(node), boxes.at(node));
            }
            const QString shared = sharedStretch(input, result);
            QVERIFY2(shared.isEmpty(), qPrintable(QString("seed %1: %2").arg(seed).arg(shared)));
            if (seed <= 20)
                QCOMPARE(layeredLayout(input), result);
        }
    }
};

QTEST_GUILESS_MAIN(TestPinnedLayout)
#include "tst_pinnedlayout.moc"
