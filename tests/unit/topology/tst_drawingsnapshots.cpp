// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/drawingcost.h"
#include "models/topology/diagramdefinition.h"
#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const QStringList kPlatforms{"omnicore", "residency", "corpintel", "osint", "rxdx"};

QString placeText(const QPointF &point)
{
    return QStringLiteral("%1,%2").arg(point.x()).arg(point.y());
}

QString linesText(const LayoutResult &layout, const DiagramDefinition &definition,
                  const PlatformDrawing &drawing)
{
    QStringList lines;
    for (const LayoutFrame &frame : layout.frames)
        lines << QStringLiteral("frame %1: %2 %3x%4")
                     .arg(definition.groups.at(frame.group), placeText(frame.rect.topLeft()))
                     .arg(frame.rect.width())
                     .arg(frame.rect.height());
    for (int i = 0; i < drawing.nodes.size(); ++i)
        lines << QStringLiteral("box %1: %2")
                     .arg(definition.nodes.at(i).key.service.toString(),
                          placeText(layout.nodes.at(drawing.nodes.at(i)).topLeft()));
    for (int i = 0; i < drawing.edges.size(); ++i) {
        const DiagramEdge &edge = definition.edges.at(i);
        QStringList corners;
        for (const QPointF &corner : layout.edges.at(drawing.edges.at(i)))
            corners << placeText(corner);
        lines << QStringLiteral("line %1 to %2: %3")
                     .arg(definition.nodes.at(edge.from).key.service.toString(),
                          definition.nodes.at(edge.to).key.service.toString(),
                          corners.join(QLatin1Char(' ')));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace

/// Where everything of the shipped platforms stands in production's drawing, as it was looked at.
/// With OPSDECK_WRITE_SNAPSHOTS set, the files are written anew: look at the pictures then.
class TestDrawingSnapshots final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void placesAreThoseThatWereLookedAt_data();
    void placesAreThoseThatWereLookedAt();
    void linesSeldomCross_data();
    void linesSeldomCross();

private:
    QTemporaryDir m_dir;
    WorkspacePtr m_workspace;
};

void TestDrawingSnapshots::initTestCase()
{
    QByteArray text("workspace: w\nplatforms:\n");
    for (const QString &name : kPlatforms) {
        const QString file = name + ".yaml";
        QVERIFY(
            QFile::copy(OPSDECK_SOURCE_DIR "/resources/platforms/" + file, m_dir.filePath(file)));
        text += "  - file: " + file.toUtf8() + "\n";
    }
    QFile file(m_dir.filePath("opsdeck.yaml"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    file.close();
    m_workspace =
        WorkspaceLoader(KindCatalog{builtinProbes().infos(), {}}).load(m_dir.path()).workspace;
    QVERIFY(m_workspace);
    QCOMPARE(m_workspace->platforms.size(), kPlatforms.size());
}

void TestDrawingSnapshots::placesAreThoseThatWereLookedAt_data()
{
    QTest::addColumn<QString>("platform");
    QTest::addColumn<bool>("turned");
    for (const QString &platform : kPlatforms) {
        QTest::addRow("%s", qPrintable(platform)) << platform << false;
        QTest::addRow("%s-tall", qPrintable(platform)) << platform << true;
    }
}

void TestDrawingSnapshots::placesAreThoseThatWereLookedAt()
{
    QFETCH(QString, platform);
    QFETCH(bool, turned);
    const Platform *found = m_workspace->platform(PlatformId(platform));
    const Environment *prod = found->environment(EnvironmentId("prod"));
    QVERIFY(prod != nullptr);
    const DiagramDefinition definition = diagramDefinition(*found, *prod);
    const PlatformDrawing drawing = platformDrawing(*found, definition);
    LayoutMetrics metrics;
    metrics.turned = turned;
    const QString drawn = linesText(layeredLayout(drawing.input, metrics), definition, drawing);
    QVERIFY(drawn.count('\n') > 20);

    QFile file(QStringLiteral(OPSDECK_SOURCE_DIR "/tests/data/drawings/%1%2.txt")
                   .arg(platform, turned ? "-tall" : ""));
    if (qEnvironmentVariableIsSet("OPSDECK_WRITE_SNAPSHOTS")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(drawn.toUtf8());
        return;
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    const QStringList expected = QString::fromUtf8(file.readAll()).split('\n');
    const QStringList actual = drawn.split('\n');
    for (qsizetype i = 0; i < std::min(expected.size(), actual.size()); ++i)
        QCOMPARE(actual.at(i), expected.at(i));
    QCOMPARE(actual.size(), expected.size());
}

void TestDrawingSnapshots::linesSeldomCross_data()
{
    // Graphviz' dot draws them, with the same frames, with 8, 2, 0, 1 and 0 (bench_layout).
    QTest::addColumn<int>("most");
    QTest::newRow("omnicore") << 2;
    QTest::newRow("residency") << 1;
    QTest::newRow("corpintel") << 0;
    QTest::newRow("osint") << 0;
    QTest::newRow("rxdx") << 0;
}

void TestDrawingSnapshots::linesSeldomCross()
{
    QFETCH(int, most);
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    const Platform *found = m_workspace->platform(PlatformId(name));
    for (const Environment &environment : found->environments) {
        const LayoutInput input =
            platformDrawing(*found, diagramDefinition(*found, environment)).input;
        const LayoutResult drawing = layeredLayout(input);
        QVERIFY(drawnCrossings(input.edges, drawing) <= most);
        for (qsizetype edge = 0; edge < input.edges.size(); ++edge) {
            const QList<QPointF> &line = drawing.edges.at(edge);
            double length = 0;
            for (qsizetype i = 0; i + 1 < line.size(); ++i)
                length += (line.at(i + 1) - line.at(i)).manhattanLength();
            const double direct = (line.last() - line.first()).manhattanLength();
            QVERIFY2(length <= 2 * direct + 400, qPrintable(QStringLiteral("%1 to %2: %3 for %4")
                                                                .arg(input.edges.at(edge).from)
                                                                .arg(input.edges.at(edge).to)
                                                                .arg(length)
                                                                .arg(direct)));
        }
    }
}

QTEST_GUILESS_MAIN(TestDrawingSnapshots)
#include "tst_drawingsnapshots.moc"
