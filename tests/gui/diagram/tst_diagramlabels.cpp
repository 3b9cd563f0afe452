// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/referenceboard.h"
#include "ui/diagram/diagramview.h"
#include "ui/diagram/edgepainter.h"
#include "ui/diagram/edgeway.h"
#include "ui/theme/theme.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

/// Labels of the lines: each beside its own, over nothing.
class TestDiagramLabels final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void standBesideTheirLineAndOverNothing_data();
    void standBesideTheirLineAndOverNothing();
    void keepOffOtherLines();
    void stayAwayWhereThereIsNoRoom();
    void standBetweenTheBordersOfFrames();
    void failingLinesOfOneTrunkHaveMarksOfTheirOwn();
};

namespace {

double distance(const QRectF &label, const QLineF &piece)
{
    const QRectF box = QRectF(piece.p1(), piece.p2()).normalized();
    return std::max({0.0, box.left() - label.right(), label.left() - box.right(),
                     box.top() - label.bottom(), label.top() - box.bottom()});
}

QRectF areaOf(const QPointF &baseline, double width)
{
    return {baseline - QPointF(0, 9), QSizeF(width, 11)};
}

} // namespace

void TestDiagramLabels::standBesideTheirLineAndOverNothing_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("1280") << QSize(824, 500);
    QTest::newRow("1600") << QSize(1144, 800);
    QTest::newRow("large") << QSize(2000, 1300);
}

void TestDiagramLabels::standBesideTheirLineAndOverNothing()
{
    QFETCH(QSize, size);
    ThemeHub theme;
    StatusBoard board;
    board.setWorkspace(referenceWorkspace(), referenceTime());
    board.apply(allHealthy());
    DiagramModel model(board);
    model.setEnvironment(referenceEnvironment());
    DiagramView view(model, theme);
    view.resize(size);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    board.apply(databaseDown());
    QTRY_VERIFY(!view.labelAreas().isEmpty());
    const LayoutResult &layout = model.layout();
    const QList<QRectF> labels = view.labelAreas();
    for (const QRectF &label : labels) {
        for (const QRectF &node : layout.nodes)
            QVERIFY(!node.intersects(label));
        QCOMPARE(std::count_if(labels.cbegin(), labels.cend(),
                               [&](const QRectF &other) { return other.intersects(label); }),
                 1);
        double own = 1e9;
        double other = 1e9;
        for (int edge = 0; edge < layout.edges.size(); ++edge) {
            for (const QLineF &piece : edgePieces(layout.edges.at(edge))) {
                double &nearest = model.edgeLabel(edge).isEmpty() ? other : own;
                nearest = std::min(nearest, distance(label, piece));
            }
        }
        QVERIFY2(own > 0 && own < 12, qPrintable(QString::number(own)));
        QVERIFY2(other > 0, qPrintable(QString::number(other)));
    }
}

void TestDiagramLabels::keepOffOtherLines()
{
    const QList<QPointF> line{{0, 100}, {200, 100}};
    EdgeLabelGround ground;
    ground.ownTrunk = edgePieces(line);
    const auto alone = edgeLabelPlace(line, 50, ground);
    QVERIFY(alone);
    QVERIFY(alone->baseline.y() < 100);
    QVERIFY(alone->baseline.x() > 100); // at the dependency's end
    // A line close above it is another one's: the label goes below its own.
    ground.otherLines = {QLineF(0, 88, 200, 88)};
    const auto below = edgeLabelPlace(line, 50, ground);
    QVERIFY(below);
    QVERIFY(below->baseline.y() > 100);
    QVERIFY(!areaOf(below->baseline, 50).intersects(QRectF(0, 99, 200, 2)));
    // A box there pushes it back along the line.
    ground.taken = {QRectF(120, 100, 80, 40)};
    const auto pushed = edgeLabelPlace(line, 50, ground);
    QVERIFY(pushed);
    QVERIFY(pushed->distance > below->distance);
    QVERIFY(!areaOf(pushed->baseline, 50).intersects(ground.taken.first()));
}

void TestDiagramLabels::stayAwayWhereThereIsNoRoom()
{
    const QList<QPointF> line{{0, 100}, {30, 100}};
    EdgeLabelGround ground;
    ground.ownTrunk = edgePieces(line);
    QVERIFY(!edgeLabelPlace(line, 50, ground));
    QVERIFY(!edgeLabelPlace({}, 50, ground));
}

void TestDiagramLabels::standBetweenTheBordersOfFrames()
{
    const QList<QPointF> line{{0, 100}, {200, 100}};
    EdgeLabelGround ground;
    ground.ownTrunk = edgePieces(line);
    ground.borders = {QLineF(120, 0, 120, 300), QLineF(173, 0, 173, 300)};
    const auto between = edgeLabelPlace(line, 50, ground);
    QVERIFY(between);
    QVERIFY(between->baseline.x() > 120 && between->baseline.x() + 50 < 173);
    // Where it fits nowhere it is better to be seen over one than not at all.
    QList<QLineF> many;
    for (int x = 0; x <= 200; x += 20)
        many << QLineF(x, 0, x, 300);
    ground.borders = many;
    QVERIFY(edgeLabelPlace(line, 50, ground));
}

void TestDiagramLabels::failingLinesOfOneTrunkHaveMarksOfTheirOwn()
{
    const auto failing = [](const QList<QPointF> &corners) {
        EdgeLook look;
        look.corners = corners;
        look.state = EdgeState::Failing;
        return look;
    };
    const EdgeLook upper = failing({{100, 40}, {300, 40}, {300, 100}, {400, 100}});
    const EdgeLook level = failing({{100, 100}, {400, 100}});
    const EdgeLook lower = failing({{100, 160}, {300, 160}, {300, 100}, {400, 100}});
    const QList<EdgeLook> looks{upper, level, lower};
    QCOMPARE(failingMark(looks, 0), QPointF(120, 40));
    QCOMPARE(failingMark(looks, 1), QPointF(120, 100));
    QCOMPARE(failingMark(looks, 2), QPointF(120, 160));
    // The same whatever the others' states are; alone it stands before the arrow.
    QList<EdgeLook> one = looks;
    one[1].state = one[2].state = EdgeState::Normal;
    QCOMPARE(failingMark(one, 0), QPointF(120, 40));
    QCOMPARE(failingMark({upper}, 0), QPointF(380, 100));
    QCOMPARE(failingMark({failing({{0, 0}, {16, 0}})}, 0), std::nullopt);
}

QTEST_MAIN(TestDiagramLabels)
#include "tst_diagramlabels.moc"
