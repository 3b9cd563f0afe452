// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/program/editingbench.h"
#include "tests/support/guitest.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace opsdeck;

namespace {

const QByteArray kRoot = "workspace: w\n"
                         "platforms: [ { file: p.yaml } ]\n"
                         "runbooks:\n"
                         "  - r.yaml   # the first\n";
const QByteArray kPlatform = "platform: p\n"
                             "environments: [ { id: dev, tier: dev }, { id: prod, tier: prod } ]\n"
                             "services:\n"
                             "  - id: web\n"
                             "  - id: db\n";
const QByteArray kRunbook = "runbook: restart   # ours\n"
                            "title: Restart it\n"
                            "platform: p\n"
                            "danger: low\n"
                            "steps:\n"
                            "  # gently\n"
                            "  - id: stop\n"
                            "    title: Stop it\n"
                            "    kind: command\n"
                            "    command: [ echo, stop, \"${environment}\" ]   # no shell\n"
                            "  - { id: look, title: Look at it, kind: check, services: [ web ], "
                            "within: 9s }\n";
const EnvironmentKey kProd{PlatformId("p"), EnvironmentId("prod")};

} // namespace

/// Runbooks and their steps in forms, from the page to the bytes of the files.
class TestEditRunbooks final : public QObject
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
        m_bench->window().showPage("runbooks");
    }

    void cleanup() { m_bench.reset(); }

    void changesARunbookByMouse()
    {
        EditingBench &bench = *m_bench;
        openByMouse();
        QCOMPARE(bench.part<QLabel>("edit.title")->text(), "Runbook restart in p");
        QCOMPARE(bench.part<QLabel>("edit.place")->text(), "r.yaml, line 1");
        const QAbstractItemModelTester tester(
            bench.part<QListView>("edit.outline")->model(),
            QAbstractItemModelTester::FailureReportingMode::QtTest);
        // What a run would do, where it is looked at.
        auto *shown = bench.part<QPlainTextEdit>("edit.diff");
        QTRY_VERIFY2(shown->toPlainText().contains("What a run in prod would do"),
                     qPrintable(shown->toPlainText()));
        QVERIFY2(shown->toPlainText().contains("  2  prod"), qPrintable(shown->toPlainText()));
        bench.choose("danger", "destructive");
        auto *save = bench.part<QPushButton>("edit.save");
        QTRY_VERIFY(save->isEnabled());
        QTest::mouseClick(save, Qt::LeftButton);
        QTRY_VERIFY(bench.dialog() == nullptr);
        QCOMPARE(bench.get("r.yaml"),
                 QByteArray(kRunbook).replace("danger: low", "danger: destructive"));
        QTRY_COMPARE_WITH_TIMEOUT(
            bench.session().board().workspace()->runbook(RunbookId("restart"))->danger,
            Danger::Destructive, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(bench.session().history().audit().rowCount(), 2, 10'000);
    }

    void movesAStepByKeys()
    {
        EditingBench &bench = *m_bench;
        openByMouse();
        auto *outline = bench.part<QListView>("edit.outline");
        outline->setFocus();
        QTest::keyClick(outline, Qt::Key_Down);
        QTest::keyClick(outline, Qt::Key_Return);
        QTRY_COMPARE(bench.part<QLabel>("edit.title")->text(), "Step stop of restart");
        QTRY_VERIFY(bench.part<QComboBox>("edit.field.position") != nullptr);
        QTest::keyClick(bench.dialog(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(bench.part<QComboBox>("edit.field.position")->currentData().toString(), "1");
        QTest::keyClick(bench.dialog(), Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(bench.part<QComboBox>("edit.field.position")->currentData().toString(), "2");
        // No further than to the end.
        QTest::keyClick(bench.dialog(), Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(bench.part<QComboBox>("edit.field.position")->currentData().toString(), "2");
        QTRY_VERIFY(bench.part<QPushButton>("edit.save")->isEnabled());
        const QString shown = bench.part<QPlainTextEdit>("edit.diff")->toPlainText();
        QVERIFY2(shown.indexOf("1. Look at it") > 0
                     && shown.indexOf("1. Look at it") < shown.indexOf("2. Stop it"),
                 qPrintable(shown));
        QTest::keyClick(bench.dialog(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(bench.dialog() == nullptr);
        const qsizetype from = kRunbook.indexOf("  # gently");
        const qsizetype second = kRunbook.indexOf("  - { id: look");
        QCOMPARE(bench.get("r.yaml"),
                 kRunbook.left(from) + kRunbook.mid(second) + kRunbook.mid(from, second - from));
    }

    void movesAndRemovesByMouse()
    {
        EditingBench &bench = *m_bench;
        openByMouse();
        bench.clickRow("Look at it, step, check");
        QTRY_COMPARE(bench.part<QLabel>("edit.title")->text(), "Step look of restart");
        QTRY_VERIFY(bench.part<QComboBox>("edit.field.position") != nullptr);
        QTest::mouseClick(bench.part<QPushButton>("edit.step.up"), Qt::LeftButton);
        QCOMPARE(bench.part<QComboBox>("edit.field.position")->currentData().toString(), "1");
        QTRY_VERIFY(bench.part<QPushButton>("edit.save")->isEnabled());
        QTest::mouseClick(bench.part<QPushButton>("edit.step.down"), Qt::LeftButton);
        QTRY_COMPARE(bench.part<QLabel>("edit.state")->text(), "Nothing has been changed.");
        QTest::mouseClick(bench.part<QPushButton>("edit.remove"), Qt::LeftButton);
        auto *save = bench.part<QPushButton>("edit.save");
        QTRY_VERIFY(save->isEnabled());
        QCOMPARE(save->text(), "Remove step look");
        QTest::mouseClick(save, Qt::LeftButton);
        QTRY_VERIFY(bench.dialog() == nullptr);
        QCOMPARE(bench.get("r.yaml"), kRunbook.left(kRunbook.indexOf("  - { id: look")));
    }

    void addsAStepByKeys()
    {
        EditingBench &bench = *m_bench;
        openByMouse();
        auto *add = bench.part<QPushButton>("edit.add.step");
        QVERIFY(add->isEnabled());
        add->setFocus();
        QTest::keyClick(add, Qt::Key_Space);
        QTRY_COMPARE(bench.part<QLabel>("edit.title")->text(), "New step of restart");
        QTRY_VERIFY(bench.part<QLineEdit>("edit.field.id") != nullptr);
        bench.type("id", "tell");
        bench.choose("kind", "command");
        QTRY_VERIFY(bench.part<QLineEdit>("edit.field.command.0") != nullptr);
        QCOMPARE(bench.part<QLineEdit>("edit.field.id")->text(), "tell");
        // A bad edit is refused with its place.
        QTRY_VERIFY2(
            bench.part<QLabel>("edit.field.command.problem")->text().contains("needs 'command'"),
            qPrintable(bench.part<QLabel>("edit.state")->text()));
        QVERIFY(!bench.part<QPushButton>("edit.save")->isEnabled());
        bench.type("command.0", "echo");
        bench.type("command.1", "done");
        bench.type("timeout", "5s");
        QTRY_VERIFY(bench.part<QPushButton>("edit.save")->isEnabled());
        QTest::keyClick(bench.dialog(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(bench.dialog() == nullptr);
        QVERIFY2(bench.get("r.yaml").startsWith(kRunbook), bench.get("r.yaml").constData());
        QTRY_COMPARE_WITH_TIMEOUT(
            bench.session().board().workspace()->runbook(RunbookId("restart"))->steps.size(), 3,
            10'000);
        const Step &step =
            bench.session().board().workspace()->runbook(RunbookId("restart"))->steps.last();
        QCOMPARE(step.parameters.value("command").toStringList(), (QStringList{"echo", "done"}));
        QCOMPARE(step.timeout, Milliseconds(5000));
    }

    void addsARunbookByKeys()
    {
        EditingBench &bench = *m_bench;
        auto *add = bench.window().findChild<QPushButton *>("runbooks.add");
        QVERIFY(add->isVisible());
        add->setFocus();
        QTest::keyClick(add, Qt::Key_Space);
        QTRY_VERIFY(bench.part<QLineEdit>("edit.field.file") != nullptr);
        QCOMPARE(bench.part<QLabel>("edit.title")->text(), "New runbook in p");
        bench.type("file", "runbooks/vacuum.yaml");
        bench.type("runbook", "vacuum");
        bench.choose("danger", "low");
        bench.type("step.id", "vacuum");
        bench.choose("step.kind", "command");
        QTRY_VERIFY(bench.part<QLineEdit>("edit.field.step.command.0") != nullptr);
        bench.type("step.command.0", "echo");
        QTRY_VERIFY2(bench.part<QPushButton>("edit.save")->isEnabled(),
                     qPrintable(bench.part<QLabel>("edit.problems")->text()));
        QVERIFY(bench.part<QPlainTextEdit>("edit.diff")
                    ->toPlainText()
                    .contains("runbooks/vacuum.yaml (new)"));
        QTest::keyClick(bench.dialog(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(bench.dialog() == nullptr);
        QCOMPARE(bench.get("opsdeck.yaml"), kRoot + "  - runbooks/vacuum.yaml\n");
        QCOMPARE(bench.get("runbooks/vacuum.yaml"),
                 "runbook: vacuum\nplatform: p\ndanger: low\nsteps:\n  - id: vacuum\n    kind: "
                 "command\n    command: [echo]\n");
        QTRY_VERIFY_WITH_TIMEOUT(
            bench.session().board().workspace()->runbook(RunbookId("vacuum")) != nullptr, 10'000);
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
        openByMouse();
        const auto snap = [&](const char *what) {
            QVERIFY(test::labelsWithoutPlainText(*bench.dialog()).isEmpty());
            QVERIFY(bench.part<QWidget>("edit.form")->width()
                    <= bench.part<QWidget>("edit.scroll")->width());
            test::snapshot(*bench.dialog(), QStringLiteral("%1-%2-%3")
                                                .arg(what)
                                                .arg(size.width())
                                                .arg(dark ? "dark" : "light"));
        };
        QTRY_COMPARE(bench.part<QLabel>("edit.state")->text(), "Nothing has been changed.");
        snap("runbook");
        bench.clickRow("Stop it, step, command");
        QTRY_VERIFY(bench.part<QComboBox>("edit.field.position") != nullptr);
        QTest::mouseClick(bench.part<QPushButton>("edit.step.down"), Qt::LeftButton);
        QTRY_VERIFY(bench.part<QPushButton>("edit.save")->isEnabled());
        snap("step");
        QTest::keyClick(bench.dialog(), Qt::Key_Escape);
        QTRY_VERIFY(bench.dialog() == nullptr);
    }

private:
    void openByMouse()
    {
        EditingBench &bench = *m_bench;
        auto *button = bench.window().findChild<QPushButton *>("runbooks.edit");
        QTRY_VERIFY(button->isVisible() && button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(bench.part<QComboBox>("edit.field.danger") != nullptr);
    }

    std::unique_ptr<EditingBench> m_bench;
};

QTEST_MAIN(TestEditRunbooks)
#include "tst_editrunbooks.moc"
