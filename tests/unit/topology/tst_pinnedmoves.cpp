// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/layoutplan.h"
#include "models/layout/pinnedlayout.h"
#include "models/topology/diagramdefinition.h"
#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"
#include "tests/support/layoutfaults.h"
#include "tests/support/randomlayout.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

constexpr double kApart = 8; ///< what nothing that was moved by hand comes nearer than
constexpr int kRandomGraphs = 12;

struct Graph
{
    QString name;
    LayoutInput input;
    LayoutResult plain;
};

QRectF apart(const QRectF &rect)
{
    return rect.adjusted(-kApart, -kApart, kApart, kApart);
}

QRectF boundsOf(const QList<QRectF> &rects)
{
    QRectF all;
    for (const QRectF &each : rects)
        all |= each;
    return all;
}

int rootOf(const LayoutInput &input, int group)
{
    while (input.within.value(group, -1) >= 0)
        group = input.within.value(group, -1);
    return group;
}

int framesAround(const LayoutInput &input, int group)
{
    int depth = 1;
    for (int at = input.within.value(group, -1); at >= 0; at = input.within.value(at, -1))
        ++depth;
    return depth;
}

/// Where the drawing ends at the left and the top for what stands in the group's frame.
bool isInDrawing(const LayoutInput &input, int group, const QRectF &box)
{
    const int depth = framesAround(input, group);
    return box.left() >= 16 * depth && box.top() >= 40 * depth;
}

LayoutResult moved(const Graph &graph, const QList<LayoutPin> &pins)
{
    LayoutInput input = graph.input;
    input.pins = pins;
    return pinnedLayout(input, graph.plain);
}

QString brokenIn(const Graph &graph, const QList<LayoutPin> &pins, const LayoutResult &result)
{
    LayoutInput input = graph.input;
    input.pins = pins;
    const QString broken = fault(input, result);
    return broken.isEmpty() ? sharedStretch(input, result) : broken;
}

std::set<int> movedNodes(const LayoutResult &before, const LayoutResult &after)
{
    std::set<int> found;
    for (int i = 0; i < before.nodes.size(); ++i) {
        if (before.nodes.at(i) != after.nodes.at(i))
            found.insert(i);
    }
    return found;
}

/// Outermost frames whose boxes moved though nothing is where they stood, or further than they had
/// to. The frame of `but` is where the hand is.
QString movedWithoutNeed(const Graph &graph, const LayoutResult &result, int but)
{
    std::set<int> roots;
    for (const int node : movedNodes(graph.plain, result))
        roots.insert(rootOf(graph.input, graph.input.nodes.at(node).group));
    roots.erase(but);
    for (const int root : roots) {
        const QRectF stood = boundsOf(framesOf(graph.plain, root));
        const QRectF stands = boundsOf(framesOf(result, root));
        const auto isFree = [&](const QRectF &place) {
            return std::none_of(result.frames.cbegin(), result.frames.cend(),
                                [&](const LayoutFrame &other) {
                                    return rootOf(graph.input, other.group) != root
                                           && apart(place).intersects(other.rect);
                                });
        };
        if (isFree(stood))
            return QString("group %1 gave way to nothing").arg(root);
        const QPointF by = stands.topLeft() - stood.topLeft();
        for (const QPointF &back :
             {QPointF(by.x() > 0 ? -8 : 8, 0), QPointF(0, by.y() > 0 ? -8 : 8)}) {
            const bool isAlong = back.x() != 0 ? by.x() != 0 : by.y() != 0;
            if (isAlong && isFree(stands.translated(back)))
                return QString("group %1 went further than it had to").arg(root);
        }
    }
    return {};
}

/// True where some frame that is not round it stands where the box, or a frame round it, stood.
bool isCovered(const Graph &graph, const LayoutResult &result, int node)
{
    const int group = graph.input.nodes.at(node).group;
    const auto isTaken = [&](const QRectF &place, int its) {
        return std::any_of(result.frames.cbegin(), result.frames.cend(),
                           [&](const LayoutFrame &frame) {
                               return frame.group != its && !isAround(graph.input, frame.group, its)
                                      && !isAround(graph.input, its, frame.group)
                                      && apart(place).intersects(frame.rect);
                           });
    };
    if (std::any_of(result.frames.cbegin(), result.frames.cend(), [&](const LayoutFrame &frame) {
            return frame.group != group && !isAround(graph.input, frame.group, group)
                   && apart(graph.plain.nodes.at(node)).intersects(frame.rect);
        }))
        return true;
    for (const LayoutFrame &frame : graph.plain.frames) {
        const bool isRound = frame.group == group || isAround(graph.input, frame.group, group);
        if (isRound && isTaken(frame.rect, frame.group))
            return true;
    }
    return false;
}

} // namespace

/// A box that is moved by hand moves itself and nothing else.
class TestPinnedMoves final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void intoFreeSpaceNothingElseMoves_data() { graphs(); }

    void intoFreeSpaceNothingElseMoves();

    void ontoAnotherOnlyWhatItCoversGivesWay_data() { graphs(); }

    void ontoAnotherOnlyWhatItCoversGivesWay();

    void ontoAnotherFrameThatGivesWayByTheLeast_data() { graphs(); }

    void ontoAnotherFrameThatGivesWayByTheLeast();

    void oneMoreMoveLeavesTheOthers_data() { graphs(); }

    void oneMoreMoveLeavesTheOthers();

    void theOrderOfPinsDoesNotMatter_data() { graphs(); }

    void theOrderOfPinsDoesNotMatter();

    void whereEverythingIsPinnedNothingChanges_data() { graphs(); }

    void whereEverythingIsPinnedNothingChanges();

private:
    void graphs();
    const Graph &graph() const;

    QList<Graph> m_graphs;
};

void TestPinnedMoves::initTestCase()
{
    const QStringList names{"omnicore", "residency", "corpintel", "osint", "rxdx"};
    QTemporaryDir dir;
    QByteArray text("workspace: w\nplatforms:\n");
    for (const QString &name : names) {
        const QString file = name + ".yaml";
        QVERIFY(QFile::copy(OPSDECK_SOURCE_DIR "/resources/platforms/" + file, dir.filePath(file)));
        text += "  - file: " + file.toUtf8() + "\n";
    }
    QFile file(dir.filePath("opsdeck.yaml"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    file.close();
    const WorkspacePtr workspace =
        WorkspaceLoader(KindCatalog{builtinProbes().infos(), {}}).load(dir.path()).workspace;
    QVERIFY(workspace);
    for (const Platform &platform : workspace->platforms)
        m_graphs.append({platform.id.toString(), platformDrawing(platform, {}).input, {}});
    QCOMPARE(m_graphs.size(), names.size());
    for (int seed = 1; seed <= kRandomGraphs; ++seed) {
        QRandomGenerator random(static_cast<quint32>(seed));
        const int groups = 1 + static_cast<int>(random.bounded(6));
        m_graphs.append(
            {QString("random-%1").arg(seed), randomLayout(random, groups, seed % 3 == 0), {}});
    }
    for (Graph &each : m_graphs)
        each.plain = LayoutPlan(each.input).drawn();
}

void TestPinnedMoves::graphs()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < m_graphs.size(); ++i)
        QTest::newRow(qPrintable(m_graphs.at(i).name)) << i;
}

const Graph &TestPinnedMoves::graph() const
{
    const auto found = std::find_if(m_graphs.cbegin(), m_graphs.cend(), [](const Graph &each) {
        return each.name == QLatin1String(QTest::currentDataTag());
    });
    return *found;
}

void TestPinnedMoves::intoFreeSpaceNothingElseMoves()
{
    const Graph &graph = this->graph();
    int tried = 0;
    for (int node = 0; node < graph.input.nodes.size(); ++node) {
        const int group = graph.input.nodes.at(node).group;
        for (int direction = 0; direction < 8; ++direction) {
            const int across = QList<int>{1, 1, 0, -1, -1, -1, 0, 1}.at(direction);
            const int down = QList<int>{0, 1, 1, 1, 0, -1, -1, -1}.at(direction);
            // Every length comes in its turn.
            for (const int steps : {1, 2 + (node + direction) % 9}) {
                const QRectF place =
                    graph.plain.nodes.at(node).translated(QPointF(across, down) * 8 * steps);
                bool isFree = isInDrawing(graph.input, group, place);
                for (int other = 0; other < graph.plain.nodes.size(); ++other)
                    isFree =
                        isFree
                        && (other == node || !apart(place).intersects(graph.plain.nodes.at(other)));
                // Beside the frames within its own there is room for the box, or there is none.
                for (const LayoutFrame &frame : graph.plain.frames)
                    isFree = isFree
                             && !(isAround(graph.input, group, frame.group)
                                  && apart(place).intersects(frame.rect));
                if (!isFree)
                    continue;
                ++tried;
                const QList<LayoutPin> pins{{node, place.center()}};
                const LayoutResult result = moved(graph, pins);
                const QString where = QString("%1 by %2,%3: ")
                                          .arg(node)
                                          .arg(across * 8 * steps)
                                          .arg(down * 8 * steps);
                QVERIFY2(result.nodes.at(node) == place, qPrintable(where + "it is not there"));
                QVERIFY2(framesOf(result, group).size() == 1,
                         qPrintable(where + "its frame is in parts"));
                const QString broken = brokenIn(graph, pins, result);
                QVERIFY2(broken.isEmpty(), qPrintable(where + broken));
                const int root = rootOf(graph.input, group);
                for (const int other : movedNodes(graph.plain, result)) {
                    QVERIFY2(other == node || graph.input.nodes.at(other).group != group,
                             qPrintable(where + QString("%1 moved in its frame").arg(other)));
                    const bool isBeside =
                        rootOf(graph.input, graph.input.nodes.at(other).group) == root;
                    QVERIFY2(other == node || !isBeside || isCovered(graph, result, other),
                             qPrintable(where + QString("%1 gave way to nothing").arg(other)));
                }
                const QString needless = movedWithoutNeed(graph, result, root);
                QVERIFY2(needless.isEmpty(), qPrintable(where + needless));
            }
        }
    }
    QVERIFY(tried > 0);
}

void TestPinnedMoves::ontoAnotherOnlyWhatItCoversGivesWay()
{
    const Graph &graph = this->graph();
    for (int node = 0; node < graph.input.nodes.size(); ++node) {
        const int group = graph.input.nodes.at(node).group;
        for (int under = 0; under < graph.input.nodes.size(); ++under) {
            const QRectF way = graph.plain.nodes.at(under);
            const QRectF from = graph.plain.nodes.at(node);
            const QRectF place = way.translated((node % 3 - 1) * 16, (under % 3 - 1) * 24);
            if (under == node || graph.input.nodes.at(under).group != group
                || (place.center() - from.center()).manhattanLength() > 300
                || !isInDrawing(graph.input, group, place))
                continue;
            const QList<LayoutPin> pins{{node, place.center()}};
            const LayoutResult result = moved(graph, pins);
            const QString where = QString("%1 onto %2: ").arg(node).arg(under);
            QVERIFY2(result.nodes.at(node) == place, qPrintable(where + "it is not there"));
            const QString broken = brokenIn(graph, pins, result);
            QVERIFY2(broken.isEmpty(), qPrintable(where + broken));
            QVERIFY2(framesOf(result, group).size() == 1,
                     qPrintable(where + "its frame is in parts"));
            for (const int other : movedNodes(graph.plain, result)) {
                const bool isIn = graph.input.nodes.at(other).group == group && other != node;
                QVERIFY2(!isIn || apart(place).intersects(graph.plain.nodes.at(other)),
                         qPrintable(where + QString("%1 was not covered").arg(other)));
                QVERIFY2(!isIn
                             || (result.nodes.at(other).topLeft()
                                 - graph.plain.nodes.at(other).topLeft())
                                        .manhattanLength()
                                    <= 600,
                         qPrintable(where + QString("%1 was thrown away").arg(other)));
            }
            const QString needless = movedWithoutNeed(graph, result, rootOf(graph.input, group));
            QVERIFY2(needless.isEmpty(), qPrintable(where + needless));
        }
    }
}

void TestPinnedMoves::ontoAnotherFrameThatGivesWayByTheLeast()
{
    const Graph &graph = this->graph();
    for (int node = 0; node < graph.input.nodes.size(); ++node) {
        const int group = graph.input.nodes.at(node).group;
        const int root = rootOf(graph.input, group);
        for (int under = node % 2; under < graph.input.nodes.size(); under += 2) {
            if (rootOf(graph.input, graph.input.nodes.at(under).group) == root)
                continue;
            const QRectF place = graph.plain.nodes.at(under);
            if (!isInDrawing(graph.input, group, place))
                continue;
            const QList<LayoutPin> pins{{node, place.center()}};
            const LayoutResult result = moved(graph, pins);
            const QString where = QString("%1 onto %2: ").arg(node).arg(under);
            QVERIFY2(result.nodes.at(node) == place, qPrintable(where + "it is not there"));
            const QString broken = brokenIn(graph, pins, result);
            QVERIFY2(broken.isEmpty(), qPrintable(where + broken));
            for (const int other : movedNodes(graph.plain, result))
                QVERIFY2(other == node || graph.input.nodes.at(other).group != group
                             || isCovered(graph, result, other),
                         qPrintable(where + QString("%1 of its own frame moved").arg(other)));
            const QString needless = movedWithoutNeed(graph, result, root);
            QVERIFY2(needless.isEmpty(), qPrintable(where + needless));
        }
    }
}

/// With some pinned near where they stood, one more moves as if it were the first.
void TestPinnedMoves::oneMoreMoveLeavesTheOthers()
{
    const Graph &graph = this->graph();
    QRandomGenerator random(static_cast<quint32>(graph.input.nodes.size()));
    QList<LayoutPin> pins;
    LayoutResult before = graph.plain;
    for (int move = 0; move < 12; ++move) {
        const int node = static_cast<int>(random.bounded(graph.input.nodes.size()));
        const int group = graph.input.nodes.at(node).group;
        const QRectF place = before.nodes.at(node).translated(8 * (int(random.bounded(5)) - 2),
                                                              8 * (int(random.bounded(5)) - 2));
        bool isFree = isInDrawing(graph.input, group, place);
        for (const LayoutFrame &frame : before.frames) {
            // Only as far as its frame needs not grow: all that has to stay is plain then.
            if (frame.group == group)
                isFree = isFree && frame.rect.contains(place.adjusted(-16, -40, 16, 24));
            if (isAround(graph.input, group, frame.group))
                isFree = isFree && !apart(place).intersects(frame.rect);
        }
        for (int other = 0; other < before.nodes.size(); ++other)
            isFree = isFree && (other == node || !apart(place).intersects(before.nodes.at(other)));
        if (!isFree)
            continue;
        pins.removeIf([&](const LayoutPin &pin) { return pin.node == node; });
        pins.append({node, place.center()});
        const LayoutResult after = moved(graph, pins);
        const QString broken = brokenIn(graph, pins, after);
        QVERIFY2(broken.isEmpty(), qPrintable(broken));
        for (const int other : movedNodes(before, after))
            QVERIFY2(other == node, qPrintable(QString("%1 moved with %2 from %3,%4 to %5,%6; %7")
                                                   .arg(other)
                                                   .arg(node)
                                                   .arg(before.nodes.at(node).left())
                                                   .arg(before.nodes.at(node).top())
                                                   .arg(place.left())
                                                   .arg(place.top())
                                                   .arg(pins.size())));
        QCOMPARE(after.nodes.at(node), place);
        before = after;
    }
    // What is let go of goes back.
    while (!pins.isEmpty()) {
        pins.removeLast();
        const std::set<int> away = movedNodes(graph.plain, moved(graph, pins));
        for (const int node : away)
            QVERIFY(std::any_of(pins.cbegin(), pins.cend(),
                                [&](const LayoutPin &pin) { return pin.node == node; }));
    }
    QCOMPARE(moved(graph, pins), graph.plain);
}

void TestPinnedMoves::theOrderOfPinsDoesNotMatter()
{
    const Graph &graph = this->graph();
    QRandomGenerator random(static_cast<quint32>(graph.input.nodes.size()) + 5);
    for (int round = 0; round < 2; ++round) {
        QList<LayoutPin> pins;
        for (int node = round; node < graph.input.nodes.size(); node += 3)
            pins.append({node, QPointF(random.bounded(1200), random.bounded(700))});
        const LayoutResult one = moved(graph, pins);
        std::reverse(pins.begin(), pins.end());
        QCOMPARE(moved(graph, pins), one);
        if (pins.size() > 2)
            pins.swapItemsAt(0, 1);
        QCOMPARE(moved(graph, pins), one);
    }
}

void TestPinnedMoves::whereEverythingIsPinnedNothingChanges()
{
    const Graph &graph = this->graph();
    QList<LayoutPin> pins;
    for (int node = 0; node < graph.plain.nodes.size(); ++node)
        pins.append({node, graph.plain.nodes.at(node).center()});
    const LayoutResult result = moved(graph, pins);
    QCOMPARE(result.nodes, graph.plain.nodes);
    QCOMPARE(result.frames.size(), graph.plain.frames.size());
}

QTEST_GUILESS_MAIN(TestPinnedMoves)
#include "tst_pinnedmoves.moc"
