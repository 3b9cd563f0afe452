// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/drawingcost.h"
#include "models/layout/layeredlayout.h"
#include "models/layout/linetracks.h"
#include "models/layout/rowplacement.h"
#include "tests/support/layeredgraphs.h"
#include "tests/support/layoutfaults.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

LayoutInput randomInput(quint32 seed)
{
    QRandomGenerator random(seed);
    LayoutInput input;
    const int kind = static_cast<int>(seed % 10);
    const int most = seed % 100 == 0 ? 500 : kind == 0 ? 120 : 24;
    const int count = seed % 100 == 0 ? 500 : 1 + static_cast<int>(random.bounded(most));
    input.groups = 1 + static_cast<int>(random.bounded(6));
    for (int i = 0; i < count; ++i) {
        LayoutNode node;
        node.group = static_cast<int>(random.bounded(input.groups));
        if (kind == 3)
            node.size = QSizeF(120 + 8 * static_cast<double>(random.bounded(8)),
                               72 + 8 * static_cast<double>(random.bounded(3)));
        input.nodes.append(node);
    }
    const int edges = static_cast<int>(random.bounded(2 * count + 1));
    for (int i = 0; i < edges; ++i) {
        LayoutEdge edge;
        edge.from = static_cast<int>(
            random.bounded(count)); // self-loops, cycles and repetitions come by themselves
        edge.to = static_cast<int>(random.bounded(count));
        if (kind != 1 && input.nodes.at(edge.from).group > input.nodes.at(edge.to).group
            && random.bounded(4) != 0)
            std::swap(edge.from, edge.to);
        edge.style = static_cast<int>(random.bounded(3));
        edge.observes = edge.style == 2;
        input.edges.append(edge);
    }
    if (kind >= 7) { // some of them watch or carry the others
        for (int group = 0; group < input.groups; ++group)
            input.below.append(static_cast<int>(random.bounded(3)) - (kind == 7 ? 1 : 0));
    }
    if (kind == 2) { // a last group that scrapes the rest
        ++input.groups;
        for (int i = 0; i < 4; ++i) {
            LayoutNode node;
            node.group = input.groups - 1;
            input.nodes.append(node);
            input.edges.append({count + i, static_cast<int>(random.bounded(count)), 2, true});
        }
    }
    return input;
}

int nodeOf(const QStringList &names, const QString &name)
{
    return static_cast<int>(names.indexOf(name));
}

} // namespace

class TestLayeredLayout final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingGivesNothing();
    void oneNodeHasItsFrame();
    void chainRunsFromLeftToRight();
    void theReferencePlatform();
    void observersStandBelow();
    void whatWatchesOrCarriesStandsBelow();
    void groupsBelowShareRows();
    void nodesBelowStandUnderWhatTheyLeadTo();
    void sourcesStandWithWhatTheyLeadTo();
    void aCycleKeepsItsLines();
    void tallGroupsAreBroken();
    void randomGraphsAreSound();
    void sameInputSameDrawing();
    void fewLinesCross();
    void tallRoomsTurnIt();
    void gapsFollowTheRoom();
    void fiveHundredNodesFitIntoAFrame();
    void placesInOrder_data();
    void placesInOrder();
    void tracksAvoidCrossings();
};

void TestLayeredLayout::nothingGivesNothing()
{
    LayoutInput input;
    input.edges = {{0, 1, 0, false}};
    const LayoutResult result = layeredLayout(input);
    QVERIFY(result.nodes.isEmpty());
    QVERIFY(result.frames.isEmpty());
    QCOMPARE(result.edges.size(), 1);
    QVERIFY(result.bounds.isEmpty());
}

void TestLayeredLayout::oneNodeHasItsFrame()
{
    LayoutInput input;
    input.groups = 3;
    input.nodes = {LayoutNode{1, {176, 72}}};
    input.edges = {{0, 0, 0, false}, {0, 7, 0, false}, {-1, 0, 0, false}};
    const LayoutResult result = layeredLayout(input);
    QCOMPARE(fault(input, result), QString());
    QCOMPARE(result.frames.size(), 1);
    QCOMPARE(result.frames.first().group, 1);
    QCOMPARE(result.nodes.first(), QRectF(16, 40, 176, 72));
    QCOMPARE(result.frames.first().rect, QRectF(0, 0, 208, 136));
    QCOMPARE(result.bounds, QRectF(0, 0, 208, 136));
}

void TestLayeredLayout::chainRunsFromLeftToRight()
{
    LayoutInput input;
    input.groups = 3;
    input.nodes = {LayoutNode{0, {176, 72}}, LayoutNode{1, {176, 72}}, LayoutNode{2, {176, 72}}};
    input.edges = {{0, 1, 0, false}, {1, 2, 0, false}};
    const LayoutResult result = layeredLayout(input);
    QCOMPARE(fault(input, result), QString());
    for (int edge = 0; edge < 2; ++edge) {
        QCOMPARE(result.edges.at(edge).size(), 2); // straight
        QCOMPARE(result.edges.at(edge).first().x(), result.nodes.at(edge).right());
        QCOMPARE(result.edges.at(edge).last().x(), result.nodes.at(edge + 1).left());
    }
    QCOMPARE(result.nodes.at(1).left() - result.nodes.at(0).right(), 48.0);
    QCOMPARE(result.frames.at(1).rect.left() - result.frames.at(0).rect.right(), 16.0);
}

void TestLayeredLayout::theReferencePlatform()
{
    const QStringList names{
        "nginx", "frontend", "backend", "celery-worker", "celery-beat",       "pgbouncer",
        "db",    "redis",    "grafana", "prometheus",    "postgres-exporter", "redis-exporter"};
    const auto n = [&names](const char *name) { return nodeOf(names, QString::fromLatin1(name)); };
    LayoutInput input;
    input.groups = 4;
    for (const int group : {0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3})
        input.nodes.append(LayoutNode{group, {176, 72}});
    input.edges = {{n("nginx"), n("frontend"), 0, false},
                   {n("nginx"), n("backend"), 0, false},
                   {n("frontend"), n("backend"), 0, false},
                   {n("backend"), n("celery-worker"), 0, false},
                   {n("celery-beat"), n("celery-worker"), 0, false},
                   {n("backend"), n("db"), 0, false},
                   {n("backend"), n("redis"), 0, false},
                   {n("celery-worker"), n("db"), 0, false},
                   {n("celery-worker"), n("redis"), 0, false},
                   {n("celery-beat"), n("db"), 0, false},
                   {n("celery-beat"), n("redis"), 0, false},
                   {n("pgbouncer"), n("db"), 1, false},
                   {n("redis"), n("db"), 1, false},
                   {n("grafana"), n("prometheus"), 0, false},
                   {n("prometheus"), n("backend"), 2, true},
                   {n("prometheus"), n("postgres-exporter"), 2, true},
                   {n("prometheus"), n("redis-exporter"), 2, true},
                   {n("postgres-exporter"), n("db"), 1, false},
                   {n("redis-exporter"), n("redis"), 1, false}};
    const LayoutResult result = layeredLayout(input);
    QCOMPARE(fault(input, result), QString());
    QCOMPARE(sharedStretch(input, result), QString());
    // nginx and backend on one line; four columns; monitoring along the foot; few lines cross.
    QCOMPARE(result.nodes.at(n("nginx")).top(), result.nodes.at(n("backend")).top());
    QVERIFY(drawnCrossings(input.edges, result) <= 2);
    QCOMPARE(result.nodes.at(n("frontend")).left(), result.nodes.at(n("backend")).left());
    QCOMPARE(result.nodes.at(n("db")).left(), result.nodes.at(n("redis")).left());
    QCOMPARE(result.frames.size(), 4);
    QCOMPARE(result.frames.last().group, 3);
    for (int frame = 0; frame < 3; ++frame)
        QVERIFY(result.frames.at(frame).rect.bottom() < result.frames.last().rect.top());
    QCOMPARE(result.frames.last().rect.width(),
             result.frames.at(2).rect.right() - result.frames.at(0).rect.left());
    QVERIFY2(result.bounds.width() <= 1096, qPrintable(QString::number(result.bounds.width())));
}

void TestLayeredLayout::observersStandBelow()
{
    LayoutInput input;
    input.groups = 2;
    input.nodes = {LayoutNode{0, {176, 72}}, LayoutNode{1, {176, 72}}};
    input.edges = {{1, 0, 0, true}};
    QVERIFY(layeredLayout(input).frames.at(1).rect.top()
            > layeredLayout(input).frames.at(0).rect.bottom());
    // Somebody needs it: it stands in the chain.
    input.edges.append({0, 1, 0, false});
    const LayoutResult beside = layeredLayout(input);
    QCOMPARE(beside.frames.at(1).rect.top(), beside.frames.at(0).rect.top());
    QCOMPARE(fault(input, beside), QString());
    QCOMPARE(sharedStretch(input, beside), QString());
}

void TestLayeredLayout::whatWatchesOrCarriesStandsBelow()
{
    // Also where the others need it, and where nothing leads to it: the input says so.
    LayoutInput input;
    input.groups = 4;
    input.below = {0, 3, 0, 1};
    for (const int group : {0, 1, 2, 3})
        input.nodes.append(LayoutNode{group, {176, 72}});
    input.edges = {{0, 2, 0, false}, {0, 1, 0, false}, {2, 1, 0, false}};
    const LayoutResult result = layeredLayout(input);
    QCOMPARE(fault(input, result), QString());
    QCOMPARE(sharedStretch(input, result), QString());
    QList<int> order;
    for (const LayoutFrame &frame : result.frames)
        order.append(frame.group);
    QCOMPARE(order, QList<int>({0, 2, 3, 1}));
    QCOMPARE(result.frames.at(0).rect.top(), result.frames.at(1).rect.top());
    for (const int below : {2, 3}) {
        QVERIFY(result.frames.at(below).rect.top() > result.frames.at(0).rect.bottom());
        QVERIFY(result.frames.at(below).rect.top() > result.frames.at(1).rect.bottom());
    }
    // All of them below: they stand there by themselves.
    input.below = {1, 1, 1, 1};
    QCOMPARE(fault(input, layeredLayout(input)), QString());
}

void TestLayeredLayout::groupsBelowShareRows()
{
    // Four columns above; four, five and two boxes below.
    LayoutInput input;
    input.groups = 7;
    input.below = {0, 0, 0, 0, 1, 2, 3};
    for (int group = 0; group < 4; ++group) {
        for (int i = 0; i < 3; ++i)
            input.nodes.append(LayoutNode{group, {176, 72}});
    }
    for (const int group : {4, 4, 4, 4, 5, 5, 5, 5, 5, 6, 6})
        input.nodes.append(LayoutNode{group, {176, 72}});
    const LayoutResult result = layeredLayout(input);
    QCOMPARE(fault(input, result), QString());
    QCOMPARE(result.frames.size(), 7);
    const double upper = result.frames.first().rect.bottom();
    for (int frame = 4; frame < 7; ++frame)
        QVERIFY(result.frames.at(frame).rect.top() > upper);
    // In a wide room: beside each other, in the order of their places.
    QCOMPARE(result.frames.at(4).rect.top(), result.frames.at(5).rect.top());
    QVERIFY(result.frames.at(4).rect.right() < result.frames.at(5).rect.left());
    QCOMPARE(result.frames.at(5).rect.top(), result.frames.at(6).rect.top());
    QVERIFY(result.frames.at(5).rect.right() < result.frames.at(6).rect.left());
    const double aspect = result.bounds.width() / result.bounds.height();
    QVERIFY2(aspect > 1.4 && aspect < 2.8, qPrintable(QString::number(aspect)));
}

void TestLayeredLayout::nodesBelowStandUnderWhatTheyLeadTo()
{
    LayoutInput input;
    input.groups = 5;
    input.below = {0, 0, 0, 0, 1};
    for (const int group : {0, 1, 2, 3, 4, 4})
        input.nodes.append(LayoutNode{group, {176, 72}});
    input.edges = {
        {0, 1, 0, false}, {1, 2, 0, false}, {2, 3, 0, false}, {4, 3, 0, false}, {5, 1, 0, false}};
    const LayoutResult result = layeredLayout(input);
    QCOMPARE(fault(input, result), QString());
    QCOMPARE(result.nodes.at(4).left(), result.nodes.at(3).left());
    QCOMPARE(result.nodes.at(5).left(), result.nodes.at(1).left());
    QCOMPARE(result.edges.at(3).size(), 2); // straight up
    // Lines between two of them make them stand side by side, the first at the left.
    input.edges.append({5, 4, 0, false});
    input.edges.removeAt(3);
    const LayoutResult beside = layeredLayout(input);
    QCOMPARE(beside.edges.last().size(), 2);
    QVERIFY(beside.nodes.at(5).right() < beside.nodes.at(4).left());
}

void TestLayeredLayout::sourcesStandWithWhatTheyLeadTo()
{
    // api and timer both use the worker, and all three the two stores: the timer stands with the
    // worker.
    LayoutInput input;
    input.groups = 3;
    for (const int group : {0, 1, 1, 1, 2, 2})
        input.nodes.append(LayoutNode{group, {176, 72}});
    input.edges = {{0, 1, 0, false}, {1, 3, 1, false}, {2, 3, 1, false}};
    for (const int from : {1, 2, 3}) {
        for (const int to : {4, 5})
            input.edges.append({from, to, 0, false});
    }
    const LayoutResult result = layeredLayout(input);
    QCOMPARE(fault(input, result), QString());
    QCOMPARE(sharedStretch(input, result), QString());
    QCOMPARE(result.nodes.at(2).left(), result.nodes.at(3).left());
    QVERIFY2(drawnCrossings(input.edges, result) <= 1,
             qPrintable(QString::number(drawnCrossings(input.edges, result))));
}

void TestLayeredLayout::aCycleKeepsItsLines()
{
    LayoutInput input;
    input.groups = 1;
    for (int i = 0; i < 4; ++i)
        input.nodes.append(LayoutNode{0, {176, 72}});
    input.edges = {
        {0, 1, 0, false}, {1, 2, 0, false}, {2, 0, 0, false}, {1, 0, 0, false}, {3, 3, 0, false}};
    const LayoutResult result = layeredLayout(input);
    QCOMPARE(fault(input, result), QString());
    QCOMPARE(sharedStretch(input, result), QString());
    QVERIFY(result.edges.at(4).isEmpty());
}

void TestLayeredLayout::tallGroupsAreBroken()
{
    LayoutInput input;
    input.groups = 1;
    for (int i = 0; i < 100; ++i)
        input.nodes.append(LayoutNode{0, {176, 72}});
    const LayoutResult result = layeredLayout(input);
    const double aspect = result.bounds.width() / result.bounds.height();
    QVERIFY2(aspect > 1 && aspect < 3, qPrintable(QString::number(aspect)));
}

void TestLayeredLayout::randomGraphsAreSound()
{
    for (quint32 seed = 1; seed <= 300; ++seed) {
        const LayoutInput input = randomInput(seed);
        const LayoutResult result = layeredLayout(input);
        const QString broken = fault(input, result);
        QVERIFY2(broken.isEmpty(), qPrintable(QString("seed %1: %2").arg(seed).arg(broken)));
        const QString shared = sharedStretch(input, result);
        QVERIFY2(shared.isEmpty(), qPrintable(QString("seed %1: %2").arg(seed).arg(shared)));
    }
}

void TestLayeredLayout::sameInputSameDrawing()
{
    for (quint32 seed = 1; seed <= 20; ++seed)
        QCOMPARE(layeredLayout(randomInput(seed)), layeredLayout(randomInput(seed)));
}

void TestLayeredLayout::fewLinesCross()
{
    // Graphviz 2.43's dot draws these with 1995 crossings, counted the same way (bench_layout).
    constexpr int kDot = 1995;
    int count = 0;
    for (int i = 4; i <= 100; i += 4) {
        const LayoutInput input = comparedGraph(i);
        const LayoutResult drawing = layeredLayout(input);
        QCOMPARE(fault(input, drawing), QString());
        QCOMPARE(sharedStretch(input, drawing), QString());
        count += drawnCrossings(input.edges, drawing);
    }
    QVERIFY2(count <= kDot * 11 / 10, qPrintable(QString::number(count)));
}

void TestLayeredLayout::tallRoomsTurnIt()
{
    LayoutMetrics fromTop;
    fromTop.turned = true;
    for (quint32 seed = 1; seed <= 60; ++seed) {
        const LayoutInput input = randomInput(seed);
        const LayoutResult turned = layeredLayout(input, fromTop);
        QCOMPARE(fault(input, turned), QString());
        QCOMPARE(sharedStretch(input, turned), QString());
    }
    LayoutInput chain;
    chain.groups = 6;
    for (int i = 0; i < 6; ++i)
        chain.nodes.append(LayoutNode{i, {176, 72}});
    for (int i = 0; i < 5; ++i)
        chain.edges.append({i, i + 1, 0, false});
    const LayoutResult plain = layeredLayout(chain);
    const LayoutResult turned = layeredLayout(chain, fromTop);
    for (int i = 0; i < 5; ++i)
        QVERIFY(turned.nodes.at(i).bottom() < turned.nodes.at(i + 1).top());
    QVERIFY(isBetterTurned(plain, turned, QSizeF(700, 1200)));
    QVERIFY(!isBetterTurned(plain, turned, QSizeF(1200, 700)));
    // A tall room spreads it downwards.
    const LayoutMetrics spread = spreadMetrics(turned, QSizeF(300, 2000), 1, true);
    QVERIFY(spread.turned);
    const LayoutResult spacious = layeredLayout(chain, spread);
    QVERIFY(spacious.bounds.height() > turned.bounds.height());
    QVERIFY(spacious.bounds.height() <= 2000);
}

void TestLayeredLayout::gapsFollowTheRoom()
{
    LayoutInput input;
    input.groups = 3;
    for (const int group : {0, 1, 1, 1, 2, 2})
        input.nodes.append(LayoutNode{group, {176, 72}});
    input.edges = {{0, 1, 0, false}, {0, 2, 0, false}, {1, 4, 0, false}, {3, 5, 0, false}};
    const LayoutResult plain = layeredLayout(input);
    const QSizeF size = plain.bounds.size();
    const LayoutMetrics usual;
    // Just as large: nothing changes. Twice as large: all gaps grow, not beyond the room.
    QCOMPARE(spreadMetrics(plain, size), usual);
    const LayoutMetrics wide = spreadMetrics(plain, size * 2);
    QVERIFY(wide.columnGap > usual.columnGap && wide.rowGap > usual.rowGap);
    QCOMPARE(fault(input, layeredLayout(input, wide)), QString());
    QVERIFY(layeredLayout(input, wide).bounds.width() <= size.width() * 2);
    // What is seen at 2 needs twice the room.
    QCOMPARE(spreadMetrics(plain, size * 2, 2), usual);
    // Too narrow: as usual, it is seen smaller. Too low: rows move together.
    QCOMPARE(spreadMetrics(plain, QSizeF(size.width() / 2, size.height())), usual);
    const LayoutMetrics low = spreadMetrics(plain, QSizeF(size.width(), size.height() / 2), 1.5);
    QVERIFY(low.rowGap < usual.rowGap);
    QCOMPARE(low.columnGap, usual.columnGap);
    QCOMPARE(fault(input, layeredLayout(input, low)), QString());
    QCOMPARE(sharedStretch(input, layeredLayout(input, low)), QString());
    QVERIFY(layeredLayout(input, low).bounds.height() < size.height());
}

void TestLayeredLayout::fiveHundredNodesFitIntoAFrame()
{
    LayoutInput input;
    input.groups = 5;
    QRandomGenerator random(7);
    for (int i = 0; i < 500; ++i)
        input.nodes.append(LayoutNode{i / 100, {176, 72}});
    for (int i = 0; i < 1000; ++i) {
        const int from = static_cast<int>(random.bounded(400));
        input.edges.append({from, from + 1 + static_cast<int>(random.bounded(99)), 0, false});
    }
    QElapsedTimer timer;
    qint64 best = std::numeric_limits<qint64>::max();
    for (int run = 0; run < 3; ++run) {
        timer.start();
        const LayoutResult result = layeredLayout(input);
        best = std::min(best, timer.nsecsElapsed());
        QCOMPARE(result.nodes.size(), 500);
    }
    qInfo("500 nodes, 1000 edges: %.1f ms", static_cast<double>(best) / 1e6);
    // The figure is the benchmark's; this only catches a lost order of magnitude, under sanitizers
    // too.
    QVERIFY(best < 2'000'000'000);
}

void TestLayeredLayout::placesInOrder_data()
{
    QTest::addColumn<QList<double>>("wanted");
    QTest::addColumn<QList<int>>("sizes");
    QTest::addColumn<int>("room");
    QTest::addColumn<QList<int>>("places");
    QTest::newRow("as wanted") << QList<double>{0, 2, 5} << QList<int>{1, 1, 1} << 6
                               << QList<int>{0, 2, 5};
    QTest::newRow("pushed apart") << QList<double>{2, 2, 2} << QList<int>{1, 1, 1} << 6
                                  << QList<int>{1, 2, 3};
    QTest::newRow("kept inside") << QList<double>{9, 9} << QList<int>{1, 2} << 4
                                 << QList<int>{1, 2};
    QTest::newRow("order stays") << QList<double>{4, 0} << QList<int>{1, 1} << 6
                                 << QList<int>{2, 3};
}

void TestLayeredLayout::placesInOrder()
{
    QFETCH(QList<double>, wanted);
    QFETCH(QList<int>, sizes);
    QFETCH(int, room);
    QFETCH(QList<int>, places);
    const std::vector<int> got =
        placeInOrder({wanted.begin(), wanted.end()}, {sizes.begin(), sizes.end()}, room);
    QCOMPARE(QList<int>(got.begin(), got.end()), places);
}

void TestLayeredLayout::tracksAvoidCrossings()
{
    // Two lines that step down side by side: the upper one turns later.
    TrackRequest upper;
    TrackRequest lower;
    upper.include(0);
    upper.nearEnds = {0};
    upper.include(3);
    upper.farEnds = {3};
    lower.include(1);
    lower.nearEnds = {1};
    lower.include(4);
    lower.farEnds = {4};
    QCOMPARE(assignTracks({upper, lower}), (std::vector<int>{1, 0}));
    // Far apart they share a track.
    TrackRequest away;
    away.include(9);
    away.nearEnds = {9};
    away.include(10);
    away.farEnds = {10};
    QCOMPARE(assignTracks({upper, away}), (std::vector<int>{0, 0}));
}

QTEST_GUILESS_MAIN(TestLayeredLayout)
#include "tst_layeredlayout.moc"
