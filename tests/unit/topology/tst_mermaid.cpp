// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/allenvironments.h"
#include "models/topology/mermaid.h"

#include <QTest>

using namespace opsdeck;

namespace {

const EnvironmentKey kProd{PlatformId(QStringLiteral("shop")),
                           EnvironmentId(QStringLiteral("prod"))};

DiagramNode node(const char *id, const char *title, int group, const char *subtitle = "")
{
    DiagramNode made;
    made.key = {kProd, ServiceId(QString::fromLatin1(id))};
    made.title = QString::fromUtf8(title);
    made.subtitle = QString::fromUtf8(subtitle);
    made.group = group;
    return made;
}

DiagramDefinition stack()
{
    DiagramDefinition definition;
    definition.groups = {QStringLiteral("Edge"), QStringLiteral("Empty"), QString()};
    definition.nodes = {node("end", "nginx", 0, "nginx 1.25 · 443"), node("db", "Data", 2),
                        node("mon", "Monitor", 2)};
    definition.nodes[1].replicas = 2;
    definition.nodes[2].presence = Presence::Planned;
    definition.edges = {{0, 1, DependencyBasis::Stated, DependencyRole::Uses},
                        {1, 0, DependencyBasis::Implied, DependencyRole::Uses},
                        {0, 2, DependencyBasis::Disputed, DependencyRole::Uses},
                        {2, 1, DependencyBasis::Stated, DependencyRole::Scrapes}};
    return definition;
}

} // namespace

class TestMermaid final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void rollUpsAreTold()
    {
        EnvironmentView view;
        view.key = kProd;
        ServiceView db;
        db.key = {kProd, ServiceId(QStringLiteral("db"))};
        db.title = QStringLiteral("Data");
        db.hasChecks = true;
        db.health = Health::Healthy;
        db.checks = {CheckView(), CheckView()};
        db.instances = {{QStringLiteral("db-1"), Health::Healthy, false, false, 0},
                        {QStringLiteral("db-2"), Health::Down, false, false, 1}};
        view.services = {db};
        const QString text = mermaidOf(stack(), &view, {}, {QStringLiteral("OK, 1 of 1 OK")});
        QVERIFY2(
            text.contains(QString::fromUtf8("n1[\"Data ×2<br/>OK<br/>1 of 2 OK: db-2 is down\"]")),
            qPrintable(text));
        QVERIFY2(text.contains(QLatin1String("subgraph g0[\"Edge: OK, 1 of 1 OK\"]")),
                 qPrintable(text));

        // The same words where all environments are told.
        Environment environment;
        environment.id = kProd.environment;
        Service service;
        service.id = db.key.service;
        environment.services = {service};
        auto workspace = std::make_shared<Workspace>();
        Platform platform;
        platform.id = kProd.platform;
        platform.environments = {environment};
        workspace->platforms = {platform};
        StatusBoard board;
        board.setWorkspace(workspace, {});
        board.show(view, {});
        QCOMPARE(environmentsSentence(board, platform, service.id),
                 QStringLiteral("prod: OK, 1 of 2 OK: db-2 is down."));
    }

    void framesNodesAndLines()
    {
        QCOMPARE(mermaidOf(stack()), QStringLiteral("flowchart LR\n"
                                                    "  subgraph g0[\"Edge\"]\n"
                                                    "    n0[\"nginx<br/>nginx 1.25 · 443\"]\n"
                                                    "  end\n"
                                                    "    n1[\"Data ×2\"]\n"
                                                    "    n2[\"Monitor<br/>Planned\"]\n"
                                                    "  n0 --> n1\n"
                                                    "  n1 -.-> n0\n"
                                                    "  n0 -.->|\"disputed\"| n2\n"
                                                    "  n2 -.->|\"scrapes\"| n1\n"
                                                    "  class n2 planned\n"
                                                    "  classDef planned stroke-dasharray: 4 3\n"));
    }

    void nothingInATitleIsObeyed()
    {
        DiagramDefinition hostile = stack();
        hostile.nodes[0].title = QStringLiteral("%%{init: {'theme':'forest'}}%%");
        const QString text =
            mermaidOf(hostile, nullptr, {}, {}, {QStringLiteral("%%{init}%%\nclick n0"), false});
        QVERIFY2(!text.contains(QStringLiteral("%%{")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("#37;#37;{init")));
        QVERIFY2(text.startsWith(QStringLiteral("%% % % {init}% %  click n0\nflowchart LR\n")),
                 qPrintable(text));
    }

    void whatIsNotThePresentSaysSoInThePicture()
    {
        const QString text =
            mermaidOf(stack(), nullptr, {}, {}, {QStringLiteral("SIMULATION: db down"), true});
        QVERIFY2(text.startsWith(QStringLiteral("%% SIMULATION: db down\nflowchart LR\n"
                                                "  subgraph whole[\"SIMULATION: db down\"]\n"
                                                "  subgraph g0[\"Edge\"]\n")),
                 qPrintable(text));
        QVERIFY(text.indexOf(QStringLiteral("n2["))
                < text.lastIndexOf(QStringLiteral("\n  end\n")));
        QVERIFY(text.lastIndexOf(QStringLiteral("\n  end\n"))
                < text.indexOf(QStringLiteral("n0 -->")));
    }

    void statesAreWordsAndClasses()
    {
        EnvironmentView view;
        view.key = kProd;
        ServiceView down;
        down.key = {kProd, ServiceId(QStringLiteral("end"))};
        down.health = Health::Down;
        ServiceView stale;
        stale.key = {kProd, ServiceId(QStringLiteral("db"))};
        stale.health = Health::Healthy;
        stale.stale = true;
        view.services = {down, stale};
        const QString text = mermaidOf(stack(), &view);
        QVERIFY2(text.contains("n0[\"nginx<br/>nginx 1.25 · 443<br/>Down\"]"), qPrintable(text));
        QVERIFY2(text.contains("n1[\"Data ×2<br/>Stale, was OK\"]"), qPrintable(text));
        QVERIFY(text.contains("  class n0 down\n"));
        QVERIFY(text.contains("  class n1 stale\n"));
        QVERIFY(text.contains("  class n2 planned\n"));
    }

    void whatFlowsStandsAtItsLine()
    {
        const QString text = mermaidOf(stack(), nullptr, {"12 /s", {}, "\"3 % errors\""});
        QVERIFY2(text.contains("  n0 -->|\"12 /s\"| n1\n"), qPrintable(text));
        QVERIFY2(text.contains("  n1 -.-> n0\n"), qPrintable(text));
        QVERIFY2(text.contains("  n0 -.->|\"disputed, #34;3 % errors#34;\"| n2\n"),
                 qPrintable(text));
        QVERIFY2(text.contains("  n2 -.->|\"scrapes\"| n1\n"), qPrintable(text));
    }

    void aTitleEndsNoLabel()
    {
        DiagramDefinition definition;
        definition.groups = {QStringLiteral("a\"]\nend")};
        definition.nodes = {node("a", "x\"] --> <b>#quot;`&", 0)};
        const QString text = mermaidOf(definition);
        QCOMPARE(text, QStringLiteral("flowchart LR\n"
                                      "  subgraph g0[\"a#34;] end\"]\n"
                                      "    n0[\"x#34;] --#62; #60;b#62;#35;quot;#96;#38;\"]\n"
                                      "  end\n"));
    }
};

QTEST_GUILESS_MAIN(TestMermaid)
#include "tst_mermaid.moc"
