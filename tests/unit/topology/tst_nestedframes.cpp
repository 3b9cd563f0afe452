// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layout/layeredlayout.h"
#include "models/topology/diagramdefinition.h"
#include "models/topology/mermaid.h"
#include "tests/support/layoutfaults.h"
#include "tests/support/randomlayout.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

Service service(const QString &name, const QString &layer)
{
    Service made;
    made.id = ServiceId(name);
    made.title = name;
    made.layer = layer;
    return made;
}

/// Two hosts, one with a service of its own, with containers in them; a store beside.
Platform platform()
{
    Platform made;
    made.id = PlatformId(QStringLiteral("shop"));
    made.layers = {{"host-a", "Host A"},           {"web", "Web", {}, "host-a"},
                   {"jobs", "Jobs", {}, "host-a"}, {"store", "Store"},
                   {"host-b", "Host B"},           {"standby", "Standby", {}, "host-b"}};
    Environment prod;
    prod.id = EnvironmentId(QStringLiteral("prod"));
    prod.services = {service("nginx", "web"),       service("api", "web"),
                     service("worker", "jobs"),     service("db", "store"),
                     service("replica", "standby"), service("sshd", "host-b")};
    prod.services[0].dependencies = {{ServiceId("api"), {}, {}}};
    prod.services[1].dependencies = {{ServiceId("db"), {}, {}}};
    prod.services[2].dependencies = {{ServiceId("db"), {}, {}}};
    prod.services[4].dependencies = {{ServiceId("db"), {}, {}}};
    made.environments = {prod};
    return made;
}

/// Of a group that is drawn in one frame.
QRectF frameOf(const LayoutResult &result, int group)
{
    return framesOf(result, group).value(0);
}

LayoutInput randomNest(quint32 seed)
{
    QRandomGenerator random(seed);
    const int groups = 2 + static_cast<int>(random.bounded(7));
    return randomLayout(random, groups, true);
}

} // namespace

class TestNestedFrames final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void framesStandInEachOther()
    {
        const Platform shop = platform();
        const DiagramDefinition definition = diagramDefinition(shop, shop.environments.first());
        const LayoutInput input = layoutInput(definition);
        const LayoutResult result = layeredLayout(input);
        QCOMPARE(fault(input, result), QString());
        QCOMPARE(sharedStretch(input, result), QString());
        QCOMPARE(result.frames.size(), 6);
        // A host of nothing but containers has only their frames; the other one has both.
        const QRectF hostA = frameOf(result, 0);
        QVERIFY(hostA.contains(frameOf(result, 1)));
        QVERIFY(hostA.contains(frameOf(result, 2)));
        const QRectF hostB = frameOf(result, 4);
        QVERIFY(hostB.contains(frameOf(result, 5)));
        QVERIFY(hostB.contains(result.nodes.at(5)));
        QVERIFY(!frameOf(result, 5).contains(result.nodes.at(5)));
        // Frames of one depth end on one line.
        QCOMPARE(frameOf(result, 3).top(), hostA.top());
        QCOMPARE(frameOf(result, 3).bottom(), hostA.bottom());
        for (const LayoutFrame &frame : result.frames) {
            for (const double edge :
                 {frame.rect.left(), frame.rect.top(), frame.rect.right(), frame.rect.bottom()})
                QCOMPARE(edge, 8 * std::round(edge / 8));
        }
    }

    void anEmptyOneHasNoFrame()
    {
        Platform shop = platform();
        shop.layers.append(Layer{"zone", "Zone"});
        shop.layers.append(Layer{"rack", "Rack", {}, "zone"});
        const DiagramDefinition definition = diagramDefinition(shop, shop.environments.first());
        QCOMPARE(layeredLayout(layoutInput(definition)).frames.size(), 6);
    }

    void eachEnvironmentShowsTheFramesRoundItsServices()
    {
        Platform shop = platform();
        Environment dev = shop.environments.first();
        dev.id = EnvironmentId(QStringLiteral("dev"));
        dev.services = {dev.services.at(2)};
        shop.environments.append(dev);
        const PlatformDrawing drawing = platformDrawing(shop, diagramDefinition(shop, dev));
        const LayoutResult shown = shownPart(layeredLayout(drawing.input), drawing);
        QList<int> groups;
        for (const LayoutFrame &frame : shown.frames)
            groups << frame.group;
        QCOMPARE(groups, (QList<int>{0, 2}));
    }

    void withoutNestingNothingDiffers()
    {
        Platform shop = platform();
        for (Layer &layer : shop.layers)
            layer.within.clear();
        LayoutInput input = layoutInput(diagramDefinition(shop, shop.environments.first()));
        const LayoutResult result = layeredLayout(input);
        input.within.clear();
        QCOMPARE(layeredLayout(input), result);
    }

    void circlesAreCut()
    {
        LayoutInput input;
        input.groups = 3;
        input.nodes = {{0, {176, 72}}, {1, {176, 72}}, {2, {176, 72}}};
        input.edges = {{0, 1, 0, false}, {1, 2, 0, false}};
        input.within = {1, 0, 7};
        const LayoutResult result = layeredLayout(input);
        QCOMPARE(result.frames.size(), 3);
        input.within = {1, -1, -1};
        QCOMPARE(fault(input, result), QString());
    }

    void randomNestsAreSound()
    {
        for (quint32 seed = 1; seed <= 200; ++seed) {
            const LayoutInput input = randomNest(seed);
            for (const bool turned : {false, true}) {
                LayoutMetrics metrics;
                metrics.turned = turned;
                const LayoutResult result = layeredLayout(input, metrics);
                const QString broken = fault(input, result);
                QVERIFY2(broken.isEmpty(),
                         qPrintable(QString("seed %1, %2: %3").arg(seed).arg(turned).arg(broken)));
                const QString shared = sharedStretch(input, result);
                QVERIFY2(shared.isEmpty(),
                         qPrintable(QString("seed %1: %2").arg(seed).arg(shared)));
            }
        }
    }

    void mermaidHasThemToo()
    {
        const Platform shop = platform();
        const QString text = mermaidOf(diagramDefinition(shop, shop.environments.first()), nullptr);
        QVERIFY2(text.contains("  subgraph g0[\"Host A\"]\n    subgraph g1[\"Web\"]\n      n0["),
                 qPrintable(text));
    }
};

QTEST_GUILESS_MAIN(TestNestedFrames)
#include "tst_nestedframes.moc"
