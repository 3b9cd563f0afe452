// SPDX-License-Identifier: GPL-3.0-or-later
// The layout of diagrams against Graphviz' dot, run as a program of its own. Crossings are counted
// in what is drawn, the same way for both: points in which two lines without a common end cross,
// dot's curves as chains of twelve straight pieces for each.
#include "models/layout/drawingcost.h"
#include "models/layout/pinnedlayout.h"
#include "models/topology/diagramdefinition.h"
#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"
#include "tests/support/layeredgraphs.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

constexpr int kRounds = 3;
constexpr double kPointsPerInch = 72;

using Lines = QList<QList<QPointF>>;

struct Drawn
{
    Lines lines; ///< by edge
    double ms = 0;
};

QByteArray dotText(const LayoutInput &input, bool withFrames)
{
    QByteArray text = "digraph g { rankdir=LR; node [shape=box fixedsize=true label=\"\"];\n";
    for (int group = 0; group < input.groups; ++group) {
        if (withFrames)
            text += "subgraph cluster_" + QByteArray::number(group) + " {\n";
        for (int i = 0; i < input.nodes.size(); ++i) {
            const LayoutNode &node = input.nodes.at(i);
            if (node.group == group)
                text += "n" + QByteArray::number(i) + " [width="
                        + QByteArray::number(node.size.width() / kPointsPerInch) + " height="
                        + QByteArray::number(node.size.height() / kPointsPerInch) + "];\n";
        }
        text += withFrames ? "}\n" : "";
    }
    for (const LayoutEdge &edge : input.edges)
        text += "n" + QByteArray::number(edge.from) + " -> n" + QByteArray::number(edge.to) + ";\n";
    return text + "}\n";
}

QList<QPointF> flattened(const QList<QPointF> &curve)
{
    constexpr int kPieces = 12;
    QList<QPointF> line{curve.first()};
    for (qsizetype i = 0; i + 3 < curve.size(); i += 3) {
        for (int k = 1; k <= kPieces; ++k) {
            const double t = static_cast<double>(k) / kPieces;
            const double u = 1 - t;
            line.append(curve.at(i) * u * u * u + curve.at(i + 1) * 3 * u * u * t
                        + curve.at(i + 2) * 3 * u * t * t + curve.at(i + 3) * t * t * t);
        }
    }
    return line;
}

Drawn drawnByDot(const LayoutInput &input, bool withFrames)
{
    QProcess dot;
    QElapsedTimer timer;
    timer.start();
    dot.start(QStringLiteral("dot"), {QStringLiteral("-Tplain")});
    if (!dot.waitForStarted()) {
        std::fprintf(stderr, "dot cannot be started: install the package graphviz\n");
        std::exit(1);
    }
    dot.write(dotText(input, withFrames));
    dot.closeWriteChannel();
    dot.waitForFinished(-1);
    Drawn drawn;
    drawn.ms = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    drawn.lines.resize(input.edges.size());
    std::map<std::pair<int, int>, QList<int>> waiting;
    for (int i = 0; i < input.edges.size(); ++i)
        waiting[{input.edges.at(i).from, input.edges.at(i).to}].append(i);
    for (const QByteArray &row : dot.readAllStandardOutput().split('\n')) {
        const QList<QByteArray> words = row.split(' ');
        if (words.first() != "edge")
            continue;
        QList<QPointF> curve;
        for (int i = 0; i < words.at(3).toInt(); ++i)
            curve.append(QPointF(words.at(4 + 2 * i).toDouble(), words.at(5 + 2 * i).toDouble())
                         * kPointsPerInch);
        QList<int> &edges = waiting[{words.at(1).mid(1).toInt(), words.at(2).mid(1).toInt()}];
        if (!edges.isEmpty())
            drawn.lines[edges.takeFirst()] = flattened(curve);
    }
    return drawn;
}

double turn(const QPointF &a, const QPointF &b, const QPointF &c)
{
    return (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x());
}

bool cross(const QPointF &a, const QPointF &b, const QPointF &c, const QPointF &d)
{
    const double first = turn(a, b, c) * turn(a, b, d);
    const double second = turn(c, d, a) * turn(c, d, b);
    return first < 0 && second < 0;
}

int crossingsOf(const QList<LayoutEdge> &edges, const Lines &lines)
{
    int count = 0;
    for (int a = 0; a < lines.size(); ++a) {
        for (int b = a + 1; b < lines.size(); ++b) {
            const LayoutEdge &p = edges.at(a);
            const LayoutEdge &q = edges.at(b);
            if (p.from == q.from || p.to == q.to || p.from == q.to || p.to == q.from)
                continue;
            for (qsizetype i = 0; i + 1 < lines.at(a).size(); ++i) {
                for (qsizetype j = 0; j + 1 < lines.at(b).size(); ++j)
                    count += cross(lines.at(a).at(i), lines.at(a).at(i + 1), lines.at(b).at(j),
                                   lines.at(b).at(j + 1))
                                 ? 1
                                 : 0;
            }
        }
    }
    return count;
}

double lengthOf(const Lines &lines)
{
    double sum = 0;
    for (const QList<QPointF> &line : lines) {
        for (qsizetype i = 0; i + 1 < line.size(); ++i)
            sum += std::hypot(line.at(i + 1).x() - line.at(i).x(),
                              line.at(i + 1).y() - line.at(i).y());
    }
    return sum;
}

double ratio(double ours, double theirs)
{
    return theirs > 0 ? ours / theirs : ours > 0 ? INFINITY : 1;
}

/// Milliseconds of the fastest of some rounds.
double oursMs(const LayoutInput &input)
{
    double best = 1e12;
    for (int round = 0; round < kRounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        const LayoutResult drawing = layeredLayout(input);
        best = std::min(best, static_cast<double>(timer.nsecsElapsed()) / 1e6);
        if (drawing.nodes.isEmpty())
            return 0;
    }
    return best;
}

void compareTime()
{
    LayoutInput one;
    one.groups = 1;
    one.nodes.append(LayoutNode());
    std::printf("Time, ms, best of %d; dot less its start with one node:\n", kRounds);
    for (const int nodes : {100, 1000}) {
        const LayoutInput input = layeredGraph(7, nodes, 2 * nodes, std::max(5, nodes / 50));
        double dot = 1e12;
        for (int round = 0; round < kRounds; ++round)
            dot = std::min(dot, drawnByDot(input, false).ms - drawnByDot(one, false).ms);
        const double ours = oursMs(input);
        std::printf("  %5d nodes, %5d edges: ours %8.1f  dot %8.1f  dot/ours %6.1f\n", nodes,
                    static_cast<int>(input.edges.size()), ours, dot, ratio(dot, ours));
    }
}

/// What 20 boxes that were moved by hand cost: the same drawing without pins is there already, as
/// it is while one is dragged. Once, as nearly all lines of these graphs are led anew.
void comparePinned()
{
    std::printf("20 pinned nodes, ms, once; the drawing without pins:\n");
    for (const int nodes : {100, 1000}) {
        LayoutInput input = layeredGraph(7, nodes, 2 * nodes, std::max(5, nodes / 50));
        const LayoutResult plain = layeredLayout(input);
        const double bare = oursMs(input);
        for (int pin = 0; pin < 20; ++pin) {
            const int node = pin * nodes / 20;
            input.pins.append({node, plain.nodes.at(node).center() + QPointF(16, 24)});
        }
        QElapsedTimer timer;
        timer.start();
        const LayoutResult made = pinnedLayout(input, plain);
        const double pinned = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        std::printf("  %5d nodes: pins %8.1f  drawing %8.1f  pins/drawing %6.2f  %s\n", nodes,
                    pinned, bare, ratio(pinned, bare), made == plain ? "the same" : "moved");
    }
}

void comparePlatforms()
{
    const QStringList names =
        QStringLiteral("omnicore residency corpintel osint rxdx").split(QLatin1Char(' '));
    QTemporaryDir directory;
    QByteArray text("workspace: w\nplatforms:\n");
    for (const QString &name : names) {
        const QString file = name + QStringLiteral(".yaml");
        QFile::copy(QStringLiteral(OPSDECK_SOURCE_DIR "/resources/platforms/") + file,
                    directory.filePath(file));
        text += "  - file: " + file.toUtf8() + "\n    parameters:\n";
        for (const char *environment : {"dev", "staging", "prod"})
            text += QByteArray("      ") + environment + ": { host: 127.0.0.1 }\n";
    }
    QFile file(directory.filePath(QStringLiteral("opsdeck.yaml")));
    if (file.open(QIODevice::WriteOnly))
        file.write(text);
    file.close();
    const LoadedWorkspace loaded =
        WorkspaceLoader(KindCatalog{builtinProbes().infos(), {}}).load(directory.path());
    if (!loaded.workspace) {
        std::printf("The platforms cannot be read.\n");
        return;
    }
    std::printf("Platforms: crossings, ours; dot with the same frames; dot without frames. Length "
                "of lines as a ratio to dot with frames.\n");
    int ours = 0;
    int framed = 0;
    int bare = 0;
    for (const Platform &platform : loaded.workspace->platforms) {
        const LayoutInput input = platformDrawing(platform, {}).input;
        const LayoutResult drawing = layeredLayout(input);
        const Drawn dot = drawnByDot(input, true);
        const int mine = crossingsOf(input.edges, drawing.edges);
        const int theirs = crossingsOf(input.edges, dot.lines);
        const int free = crossingsOf(input.edges, drawnByDot(input, false).lines);
        std::printf("  %-12s %2d nodes, %2d edges: %3d %3d %3d   length %.2f   %.1f ms\n",
                    qPrintable(platform.id.toString()), static_cast<int>(input.nodes.size()),
                    static_cast<int>(input.edges.size()), mine, theirs, free,
                    ratio(lengthOf(drawing.edges), lengthOf(dot.lines)), oursMs(input));
        ours += mine;
        framed += theirs;
        bare += free;
    }
    std::printf("  all: %d %d %d   ratio to dot with frames %.3f, without %.3f\n", ours, framed,
                bare, ratio(ours, framed), ratio(ours, bare));
}

void compareRandom()
{
    int ours = 0;
    int theirs = 0;
    int within = 0;
    for (int i = 1; i <= 100; ++i) {
        const LayoutInput input = comparedGraph(i);
        const int mine = crossingsOf(input.edges, layeredLayout(input).edges);
        const int dots = crossingsOf(input.edges, drawnByDot(input, false).lines);
        ours += mine;
        theirs += dots;
        within += mine <= 1.1 * dots ? 1 : 0;
    }
    std::printf("100 random layered graphs of 20 to 60 nodes: crossings ours %d, dot %d, ratio "
                "%.3f; %d of 100 within 1.1\n",
                ours, theirs, ratio(ours, theirs), within);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    compareTime();
    comparePlatforms();
    compareRandom();
    comparePinned();
    return 0;
}
