// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/import/importfilesorter.h"
#include "models/import/importfindingsmodel.h"
#include "models/import/importservicesfilter.h"
#include "models/import/importservicesmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;

class TestImportModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsWithAllAccepted();
    void skippingDropsDependencies();
    void anotherKindIsOnlyOneOfTheChoices();
    void filterKeepsRowsUnderTheHand();
    void findingsByLevel();
    void filesAreSortedByTheirNames();
};

namespace {

ImportPlan plan()
{
    ImportPlan plan;
    plan.title = "shop";
    PlannedService api{"api",
                       "api",
                       "FastAPI",
                       Confidence::High,
                       "its command runs FastAPI",
                       "http",
                       {"http", "tcp"},
                       "127.0.0.1:8000",
                       "http://127.0.0.1:8000/health",
                       1,
                       {"c.yml", 3, 3}};
    PlannedService db{"db",
                      "db",
                      "PostgreSQL 15",
                      Confidence::High,
                      "its image",
                      "postgres",
                      {"postgres", "tcp"},
                      "127.0.0.1:5432",
                      "127.0.0.1:5432",
                      0,
                      {"c.yml", 9, 3}};
    PlannedService thing{"thing", "thing", {}, Confidence::Low, "nothing tells what it is", {}, {},
                         {},      {},      0,  {"c.yml", 12, 3}};
    plan.services = {api, db, thing};
    plan.edges = {{"api", "db", DependencyBasis::Stated, "depends_on"},
                  {"thing", "db", DependencyBasis::Implied, "environment DB"},
                  {"api", "thing", DependencyBasis::Implied, "links"}};
    return plan;
}

QModelIndex cell(const QAbstractItemModel &model, int row, int column)
{
    return model.index(row, column);
}

using Model = ImportServicesModel;

} // namespace

void TestImportModels::startsWithAllAccepted()
{
    Model model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPlan(plan());
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.acceptedCount(), 3);
    QCOMPARE(model.keptEdges(), 3);
    QCOMPARE(model.choices(), ImportChoices());
    QCOMPARE(cell(model, 0, Model::ConfidenceColumn).data().toString(), "sure");
    QCOMPARE(cell(model, 2, Model::ConfidenceColumn).data().toString(), "a guess");
    QCOMPARE(cell(model, 2, Model::KindColumn).data().toString(), "not checked");
    QCOMPARE(cell(model, 2, Model::TechnologyColumn).data().toString(), "not known");
    QCOMPARE(cell(model, 0, Model::NeedsColumn).data().toString(), "1 declared, 1 implied");
    QCOMPARE(cell(model, 1, Model::NeedsColumn).data().toString(), "none");
    QVERIFY(cell(model, 0, Model::KindColumn).flags().testFlag(Qt::ItemIsEditable));
    QVERIFY(!cell(model, 2, Model::KindColumn).flags().testFlag(Qt::ItemIsEditable));
    QVERIFY(cell(model, 2, 0).data(Model::DoubtfulRole).toBool());
    QVERIFY(!cell(model, 0, 0).data(Model::DoubtfulRole).toBool());
}

void TestImportModels::skippingDropsDependencies()
{
    Model model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPlan(plan());
    QSignalSpy chosen(&model, &Model::chosen);
    QVERIFY(model.setData(cell(model, 1, Model::ServiceColumn), Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(model.choices().skipped, QSet<QString>{"db"});
    QCOMPARE(model.acceptedCount(), 2);
    QCOMPARE(model.keptEdges(), 1);
    QCOMPARE(cell(model, 0, Model::NeedsColumn).data().toString(), "1 implied, 1 dropped");
    const QString note = cell(model, 1, 0).data(Model::NoteRole).toString();
    QVERIFY2(note.contains("Skipped, and with it api → db, thing → db."), qPrintable(note));
    const QString others = cell(model, 0, 0).data(Model::NoteRole).toString();
    QVERIFY2(others.contains("the other end is skipped: api → db."), qPrintable(others));
    QVERIFY(!cell(model, 1, Model::KindColumn).flags().testFlag(Qt::ItemIsEditable));
    QVERIFY(model.setData(cell(model, 1, Model::ServiceColumn), Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(model.keptEdges(), 3);
    model.setAllAccepted(false);
    QCOMPARE(model.acceptedCount(), 0);
    model.setAllAccepted(true);
    QCOMPARE(model.choices(), ImportChoices());
}

void TestImportModels::anotherKindIsOnlyOneOfTheChoices()
{
    Model model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPlan(plan());
    const QModelIndex kind = cell(model, 0, Model::KindColumn);
    QVERIFY(!model.setData(kind, "smtp"));
    QCOMPARE(kind.data().toString(), "http");
    QVERIFY(model.setData(kind, "tcp"));
    QCOMPARE(kind.data(Qt::EditRole).toString(), "tcp");
    QCOMPARE(cell(model, 0, Model::AskedColumn).data().toString(), "127.0.0.1:8000");
    QCOMPARE(cell(model, 0, Model::ConfidenceColumn).data().toString(), "you chose");
    QCOMPARE(model.choices().kinds, (QMap<QString, QString>{{"api", "tcp"}}));
    // What is skipped has no kind to be chosen.
    QVERIFY(model.setData(cell(model, 0, 0), Qt::Unchecked, Qt::CheckStateRole));
    QVERIFY(model.choices().kinds.isEmpty());
    QVERIFY(model.setData(cell(model, 0, 0), Qt::Checked, Qt::CheckStateRole));
    QVERIFY(model.setData(kind, "http"));
    QCOMPARE(model.choices(), ImportChoices());
}

void TestImportModels::filterKeepsRowsUnderTheHand()
{
    Model model;
    ImportServicesFilter filter;
    QAbstractItemModelTester tester(&filter,
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    filter.setSourceModel(&model);
    model.setPlan(plan());
    QCOMPARE(filter.rowCount(), 3);
    filter.setText("POST 15");
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(filter.index(0, 0).data().toString(), "db");
    filter.setText({});
    ImportPlan doubtful = plan();
    doubtful.services[0].confidence = Confidence::Low;
    model.setPlan(doubtful);
    filter.setOnlyDoubtful(true);
    QCOMPARE(filter.rowCount(), 2);
    QVERIFY(filter.setData(filter.index(0, Model::KindColumn), "tcp"));
    QVERIFY(!filter.index(0, 0).data(Model::DoubtfulRole).toBool());
    QCOMPARE(filter.rowCount(), 2);
    filter.setOnlyDoubtful(false);
    QCOMPARE(filter.rowCount(), 3);
}

void TestImportModels::findingsByLevel()
{
    ImportFindingsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFindings(
        {{{"c.yml", 4, 5},
          FindingLevel::NotMapped,
          "api",
          "deploy.placement",
          "has no counterpart"},
         {{"c.yml", 9, 5}, FindingLevel::Secret, "db", {}, "its password was not copied"},
         {{}, FindingLevel::Note, {}, {}, "something"}});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0).data(ImportFindingsModel::PlaceRole).toString(),
             "c.yml:4:5   api: deploy.placement");
    QCOMPARE(model.count(FindingLevel::Secret), 1);
    model.setLevel(FindingLevel::Secret);
    QCOMPARE(model.index(0).data().toString(), "its password was not copied");
    model.setLevel(FindingLevel::Error);
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.copyText().count('\n'), 3);
    QVERIFY(model.copyText().startsWith("c.yml:4:5   api: deploy.placement: has no counterpart\n"));
}

void TestImportModels::filesAreSortedByTheirNames()
{
    ImportQuestion question =
        sortedFiles({"/a/compose.prod.yml", "/a/compose.yml", "/a/.env", "/a/nginx/site.conf",
                     "/a/docker-compose.staging.yaml", "/a/compose.override.yml"});
    QCOMPARE(question.files, (QStringList{"/a/compose.yml", "/a/compose.override.yml"}));
    QCOMPARE(question.envFiles, QStringList{"/a/.env"});
    QCOMPARE(question.nginxFiles, QStringList{"/a/nginx/site.conf"});
    QCOMPARE(question.environments.size(), 3);
    QCOMPARE(question.environments.at(0), (EnvironmentQuestion{"dev", Tier::Dev, {}, {}, {}}));
    QCOMPARE(question.environments.at(1).id, "staging");
    QCOMPARE(question.environments.at(1).files, QStringList{"/a/docker-compose.staging.yaml"});
    QCOMPARE(question.environments.at(2).id, "prod");
    QCOMPARE(question.environments.at(2).tier, Tier::Prod);
    // A file of one environment is all there is.
    question = sortedFiles({"/a/docker-compose.prod.yml"});
    QCOMPARE(question.files, QStringList{"/a/docker-compose.prod.yml"});
    QCOMPARE(question.environments.size(), 1);
    // A part of the stack is no environment.
    question = sortedFiles({"/a/compose.yml", "/a/compose.metrics.yml", "/a/compose.dev.yml"});
    QCOMPARE(question.files, (QStringList{"/a/compose.yml", "/a/compose.metrics.yml"}));
    QCOMPARE(question.environments.size(), 1);
    QCOMPARE(question.environments.at(0).files, QStringList{"/a/compose.dev.yml"});
    QCOMPARE(sortedFiles({}).environments.size(), 1);
}

QTEST_GUILESS_MAIN(TestImportModels)
#include "tst_importmodels.moc"
