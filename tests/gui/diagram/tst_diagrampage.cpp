// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "tests/support/referenceboard.h"
#include "ui/diagram/diagramview.h"
#include "ui/diagram/minimap.h"
#include "ui/diagram/nodeitem.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/rootcauselist.h"
#include "ui/widgets/rootcauserow.h"

#include <QPushButton>
#include <QShortcut>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

class TestDiagramPage final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void nothingJumpsWhenARootCauseComes();
    void theBandKeepsItsHeight();
    void theRowSelectsAndAsksForARunbook();
    void aCauseIsAcknowledgedWhereItIsTold();
    void atMostThreeRowsThenACount();
    void aSoftCauseIsNotTinted();
    void zoomButtonsWork();
    void narrowWindowsHideMapAndLegend();
    void whatTheInspectorCoversStaysFree();
    void besideAnInspectorWhatACauseHurtsIsSeenToo();
    void besideAnInspectorThereIsNoRoomForTheWaves();
    void theMapMovesTheView();
    void theMapTellsWhatIsStale();
    void anEmptyEnvironmentSaysSo();
    void widgetsHaveNames();
    void pictures_data();
    void pictures();

private:
    template <typename T>
    T *child(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<QWidget> m_window;
    DiagramPage *m_page = nullptr;
};

void TestDiagramPage::initTestCase()
{
    m_theme = std::make_unique<ThemeHub>();
}

void TestDiagramPage::init()
{
    m_theme->setDark(true);
    m_board = std::make_unique<StatusBoard>();
    m_board->setWorkspace(referenceWorkspace(), referenceTime());
    m_board->apply(allHealthy());
    m_window = std::make_unique<QWidget>();
    m_window->resize(1600, 900);
    m_page = new DiagramPage(*m_board, *m_theme, m_window.get());
    m_page->setGeometry(72, 0, 1144, 900);
    m_page->setEnvironment(referenceEnvironment());
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestDiagramPage::cleanup()
{
    m_window.reset();
    m_board.reset();
}

void TestDiagramPage::nothingJumpsWhenARootCauseComes()
{
    auto *list = child<RootCauseList>("rootcause.list");
    QVERIFY(list != nullptr);
    QCOMPARE(list->shownRows(), 0);
    const QRect before = m_page->view()->geometry();
    const QRect box = m_page->view()->nodeGeometry(0);
    m_board->apply(databaseDown());
    QCOMPARE(list->shownRows(), 1);
    QCoreApplication::processEvents();
    QCOMPARE(m_page->view()->geometry(), before);
    QCOMPARE(m_page->view()->nodeGeometry(0), box);
    QVERIFY(child<QWidget>("rootcause.row.0")->isVisible());
    QVERIFY(!child<QWidget>("rootcause.row.1")->isVisible());
}

/// At most two lines whatever they say: in a small window nothing below them moves by words, by
/// the inspector or by more causes. The tooltip has all of it.
void TestDiagramPage::theBandKeepsItsHeight()
{
    m_window->resize(1280, 720);
    m_page->setGeometry(56, 88, 1224, 632);
    QCoreApplication::processEvents();
    const QRect before = m_page->view()->geometry();
    auto *list = child<RootCauseList>("rootcause.list");
    auto *row = child<RootCauseRow>("rootcause.row.0");
    ChangeSet changes = databaseDown();
    changes.states.first().last->message = QString("nothing listens there ").repeated(20);
    m_board->apply(changes);
    for (const int covered : {0, 360, 480}) {
        m_page->setCoveredRight(covered);
        QCoreApplication::processEvents();
        QCOMPARE(list->height(), int(RootCauseRow::kTwoLines));
        QCOMPARE(row->height(), int(RootCauseRow::kTwoLines));
        QCOMPARE(m_page->view()->geometry(), before);
        const QString impact = row->impactAt(row->width());
        QVERIFY2(impact.startsWith("Impact: 6"), qPrintable(impact));
        QVERIFY(row->accessibleName().contains("Impact: "));
        QVERIFY(row->toolTip().contains("Impact: "));
    }
    m_page->setCoveredRight(0);
    changes.states = {referenceState("redis", Health::Down, "refused"),
                      referenceState("grafana", Health::Down, "refused")};
    m_board->apply(changes);
    QCoreApplication::processEvents();
    QVERIFY(list->shownRows() >= 1);
    QCOMPARE(list->height(), int(RootCauseRow::kTwoLines));
    QCOMPARE(m_page->view()->geometry(), before);
    for (const char *name : {"rootcause.row.0.acknowledge", "rootcause.row.1.acknowledge"}) {
        const auto *button = child<QWidget>(name);
        if (button->isVisible())
            QVERIFY2(button->parentWidget()->rect().contains(button->geometry()),
                     qPrintable(QString("%1 %2 in %3")
                                    .arg(button->y())
                                    .arg(button->height())
                                    .arg(button->parentWidget()->height())));
    }
}

void TestDiagramPage::theRowSelectsAndAsksForARunbook()
{
    m_board->apply(databaseDown());
    // Nothing is written for it: there is no button, and its key does nothing.
    QSignalSpy none(m_page, &Page::runbookRequested);
    QVERIFY(!child<QWidget>("rootcause.row.0.runbook")->isVisible());
    QTest::keyClick(child<QWidget>("rootcause.row.0"), Qt::Key_R);
    QCOMPARE(none.size(), 0);
    auto workspace = std::make_shared<Workspace>(*referenceWorkspace());
    Runbook restart;
    restart.id = RunbookId("restart-db");
    restart.platform = referenceEnvironment().platform;
    restart.service = ServiceId("redis");
    workspace->runbooks = {restart};
    m_board->setWorkspace(workspace, referenceTime());
    QVERIFY(!child<QWidget>("rootcause.row.0.runbook")->isVisible());
    workspace = std::make_shared<Workspace>(*workspace);
    workspace->runbooks.first().service = ServiceId("db");
    m_board->setWorkspace(workspace, referenceTime());
    QTRY_VERIFY(child<QWidget>("rootcause.row.0.runbook")->isVisible());
    QSignalSpy selected(m_page, &Page::serviceSelected);
    QSignalSpy runbook(m_page, &Page::runbookRequested);
    auto *row = child<QWidget>("rootcause.row.0");
    QVERIFY(row->accessibleName().startsWith("db refuses connections for 84"));
    QVERIFY(row->accessibleName().contains("Impact: "));
    QTest::mouseClick(row, Qt::LeftButton, {}, QPoint(80, 20));
    QCOMPARE(selected.size(), 1);
    QCOMPARE(m_page->view()->selected(), referenceService("db"));
    row->setFocus();
    QTest::keyClick(row, Qt::Key_Return);
    QCOMPARE(selected.size(), 2);
    QTest::keyClick(row, Qt::Key_R);
    QCOMPARE(runbook.size(), 1);
    QTest::mouseClick(child<QPushButton>("rootcause.row.0.runbook"), Qt::LeftButton);
    QCOMPARE(runbook.size(), 2);
    QCOMPARE(runbook.last().first().value<ServiceKey>(), referenceService("db"));
}

void TestDiagramPage::aCauseIsAcknowledgedWhereItIsTold()
{
    m_board->apply(databaseDown());
    QSignalSpy asked(m_page, &Page::acknowledgeRequested);
    auto *button = child<QPushButton>("rootcause.row.0.acknowledge");
    QTRY_VERIFY(button->isVisible());
    QCOMPARE(button->accessibleName(), QString("Acknowledge db"));
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().first().value<ServiceKey>(), referenceService("db"));
    // By keys: the row's own come before those of a window, which are of what is selected there.
    auto *row = child<QWidget>("rootcause.row.0");
    QShortcut ofTheWindow(QKeySequence(Qt::Key_A), m_window.get());
    QSignalSpy elsewhere(&ofTheWindow, &QShortcut::activated);
    row->setFocus();
    QTest::keyClick(row, Qt::Key_A);
    QCOMPARE(asked.size(), 2);
    QVERIFY(elsewhere.isEmpty());
    button->setFocus();
    QTest::keyClick(button, Qt::Key_Space);
    QCOMPARE(asked.size(), 3);
    // What is not the present acknowledges nothing.
    child<RootCauseList>("rootcause.list")->setSituation("What if", "Nothing is acted on here.");
    QVERIFY(!button->isEnabled());
    QTest::keyClick(row, Qt::Key_A);
    QCOMPARE(asked.size(), 3);
    child<RootCauseList>("rootcause.list")->setSituation({}, {});
    // Once somebody has, there is nothing left to do; it tells who.
    m_board->mark(referenceService("db"),
                  {OperatorMarkKind::Acknowledged, "anna", referenceTime().wallMs, 0, {}});
    QTRY_VERIFY(!button->isVisible());
    QCOMPARE(m_board->service(referenceService("db"))->marks.size(), 1);
    QVERIFY2(row->accessibleName().contains("Acknowledged by anna"),
             qPrintable(row->accessibleName()));
    QTest::keyClick(row, Qt::Key_A);
    QCOMPARE(asked.size(), 3);
}

void TestDiagramPage::atMostThreeRowsThenACount()
{
    // What is down explains itself when what it stands on is only degraded.
    ChangeSet changes;
    changes.states = {referenceState("db", Health::Degraded, "slow"),
                      referenceState("redis", Health::Down, "refused"),
                      referenceState("prometheus", Health::Degraded, "slow"),
                      referenceState("grafana", Health::Down, "refused")};
    m_board->apply(changes);
    auto *list = child<RootCauseList>("rootcause.list");
    QCOMPARE(list->shownRows(), 3);
    auto *more = child<QLabel>("rootcause.more");
    QVERIFY(more->isVisible());
    QCOMPARE(more->text(), QString("1 more root cause: prometheus in PROD"));
    QVERIFY(list->sizeHint().height() >= 3 * 56);
    m_board->apply(allHealthy());
    QVERIFY(!more->isVisible());
    QCOMPARE(list->sizeHint().height(), 56);
}

void TestDiagramPage::aSoftCauseIsNotTinted()
{
    const auto fill = [this] {
        QWidget *row = child<QWidget>("rootcause.row.0");
        return row->grab().toImage().pixelColor(row->width() / 2, row->height() - 4);
    };
    CheckState db = databaseDown().states.first();
    ChangeSet changes;
    changes.states = {db};
    m_board->apply(changes);
    QCOMPARE(fill(), ThemeHub::dark().tintDown);
    db.soft = true;
    db.attempt = 1;
    changes.states = {db};
    m_board->apply(changes);
    QCOMPARE(fill(), ThemeHub::dark().s1);
    QVERIFY(child<QWidget>("rootcause.row.0")->accessibleName().contains("may be down"));
}

void TestDiagramPage::zoomButtonsWork()
{
    QTest::mouseClick(child<QPushButton>("diagram.zoom.in"), Qt::LeftButton);
    const double in = m_page->view()->zoom();
    QTest::mouseClick(child<QPushButton>("diagram.zoom.out"), Qt::LeftButton);
    QVERIFY(m_page->view()->zoom() < in);
    QCOMPARE(child<QLabel>("diagram.zoom.level")->text(),
             QString("%1 %").arg(qRound(m_page->view()->zoom() * 100)));
    m_page->view()->zoomTo(1);
    QCOMPARE(child<QLabel>("diagram.zoom.level")->text(), QString("100 %"));
    QTest::mouseClick(child<QPushButton>("diagram.zoom.fit"), Qt::LeftButton);
    QVERIFY(m_page->view()->isFitted());
}

void TestDiagramPage::narrowWindowsHideMapAndLegend()
{
    m_page->setGeometry(72, 0, 1528, 900); // beside the inspector there is room for one of them
    m_page->view()->zoomTo(2);             // with everything in view the map would be in the way
    QVERIFY(child<Minimap>("diagram.minimap")->isVisible());
    QVERIFY(child<QWidget>("diagram.legend")->isVisible());
    QVERIFY(!child<QWidget>("diagram.legend.show")->isVisible());
    m_window->resize(1280, 720);
    m_page->setGeometry(56, 0, 1224, 720);
    QVERIFY(!child<Minimap>("diagram.minimap")->isVisible());
    QVERIFY(!child<QWidget>("diagram.legend")->isVisible());
    QVERIFY(!child<QWidget>("diagram.legend.popup")->isVisible());
    QTest::mouseClick(child<QPushButton>("diagram.legend.show"), Qt::LeftButton);
    QVERIFY(child<QWidget>("diagram.legend.popup")->isVisible());
    QVERIFY(m_page->rect().contains(child<QWidget>("diagram.legend.popup")->geometry()));
    QTest::mouseClick(child<QPushButton>("diagram.legend.show"), Qt::LeftButton);
    QVERIFY(!child<QWidget>("diagram.legend.popup")->isVisible());
}

void TestDiagramPage::whatTheInspectorCoversStaysFree()
{
    m_window->resize(1280, 720);
    m_page->setGeometry(56, 88, 1224, 632);
    m_board->apply(databaseDown());
    const int free = m_page->width() - 360;
    const auto rightOf = [this](const char *service) {
        const QRect box =
            m_page->view()->nodeGeometry(m_page->view()->model().nodeOf(referenceService(service)));
        return m_page->view()->viewport()->mapTo(m_page, box.topRight()).x();
    };
    const double zoom = m_page->view()->zoom();
    const int nginx = rightOf("nginx");
    // The drawing keeps its size, and moves beside the inspector only into spare room, or so far
    // that what is chosen is seen.
    m_page->setSelectedService(referenceService("nginx"));
    m_page->setCoveredRight(360);
    QCoreApplication::sendPostedEvents();
    QCOMPARE(m_page->view()->zoom(), zoom);
    QVERIFY(rightOf("nginx") <= nginx);
    const auto whole = [this] {
        const DiagramView &view = *m_page->view();
        return view.mapFromScene(view.model().layout().bounds).boundingRect();
    };
    QVERIFY(whole().left() >= 0);
    QVERIFY(rightOf("db") < free);
    QVERIFY(child<QWidget>("rootcause.row.0.runbook")->mapTo(m_page, QPoint()).x() < free - 40);
    snapshot(*m_page, QStringLiteral("down-1280-covered"));
    m_page->setCoveredRight(0);
    QCOMPARE(rightOf("nginx"), nginx);
    QVERIFY(rightOf("db") > free);
    QCOMPARE(m_page->view()->zoom(), zoom);
    // Where there is no spare room, what is chosen comes out from under it.
    m_page->view()->zoomTo(1);
    m_page->setCoveredRight(360);
    QVERIFY(rightOf("db") > free);
    m_page->setSelectedService(referenceService("db"));
    QVERIFY(rightOf("db") < free);
    QCOMPARE(m_page->view()->zoom(), 1.0);
    m_page->setCoveredRight(0);
}

void TestDiagramPage::besideAnInspectorWhatACauseHurtsIsSeenToo()
{
    m_window->resize(1280, 720);
    m_page->setGeometry(56, 88, 1224, 632);
    m_board->apply(databaseDown());
    DiagramView &view = *m_page->view();
    const ServiceKey cause = referenceService("db");
    m_page->setSelectedService(cause);
    m_page->setCoveredRight(360);
    QCoreApplication::sendPostedEvents();
    const int free = view.viewport()->width() - 360;
    int hurt = 0;
    for (int node = 0; node < view.nodeItems().size(); ++node) {
        if (!view.model().view(node)->impactedBy.contains(cause))
            continue;
        ++hurt;
        const QRect box = view.nodeGeometry(node);
        QVERIFY2(box.left() >= 0 && box.right() < free,
                 qPrintable(view.model().definition().nodes.at(node).title));
    }
    QVERIFY(hurt > 2);
    // Too far apart for what is free: the cause alone.
    view.zoomTo(2);
    m_page->setSelectedService({});
    m_page->setSelectedService(cause);
    const QRect box = view.nodeGeometry(view.selectedNode());
    QVERIFY(box.left() >= 0 && box.right() < free);
    m_page->setCoveredRight(0);
    m_page->setSelectedService({});
    view.fit();
}

void TestDiagramPage::besideAnInspectorThereIsNoRoomForTheWaves()
{
    m_page->setGeometry(56, 88, 1224, 632);
    m_page->showStartOrder(true);
    auto *panel = child<QWidget>("diagram.startorder.panel");
    QVERIFY(panel->isVisible());
    m_page->setCoveredRight(360);
    QVERIFY(!panel->isVisible());
    m_page->setCoveredRight(0);
    QVERIFY(panel->isVisible());
    m_page->showStartOrder(false);
    m_page->setCoveredRight(360);
    QSignalSpy chosen(m_page, &Page::serviceSelected);
    m_page->showStartOrder(true);
    QCOMPARE(chosen.count(), 1);
    QVERIFY(chosen.first().first().value<ServiceKey>().service.isEmpty());
    m_page->setCoveredRight(0);
    m_page->showStartOrder(false);
}

void TestDiagramPage::theMapMovesTheView()
{
    m_page->view()->zoomTo(2);
    auto *map = child<Minimap>("diagram.minimap");
    QTest::mouseClick(map, Qt::LeftButton, {}, QPoint(12, 60));
    const double left = m_page->view()->mapToScene(m_page->view()->viewport()->rect().center()).x();
    QTest::mouseClick(map, Qt::LeftButton, {}, QPoint(map->width() - 12, 60));
    const double right =
        m_page->view()->mapToScene(m_page->view()->viewport()->rect().center()).x();
    QVERIFY(right > left + 200);
}

void TestDiagramPage::theMapTellsWhatIsStale()
{
    m_page->setGeometry(72, 0, 1528, 900);
    m_page->view()->zoomTo(2);
    auto *map = child<Minimap>("diagram.minimap");
    const QImage fresh = map->grab().toImage();
    m_board->tick(referenceTime(5));
    QCOMPARE(map->grab().toImage(), fresh);
    m_board->tick(referenceTime(24));
    QVERIFY(m_board->service(referenceService("redis"))->stale);
    QVERIFY(map->grab().toImage() != fresh);
}

void TestDiagramPage::anEmptyEnvironmentSaysSo()
{
    m_page->setEnvironment(
        {PlatformId(QStringLiteral("none")), EnvironmentId(QStringLiteral("none"))});
    QVERIFY(!m_page->view()->isVisible());
    auto *empty = child<QLabel>("diagram.empty");
    QVERIFY(empty->isVisible());
    QVERIFY(empty->text().startsWith("No service is defined"));
    m_page->setEnvironment(referenceEnvironment());
    QVERIFY(m_page->view()->isVisible());
    QVERIFY(!empty->isVisible());
}

void TestDiagramPage::widgetsHaveNames()
{
    QCOMPARE(labelsWithoutPlainText(*m_page), QStringList());
    for (const QPushButton *button : m_page->findChildren<QPushButton *>()) {
        QVERIFY(!button->objectName().isEmpty());
        QVERIFY2(!button->accessibleName().isEmpty() || !button->isVisible(),
                 qPrintable(button->objectName()));
    }
    QVERIFY(!m_page->view()->accessibleName().isEmpty());
    QVERIFY(!child<Minimap>("diagram.minimap")->accessibleName().isEmpty());
}

void TestDiagramPage::pictures_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<QSize>("window");
    QTest::addColumn<QSize>("page");
    QTest::addColumn<bool>("dark");
    const QList<std::pair<QSize, QSize>> sizes{
        {{1280, 720}, {1224, 632}}, {{1600, 1000}, {1144, 912}}, {{3840, 2160}, {3288, 2072}}};
    for (const char *state : {"ok", "down", "stale", "unknown"}) {
        for (const auto &[window, page] : sizes) {
            for (const bool dark : {true, false})
                QTest::addRow("%s-%d-%s", state, window.width(), dark ? "dark" : "light")
                    << QString::fromLatin1(state) << window << page << dark;
        }
    }
}

/// Every state at every size: all boxes in view, and a picture to look at.
void TestDiagramPage::pictures()
{
    QFETCH(QString, state);
    QFETCH(QSize, window);
    QFETCH(QSize, page);
    QFETCH(bool, dark);
    m_theme->setDark(dark);
    m_window->resize(window);
    m_page->setGeometry(QRect(QPoint(window.width() - page.width(), 0), page));
    QString word = "OK";
    if (state == "down") {
        m_board->apply(databaseDown());
        m_page->setSelectedService(referenceService("db"));
        word = "Down";
    } else if (state == "stale") {
        m_board->tick(referenceTime(24));
        word = "Stale, was OK";
    } else if (state == "unknown") {
        m_board->tick(referenceTime(90));
        word = "Unknown, was OK";
    }
    QTRY_COMPARE(m_page->size(), page);
    m_page->view()->setFocus(Qt::OtherFocusReason);
    QCoreApplication::processEvents();
    const DiagramView *view = m_page->view();
    for (int i = 0; i < view->nodeItems().size(); ++i)
        QVERIFY(view->viewport()->rect().contains(view->nodeGeometry(i)));
    QCOMPARE(view->nodeItems().at(view->model().nodeOf(referenceService("db")))->look().word, word);
    snapshot(*m_page, QString::fromLatin1(QTest::currentDataTag()));
}

QTEST_MAIN(TestDiagramPage)
#include "tst_diagrampage.moc"
