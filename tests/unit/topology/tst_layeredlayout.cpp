// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/layeredlayout.h"
#include "models/topology/linetracks.h"
#include "models/topology/roworder.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <map>

using namespace opsdeck;

namespace {

struct Segment
{
    QPointF a;
    QPointF b;
    int edge;
};

QList<Segment> segments(const LayoutResult &result)
{
    QList<Segment> all;
    for (int edge = 0; edge < result.edges.size(); ++edge) {
        const QList<QPointF> &line = result.edges.at(edge);
        for (int i = 0; i + 1 < line.size(); ++i)
            all.append({line.at(i), line.at(i + 1), edge});
    }
    return all;
}

/// Through the inside; touching the border is not passing through.
bool passesThrough(const Segment &s, const QRectF &rect)
{
    const QRectF inner = rect.adjusted(0.5, 0.5, -0.5, -0.5);
    const auto [left, right] = std::minmax({s.a.x(), s.b.x()});
    const auto [top, bottom] = std::minmax({s.a.y(), s.b.y()});
    return left < inner.right() && right > inner.left() && top < inner.bottom()
           && bottom > inner.top();
}

/// More than a touch: the two share a stretch of one line.
bool lieOnOneAnother(const Segment &s, const Segment &t)
{
    const bool sFlat = qFuzzyCompare(s.a.y(), s.b.y());
    const bool tFlat = qFuzzyCompare(t.a.y(), t.b.y());
    if (sFlat != tFlat)
        return false;
    const auto along = [sFlat](const QPointF &p) { return sFlat ? p.x() : p.y(); };
    const auto across = [sFlat](const QPointF &p) { return sFlat ? p.y() : p.x(); };
    if (std::abs(across(s.a) - across(t.a)) > 0.01)
        return false;
    const auto [s1, s2] = std::minmax({along(s.a), along(s.b)});
    const auto [t1, t2] = std::minmax({along(t.a), along(t.b)});
    return std::min(s2, t2) - std::max(s1, t1) > 0.01;
}

/// The first thing wrong with the drawing of `input`; empty when nothing is.
QString fault(const LayoutInput &input, const LayoutResult &result)
{
    if (result.nodes.size() != input.nodes.size() || result.edges.size() != input.edges.size())
        return "not everything is laid out";
    const QRectF bounds = result.bounds.adjusted(-0.01, -0.01, 0.01, 0.01);
    for (int i = 0; i < result.nodes.size(); ++i) {
        if (result.nodes.at(i).size() != input.nodes.at(i).size)
            return QString("node %1 changed its size").arg(i);
        for (int j = i + 1; j < result.nodes.size(); ++j) {
            if (result.nodes.at(i).intersects(result.nodes.at(j)))
                return QString("nodes %1 and %2 overlap").arg(i).arg(j);
        }
        bool framed = false;
        for (const LayoutFrame &frame : result.frames) {
            const bool inside = frame.rect.contains(result.nodes.at(i));
            const bool own =
                frame.group
                == std::clamp(input.nodes.at(i).group, 0, std::max(0, input.groups - 1));
            if (own != inside)
                return QString("node %1 and the frame of group %2").arg(i).arg(frame.group);
            framed = framed || own;
        }
        if (!framed)
            return QString("node %1 has no frame").arg(i);
    }
    for (int i = 0; i < result.frames.size(); ++i) {
        if (!bounds.contains(result.frames.at(i).rect))
            return "a frame leaves the bounds";
        for (int j = i + 1; j < result.frames.size(); ++j) {
            if (result.frames.at(i).rect.intersects(result.frames.at(j).rect))
                return "frames overlap";
        }
    }
    for (int e = 0; e < input.edges.size(); ++e) {
        const LayoutEdge &edge = input.edges.at(e);
        const bool drawn = edge.from != edge.to && edge.from >= 0 && edge.to >= 0
                           && edge.from < input.nodes.size() && edge.to < input.nodes.size();
        const QList<QPointF> &line = result.edges.at(e);
        if (drawn == line.isEmpty())
            return QString("edge %1 drawn or not").arg(e);
        if (!drawn)
            continue;
        const auto onBorder = [](const QRectF &r, const QPointF &p) {
            return r.adjusted(-0.01, -0.01, 0.01, 0.01).contains(p)
                   && !r.adjusted(0.01, 0.01, -0.01, -0.01).contains(p);
        };
        if (!onBorder(result.nodes.at(edge.from), line.first())
            || !onBorder(result.nodes.at(edge.to), line.last()))
            return QString("edge %1 does not go from border to border").arg(e);
    }
    const QList<Segment> all = segments(result);
    for (const Segment &s : all) {
        if (!qFuzzyCompare(s.a.x() + 1, s.b.x() + 1) && !qFuzzyCompare(s.a.y() + 1, s.b.y() + 1))
            return QString("edge %1 is not orthogonal").arg(s.edge);
        if (!bounds.contains(s.a) || !bounds.contains(s.b))
            return QString("edge %1 leaves the bounds").arg(s.edge);
        for (int node = 0; node < result.nodes.size(); ++node) {
            if (passesThrough(s, result.nodes.at(node)))
                return QString("edge %1 (%2 to %3) passes through node %4")
                    .arg(s.edge)
                    .arg(input.edges.at(s.edge).from)
                    .arg(input.edges.at(s.edge).to)
                    .arg(node);
        }
    }
    return {};
}

QString sharedStretch(const LayoutInput &input, const LayoutResult &result)
{
    // By the line they lie on, so that only candidates are compared.
    std::map<std::pair<bool, qint64>, QList<Segment>> byLine;
    for (const Segment &s : segments(result)) {
        const bool flat = qFuzzyCompare(s.a.y() + 1, s.b.y() + 1);
        byLine[{flat, qRound64((flat ? s.a.y() : s.a.x()) * 64)}].append(s);
    }
    for (const auto &[line, on] : byLine) {
        for (int i = 0; i < on.size(); ++i) {
            for (int j = i + 1; j < on.size(); ++j) {
                const LayoutEdge &a = input.edges.at(on.at(i).edge);
                const LayoutEdge &b = input.edges.at(on.at(j).edge);
                if ((a.to != b.to || a.style != b.style) && lieOnOneAnother(on.at(i), on.at(j)))
                    return QString("%1→%2 and %3→%4 share a stretch")
                        .arg(a.from)
                        .arg(a.to)
                        .arg(b.from)
                        .arg(b.to);
            }
        }
    }
    return {};
}

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
    void aCycleKeepsItsLines();
    void tallGroupsAreBroken();
    void randomGraphsAreSound();
    void sameInputSameDrawing();
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
    // nginx, backend and db on one line; four columns; monitoring along the foot.
    QCOMPARE(result.nodes.at(n("nginx")).top(), result.nodes.at(n("backend")).top());
    QCOMPARE(result.nodes.at(n("backend")).top(), result.nodes.at(n("db")).top());
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
    for (quint32 seed = 1; seed <= 1000; ++seed) {
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
