// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/diagrambench.h"
#include "tests/support/guitest.h"
#include "ui/pages/diagram/modeframe.h"
#include "ui/widgets/rootcauselist.h"

#include <QAbstractButton>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

WorkspacePtr withRunbook()
{
    auto workspace = std::make_shared<Workspace>(*referenceWorkspace());
    Runbook restart;
    restart.id = RunbookId("restart-db");
    restart.platform = referenceEnvironment().platform;
    restart.service = ServiceId("db");
    workspace->runbooks = {restart};
    return workspace;
}

} // namespace

/// What if, in the window that the page lives in.
class TestDiagramWhatIf final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void byTheMouse();
    void byTheKeyboard();
    void escAndTheSwitchLeave();
    void nothingOfItIsSeenElsewhere();
    void nothingCanBeDone();
    void whatIsArmedCanBeDisarmed();
    void drawingTheViewAboutAsksNothing();
    void whatExpectsNoStateSaysSo();
    void anotherEnvironmentEndsIt();
    void theFrameTakesNoRoom();
    void picturesThatLeaveSaySo();
    void pictures_data();
    void pictures();

private:
    template <typename T>
    T *child(const char *name) const
    {
        return m_bench->child<T>(name);
    }

    QString wordOf(const char *service) const { return m_bench->lookOf(service).word; }

    void choose(const char *action) const
    {
        auto *menu = child<QMenu>("diagram.assume");
        QVERIFY(menu != nullptr && menu->isVisible());
        for (QAction *each : menu->actions()) {
            if (each->objectName() == QLatin1String(action)) {
                QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(each).center());
                QTRY_VERIFY(child<QMenu>("diagram.assume") == nullptr);
                return;
            }
        }
        QFAIL(action);
    }

    void assume(const char *service, const char *action) const
    {
        QTest::mouseClick(m_page->view()->viewport(), Qt::LeftButton, {},
                          m_bench->middleOf(service));
        choose(action);
    }

    bool isOn() const { return m_page->modes().mode() == DiagramModes::Mode::WhatIf; }

    std::unique_ptr<DiagramBench> m_bench;
    DiagramPage *m_page = nullptr;
};

void TestDiagramWhatIf::init()
{
    m_bench = std::make_unique<DiagramBench>(DiagramBench::Window::Whole, withRunbook());
    m_page = m_bench->page;
    m_bench->mainWindow().setInspector(new QLabel(QStringLiteral("inspector")));
    QVERIFY(m_bench->show());
}

void TestDiagramWhatIf::cleanup()
{
    m_bench.reset();
}

void TestDiagramWhatIf::byTheMouse()
{
    auto *frame = child<ModeFrame>("diagram.frame");
    QVERIFY(frame->words().isEmpty());
    QTest::mouseClick(child<QPushButton>("diagram.whatif"), Qt::LeftButton);
    QVERIFY(isOn());
    QCOMPARE(frame->words(), QString("SIMULATION"));
    QCOMPARE(frame->accessibleName(), QString("SIMULATION"));
    QVERIFY(child<QLabel>("diagram.whatif.words")->text().startsWith("Nothing is assumed"));
    assume("db", "diagram.assume.down");
    QCOMPARE(wordOf("db"), QString("Down"));
    QCOMPARE(wordOf("nginx"), QString("OK"));
    QCOMPARE(frame->words(), QString("SIMULATION: 1 assumed state"));
    QVERIFY(child<QLabel>("diagram.whatif.words")->text().startsWith("Assumed: db down."));
    const QString sentence = child<QWidget>("rootcause.row.0")->accessibleName();
    QVERIFY2(sentence.startsWith("Root cause in the simulation: db is down: assumed to be down."),
             qPrintable(sentence));
    QVERIFY2(sentence.contains("Impact: 6 services"), qPrintable(sentence));
    assume("redis", "diagram.assume.degraded");
    QCOMPARE(wordOf("redis"), QString("Degraded"));
    assume("db", "diagram.assume.asitis");
    QCOMPARE(wordOf("db"), QString("OK"));
    QTest::mouseClick(child<QPushButton>("diagram.whatif.clear"), Qt::LeftButton);
    QCOMPARE(wordOf("redis"), QString("OK"));
    QVERIFY(!child<QPushButton>("diagram.whatif.clear")->isEnabled());
}

void TestDiagramWhatIf::byTheKeyboard()
{
    m_page->view()->setFocus(Qt::OtherFocusReason);
    QTest::keyClick(m_page->view(), Qt::Key_W);
    QVERIFY(isOn());
    QTest::keyClick(m_page->view(), Qt::Key_Down); // the first one
    const int node = m_page->view()->selectedNode();
    QVERIFY(node >= 0);
    QTest::keyClick(m_page->view(), Qt::Key_Return);
    auto *menu = child<QMenu>("diagram.assume");
    QVERIFY(menu != nullptr && menu->isVisible());
    // "As it is" is where one begins.
    QCOMPARE(menu->activeAction()->objectName(), QString("diagram.assume.asitis"));
    QTest::keyClick(menu, Qt::Key_Up);
    QTest::keyClick(menu, Qt::Key_Up);
    QTest::keyClick(menu, Qt::Key_Up);
    QTest::keyClick(menu, Qt::Key_Return);
    QCOMPARE(m_page->view()->nodeItems().at(node)->look().word, QString("Down"));
    QCOMPARE(m_page->view()->nodeItems().at(node)->look().figure, QString("assumed"));
    QTest::keyClick(m_page->view(), Qt::Key_W);
    QVERIFY(!isOn());
    QCOMPARE(m_page->view()->nodeItems().at(node)->look().word, QString("OK"));
}

void TestDiagramWhatIf::escAndTheSwitchLeave()
{
    auto *button = child<QPushButton>("diagram.whatif");
    QTest::mouseClick(button, Qt::LeftButton);
    assume("db", "diagram.assume.down");
    QTest::keyClick(m_page->view(), Qt::Key_Escape);
    QVERIFY(!isOn());
    QVERIFY(!button->isChecked());
    QVERIFY(child<ModeFrame>("diagram.frame")->words().isEmpty());
    QVERIFY(!child<QWidget>("diagram.whatif.strip")->isVisible());
    QCOMPARE(wordOf("db"), QString("OK"));
    // What was chosen there still is; the next Esc is the window's.
    QCOMPARE(m_bench->mainWindow().selectedService(), referenceService("db"));
    QTest::keyClick(m_page->view(), Qt::Key_Escape);
    QVERIFY(m_bench->mainWindow().selectedService().service.isEmpty());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(m_page->modes().simulation().assumptions().isEmpty());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(!isOn());
}

void TestDiagramWhatIf::nothingOfItIsSeenElsewhere()
{
    const EnvironmentView before = *m_bench->board.environment(referenceEnvironment());
    const Tally tally = m_bench->board.tally({referenceEnvironment()});
    QSignalSpy events(&m_bench->board, &StatusBoard::eventsAdded);
    QSignalSpy results(&m_bench->board, &StatusBoard::resultsAdded);
    QSignalSpy services(&m_bench->board, &StatusBoard::servicesChanged);
    QTest::keyClick(m_page->view(), Qt::Key_W);
    const QImage header =
        child<QWidget>("header.counts")->grab().toImage(); // says "now" from here on
    assume("db", "diagram.assume.down");
    QCOMPARE(wordOf("db"), QString("Down"));
    QCOMPARE(*m_bench->board.environment(referenceEnvironment()), before);
    QCOMPARE(m_bench->board.tally({referenceEnvironment()}), tally);
    QCOMPARE(child<QWidget>("header.counts")->grab().toImage(), header);
    QCOMPARE(events.size() + results.size() + services.size(), 0);
    // The present goes on below it.
    ChangeSet changes;
    changes.states = {referenceState("grafana", Health::Down, "refused")};
    changes.at = referenceTime();
    m_bench->board.apply(changes);
    QCOMPARE(wordOf("grafana"), QString("Down"));
    m_bench->board.tick(referenceTime(24));
    QCOMPARE(wordOf("redis"), QString("Stale, was OK"));
    QCOMPARE(wordOf("db"), QString("Down"));
}

void TestDiagramWhatIf::nothingCanBeDone()
{
    m_bench->board.apply(databaseDown());
    auto *runbook = child<QPushButton>("rootcause.row.0.runbook");
    auto *lock = child<QAbstractButton>("header.lock");
    QTRY_VERIFY(runbook->isVisible() && runbook->isEnabled());
    QVERIFY(lock->isEnabled());
    QSignalSpy asked(m_page, &Page::runbookRequested);
    QSignalSpy armed(&m_bench->mainWindow(), &MainWindow::armingToggled);
    QSignalSpy edited(&m_bench->mainWindow(), &MainWindow::editRequested);
    QSignalSpy marked(&m_bench->mainWindow(), &MainWindow::markRequested);
    QSignalSpy menu(m_page, &Page::menuRequested);
    m_bench->mainWindow().selectService(referenceService("db"));
    QTest::keyClick(m_page->view(), Qt::Key_W);
    QVERIFY(runbook->isVisible() && !runbook->isEnabled());
    QVERIFY(runbook->toolTip().contains("simulation"));
    QVERIFY(!lock->isEnabled());
    QVERIFY(lock->toolTip().contains("simulation"));
    QTest::keyClick(child<QWidget>("rootcause.row.0"), Qt::Key_R);
    QTest::keyClick(m_page->view(), Qt::Key_R);
    QTest::keyClick(m_page->view(), Qt::Key_E);
    QTest::keyClick(m_page->view(), Qt::Key_A);
    QTest::keyClick(m_page->view(), Qt::Key_M);
    Q_EMIT m_page->view()->menuRequested(referenceService("db"), QPoint());
    QCOMPARE(marked.size() + menu.size(), 0);
    QTest::keyClick(&m_bench->mainWindow(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(asked.size() + armed.size() + edited.size(), 0);
    // Its actions are the inspector's, of the present.
    const auto inspectors = m_bench->mainWindow().findChildren<QLabel *>();
    for (const QLabel *each : inspectors)
        QVERIFY(each->text() != QString("inspector") || !each->isVisible());
    QTest::keyClick(m_page->view(), Qt::Key_W);
    QVERIFY(runbook->isEnabled() && runbook->toolTip().isEmpty());
    QVERIFY(lock->isEnabled());
    QTest::keyClick(&m_bench->mainWindow(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(armed.size(), 1);
}

void TestDiagramWhatIf::whatIsArmedCanBeDisarmed()
{
    m_bench->mainWindow().setArming(ArmedState{referenceEnvironment(), referenceTime(900)});
    QTest::keyClick(m_page->view(), Qt::Key_W);
    QVERIFY(child<QAbstractButton>("header.lock")->isEnabled());
    QSignalSpy toggled(&m_bench->mainWindow(), &MainWindow::armingToggled);
    QTest::keyClick(&m_bench->mainWindow(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(toggled.size(), 1);
    m_bench->mainWindow().setArming(std::nullopt);
    QVERIFY(!child<QAbstractButton>("header.lock")->isEnabled());
}

void TestDiagramWhatIf::drawingTheViewAboutAsksNothing()
{
    QTest::keyClick(m_page->view(), Qt::Key_W);
    QWidget *viewport = m_page->view()->viewport();
    QTest::mousePress(viewport, Qt::LeftButton, {}, m_bench->middleOf("nginx"));
    QTest::mouseMove(viewport, m_bench->middleOf("db"));
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, m_bench->middleOf("db"));
    QVERIFY(child<QMenu>("diagram.assume") == nullptr);
    QTest::mouseClick(viewport, Qt::LeftButton, {}, QPoint(3, 3));
    QVERIFY(child<QMenu>("diagram.assume") == nullptr);
}

void TestDiagramWhatIf::whatExpectsNoStateSaysSo()
{
    QTest::keyClick(m_page->view(), Qt::Key_W);
    QTest::mouseClick(m_page->view()->viewport(), Qt::LeftButton, {},
                      m_bench->middleOf("pgbouncer"));
    auto *menu = child<QMenu>("diagram.assume");
    QVERIFY(menu != nullptr);
    QCOMPARE(menu->actions().size(), 1);
    QVERIFY(!menu->actions().first()->isEnabled());
    QCOMPARE(menu->actions().first()->text(), QString("pgbouncer: no state is expected"));
    menu->close();
}

void TestDiagramWhatIf::anotherEnvironmentEndsIt()
{
    QTest::keyClick(m_page->view(), Qt::Key_W);
    m_page->setEnvironment(referenceEnvironment()); // as a reload does
    QVERIFY(isOn());
    m_page->setEnvironment(
        {PlatformId(QStringLiteral("none")), EnvironmentId(QStringLiteral("none"))});
    QVERIFY(!isOn());
}

/// It lies over the drawing's margin, its words over the gap above.
void TestDiagramWhatIf::theFrameTakesNoRoom()
{
    auto *frame = child<ModeFrame>("diagram.frame");
    DiagramView *view = m_page->view();
    frame->setWords(QString());
    const QRect before = view->geometry();
    const double zoom = view->zoom();
    frame->setWords(QStringLiteral("SIMULATION: 1 assumed state"));
    QCoreApplication::sendPostedEvents();
    QCOMPARE(view->geometry(), before);
    QCOMPARE(view->zoom(), zoom);
    auto *overlay = child<QWidget>("diagram.frame.overlay");
    QVERIFY(overlay->isVisible());
    QVERIFY(overlay->testAttribute(Qt::WA_TransparentForMouseEvents));
    QCOMPARE(overlay->geometry(), frame->rect());
    const QRect words = frame->wordsRect();
    QVERIFY(frame->rect().contains(words));
    for (int node = 0; node < view->nodeItems().size(); ++node) {
        const QRect box = view->nodeGeometry(node);
        QVERIFY(
            !words.intersects(QRect(view->viewport()->mapTo(frame, box.topLeft()), box.size())));
    }
    frame->setWords(QString());
    QVERIFY(!overlay->isVisible());
}

void TestDiagramWhatIf::picturesThatLeaveSaySo()
{
    QVERIFY(!m_page->caption().contains("SIMULATION"));
    QVERIFY(m_page->modes().stamp().isEmpty());
    const auto sheet = [this](const QString &stamp) {
        return QImage::fromData(diagramSheet(*m_page->view(), QStringLiteral("c"),
                                             m_bench->theme.theme(), SheetFormat::Png, stamp));
    };
    QTest::keyClick(m_page->view(), Qt::Key_W);
    assume("db", "diagram.assume.down");
    QVERIFY2(m_page->caption().startsWith("SIMULATION, assumed: db down. Residency Scheduler"),
             qPrintable(m_page->caption()));
    QVERIFY(m_page->mermaid().startsWith("%% SIMULATION, assumed: db down."));
    const QImage plain = sheet({});
    const QImage stamped = sheet(m_page->modes().stamp());
    QCOMPARE(stamped.size(), plain.size());
    // The frame, and the word across the middle where nothing else is.
    QCOMPARE(stamped.pixelColor(12, 4), m_bench->theme.theme().ink);
    int inked = 0;
    const QColor ground = m_bench->theme.theme().bg;
    for (int x = 0; x < stamped.width(); x += 7) {
        for (int y = 0; y < stamped.height(); y += 7)
            inked += plain.pixelColor(x, y) == ground && stamped.pixelColor(x, y) != ground;
    }
    QVERIFY2(inked > 200, qPrintable(QString::number(inked)));
    const QString folder = qEnvironmentVariable("OPSDECK_SNAPSHOT_DIR");
    if (!folder.isEmpty())
        stamped.save(folder + "/whatif-sheet.png");
}

void TestDiagramWhatIf::pictures_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    for (const QSize &size : {QSize(1280, 720), QSize(1920, 1080)}) {
        for (const bool dark : {true, false})
            QTest::addRow("whatif-%d-%s", size.width(), dark ? "dark" : "light") << size << dark;
    }
}

/// With one thing really down and one assumed: all boxes in view.
void TestDiagramWhatIf::pictures()
{
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    m_bench->theme.setDark(dark);
    m_bench->mainWindow().resize(size);
    ChangeSet changes;
    changes.states = {referenceState("grafana", Health::Down, "refused")};
    changes.at = referenceTime();
    m_bench->board.apply(changes);
    QTest::keyClick(m_page->view(), Qt::Key_W);
    QCoreApplication::processEvents();
    QTest::mouseClick(m_page->view()->viewport(), Qt::LeftButton, {}, m_bench->middleOf("db"));
    auto *menu = child<QMenu>("diagram.assume");
    QVERIFY(menu != nullptr);
    snapshot(*menu, QStringLiteral("menu-") + QString::fromLatin1(QTest::currentDataTag()));
    choose("diagram.assume.down");
    QCoreApplication::processEvents();
    const DiagramView *view = m_page->view();
    for (int i = 0; i < view->nodeItems().size(); ++i)
        QVERIFY(view->viewport()->rect().contains(view->nodeGeometry(i)));
    QVERIFY(m_page->rect().contains(QRect(child<QWidget>("diagram.zoom")->mapTo(m_page, QPoint()),
                                          child<QWidget>("diagram.zoom")->size())));
    QCOMPARE(labelsWithoutPlainText(*m_page), QStringList());
    snapshot(m_bench->mainWindow(), QString::fromLatin1(QTest::currentDataTag()));
}

QTEST_MAIN(TestDiagramWhatIf)
#include "tst_diagramwhatif.moc"
