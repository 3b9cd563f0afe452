// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/diagrammodel.h"
#include "tests/support/referenceboard.h"
#include "ui/diagram/diagramview.h"
#include "ui/diagram/edgepainter.h"
#include "ui/diagram/edgeway.h"
#include "ui/diagram/minimap.h"
#include "ui/diagram/nodeitem.h"
#include "ui/diagram/nodepainter.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

/// What the painted lines tell, and that they tell the fault first.
class TestDiagramLines final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { m_theme = std::make_unique<ThemeHub>(); }

    void aTrunkIsNoBolderThanABranch_data();
    void aTrunkIsNoBolderThanABranch();
    void aSharedWayIsThereOnce();
    void aCrossIsAsLargeAtEveryZoom();
    void aCrossNeedsRoom();
    void aShortDisputedLineHasADotBetweenDashes();
    void theErrorStandsByTheCrossOfTheLineThatMattersMost();
    void disputedIsClearOfRings();
    void linesEndOutsideOfRings();
    void outlinesReachAsFarAsIsSaid_data();
    void outlinesReachAsFarAsIsSaid();
    void theMapTellsDownFromUnknown();

private:
    QImage painted(const QList<EdgeLook> &looks, double scale = 1) const
    {
        QImage image(QSize(440, 240), QImage::Format_RGB32);
        image.fill(m_theme->theme().bg);
        QPainter painter(&image);
        painter.scale(scale, scale);
        paintEdges(painter, looks, m_theme->theme(), scale);
        return image;
    }

    QImage whole(const DiagramView &view) const
    {
        QImage image(view.wholeArea().size().toSize(), QImage::Format_RGB32);
        QPainter painter(&image);
        painter.translate(-view.wholeArea().topLeft());
        view.paintWhole(painter);
        return image;
    }

    std::unique_ptr<ThemeHub> m_theme;
};

namespace {

EdgeLook look(const QList<QPointF> &corners, EdgeState state = EdgeState::Normal, int width = 0)
{
    EdgeLook made;
    made.corners = corners;
    made.state = state;
    made.width = width;
    return made;
}

/// Of the pixels from `at` on, in steps: how far they are from the ground, together.
int ink(const QImage &image, const QPoint &at, const QPoint &step, int count)
{
    const QColor ground = image.pixelColor(0, 0);
    int sum = 0;
    for (int i = 0; i < count; ++i) {
        const QColor there = image.pixelColor(at + i * step);
        sum += std::abs(there.red() - ground.red()) + std::abs(there.green() - ground.green())
               + std::abs(there.blue() - ground.blue());
    }
    return sum;
}

int edgeOf(const DiagramModel &model, const char *from, const char *on)
{
    const QList<DiagramEdge> &edges = model.definition().edges;
    for (int i = 0; i < edges.size(); ++i) {
        if (edges.at(i).from == model.nodeOf(referenceService(from))
            && edges.at(i).to == model.nodeOf(referenceService(on)))
            return i;
    }
    return -1;
}

double distance(const QPointF &at, const QRectF &area)
{
    return std::hypot(std::max({0.0, area.left() - at.x(), at.x() - area.right()}),
                      std::max({0.0, area.top() - at.y(), at.y() - area.bottom()}));
}

} // namespace

void TestDiagramLines::aTrunkIsNoBolderThanABranch_data()
{
    QTest::addColumn<EdgeState>("state");
    QTest::addColumn<double>("scale");
    QTest::newRow("usual") << EdgeState::Normal << 1.0;
    QTest::newRow("far") << EdgeState::Normal << 0.6;
    QTest::newRow("failing") << EdgeState::Failing << 1.0;
    QTest::newRow("impacted, far") << EdgeState::Impacted << 0.6;
}

void TestDiagramLines::aTrunkIsNoBolderThanABranch()
{
    QFETCH(EdgeState, state);
    QFETCH(double, scale);
    const QList<EdgeLook> three{look({{20, 40}, {200, 40}, {200, 200}, {300, 200}}, state),
                                look({{20, 80}, {200, 80}, {200, 200}, {300, 200}}, state),
                                look({{20, 120}, {200, 120}, {200, 200}, {300, 200}}, state)};
    const auto across = [&](const QList<EdgeLook> &looks) {
        const QImage image = painted(looks, scale);
        const QPoint trunk(qRound(200 * scale) - 6, qRound(160 * scale));
        const QPoint end(qRound(250 * scale), qRound(200 * scale) - 6);
        return QPair(ink(image, trunk, {1, 0}, 13), ink(image, end, {0, 1}, 13));
    };
    const auto one = across({three.first()});
    QVERIFY(one.first > 0 && one.second > 0);
    QCOMPARE(across(three), one);
}

void TestDiagramLines::aSharedWayIsThereOnce()
{
    const QList<QPointF> upper{{20, 40}, {200, 40}, {200, 200}, {300, 200}};
    const QList<QPointF> level{{20, 200}, {300, 200}};
    // Both are there up to where the upper one's bend begins.
    QCOMPARE(sharedWay(upper, level), 92.0);
    QCOMPARE(sharedWay(level, upper), 92.0);
    QCOMPARE(sharedWay(level, level), wayLength(level));
    QCOMPARE(sharedWay({{300, 20}, {300, 200}}, level), 0.0);
    QCOMPARE(edgePath(level, 0, 92).elementAt(0).x, 208.0);
    QVERIFY(std::abs(edgePath(upper, 0, 0).length() - wayLength(upper)) < 0.1);
    QVERIFY(std::abs(edgePath(upper, 6, 120).length() - (wayLength(upper) - 126)) < 0.1);
    QVERIFY(edgePath(level, 0, wayLength(level) + 1).isEmpty());
}

void TestDiagramLines::aCrossIsAsLargeAtEveryZoom()
{
    for (const double scale : {0.5, 0.6, 0.8, 1.0, 1.5})
        QVERIFY2(crossArea({}, scale).width() * scale >= 8, qPrintable(QString::number(scale)));
    // It stands on a gap of its line: its arms are not the line's.
    const EdgeLook line = look({{20, 100}, {300, 100}}, EdgeState::Failing);
    const auto cross = failingMark({line}, 0);
    QVERIFY(cross);
    const QImage image = painted({line});
    const QPoint at = cross->toPoint();
    const QColor down = m_theme->theme().down;
    QCOMPARE(image.pixelColor(at), down);
    QVERIFY(image.pixelColor(at + QPoint(-6, 0)) != down);
    QVERIFY(image.pixelColor(at + QPoint(6, 0)) != down);
    QCOMPARE(image.pixelColor(at + QPoint(-14, 0)), down);
}

void TestDiagramLines::aCrossNeedsRoom()
{
    EdgeLook line = look({{20, 100}, {62, 100}}, EdgeState::Failing);
    QVERIFY(failingMark({line}, 0)); // 35 of it are seen before the arrow
    QVERIFY(!failingMark({line}, 0, 0.6));
    line.beginGap = 6;
    line.endGap = 7;
    QVERIFY(!failingMark({line}, 0));
}

void TestDiagramLines::aShortDisputedLineHasADotBetweenDashes()
{
    EdgeLook line = look({{100, 20}, {100, 54}});
    line.basis = DependencyBasis::Disputed;
    line.endGap = 7;
    const QImage image = painted({line});
    QList<int> runs;
    bool wasInk = false;
    for (int y = 20; y < 39; ++y) { // the arrow's back is at 39
        const bool isInk = ink(image, {100, y}, {1, 0}, 1) > 90;
        if (isInk && !wasInk)
            runs << 0;
        if (isInk)
            ++runs.last();
        wasInk = isInk;
    }
    QCOMPARE(runs.size(), 3);
    QVERIFY(runs.at(1) >= 2);
    QVERIFY(runs.at(0) > runs.at(1) && runs.at(2) > runs.at(1));
}

void TestDiagramLines::theErrorStandsByTheCrossOfTheLineThatMattersMost()
{
    StatusBoard board;
    board.setWorkspace(referenceWorkspace(), referenceTime());
    DiagramModel model(board);
    model.setEnvironment(referenceEnvironment());
    DiagramView view(model, *m_theme);
    for (const QSize size : {QSize(824, 500), QSize(1144, 800), QSize(2600, 1700)}) {
        view.resize(size);
        view.show();
        board.apply(allHealthy());
        board.apply(databaseDown());
        // Backend and beat stand on the worker.
        const int first = edgeOf(model, "celery-worker", "db");
        QCOMPARE(model.edgeState(first), EdgeState::Failing);
        for (int edge = 0; edge < model.layout().edges.size(); ++edge) {
            const QRectF area = view.labelAreaOf(edge);
            if (model.edgeState(edge) != EdgeState::Failing || area.isNull())
                continue;
            QCOMPARE(edge, first);
            const auto cross = view.crossOf(edge);
            QVERIFY(cross);
            QVERIFY(distance(*cross, area) * view.zoom() < 48);
        }
    }
    // Beside the cross, or nowhere: a place at the arrow would do for another word.
    const QList<QPointF> line{{0, 100}, {400, 100}};
    EdgeLabelGround ground;
    ground.beside = QPointF(60, 100);
    ground.reach = 32;
    ground.farther = 2;
    const auto place = edgeLabelPlace(line, 50, ground);
    QVERIFY(place);
    QVERIFY(place->baseline.x() <= 60 && place->baseline.x() + 50 >= 60);
    ground.taken = {QRectF(-40, 60, 200, 80)};
    QVERIFY(!edgeLabelPlace(line, 50, ground));
    ground.beside.reset();
    QVERIFY(edgeLabelPlace(line, 50, ground));
}

void TestDiagramLines::disputedIsClearOfRings()
{
    auto workspace = std::make_shared<Workspace>(*referenceWorkspace());
    for (Service &service : workspace->platforms[0].environments[0].services) {
        for (Dependency &dependency : service.dependencies)
            dependency.basis = DependencyBasis::Disputed;
    }
    StatusBoard board;
    board.setWorkspace(workspace, referenceTime());
    DiagramModel model(board);
    model.setEnvironment(referenceEnvironment());
    DiagramView view(model, *m_theme);
    int told = 0;
    for (const QSize size : {QSize(824, 500), QSize(1144, 800), QSize(2600, 1700)}) {
        view.resize(size);
        view.show();
        board.apply(allHealthy());
        for (int edge = 0; edge < model.layout().edges.size(); ++edge) {
            const QRectF area = view.labelAreaOf(edge);
            if (area.isNull())
                continue;
            ++told;
            for (int node = 0; node < model.layout().nodes.size(); ++node) {
                const bool isStack = model.definition().nodes.at(node).replicas > 1;
                const double reach = kNodeReach + 3.9 / std::min(1.0, view.zoom());
                const double behind = reach + (isStack ? 2 * kReplicaStep : 0);
                QVERIFY(!model.layout()
                             .nodes.at(node)
                             .adjusted(-reach, -reach, behind, behind)
                             .intersects(area));
            }
        }
    }
    // More than one line to the same dependency has the word.
    QVERIFY2(told >= 12, qPrintable(QString::number(told)));
}

void TestDiagramLines::linesEndOutsideOfRings()
{
    StatusBoard board;
    board.setWorkspace(referenceWorkspace(), referenceTime());
    board.apply(allHealthy());
    board.apply(databaseDown());
    DiagramModel model(board);
    model.setEnvironment(referenceEnvironment());
    DiagramView view(model, *m_theme);
    view.resize(1400, 900);
    view.show();
    const QImage image = whole(view);
    const auto at = [&](const QPointF &point) {
        return image.pixelColor((point - view.wholeArea().topLeft()).toPoint());
    };
    int seen = 0;
    for (int edge = 0; edge < model.layout().edges.size(); ++edge) {
        if (model.edgeState(edge) == EdgeState::Normal)
            continue;
        const QList<QPointF> &way = model.layout().edges.at(edge);
        const QPointF along = toward(way.at(0), way.at(1));
        const NodeItem *from = view.nodeItems().at(model.definition().edges.at(edge).from);
        if (from->look().replicas > 1)
            continue;
        QVERIFY(hasRing(from->look()));
        const QColor line = model.edgeState(edge) == EdgeState::Failing ? m_theme->theme().down
                                                                        : m_theme->theme().impact;
        QVERIFY(at(way.at(0) + along * 2.5) != line);
        ++seen;
    }
    QVERIFY(seen > 2);
}

void TestDiagramLines::outlinesReachAsFarAsIsSaid_data()
{
    QTest::addColumn<bool>("isImpacted");
    QTest::addColumn<bool>("isSelected");
    QTest::addColumn<int>("replicas");
    for (const int replicas : {1, 3}) {
        for (const bool isImpacted : {false, true}) {
            for (const bool isSelected : {false, true})
                QTest::addRow("%s%s%d replicas", isImpacted ? "impacted " : "",
                              isSelected ? "selected " : "", replicas)
                    << isImpacted << isSelected << replicas;
        }
    }
}

/// Lines keep their distance to what is painted, at every detail.
void TestDiagramLines::outlinesReachAsFarAsIsSaid()
{
    QFETCH(bool, isImpacted);
    QFETCH(bool, isSelected);
    QFETCH(int, replicas);
    NodeLook node;
    node.isImpacted = isImpacted;
    node.isSelected = isSelected;
    node.replicas = replicas;
    const int sharp = 8; // pixels of a unit
    const QRectF box(20, 20, 176, 72);
    for (const double scale : {1.0, 0.5, 0.3}) {
        QImage image(QSize(220, 120) * sharp, QImage::Format_RGB32);
        image.fill(m_theme->theme().bg);
        QPainter painter(&image);
        painter.scale(sharp, sharp);
        paintNode(painter, box, node, m_theme->theme(), scale);
        painter.end();
        const QColor ground = m_theme->theme().bg;
        int top = 0;
        const int x = static_cast<int>(box.center().x()) * sharp;
        while (image.pixelColor(x, top) == ground)
            ++top;
        int bottom = image.height() - 1;
        while (image.pixelColor(x, bottom) == ground)
            --bottom;
        const double above = box.top() - double(top) / sharp;
        const double below = double(bottom + 1) / sharp - box.bottom();
        const QString told = QString("%1: %2 above, %3 below").arg(scale).arg(above).arg(below);
        QVERIFY2(std::abs(above - outlineReach(node, false, scale)) < 0.2, qPrintable(told));
        QVERIFY2(std::abs(below - outlineReach(node, true, scale)) < 0.2, qPrintable(told));
    }
}

void TestDiagramLines::theMapTellsDownFromUnknown()
{
    StatusBoard board;
    board.setWorkspace(referenceWorkspace(), referenceTime());
    board.apply(allHealthy());
    ChangeSet changes;
    changes.at = referenceTime();
    changes.states = {referenceState("db", Health::Down, {}),
                      referenceState("grafana", Health::Unknown, {})};
    board.apply(changes);
    DiagramModel model(board);
    model.setEnvironment(referenceEnvironment());
    DiagramView view(model, *m_theme);
    view.resize(800, 500);
    view.show();
    Minimap map(view, *m_theme);
    const QImage image = map.grab().toImage();
    // Shades inside of the two boxes: one of what is down, more of what nobody knows.
    const QRectF bounds = model.layout().bounds;
    const double scale =
        std::min((map.width() - 16) / bounds.width(), (map.height() - 16) / bounds.height());
    const auto shades = [&](const char *service) {
        const QRectF &box = model.layout().nodes.at(model.nodeOf(referenceService(service)));
        const QPointF middle =
            QRectF(map.rect()).center() + (box.center() - bounds.center()) * scale;
        QSet<QRgb> found;
        for (int x = -3; x <= 3; ++x) {
            for (int y = -1; y <= 1; ++y)
                found << image.pixel((middle + QPointF(x, y)).toPoint());
        }
        return found.size();
    };
    QCOMPARE(shades("db"), 1);
    QVERIFY(shades("grafana") > 1);
}

QTEST_MAIN(TestDiagramLines)
#include "tst_diagramlines.moc"
