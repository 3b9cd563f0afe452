// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/program/editingbench.h"
#include "tests/support/guitest.h"
#include "ui/pages/assurance/fillform.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>

using namespace opsdeck;

namespace {

const EnvironmentKey kProd{PlatformId("residency"), EnvironmentId("prod")};

const QByteArray kHead = "workspace: w   # ours\n"
                         "platforms:\n"
                         "  # the scheduler\n"
                         "  - file: residency.yaml\n"
                         "    parameters:\n"
                         "      dev: { host: 127.0.0.1 }   # here\n";
const QByteArray kTail = "\n"
                         "# nothing else\n";

QByteArray today()
{
    return QDateTime::currentDateTimeUtc().date().toString(Qt::ISODate).toUtf8();
}

} // namespace

/// What a rule of a platform that comes with the program leaves open is filled in from the page to
/// the bytes of the workspace file, changed, and taken back.
class TestRuleFilling final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_bench = std::make_unique<EditingBench>();
        m_platform =
            fileBytes(QStringLiteral(OPSDECK_SOURCE_DIR "/resources/platforms/residency.yaml"));
        m_bench->put("residency.yaml", m_platform);
        m_bench->put("opsdeck.yaml", kHead + kTail);
        m_bench->start(kProd);
        m_bench->window().showPage("assurance");
        QTest::mouseClick(part<QPushButton>("assurance.tab.rules"), Qt::LeftButton);
        QTRY_VERIFY(rules()->isVisible());
    }

    void cleanup() { m_bench.reset(); }

    void fillsInByKeysAndTakesBack()
    {
        choose("RS-S3");
        QVERIFY(words().contains("For: not stated"));
        QVERIFY(words().contains("Severity: not stated"));
        QVERIFY(!line("value")->isVisible());    // its condition has the figure
        QVERIFY(!line("recovery")->isVisible()); // stated by when to scale in
        auto *length = line("for");
        length->setFocus();
        QTest::keyClicks(length, "5m");
        auto *warning = part<QPushButton>("assurance.fill.severity.warning");
        QTest::keyClick(length, Qt::Key_Tab);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), warning);
        QTest::keyClick(warning, Qt::Key_Space);
        QVERIFY(warning->isChecked());
        auto *note = line("note");
        note->setFocus();
        QTest::keyClicks(note, "agreed with operations");
        QTRY_VERIFY2(act()->isEnabled(), qPrintable(state()));
        QCOMPARE(act()->text(), QString("Fill in RS-S3"));
        const QByteArray lines = "    rules:\n"
                                 "      RS-S3:\n        for: 5m\n        severity: warning\n"
                                 "        note: agreed with operations\n        \"on\": \""
                                 + today() + "\"\n";
        QVERIFY2(diff().contains("severity: warning"), qPrintable(diff()));
        // What was shown is what is written, and nothing is before.
        QCOMPARE(file(), kHead + kTail);
        test::snapshot(m_bench->window(), "filling");
        QTest::keyClick(note, Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(file() != kHead + kTail);
        const QByteArray written = file();
        QCOMPARE(written, kHead + lines + kTail);
        QCOMPARE(m_bench->get("residency.yaml"), m_platform);

        // The rule stays chosen, and says whose word it is.
        QTRY_VERIFY_WITH_TIMEOUT(!fill().texts.isEmpty(), 10'000);
        QVERIFY(!m_bench->session().hasErrors());
        QTRY_VERIFY2(words().contains("For: 5m (ours, filled in)"), qPrintable(words()));
        QVERIFY2(words().contains("Severity: warning (ours, filled in)"), qPrintable(words()));
        QVERIFY2(words().contains("Action: not stated"), qPrintable(words()));
        QVERIFY(own().startsWith("Ours, filled in: for: 5m, severity: warning."));
        QCOMPARE(line("for")->text(), QString("5m"));
        QTRY_COMPARE_WITH_TIMEOUT(audit().rowCount(), 2, 10'000);
        const auto entry = audit().index(0).data(AuditModel::EntryRole).value<AuditEntry>();
        QCOMPARE(entry.action, QString("configuration.edit"));
        QCOMPARE(entry.target, QString("residency"));
        QCOMPARE(entry.outcome, QString("succeeded"));
        QCOMPARE(entry.body.value("what").toString(),
                 QString("Fill in rule RS-S3 of residency: for 5m, severity warning"));
        test::snapshot(m_bench->window(), "filled");

        auto *leave = part<QPushButton>("assurance.fill.leave");
        leave->setFocus();
        QTest::keyClick(leave, Qt::Key_Space);
        QTRY_VERIFY2(act()->isEnabled() && act()->text() == "Leave RS-S3 open again",
                     qPrintable(act()->text() + state()));
        QCOMPARE(file(), written);
        act()->setFocus();
        QTest::keyClick(act(), Qt::Key_Space);
        QTRY_COMPARE(file(), kHead + kTail);
        QTRY_VERIFY_WITH_TIMEOUT(fill().texts.isEmpty(), 10'000);
        QTRY_VERIFY(words().contains("For: not stated"));
        QTRY_COMPARE_WITH_TIMEOUT(audit().rowCount(), 4, 10'000);
    }

    void fillsInByMouseChangesAndUndoes()
    {
        choose("RS-S4");
        QTest::mouseClick(part<QPushButton>("assurance.fill.severity.critical"), Qt::LeftButton);
        QTRY_VERIFY2(act()->isEnabled(), qPrintable(state()));
        QTest::mouseClick(act(), Qt::LeftButton);
        const QByteArray first = kHead + "    rules:\n      RS-S4: { severity: critical, \"on\": \""
                                 + today() + "\" }\n" + kTail;
        QTRY_COMPARE(file(), first);
        QTRY_VERIFY_WITH_TIMEOUT(own().contains("severity: critical"), 10'000);
        // Another choice takes its place; a bad length is refused where it is typed.
        QTest::mouseClick(part<QPushButton>("assurance.fill.severity.info"), Qt::LeftButton);
        QVERIFY(!part<QPushButton>("assurance.fill.severity.critical")->isChecked());
        QTest::mouseClick(line("for"), Qt::LeftButton);
        QTest::keyClicks(line("for"), "5 min");
        auto *problem = m_bench->window().findChild<QWidget *>("assurance.fill.problem");
        QTRY_VERIFY(problem->isVisible());
        QVERIFY(!act()->isEnabled());
        QVERIFY(state().contains("'for' must be a duration"));
        test::snapshot(m_bench->window(), "refused");
        QTest::keyClick(line("for"), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(line("for"), "30s");
        QTRY_VERIFY2(act()->isEnabled(), qPrintable(state()));
        QTest::mouseClick(act(), Qt::LeftButton);
        const QByteArray second =
            kHead + "    rules:\n      RS-S4: { for: 30s, severity: info, \"on\": \"" + today()
            + "\" }\n" + kTail;
        QTRY_COMPARE(file(), second);
        QTRY_VERIFY_WITH_TIMEOUT(own().contains("severity: info"), 10'000);

        m_bench->window().showPage("settings");
        auto *edit = m_bench->window().findChild<QPushButton *>("settings.edit");
        QTRY_VERIFY(edit->isEnabled());
        QTest::mouseClick(edit, Qt::LeftButton);
        QTRY_VERIFY(m_bench->dialog() != nullptr);
        auto *undo = m_bench->part<QPushButton>("edit.undo");
        QTRY_VERIFY(undo->isVisible());
        QVERIFY2(undo->text().startsWith("Undo: Fill in rule RS-S4"), qPrintable(undo->text()));
        QTest::mouseClick(undo, Qt::LeftButton);
        auto *save = m_bench->part<QPushButton>("edit.save");
        QTRY_VERIFY(save->isEnabled() && save->text().startsWith("Undo"));
        QTest::mouseClick(save, Qt::LeftButton);
        QTRY_VERIFY(m_bench->dialog() == nullptr);
        QCOMPARE(file(), first);
    }

    void whatIsTypedIsKept()
    {
        choose("RS-S3");
        line("for")->setFocus();
        QTest::keyClicks(line("for"), "7m");
        choose("RS-S4");
        QCOMPARE(line("for")->text(), QString());
        QCOMPARE(part<QLabel>("assurance.fill.kept")->text(),
                 QString("Typed elsewhere and not saved: residency, rule RS-S3."));
        choose("RS-S3");
        QCOMPARE(line("for")->text(), QString("7m"));
        QTRY_VERIFY2(act()->isEnabled(), qPrintable(state()));
        QCOMPARE(file(), kHead + kTail);
    }

    void whatIsStatedIsNotOverridden()
    {
        choose("RS-A1");
        QVERIFY(!part<QWidget>("assurance.fill.act")->isVisible());
        const QByteArray disputed = "    rules: { RS-A1: { for: 9m } }\n";
        m_bench->put("opsdeck.yaml", kHead + disputed + kTail);
        QTRY_VERIFY2(own().startsWith("Ours, disputed: for: 9m."), qPrintable(own()));
        QVERIFY2(words().contains("For: 5 min (ours: 9m, disputed)"), qPrintable(words()));
        QVERIFY(!part<QWidget>("assurance.fill.act")->isVisible());
        test::snapshot(m_bench->window(), "disputed");
        QTest::mouseClick(part<QPushButton>("assurance.fill.leave"), Qt::LeftButton);
        QTRY_VERIFY2(act()->isVisible() && act()->isEnabled(), qPrintable(state()));
        QTest::mouseClick(act(), Qt::LeftButton);
        QTRY_COMPARE(file(), kHead + kTail);
    }

private:
    template <typename Widget>
    Widget *part(const char *name) const
    {
        auto *found = m_bench->window().findChild<Widget *>(QString::fromLatin1(name));
        if (found == nullptr)
            qFatal("there is no %s", name);
        return found;
    }

    QTableView *rules() const { return part<QTableView>("assurance.rules"); }

    QLineEdit *line(const char *name) const
    {
        return part<QLineEdit>(qPrintable(QString("assurance.fill.") + name));
    }

    QPushButton *act() const { return part<QPushButton>("assurance.fill.act"); }

    QString words() const
    {
        return part<QLabel>("assurance.rules.row")->text().replace(QChar::Nbsp, u' ');
    }

    QString own() const { return part<QLabel>("assurance.fill.own")->text(); }

    QByteArray file() const { return m_bench->get("opsdeck.yaml"); }

    AuditModel &audit() const { return m_bench->session().history().audit(); }

    QString state() const
    {
        return part<QLabel>("assurance.fill.state")->text() + "; "
               + part<QLabel>("assurance.fill.problem")->text();
    }

    QString diff() const { return part<QPlainTextEdit>("assurance.fill.diff")->toPlainText(); }

    /// By keys.
    void choose(const QString &ref) const
    {
        rules()->setFocus();
        QTest::keyClick(rules(), Qt::Key_Home, Qt::ControlModifier);
        for (int i = 0; i < rules()->model()->rowCount(); ++i) {
            if (part<QLabel>("assurance.rules.row.title")->text().contains('(' + ref + ')'))
                return;
            QTest::keyClick(rules(), Qt::Key_Down);
        }
        QVERIFY2(part<QLabel>("assurance.rules.row.title")->text().contains('(' + ref + ')'),
                 qPrintable(ref));
    }

    /// Of the chosen rule, as loaded.
    RuleFill fill() const
    {
        const Platform &platform =
            *m_bench->session().board().workspace()->platform(kProd.platform);
        for (const DocumentedRule &each : platform.rules) {
            if (part<QLabel>("assurance.rules.row.title")->text().contains('(' + each.ref + ')'))
                return fillOf(platform, each);
        }
        return {};
    }

    std::unique_ptr<EditingBench> m_bench;
    QByteArray m_platform;
};

QTEST_MAIN(TestRuleFilling)
#include "tst_rulefilling.moc"
