// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/historyfeed.h"
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "tests/support/badhttp.h"
#include "tests/support/guitest.h"
#include "tests/support/wholefile.h"
#include "ui/forms/editdialog.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const QByteArray kRoot = "workspace: w   # ours\nplatforms:\n  - file: p.yaml\n    parameters:\n   "
                         "   prod: { host: 127.0.0.1, api_credential: w/prod/api }\n";
const EnvironmentKey kProd{PlatformId("p"), EnvironmentId("prod")};
const ServiceKey kWeb{kProd, ServiceId("web")};

QByteArray platform(int port)
{
    return "# What we watch\n"
           "platform: p\n"
           "title: P\n"
           "environments: [{ id: prod, tier: prod }]\n"
           "services:\n"
           "  # the front\n"
           "  - id: web\n"
           "    checks:\n"
           "      - id: page      # first page\n"
           "        kind: http\n"
           "        interval: 1s\n"
           "        timeout: 1s\n"
           "        url: 'http://${host}:"
           + QByteArray::number(port)
           + "/'\n"
             "\n"
             "  # nobody looks\n"
             "  - id: quiet\n"
             "    description: \"not observed\"   \n";
}

} // namespace

/// Editing in forms, from the widgets to the bytes of the files and back to what is polled.
class TestEditing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void addsACheckByKeys();
    void changesAServiceByMouse();
    void wrongValuesAreToldBesideTheirFieldAndNotSaved();
    void removesACheck();
    void changedMeanwhileIsNotWrittenOver();
    void nothingIsSavedWithoutARecord();
    void brokenFileShowsWhy();
    void looks();

private:
    void put(const QString &name, const QByteArray &bytes)
    {
        putFile(m_dir->filePath(name), bytes);
    }

    QByteArray get(const QString &name) const { return fileBytes(m_dir->filePath(name)); }

    void start(bool withData = true)
    {
        const QString data = withData ? m_data->path() : QString();
        m_session = std::make_unique<Session>(m_clock, Session::Mode::Continuous, data);
        m_controller = std::make_unique<WindowController>(*m_session, m_theme, data);
        MainWindow &window = m_controller->window();
        window.resize(1600, 1000);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        m_session->open(m_dir->path());
        QTRY_COMPARE_WITH_TIMEOUT(window.environment(), kProd, 10'000);
    }

    EditDialog *dialog() const { return m_controller->window().findChild<EditDialog *>(); }

    template <typename Widget>
    Widget *part(const QString &name) const
    {
        return dialog() == nullptr ? nullptr : dialog()->findChild<Widget *>(name);
    }

    /// Types into a field of the form, over what is there.
    void type(const QString &field, const QString &text)
    {
        auto *line = part<QLineEdit>("edit.field." + field);
        QVERIFY2(line != nullptr, qPrintable(field));
        line->setFocus();
        QTest::keyClick(line, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(line, Qt::Key_Delete);
        QTest::keyClicks(line, text);
    }

    SystemClock m_clock;
    ThemeHub m_theme;
    std::unique_ptr<BadHttp> m_server;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<WindowController> m_controller;
};

void TestEditing::init()
{
    m_server = std::make_unique<BadHttp>();
    m_server->setAnswer("/", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    m_dir = std::make_unique<QTemporaryDir>();
    m_data = std::make_unique<QTemporaryDir>();
    put("opsdeck.yaml", kRoot);
    put("p.yaml", platform(m_server->port()));
}

void TestEditing::cleanup()
{
    m_controller.reset();
    m_session.reset();
    m_data.reset();
    m_dir.reset();
    m_server.reset();
}

void TestEditing::addsACheckByKeys()
{
    start();
    MainWindow &window = m_controller->window();
    const ServiceKey quiet{kProd, ServiceId("quiet")};
    QTRY_VERIFY(m_session->board().service(quiet) != nullptr);
    window.selectService(quiet);
    // Nothing observes it: the key leads to its first check.
    QTest::keyClick(&window, Qt::Key_E);
    QTRY_VERIFY(part<QLineEdit>("edit.field.id") != nullptr);
    QCOMPARE(part<QLabel>("edit.title")->text(), "New check of quiet");
    QTRY_VERIFY(QApplication::focusWidget() == part<QLineEdit>("edit.field.id"));
    QTest::keyClicks(QApplication::focusWidget(), "answers");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    auto *kind = qobject_cast<QComboBox *>(QApplication::focusWidget());
    QVERIFY(kind != nullptr);
    QCOMPARE(kind->objectName(), "edit.field.kind");
    QTest::keyClicks(kind, "http");
    // Another kind has other fields; what was typed is kept.
    QTRY_VERIFY(part<QLineEdit>("edit.field.url") != nullptr);
    QCOMPARE(part<QLineEdit>("edit.field.id")->text(), "answers");
    auto *save = part<QPushButton>("edit.save");
    QTRY_VERIFY2(part<QLabel>("edit.field.url.problem")->text().contains("needs 'url'"),
                 qPrintable(part<QLabel>("edit.state")->text()));
    QVERIFY(!save->isEnabled());
    type("url", QStringLiteral("http://${host}:%1/").arg(m_server->port()));
    type("interval", "1s");
    type("timeout", "1s");
    QTRY_VERIFY(save->isEnabled());
    QVERIFY2(part<QPlainTextEdit>("edit.diff")->toPlainText().contains("+        - id: answers"),
             qPrintable(part<QPlainTextEdit>("edit.diff")->toPlainText()));
    const QByteArray before = get("p.yaml");
    QTest::keyClick(dialog(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(dialog() == nullptr);
    QCOMPARE(
        get("p.yaml"),
        before
            + "    checks:\n      - id: answers\n        kind: http\n        url: \"http://${host}:"
            + QByteArray::number(m_server->port())
            + "/\"\n        interval: 1s\n        timeout: 1s\n");
    QCOMPARE(get("opsdeck.yaml"), kRoot);
    // The engine polls it.
    QTRY_VERIFY_WITH_TIMEOUT(m_session->board().service(quiet) != nullptr
                                 && m_session->board().service(quiet)->countsAsHealthy(),
                             15'000);
    // And the record has it: announced and done.
    QTRY_VERIFY_WITH_TIMEOUT(m_session->history().audit().rowCount() == 2, 10'000);
}

void TestEditing::changesAServiceByMouse()
{
    start();
    MainWindow &window = m_controller->window();
    window.showPage("settings");
    auto *button = window.findChild<QPushButton *>("settings.edit");
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY(dialog() != nullptr);
    auto *outline = part<QListView>("edit.outline");
    QModelIndex row;
    for (int i = 0; i < outline->model()->rowCount(); ++i) {
        if (outline->model()->index(i, 0).data().toString() == "web")
            row = outline->model()->index(i, 0);
    }
    QVERIFY(row.isValid());
    QTest::mouseClick(outline->viewport(), Qt::LeftButton, {}, outline->visualRect(row).center());
    QTRY_COMPARE(part<QLabel>("edit.title")->text(), "Service web in p");
    QTRY_VERIFY(part<QLineEdit>("edit.field.technology") != nullptr);
    QCOMPARE(part<QLabel>("edit.place")->text(), "p.yaml, line 7");
    type("technology", "nginx: 1.22");
    auto *save = part<QPushButton>("edit.save");
    QTRY_VERIFY(save->isEnabled());
    QByteArray wanted = get("p.yaml");
    QTest::mouseClick(save, Qt::LeftButton);
    QTRY_VERIFY(dialog() == nullptr);
    wanted.replace("/'\n", "/'\n    technology: \"nginx: 1.22\"\n");
    QCOMPARE(get("p.yaml"), wanted);
    QTRY_COMPARE_WITH_TIMEOUT(m_session->board().workspace()->service(kWeb)->technology,
                              "nginx: 1.22", 10'000);
}

void TestEditing::wrongValuesAreToldBesideTheirFieldAndNotSaved()
{
    start();
    const QByteArray before = get("p.yaml");
    MainWindow &window = m_controller->window();
    window.selectService(kWeb);
    QTest::keyClick(&window, Qt::Key_E);
    QTRY_VERIFY(part<QLineEdit>("edit.field.replicas") != nullptr);
    type("replicas", "many");
    auto *problem = part<QLabel>("edit.field.replicas.problem");
    QTRY_VERIFY2(problem->text().contains("whole number"), qPrintable(problem->text()));
    QVERIFY(problem->isVisible());
    QVERIFY(!part<QPushButton>("edit.save")->isEnabled());
    QTest::keyClick(dialog(), Qt::Key_Return, Qt::ControlModifier);
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(dialog() == nullptr);
    QCOMPARE(get("p.yaml"), before);
    QCOMPARE(m_session->history().audit().rowCount(), 0);
}

void TestEditing::removesACheck()
{
    start();
    MainWindow &window = m_controller->window();
    window.selectService(kWeb);
    QTest::mouseClick(window.findChild<QPushButton *>("inspector.edit"), Qt::LeftButton);
    QTRY_VERIFY(dialog() != nullptr);
    auto *outline = part<QListView>("edit.outline");
    QTRY_VERIFY(part<QLineEdit>("edit.field.title") != nullptr);
    outline->setFocus();
    QTest::keyClick(outline, Qt::Key_Down);
    QTest::keyClick(outline, Qt::Key_Return);
    QTRY_COMPARE(part<QLabel>("edit.title")->text(), "Check page of web");
    auto *remove = part<QPushButton>("edit.remove");
    QTRY_VERIFY(remove->isVisible());
    remove->setFocus();
    QTest::keyClick(remove, Qt::Key_Space);
    auto *save = part<QPushButton>("edit.save");
    QTRY_VERIFY(save->isEnabled());
    QCOMPARE(save->text(), "Remove check page");
    QVERIFY(part<QPlainTextEdit>("edit.diff")
                ->toPlainText()
                .contains("-        - id: page      # first page"));
    QByteArray wanted = get("p.yaml");
    save->setFocus();
    QTest::keyClick(save, Qt::Key_Space);
    QTRY_VERIFY(dialog() == nullptr);
    const qsizetype from = wanted.indexOf("    checks:\n");
    wanted.remove(from, wanted.indexOf("\n  # nobody") - from);
    QCOMPARE(get("p.yaml"), wanted);
    QTRY_VERIFY_WITH_TIMEOUT(m_session->board().service(kWeb) != nullptr
                                 && m_session->board().service(kWeb)->checks.isEmpty(),
                             10'000);
}

void TestEditing::changedMeanwhileIsNotWrittenOver()
{
    start();
    MainWindow &window = m_controller->window();
    window.selectService(kWeb);
    QTest::keyClick(&window, Qt::Key_E);
    QTRY_VERIFY(part<QLineEdit>("edit.field.title") != nullptr);
    type("title", "Front");
    QTRY_VERIFY(part<QPushButton>("edit.save")->isEnabled());
    const QByteArray others = get("p.yaml") + "# somebody else\n";
    put("p.yaml", others);
    QTest::mouseClick(part<QPushButton>("edit.save"), Qt::LeftButton);
    QTRY_VERIFY2(part<QLabel>("edit.problems")->text().contains("changed by somebody else"),
                 qPrintable(part<QLabel>("edit.problems")->text()));
    QCOMPARE(get("p.yaml"), others);
    QVERIFY(dialog()->isVisible());
}

void TestEditing::nothingIsSavedWithoutARecord()
{
    start(false);
    const QByteArray before = get("p.yaml");
    MainWindow &window = m_controller->window();
    window.selectService(kWeb);
    QTest::keyClick(&window, Qt::Key_E);
    QTRY_VERIFY(part<QLineEdit>("edit.field.title") != nullptr);
    type("title", "Front");
    QTRY_VERIFY(part<QPushButton>("edit.save")->isEnabled());
    QTest::mouseClick(part<QPushButton>("edit.save"), Qt::LeftButton);
    QTRY_VERIFY(part<QLabel>("edit.problems")->text().contains("no data folder for the record"));
    QCOMPARE(get("p.yaml"), before);
}

void TestEditing::brokenFileShowsWhy()
{
    start();
    MainWindow &window = m_controller->window();
    put("p.yaml", "platform: [\n");
    QTRY_VERIFY_WITH_TIMEOUT(m_session->isOutdated(), 10'000);
    // The last good configuration goes on, and the window says why.
    QVERIFY(m_session->board().service(kWeb) != nullptr);
    QVERIFY2(window.banner().accessibleName().contains("p.yaml:"),
             qPrintable(window.banner().accessibleName()));
    window.selectService(kWeb);
    QTest::keyClick(&window, Qt::Key_E);
    QTRY_VERIFY(dialog() != nullptr);
    QTRY_VERIFY2(part<QLabel>("edit.problems")->text().startsWith("p.yaml: The file is no YAML"),
                 qPrintable(part<QLabel>("edit.problems")->text()));
    QVERIFY(!part<QPushButton>("edit.save")->isEnabled());
}

void TestEditing::looks()
{
    start();
    MainWindow &window = m_controller->window();
    window.selectService(kWeb);
    for (const QSize size : {QSize(1280, 720), QSize(1600, 1000)}) {
        for (const bool dark : {true, false}) {
            m_theme.setDark(dark);
            window.resize(size);
            window.activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(&window));
            QTest::keyClick(&window, Qt::Key_E);
            QTRY_VERIFY(dialog() != nullptr);
            QVERIFY(dialog()->width() <= size.width() && dialog()->height() <= size.height());
            auto *outline = part<QListView>("edit.outline");
            outline->setFocus();
            QTest::keyClick(outline, Qt::Key_Down);
            QTest::keyClick(outline, Qt::Key_Return);
            QTRY_VERIFY(part<QLineEdit>("edit.field.url") != nullptr);
            type("interval", "often");
            QTRY_VERIFY(part<QLabel>("edit.field.interval.problem")->isVisible());
            QVERIFY(test::labelsWithoutPlainText(*dialog()).isEmpty());
            // The whole sentence is to be seen.
            auto *problem = part<QLabel>("edit.field.interval.problem");
            QTRY_VERIFY(problem->height() >= problem->heightForWidth(problem->width()));
            // Nothing needs to be scrolled sideways.
            QVERIFY(part<QWidget>("edit.form")->width() <= part<QWidget>("edit.scroll")->width());
            test::snapshot(
                *dialog(),
                QStringLiteral("edit-%1-%2").arg(size.width()).arg(dark ? "dark" : "light"));
            QTest::keyClick(dialog(), Qt::Key_Escape);
            QTRY_VERIFY(dialog() == nullptr);
        }
    }
}

QTEST_MAIN(TestEditing)
#include "tst_editing.moc"
