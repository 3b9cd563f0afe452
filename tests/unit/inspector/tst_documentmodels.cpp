// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/inspector/checksmodel.h"
#include "models/inspector/documentwords.h"
#include "models/inspector/notsetupmodel.h"
#include "models/inspector/servicefactsmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;

namespace {

const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};
const ServiceKey kDb{kProd, ServiceId("db")};
const ServiceKey kApi{kProd, ServiceId("api")};

Source source(const QString &lines, FactBasis basis = FactBasis::Stated,
              const QStringList &see = {}, const QString &note = {})
{
    Source made;
    made.lines = lines;
    made.basis = basis;
    made.see = see;
    made.note = note;
    made.isGiven = true;
    return made;
}

Fact fact(const QString &title, const QString &value, const Source &from)
{
    Fact made;
    made.id = title.toLower();
    made.title = title;
    made.value = value;
    made.source = from;
    return made;
}

QString plain(QString text)
{
    return text.replace(QChar(QChar::Nbsp), ' ');
}

/// api and a planned exporter beside db, whose definition tells of every kind of source.
Workspace shop()
{
    Check ping;
    ping.id = CheckId("ping");
    ping.title = "answers";
    ping.kind = "postgres";
    ping.interval = std::chrono::seconds(30);
    ping.timeout = std::chrono::seconds(5);
    ping.retries = 2;
    ping.refs = QStringList{"C1", "C2"};
    ping.source = source("376-379", FactBasis::Stated, {}, "simple SELECT");
    ping.documented = QStringList{"interval"};

    DormantCheck container;
    container.check.id = CheckId("container");
    container.check.title = "Container";
    container.check.kind = "docker";
    container.reason = "Set 'socket' for prod in the workspace file.";
    DormantCheck script;
    script.check.id = CheckId("script");
    script.check.kind = "command";
    script.check.source = source("12");
    script.presence = Presence::Planned;
    script.reason = "no command is given";

    MetricDefinition lag;
    lag.id = "lag";
    lag.title = "Lag";

    Service db;
    db.id = kDb.service;
    db.title = "PostgreSQL";
    db.checks = {ping};
    db.dormantChecks = {container, script};
    db.undrawnMetrics = {lag};
    db.facts = {fact("Image", "postgres:15", source("57-60, 194")),
                fact("Port outside", "5432", source("59", FactBasis::Disputed, {"1"})),
                fact("Reachable", {}, source({}, FactBasis::Open)),
                fact("Project", "api", source("92", FactBasis::Implied, {}, "from the names")),
                fact("Watched", "yes", source({}, FactBasis::Ours)),
                fact("Bare", "1", {}),
                fact("Volumes", {}, source("24", FactBasis::Stated, {}, "none"))};

    Service api;
    api.id = kApi.service;
    api.title = "API";
    api.dependencies = {{db.id, DependencyBasis::Disputed, DependencyRole::Uses,
                         source("14-16", FactBasis::Stated, {"1"}, "arrow in the diagram"),
                         "diagram only"}};
    Service exporter;
    exporter.id = ServiceId("exporter");
    exporter.title = "Exporter";
    exporter.dependencies = {
        {db.id, DependencyBasis::Implied, DependencyRole::Scrapes, source("88"), {}}};
    Service worker;
    worker.id = ServiceId("worker");
    worker.title = "Worker";
    worker.dependencies = {{db.id}};

    Environment prod;
    prod.id = kProd.environment;
    prod.services = {db, api, exporter, worker};
    Platform platform;
    platform.id = kProd.platform;
    platform.document = {"Guide", "guide.md"};
    Contradiction one;
    one.ref = "1";
    platform.contradictions = {one};
    platform.environments = {prod};
    Workspace workspace;
    workspace.platforms = {platform};
    return workspace;
}

void show(StatusBoard &board, const Workspace &workspace)
{
    board.setWorkspace(std::make_shared<const Workspace>(workspace), {});
}

} // namespace

class TestDocumentModels final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void factsTellHowTheyAreKnown()
    {
        StatusBoard board;
        ServiceFactsModel model(board);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        show(board, shop());
        model.setService(kDb);
        QCOMPARE(model.documentTitle(), QString("Guide"));
        QStringList told;
        for (int i = 0; i < model.rowCount(); ++i) {
            const QModelIndex row = model.index(i);
            told << row.data().toString() + '|' + row.data(ServiceFactsModel::ValueRole).toString()
                        + '|' + row.data(ServiceFactsModel::SourceRole).toString();
            QCOMPARE(row.data(ServiceFactsModel::IsDoubtfulRole).toBool(), i == 1 || i == 2);
            QCOMPARE(row.data(ServiceFactsModel::IsStatedRole).toBool(), i != 2 && i != 6);
        }
        QCOMPARE(told,
                 (QStringList{QString::fromUtf8("Image|postgres:15|stated, lines 57–60, 194"),
                              QString::fromUtf8("Port outside|5432|≠ disputed, see 1"),
                              "Reachable|not stated|? not stated",
                              "Project|api|implied, line 92: from the names", "Watched|yes|ours",
                              "Bare|1|no source", "Volumes|none|stated, line 24: none"}));
        QCOMPARE(model.index(1).data(Qt::AccessibleTextRole).toString(),
                 QString::fromUtf8("Port outside: 5432, ≠ disputed, see 1"));
        model.setService(kApi);
        QCOMPARE(model.rowCount(), 0);
    }

    void whatIsSettledIsNoLongerInDoubt()
    {
        StatusBoard board;
        Workspace workspace = shop();
        show(board, workspace);
        ServiceFactsModel model(board);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setService(kDb);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        // The same again is no change: what is selected stays so.
        show(board, workspace);
        QCOMPARE(reset.size(), 0);
        Settlement settled;
        settled.answer = "only inside";
        workspace.platforms.first().contradictions.first().settled = settled;
        show(board, workspace);
        QCOMPARE(reset.size(), 1);
        QCOMPARE(model.index(1).data(ServiceFactsModel::SourceRole).toString(),
                 QString("disputed, see 1 (settled)"));
        QVERIFY(!model.index(1).data(ServiceFactsModel::IsDoubtfulRole).toBool());
    }

    void withoutADocumentNothingIsSaidOfSources()
    {
        StatusBoard board;
        Workspace workspace = shop();
        workspace.platforms.first().document = {};
        show(board, workspace);
        ServiceFactsModel model(board);
        model.setService(kDb);
        QCOMPARE(model.documentTitle(), QString());
        QCOMPARE(model.index(5).data(ServiceFactsModel::SourceRole).toString(), QString());
        QCOMPARE(model.index(4).data(ServiceFactsModel::SourceRole).toString(), QString("ours"));
    }

    void whatIsNotSetUpSaysWhy()
    {
        StatusBoard board;
        NotSetUpModel model(board);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setService(kDb);
        QCOMPARE(model.rowCount(), 0);
        Workspace workspace = shop();
        show(board, workspace);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0).data(Qt::AccessibleTextRole).toString(),
                 QString("Container, not set up: Set 'socket' for prod in the workspace file."));
        QCOMPARE(model.index(0).data(NotSetUpModel::KindRole).toString(), QString("docker"));
        QCOMPARE(model.index(0).data(NotSetUpModel::DetailRole).toString(), QString());
        QCOMPARE(model.index(1).data().toString(), QString("script"));
        QCOMPARE(model.index(1).data(NotSetUpModel::PresenceRole).toString(), QString("planned"));
        QVERIFY(model.index(1)
                    .data(NotSetUpModel::DetailRole)
                    .toString()
                    .startsWith(QString::fromUtf8("stated, line 12 of “Guide”\n")));
        QCOMPARE(model.undrawn(), QStringList{"Lag"});
        workspace.platforms.first()
            .environments.first()
            .services.first()
            .dormantChecks.removeLast();
        show(board, workspace);
        QCOMPARE(model.rowCount(), 1);
        model.setService(kApi);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.undrawn(), QStringList());
    }

    void figuresAreDocumentedOrChosen()
    {
        Check check = shop().platforms.first().environments.first().services.first().checks.first();
        QCOMPARE(plain(figuresText(check, {})),
                 QString("As documented: interval 30 s. Our choice: timeout 5 s, retries 2."));
        QCOMPARE(checkSourceText(check, {}), QString::fromUtf8("C1, C2, stated, lines 376–379"));
        QCOMPARE(plain(checkDetail(check, shop().platforms.first())),
                 QString::fromUtf8("C1, C2: stated, lines 376–379 of “Guide”, simple SELECT\n"
                                   "As documented: interval 30 s. Our choice: timeout 5 s, "
                                   "retries 2."));
        check.documented = QStringList{"interval", "timeout", "retries", "start_period"};
        check.startPeriod = std::chrono::seconds(40);
        QCOMPARE(plain(figuresText(check, {})),
                 QString("As documented: interval 30 s, timeout 5 s, "
                         "retries 2, start period 40 s."));
        // What comes from elsewhere than the check says so.
        const auto lines = [](const char *text) {
            return Source{QString(text), FactBasis::Stated, {}, {}, true};
        };
        check.fieldSources = {{"retries", lines("227")}, {"degraded_if", lines("289-293")}};
        QVERIFY(plain(figuresText(check, {})).contains("retries 2 (line 227), start period 40 s"));
        QCOMPARE(checkSourceText(check, {}),
                 QString::fromUtf8("C1, C2, stated, lines 376–379, degraded if: lines 289–293"));
        QVERIFY(checkDetail(check, shop().platforms.first())
                    .contains(QString::fromUtf8("retries: stated, line 227 of “Guide”")));
        check.fieldSources.clear();
        check.documented.clear();
        QVERIFY(figuresText(check, {}).startsWith("Our choice: interval"));
        check.source = {};
        QCOMPARE(figuresText(check, {}), QString());
        QCOMPARE(checkSourceText(check, {}), QString());
        QCOMPARE(checkDetail(check, shop().platforms.first()), QString());
    }

    void aCheckTellsWhereItComesFrom()
    {
        StatusBoard board;
        show(board, shop());
        ChecksModel model(board);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setService(kDb);
        QCOMPARE(model.rowCount(), 1);
        const QStringList lines = model.index(0).data(Qt::ToolTipRole).toString().split('\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines.first(), QString("not observed"));
        QVERIFY(lines.last().startsWith("As documented: interval"));
    }

    void edgesTellHowTheyAreKnown()
    {
        const Workspace workspace = shop();
        const QList<EdgeNote> needs = neededEdges(workspace, kApi);
        QCOMPARE(needs.size(), 1);
        QCOMPARE(needs.first().neighbour, kDb);
        QCOMPARE(needs.first().word, QString::fromUtf8("≠ disputed, see 1"));
        QCOMPARE(needs.first().detail,
                 QString::fromUtf8("API uses PostgreSQL\nSource: disputed, lines 14–16 of “Guide”, "
                                   "arrow in the diagram, see 1\nHow it is told: diagram only"));
        const QList<EdgeNote> needed = needingEdges(workspace, kDb);
        QCOMPARE(needed.size(), 3);
        QCOMPARE(needed.at(0).neighbour, kApi);
        QCOMPARE(needed.at(0).word, needs.first().word);
        QCOMPARE(needed.at(1).word, QString("implied"));
        QCOMPARE(
            needed.at(1).detail,
            QString::fromUtf8("Exporter scrapes PostgreSQL\nSource: implied, line 88 of “Guide”"));
        QCOMPARE(needed.at(2).word, QString());
        QCOMPARE(needed.at(2).detail, QString("Worker uses PostgreSQL"));
        QCOMPARE(neededEdges(workspace, kDb).size(), 0);
        QCOMPARE(needingEdges(workspace, {}).size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestDocumentModels)
#include "tst_documentmodels.moc"
