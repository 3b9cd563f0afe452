// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "tests/support/guitest.h"
#include "ui/pages/firstrun/demopanel.h"
#include "ui/pages/firstrun/firstrunpage.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <csignal>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr int kUpMs = 90'000;
constexpr int kDownMs = 60'000;

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Living processes that have `text` among their arguments, in their environment or as the place
/// they work in.
QList<qint64> processesWith(const QString &text)
{
    QList<qint64> found;
    for (const QString &name : QDir("/proc").entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        bool isNumber = false;
        const qint64 pid = name.toLongLong(&isNumber);
        if (!isNumber || pid == QCoreApplication::applicationPid())
            continue;
        const QString place = "/proc/" + name;
        const QByteArray seen = bytesOf(place + "/cmdline") + bytesOf(place + "/environ")
                                + QFile::symLinkTarget(place + "/cwd").toUtf8();
        if (seen.contains(text.toUtf8()))
            found << pid;
    }
    return found;
}

/// The window's program that was opened on the demo.
qint64 openedProgram(const QString &folder)
{
    for (const qint64 pid : processesWith(folder)) {
        const QString place = QStringLiteral("/proc/%1").arg(pid);
        if (bytesOf(place + "/comm").trimmed() == "opsdeck"
            && bytesOf(place + "/cmdline").contains("workspace/opsdeck.yaml"))
            return pid;
    }
    return 0;
}

/// The lab itself; 0: there is none.
qint64 labIn(const QString &folder)
{
    for (const qint64 pid : processesWith(folder)) {
        if (bytesOf(QStringLiteral("/proc/%1/cmdline").arg(pid)).contains("--foreground"))
            return pid;
    }
    return 0;
}

/// Whether the process is stopped, as by a debugger or a suspended terminal.
bool standsStill(qint64 pid)
{
    const QByteArray status = bytesOf(QStringLiteral("/proc/%1/status").arg(pid));
    return status.contains("State:\tT");
}

/// Whether the process has a handler of its own for SIGTERM: before, that would cut it off.
bool canBeAskedToEnd(qint64 pid)
{
    for (const QByteArray &line : bytesOf(QStringLiteral("/proc/%1/status").arg(pid)).split('\n')) {
        if (line.startsWith("SigCgt:"))
            return (line.mid(7).trimmed().toULongLong(nullptr, 16) >> (SIGTERM - 1) & 1) != 0;
    }
    return false;
}

} // namespace

/// From the first-run page to the real lab and back to nothing.
class TestDemo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void offersEveryShippedDefinition();
    void withoutALabItSaysSo();
    void whatFailsIsSaid();
    void cancelledByMouseLeavesNothing();
    void chosenByKeysOpensAndEndsWithItsWindow();
    void aWindowThatFailsIsSaidWhereTheDemoBegan();
    void theProgramsEndEndsTheStart();
    void anotherWorkspaceEndsTheStart();
    void aWindowThatStandsStillIsKilled();
    void aLabThatStandsStillIsKilledAndCleanedUp();
    void aCleanerThatStandsStillIsKilled();

private:
    DemoController &demo() { return m_controller->demo(); }

    MainWindow &window() { return m_controller->window(); }

    template <typename Widget>
    Widget *child(const char *name)
    {
        auto *found = window().findChild<Widget *>(name);
        if (found == nullptr)
            qFatal("There is no %s.", name);
        return found;
    }

    QString question() { return child<QLabel>("firstrun.demo.question")->text(); }

    QString lines() { return child<QPlainTextEdit>("firstrun.demo.lines")->toPlainText(); }

    void startByMouse()
    {
        QTest::mouseClick(child<QPushButton>("firstrun.demo"), Qt::LeftButton);
        QVERIFY(child<DemoPanel>("firstrun.demo.panel")->isVisible());
        test::snapshot(window(), "demo-0-asked");
        QTest::mouseClick(child<QPushButton>("firstrun.demo.start"), Qt::LeftButton);
        QVERIFY(demo().isActive());
    }

    /// 0 when the program ended by itself.
    static int endOfProgram()
    {
        QTimer limit;
        connect(&limit, &QTimer::timeout, qApp, [] { QCoreApplication::exit(1); });
        limit.start(kDownMs);
        return QCoreApplication::exec();
    }

    void verifyNothingLeft()
    {
        QVERIFY(!demo().isActive());
        QVERIFY(!demo().folder().isEmpty());
        QVERIFY2(!QFile::exists(demo().folder()), qPrintable(demo().folder()));
        QTRY_COMPARE(processesWith(demo().folder()), QList<qint64>());
    }

    SystemClock m_clock;
    ThemeHub m_theme;
    QTemporaryDir m_data;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<WindowController> m_controller;
};

void TestDemo::initTestCase()
{
    ::umask(077); // as the program has it
    QVERIFY(QFile::exists(OPSDECK));
}

void TestDemo::init()
{
    m_session = std::make_unique<Session>(m_clock, Session::Mode::Continuous, m_data.path());
    m_controller = std::make_unique<WindowController>(*m_session, m_theme, m_data.path());
    demo().setPrograms({DemoController::labNear(QCoreApplication::applicationDirPath()), OPSDECK});
    window().resize(1280, 800);
    window().show();
    window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window()));
}

void TestDemo::cleanup()
{
    if (demo().isActive()) {
        demo().end();
        QTRY_VERIFY_WITH_TIMEOUT(!demo().isActive(), kDownMs);
    }
    m_controller.reset();
    m_session.reset();
}

void TestDemo::offersEveryShippedDefinition()
{
    QStringList shipped;
    for (const QString &name :
         QDir(OPSDECK_SOURCE_DIR "/resources/platforms").entryList({"*.yaml"}))
        shipped << name.chopped(5);
    shipped.removeAll("opsdeck");
    QTest::mouseClick(child<QPushButton>("firstrun.demo"), Qt::LeftButton);
    auto *which = child<QComboBox>("firstrun.demo.which");
    QCOMPARE(which->currentData().toString(), "shop");
    QTRY_COMPARE(which->count(), shipped.size() + 1);
    QCOMPARE(which->currentData().toString(), "shop");
    QStringList offered;
    for (const DemoChoice &choice : demo().choices()) {
        QVERIFY2(choice.sentence.contains("Environments: dev"), qPrintable(choice.sentence));
        QVERIFY2(choice.sentence.contains("Real: "), qPrintable(choice.sentence));
        offered << choice.id;
    }
    offered.removeAll("shop");
    offered.sort();
    QCOMPARE(offered, shipped);
    // The lab's front ends are none of the documents' products.
    which->setCurrentIndex(which->findData("omnicore"));
    const QString said = child<QLabel>("firstrun.demo.sentence")->text();
    QVERIFY2(said.section("Stand-ins: ", 1).contains("Proxmox"), qPrintable(said));
    QVERIFY2(said.section("Stand-ins: ", 1).contains("Frontend"), qPrintable(said));
    test::snapshot(window(), "demo-0-chosen");
    QVERIFY(DemoCatalog::read("[{\"id\": \"x\"}, 3]").isEmpty());
    QVERIFY(DemoCatalog::read("no list").isEmpty());
}

void TestDemo::withoutALabItSaysSo()
{
    QVERIFY(child<QPushButton>("firstrun.demo")->isEnabled());
    QCOMPARE(DemoController::labNear("/usr/bin"), QString());
    demo().setPrograms({DemoController::labNear("/usr/bin"), OPSDECK});
    QVERIFY(!child<QPushButton>("firstrun.demo")->isEnabled());
    QVERIFY(child<QLabel>("firstrun.hint")->text().contains("there is no tests/lab"));
    QTest::keyClick(&window(), Qt::Key_D, Qt::ControlModifier);
    QVERIFY(!child<DemoPanel>("firstrun.demo.panel")->isVisible());
}

void TestDemo::whatFailsIsSaid()
{
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", "/nowhere");
    startByMouse();
    qputenv("PATH", path);
    QTRY_VERIFY_WITH_TIMEOUT(!demo().isActive(), kUpMs);
    QCOMPARE(question(), "The demo could not be started.");
    const QString said = child<QLabel>("firstrun.demo.sentence")->text();
    QVERIFY2(said.contains("Not installed: ") && said.contains("redis-server"), qPrintable(said));
    QVERIFY(child<QPushButton>("firstrun.demo.start")->isVisible());
    QVERIFY(window().isVisible());
    verifyNothingLeft();
    test::snapshot(window(), "demo-2-failed");

    demo().setPrograms({"/nowhere/lab", OPSDECK});
    QTest::mouseClick(child<QPushButton>("firstrun.demo.start"), Qt::LeftButton);
    QTRY_VERIFY(!demo().isActive());
    QVERIFY(child<QLabel>("firstrun.demo.sentence")->text().contains("/nowhere/lab"));
}

void TestDemo::cancelledByMouseLeavesNothing()
{
    startByMouse();
    QCOMPARE(question(), "Starting Shop");
    QVERIFY(!child<QPushButton>("firstrun.demo.start")->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(lines().contains("ready after"), kUpMs);
    QVERIFY(processesWith(demo().folder()).size() > 1);
    test::snapshot(window(), "demo-1-starting");
    QTest::mouseClick(child<QPushButton>("firstrun.demo.cancel"), Qt::LeftButton);
    QCOMPARE(question(), "Ending the demo");
    QTRY_VERIFY_WITH_TIMEOUT(!demo().isActive(), kDownMs);
    QCOMPARE(question(), "Which system shall the demo start?");
    QVERIFY(window().isVisible());
    verifyNothingLeft();
    QTest::mouseClick(child<QPushButton>("firstrun.demo.cancel"), Qt::LeftButton);
    QVERIFY(!child<DemoPanel>("firstrun.demo.panel")->isVisible());
}

void TestDemo::chosenByKeysOpensAndEndsWithItsWindow()
{
    QTest::keyClick(&window(), Qt::Key_D, Qt::ControlModifier);
    auto *which = child<QComboBox>("firstrun.demo.which");
    QTRY_VERIFY(which->hasFocus());
    QTRY_VERIFY(which->findData("omnicore") > 0);
    for (int i = which->findData("omnicore"); i > 0; --i)
        QTest::keyClick(which, Qt::Key_Down);
    QCOMPARE(which->currentData().toString(), "omnicore");
    QTest::keyClick(which, Qt::Key_Return);
    QVERIFY(demo().isActive());
    QTRY_VERIFY_WITH_TIMEOUT(!window().isVisible(), kUpMs);
    QVERIFY2(lines().contains("omnicore/prod/omnicore-postgres"), qPrintable(lines()));
    qint64 program = 0;
    QTRY_VERIFY_WITH_TIMEOUT((program = openedProgram(demo().folder())) != 0, 20'000);
    // It has the lab's data directory and records there.
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(demo().folder() + "/data/history.db"), 20'000);
    const QList<qint64> all = processesWith(demo().folder());
    QVERIFY2(all.size() > 10, qPrintable(QString::number(all.size())));

    QSignalSpy closed(&demo(), &DemoController::closed);
    QTRY_VERIFY_WITH_TIMEOUT(canBeAskedToEnd(program), 20'000);
    ::kill(static_cast<pid_t>(program), SIGTERM);
    QVERIFY2(endOfProgram() == 0, qPrintable(question()));
    QCOMPARE(closed.size(), 1);
    QVERIFY(!window().isVisible());
    verifyNothingLeft();
}

void TestDemo::aWindowThatFailsIsSaidWhereTheDemoBegan()
{
    demo().setPrograms({DemoController::labNear(QCoreApplication::applicationDirPath()),
                        QStringLiteral("/nowhere/opsdeck")});
    startByMouse();
    QTRY_VERIFY_WITH_TIMEOUT(question().startsWith("The demo's window ended with code"), kUpMs);
    const QString said = child<QLabel>("firstrun.demo.sentence")->text();
    QVERIFY2(said.contains("/nowhere/opsdeck cannot be run"), qPrintable(said));
    QTRY_VERIFY(window().isVisible());
    verifyNothingLeft();
}

void TestDemo::theProgramsEndEndsTheStart()
{
    startByMouse();
    QTRY_VERIFY_WITH_TIMEOUT(lines().contains("ready after"), kUpMs);
    window().close();
    QCOMPARE(question(), "Ending the demo");
    QCOMPARE(endOfProgram(), 0);
    verifyNothingLeft();
}

void TestDemo::anotherWorkspaceEndsTheStart()
{
    QTemporaryDir own;
    QFile file(own.filePath("opsdeck.yaml"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("workspace: w\nplatforms: [{ file: p.yaml }]\n");
    file.close();
    QFile platform(own.filePath("p.yaml"));
    QVERIFY(platform.open(QIODevice::WriteOnly));
    platform.write("platform: p\ntitle: P\nenvironments: [{ id: prod, tier: prod }]\n"
                   "services:\n  - id: web\n");
    platform.close();
    startByMouse();
    QTRY_VERIFY_WITH_TIMEOUT(lines().contains("ready after"), kUpMs);
    m_controller->openFile(own.path());
    QTRY_VERIFY_WITH_TIMEOUT(!demo().isActive(), kDownMs);
    QVERIFY(window().isVisible());
    QVERIFY(m_session->board().workspace() != nullptr);
    verifyNothingLeft();
}

void TestDemo::aWindowThatStandsStillIsKilled()
{
    startByMouse();
    QTRY_VERIFY_WITH_TIMEOUT(!window().isVisible(), kUpMs);
    qint64 program = 0;
    QTRY_VERIFY_WITH_TIMEOUT((program = openedProgram(demo().folder())) != 0, 20'000);
    ::kill(static_cast<pid_t>(program), SIGSTOP);
    QTRY_VERIFY(standsStill(program));
    demo().setPatience(3s, 60s);
    QSignalSpy ended(&demo(), &DemoController::ended);
    demo().end();
    QTRY_VERIFY_WITH_TIMEOUT(!demo().isActive(), kDownMs);
    QCOMPARE(ended.size(), 1);
    verifyNothingLeft();
}

void TestDemo::aLabThatStandsStillIsKilledAndCleanedUp()
{
    startByMouse();
    QTRY_VERIFY_WITH_TIMEOUT(lines().contains("ready after"), kUpMs);
    const qint64 lab = labIn(demo().folder());
    QVERIFY(lab != 0);
    ::kill(static_cast<pid_t>(lab), SIGSTOP);
    QTRY_VERIFY(standsStill(lab));
    demo().setPatience(500ms, 60s);
    demo().end();
    QTRY_VERIFY_WITH_TIMEOUT(!demo().isActive(), kDownMs);
    verifyNothingLeft();
}

void TestDemo::aCleanerThatStandsStillIsKilled()
{
    QTemporaryDir own;
    const QString still = own.filePath("lab");
    QFile file(still);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("#!/bin/sh\necho \"$1\"\necho \"$1\" >> \"$0.said\"\nkill -STOP $$\n");
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::ExeOwner));
    demo().setPrograms({still, OPSDECK});
    demo().setPatience(100ms, 100ms);
    startByMouse();
    QTRY_VERIFY(lines().contains("up"));
    demo().end();
    QTRY_VERIFY_WITH_TIMEOUT(!demo().isActive(), kDownMs);
    // What there is to be started is asked at any time.
    QCOMPARE(bytesOf(still + ".said").replace("platforms\n", ""), QByteArray("up\ndown\n"));
    verifyNothingLeft();
}

QTEST_MAIN(TestDemo)
#include "tst_demo.moc"
