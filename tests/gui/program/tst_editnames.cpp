// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/program/editingbench.h"
#include "tests/support/guitest.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace opsdeck;

namespace {

const QByteArray kRoot = "workspace: w   # ours\n"
                         "platforms:\n"
                         "  - file: p.yaml\n"
                         "    parameters: { prod: { host: 127.0.0.1 } }\n"
                         "runbooks: [ r.yaml ]\n";
const QByteArray kPlatform = "platform: p\n"
                             "layers: [ { id: app } ]\n"
                             "environments: [ { id: prod, tier: prod } ]   # one\n"
                             "services:\n"
                             "  - id: web\n"
                             "    layer: app\n"
                             "    depends_on: [ db ]   # for orders\n"
                             "  - id: db\n"
                             "    title: \"${environment} database\"\n";
const QByteArray kRunbook = "runbook: r\n"
                            "platform: p\n"
                            "service: db   # the one\n"
                            "danger: low\n"
                            "environments: [ prod ]\n"
                            "steps: [ { id: look, kind: check, services: [ db ], within: 9s } ]\n";
const EnvironmentKey kProd{PlatformId("p"), EnvironmentId("prod")};

} // namespace

/// New names in the form: what follows is shown, written at once in all files, and taken back.
class TestEditNames final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_bench = std::make_unique<EditingBench>();
        m_bench->put("opsdeck.yaml", kRoot);
        m_bench->put("p.yaml", kPlatform);
        m_bench->put("r.yaml", kRunbook);
        m_bench->start(kProd);
    }

    void cleanup() { m_bench.reset(); }

    void renamesAServiceByKeysAndTakesItBack()
    {
        EditingBench &bench = *m_bench;
        bench.window().showPage("settings");
        QTest::mouseClick(bench.window().findChild<QPushButton *>("settings.edit"), Qt::LeftButton);
        QTRY_VERIFY(bench.part<QLineEdit>("edit.field.platform") != nullptr);
        const QAbstractItemModelTester tester(
            bench.part<QListView>("edit.outline")->model(),
            QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(!bench.part<QPushButton>("edit.undo")->isVisible());
        bench.clickRow("prod database, service");
        QTRY_VERIFY(bench.part<QLineEdit>("edit.field.id") != nullptr);
        // A name that is taken is refused beside it.
        bench.type("id", "web");
        auto *problem = bench.part<QLabel>("edit.field.id.problem");
        QTRY_COMPARE(problem->text(), "there is a service 'web' already");
        QVERIFY(!bench.part<QPushButton>("edit.save")->isEnabled());
        bench.type("id", "postgres");
        QTRY_VERIFY(bench.part<QPushButton>("edit.save")->isEnabled());
        const QString shown = bench.part<QPlainTextEdit>("edit.diff")->toPlainText();
        for (const char *place :
             {"The new name in 4 place(s)", "  p.yaml:7  needed by web", "  p.yaml:8  its own name",
              "  r.yaml:3  what runbook r acts on", "  r.yaml:6  step look of runbook r"})
            QVERIFY2(shown.contains(place), qPrintable(shown));
        QVERIFY2(bench.part<QLabel>("edit.notes")->text().contains("under the old name 'db'"),
                 qPrintable(bench.part<QLabel>("edit.notes")->text()));
        QTest::keyClick(bench.dialog(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(bench.dialog() == nullptr);
        QCOMPARE(bench.get("p.yaml"), QByteArray(kPlatform)
                                          .replace("[ db ]", "[ postgres ]")
                                          .replace("- id: db", "- id: postgres"));
        QCOMPARE(bench.get("r.yaml"), QByteArray(kRunbook)
                                          .replace("service: db ", "service: postgres ")
                                          .replace("[ db ]", "[ postgres ]"));
        QCOMPARE(bench.get("opsdeck.yaml"), kRoot);
        QTRY_VERIFY_WITH_TIMEOUT(
            bench.session().board().service({kProd, ServiceId("postgres")}) != nullptr, 10'000);

        // Taken back, by keys.
        QTest::mouseClick(bench.window().findChild<QPushButton *>("settings.edit"), Qt::LeftButton);
        QTRY_VERIFY(bench.dialog() != nullptr);
        auto *undo = bench.part<QPushButton>("edit.undo");
        QTRY_VERIFY(undo->isVisible());
        QCOMPARE(undo->text(), "Undo: Service db in p…");
        undo->setFocus();
        QTest::keyClick(undo, Qt::Key_Space);
        auto *save = bench.part<QPushButton>("edit.save");
        QTRY_VERIFY(save->isEnabled());
        QCOMPARE(save->text(), "Undo: Service db in p");
        QVERIFY(bench.part<QPlainTextEdit>("edit.diff")->toPlainText().contains("+    - id: db"));
        QTest::keyClick(bench.dialog(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(bench.dialog() == nullptr);
        QCOMPARE(bench.get("p.yaml"), kPlatform);
        QCOMPARE(bench.get("r.yaml"), kRunbook);
        // Both are on record: announced and done, twice.
        QTRY_COMPARE_WITH_TIMEOUT(bench.session().history().audit().rowCount(), 4, 10'000);
    }

    void renamesAnEnvironmentByMouse()
    {
        EditingBench &bench = *m_bench;
        bench.window().showPage("settings");
        QTest::mouseClick(bench.window().findChild<QPushButton *>("settings.edit"), Qt::LeftButton);
        QTRY_VERIFY(bench.part<QLineEdit>("edit.field.platform") != nullptr);
        bench.clickRow("prod, environment");
        QTRY_VERIFY(bench.part<QLineEdit>("edit.field.host") != nullptr);
        bench.type("id", "live");
        auto *save = bench.part<QPushButton>("edit.save");
        QTRY_VERIFY(save->isEnabled());
        const QString notes = bench.part<QLabel>("edit.notes")->text();
        QVERIFY2(notes.contains("${environment} stands for 'live'") && notes.contains("p.yaml:9"),
                 qPrintable(notes));
        QTest::mouseClick(save, Qt::LeftButton);
        QTRY_VERIFY(bench.dialog() == nullptr);
        QCOMPARE(bench.get("opsdeck.yaml"), QByteArray(kRoot).replace("{ prod: {", "{ live: {"));
        QCOMPARE(bench.get("p.yaml"), QByteArray(kPlatform).replace("id: prod", "id: live"));
        QCOMPARE(bench.get("r.yaml"), QByteArray(kRunbook).replace("[ prod ]", "[ live ]"));
        QTRY_COMPARE_WITH_TIMEOUT(bench.window().environment().environment, EnvironmentId("live"),
                                  10'000);
    }

    void looks_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        for (const QSize size : {QSize(1280, 720), QSize(3840, 2160)}) {
            for (const bool dark : {true, false})
                QTest::addRow("%d %s", size.width(), dark ? "dark" : "light") << size << dark;
        }
    }

    void looks()
    {
        QFETCH(const QSize, size);
        QFETCH(const bool, dark);
        EditingBench &bench = *m_bench;
        bench.theme().setDark(dark);
        bench.window().resize(size);
        bench.window().showPage("settings");
        QTest::mouseClick(bench.window().findChild<QPushButton *>("settings.edit"), Qt::LeftButton);
        QTRY_VERIFY(bench.part<QLineEdit>("edit.field.platform") != nullptr);
        bench.clickRow("prod, environment");
        QTRY_VERIFY(bench.part<QLineEdit>("edit.field.host") != nullptr);
        bench.type("id", "live");
        QTRY_VERIFY(bench.part<QPushButton>("edit.save")->isEnabled());
        QVERIFY(test::labelsWithoutPlainText(*bench.dialog()).isEmpty());
        // All of the notes is to be seen, and nothing is wider than its column.
        auto *notes = bench.part<QLabel>("edit.notes");
        QTRY_VERIFY(notes->height() >= notes->heightForWidth(notes->width()));
        QVERIFY(bench.part<QWidget>("edit.form")->width()
                <= bench.part<QWidget>("edit.scroll")->width());
        for (const char *name : {"edit.add.environment", "edit.add.dependency"}) {
            auto *button = bench.part<QPushButton>(name);
            QVERIFY2(button->width() >= button->sizeHint().width(), name);
        }
        test::snapshot(
            *bench.dialog(),
            QStringLiteral("names-%1-%2").arg(size.width()).arg(dark ? "dark" : "light"));
        QTest::keyClick(bench.dialog(), Qt::Key_Escape);
        QTRY_VERIFY(bench.dialog() == nullptr);
        QCOMPARE(bench.get("p.yaml"), kPlatform);
    }

private:
    std::unique_ptr<EditingBench> m_bench;
};

QTEST_MAIN(TestEditNames)
#include "tst_editnames.moc"
