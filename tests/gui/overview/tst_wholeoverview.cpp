// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/eventsmodel.h"
#include "models/overview/matrixmodel.h"
#include "tests/support/guitest.h"
#include "tests/support/platformsboard.h"
#include "tests/support/referenceboard.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/pages/overview/matrixtable.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/shell/banner.h"
#include "ui/shell/environmentbutton.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"
#include "ui/widgets/rootcauselist.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDateTime>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>

using namespace opsdeck;
using namespace opsdeck::test;

/// All platforms at once, in the window.
class TestWholeOverview final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void theSelectorChoosesAll();
    void otherPagesShowOnePlatform();
    void environmentsAreChosenByKeysAndMouse();
    void theChosenServiceTellsThePlatform();
    void findLeadsThereAndBack();
    void nothingIsArmedThatIsNotNamed();
    void anotherWorkspaceMayHaveOnePlatform();
    void platformsFoldByMouseAndKeys();
    void arrowsPassFromPlatformToPlatform();
    void whatIsNotFineIsSeenInASmallWindow();
    void aPlatformsHeadStaysWhileItsRowsScroll();
    void noRowIsCutAtTheLowerEdge();
    void causesNameTheirPlatform();
    void titlesAreWholeWhereThereIsRoom();
    void aQuietTimeIsSaid();
    void pictures_data();
    void pictures();

private:
    template <typename T>
    T *child(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }

    QTableView *table() const { return child<QTableView>("overview.matrix"); }

    QComboBox *selector() const { return child<QComboBox>("header.platform"); }

    QModelIndex cell(const ServiceKey &service) const
    {
        const QAbstractItemModel *model = table()->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            for (int column = 1; column < model->columnCount(); ++column) {
                const QModelIndex index = model->index(row, column);
                if (index.data(MatrixModel::ServiceRole).value<ServiceKey>() == service)
                    return index;
            }
        }
        return {};
    }

    QModelIndex head(const QString &title) const
    {
        const QAbstractItemModel *model = table()->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, 0).data().toString() == title)
                return model->index(row, 0);
        }
        return {};
    }

    void click(const QModelIndex &index) const
    {
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                          table()->visualRect(index).center());
    }

    void apply(const QList<CheckState> &states)
    {
        ChangeSet changes;
        changes.states = states;
        changes.at = referenceTime();
        m_board->apply(changes);
    }

    void breakAll();

    void resize(const QSize &size)
    {
        m_window->resize(size);
        QTRY_COMPARE(m_window->size(), size);
        QCoreApplication::processEvents();
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<EventsModel> m_events;
    std::unique_ptr<MainWindow> m_window;
};

void TestWholeOverview::initTestCase()
{
    m_theme = std::make_unique<ThemeHub>();
}

void TestWholeOverview::init()
{
    m_theme->setDark(true);
    m_board = std::make_unique<StatusBoard>();
    m_series = std::make_unique<SeriesBoard>();
    m_events = std::make_unique<EventsModel>(*m_board);
    m_window = std::make_unique<MainWindow>(*m_board, *m_theme);
    m_window->addPage({"overview", "Overview", "overview", true, false},
                      new OverviewPage(*m_board, *m_series, *m_events, *m_theme));
    m_window->addPage({"diagram", "Diagram", "diagram", true, false},
                      new DiagramPage(*m_board, *m_theme));
    auto *inspector = new QWidget;
    inspector->setObjectName("inspector");
    m_window->setInspector(inspector);
    m_board->setWorkspace(layeredPlatforms(), referenceTime());
    m_board->apply(everythingHealthy(*m_board->workspace()));
    m_window->resize(1600, 1000);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->setEnvironment({PlatformId("osint"), EnvironmentId("prod")});
    m_window->tick(referenceTime());
}

void TestWholeOverview::cleanup()
{
    m_window.reset();
    m_events.reset();
    m_series.reset();
    m_board.reset();
}

void TestWholeOverview::theSelectorChoosesAll()
{
    QCOMPARE(selector()->itemText(0), QString("All platforms"));
    QCOMPARE(selector()->currentText(), QString("OSINT Research"));
    QVERIFY(!head("RxDx").isValid());
    selector()->setFocus(Qt::TabFocusReason);
    QTest::keyClick(selector(), Qt::Key_Home);
    QVERIFY(m_window->isOfWholeWorkspace());
    QCOMPARE(selector()->currentText(), QString("All platforms"));
    QVERIFY(head("RxDx").isValid());
    QCOMPARE(table()->model()->columnCount(), 5);
    const QString counts = child<QWidget>("header.counts")->accessibleName();
    QVERIFY2(counts.startsWith("Services in 5 platforms, 15 environments: "), qPrintable(counts));
    QVERIFY2(counts.endsWith("104 OK"), qPrintable(counts));
    QVERIFY(m_window->windowTitle().startsWith("All platforms"));
    const QString facts = child<QLabel>("overview.facts")->text();
    QVERIFY2(facts.startsWith("5 platform(s): 104 services, 15 environments, 104 checks"),
             qPrintable(facts));
    QVERIFY2(facts.endsWith("The other pages show PROD of OSINT Research."), qPrintable(facts));
    // One platform again, by the mouse in the list.
    selector()->showPopup();
    QTest::keyClicks(selector()->view(), "Rx");
    QTest::keyClick(selector()->view(), Qt::Key_Return);
    QVERIFY(!m_window->isOfWholeWorkspace());
    QCOMPARE(m_window->environment(), (EnvironmentKey{PlatformId("rxdx"), EnvironmentId("prod")}));
    QCOMPARE(table()->model()->columnCount(), 4);
    // And by its key.
    QTest::keyClick(m_window.get(), Qt::Key_0, Qt::AltModifier);
    QVERIFY(head("RxDx").isValid());
    QTest::keyClick(m_window.get(), Qt::Key_0, Qt::AltModifier);
    QVERIFY(!head("RxDx").isValid());
    QCOMPARE(selector()->currentText(), QString("RxDx"));
}

void TestWholeOverview::otherPagesShowOnePlatform()
{
    m_window->setWholeWorkspace(true);
    m_window->showPage("diagram");
    QCOMPARE(selector()->currentText(), QString("OSINT Research"));
    QVERIFY(child<QWidget>("band")->isVisible());
    QVERIFY(child<QWidget>("band")->accessibleName().contains("OSINT Research"));
    QVERIFY(m_window->windowTitle().contains("OSINT Research"));
    QVERIFY(child<QWidget>("header.environment.test") == nullptr
            || !child<QWidget>("header.environment.test")->isVisible());
    m_window->showPage("overview");
    QCOMPARE(selector()->currentText(), QString("All platforms"));
    QVERIFY(!child<QWidget>("band")->isVisible());
    // Chosen on a page that can't show them, all are shown where they can be.
    m_window->setWholeWorkspace(false);
    m_window->showPage("diagram");
    selector()->setFocus(Qt::TabFocusReason);
    QTest::keyClick(selector(), Qt::Key_Home);
    QCOMPARE(m_window->currentPage(), QString("overview"));
    QCOMPARE(selector()->currentText(), QString("All platforms"));
}

void TestWholeOverview::environmentsAreChosenByKeysAndMouse()
{
    m_window->setWholeWorkspace(true);
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::AltModifier);
    QCOMPARE(m_window->environment(), (EnvironmentKey{PlatformId("osint"), EnvironmentId("dev")}));
    // Only one platform has a test environment.
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::AltModifier);
    QCOMPARE(m_window->environment(),
             (EnvironmentKey{PlatformId("residency"), EnvironmentId("test")}));
    QVERIFY(child<QLabel>("overview.facts")->text().endsWith("TEST of Residency Scheduler."));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    auto *prod = child<EnvironmentButton>("header.environment.prod");
    QTest::mouseClick(prod, Qt::LeftButton);
    QCOMPARE(m_window->environment(),
             (EnvironmentKey{PlatformId("residency"), EnvironmentId("prod")}));
    apply({serviceState(platformService("rxdx", "prod", "db"), Health::Down, "refused")});
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    const QString words = child<EnvironmentButton>("header.environment.prod")->accessibleName();
    QVERIFY2(words.startsWith("PROD: OK in Corporate Intelligence, "), qPrintable(words));
    QVERIFY2(words.contains("Down in RxDx. 1 down"), qPrintable(words));
}

void TestWholeOverview::theChosenServiceTellsThePlatform()
{
    m_window->setWholeWorkspace(true);
    resize({1600, 2400}); // all rows in sight
    const ServiceKey chosen = platformService("rxdx", "staging", "backend");
    QVERIFY(cell(chosen).isValid());
    click(cell(chosen));
    QCOMPARE(m_window->selectedService(), chosen);
    QCOMPARE(m_window->environment(), chosen.environment);
    QVERIFY(m_window->isOfWholeWorkspace());
    QCOMPARE(table()->currentIndex(), cell(chosen));
    QVERIFY(child<QWidget>("inspector")->isVisible());
    m_window->showPage("diagram");
    QVERIFY(child<QWidget>("band")->accessibleName().contains("STAGING of RxDx"));
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(m_window->selectedService().service.isEmpty());
}

void TestWholeOverview::findLeadsThereAndBack()
{
    const auto find = [this](const QString &text) {
        QTest::keyClick(m_window.get(), Qt::Key_Slash);
        QTest::keyClicks(child<QLineEdit>("find.text"), text);
        QTest::keyClick(child<QLineEdit>("find.text"), Qt::Key_Return);
    };
    find("all platforms");
    QVERIFY(m_window->isOfWholeWorkspace());
    find("db residency test");
    QCOMPARE(m_window->selectedService(), platformService("residency", "test", "db"));
    QVERIFY(m_window->isOfWholeWorkspace());
    QVERIFY(table()->viewport()->rect().contains(
        table()->visualRect(table()->currentIndex()).center()));
}

void TestWholeOverview::nothingIsArmedThatIsNotNamed()
{
    QSignalSpy toggled(m_window.get(), &MainWindow::armingToggled);
    m_window->setWholeWorkspace(true);
    QTest::keyClick(m_window.get(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QTest::mouseClick(child<QAbstractButton>("header.lock"), Qt::LeftButton);
    QCOMPARE(toggled.size(), 0);
    QVERIFY(child<QWidget>("banner")->isVisible());
    QVERIFY(child<QWidget>("banner")->accessibleName().contains("Nothing was armed"));
    m_window->setWholeWorkspace(false);
    QVERIFY(!child<QWidget>("banner")->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(toggled.size(), 1);
    // What is armed can be disarmed from everywhere.
    m_window->setArming(
        ArmedState{m_window->environment(), moved(referenceTime(), std::chrono::minutes(15))});
    m_window->setWholeWorkspace(true);
    QTest::keyClick(m_window.get(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(toggled.size(), 2);
}

void TestWholeOverview::anotherWorkspaceMayHaveOnePlatform()
{
    m_window->setWholeWorkspace(true);
    auto one = std::make_shared<Workspace>(*layeredPlatforms());
    one->platforms = {one->platforms.at(1)};
    m_board->setWorkspace(one, referenceTime());
    QVERIFY(!m_window->isOfWholeWorkspace());
    QCOMPARE(selector()->count(), 1);
    QCOMPARE(selector()->currentText(), QString("OSINT Research"));
    QVERIFY(!head("OSINT Research").isValid());
    m_window->setWholeWorkspace(true);
    QVERIFY(!m_window->isOfWholeWorkspace());
    QTest::keyClick(m_window.get(), Qt::Key_0, Qt::AltModifier);
    QCOMPARE(table()->model()->columnCount(), 4);
}

void TestWholeOverview::platformsFoldByMouseAndKeys()
{
    m_window->setWholeWorkspace(true);
    QCoreApplication::processEvents();
    const ServiceKey db = platformService("corporate", "prod", "db");
    QVERIFY(cell(db).isValid());
    click(head("Corporate Intelligence"));
    QVERIFY(!cell(db).isValid());
    QCOMPARE(head("Corporate Intelligence").data(MatrixModel::FoldRole).toInt(),
             int(MatrixModel::Folded));
    // It stays so at every size.
    resize({1280, 720});
    QVERIFY(!cell(db).isValid());
    resize({2560, 1440});
    QVERIFY(!cell(db).isValid());
    click(head("Corporate Intelligence").siblingAtColumn(2));
    QVERIFY(cell(db).isValid());
    QVERIFY(table()->hasFocus());
    QTest::keyClick(table(), Qt::Key_Space);
    QVERIFY(!cell(db).isValid());
    QTest::keyClick(table(), Qt::Key_Return);
    QVERIFY(cell(db).isValid());
    QVERIFY(m_window->selectedService().service.isEmpty());
}

void TestWholeOverview::arrowsPassFromPlatformToPlatform()
{
    m_window->setWholeWorkspace(true);
    resize({2560, 1440});
    click(cell(platformService("corporate", "staging", "worker-4")));
    QTest::keyClick(table(), Qt::Key_Down);
    QCOMPARE(table()->currentIndex(), head("OSINT Research").siblingAtColumn(2));
    QCOMPARE(m_window->selectedService(), platformService("corporate", "staging", "worker-4"));
    QTest::keyClick(table(), Qt::Key_Down);
    QCOMPARE(m_window->selectedService(), platformService("osint", "staging", "db"));
    // Where a platform has no such environment there is nothing to stop at but its head.
    click(cell(platformService("osint", "staging", "worker-8")));
    QTest::keyClick(table(), Qt::Key_Down);
    QCOMPARE(table()->currentIndex(), head("Research Tools").siblingAtColumn(2));
    QTest::keyClick(table(), Qt::Key_Down);
    QCOMPARE(table()->currentIndex(), head("Residency Scheduler").siblingAtColumn(2));
}

void TestWholeOverview::whatIsNotFineIsSeenInASmallWindow()
{
    m_window->setWholeWorkspace(true);
    resize({1280, 720});
    QCOMPARE(table()->verticalScrollBar()->maximum(), 0);
    QCOMPARE(table()->horizontalScrollBar()->maximum(), 0);
    for (const char *platform : {"corporate", "osint", "research", "residency", "rxdx"}) {
        const ServiceKey last = platformService(platform, "prod", "worker-3");
        apply({serviceState(last, Health::Down, "refused")});
        QCoreApplication::processEvents();
        QVERIFY2(cell(last).isValid(), platform);
        QVERIFY2(table()->viewport()->rect().contains(table()->visualRect(cell(last)).center()),
                 platform);
        m_board->apply(everythingHealthy(*m_board->workspace()));
        QCoreApplication::processEvents();
    }
    QCOMPARE(table()->verticalScrollBar()->maximum(), 0);
}

/// So many rows that they scroll at every size.
void TestWholeOverview::breakAll()
{
    m_window->setWholeWorkspace(true);
    QList<CheckState> states;
    for (const char *platform : {"corporate", "osint", "research", "residency", "rxdx"}) {
        for (const char *service : {"db", "worker-3"})
            states << serviceState(platformService(platform, "prod", service), Health::Down,
                                   "refused");
    }
    apply(states);
    resize({1280, 720});
    for (const char *title : {"OSINT Research", "Residency Scheduler", "RxDx"}) {
        if (head(title).data(MatrixModel::FoldRole).toInt() == MatrixModel::Folded) {
            table()->scrollTo(head(title));
            click(head(title));
        }
    }
    QVERIFY(table()->verticalScrollBar()->maximum() > 100);
}

void TestWholeOverview::aPlatformsHeadStaysWhileItsRowsScroll()
{
    breakAll();
    auto *matrix = static_cast<MatrixTable *>(table());
    QScrollBar *bar = table()->verticalScrollBar();
    bar->setValue(0);
    QVERIFY(!matrix->heldHead().isValid());
    const int height = table()->rowHeight(0);
    for (int value = 1; value <= bar->maximum(); ++value) {
        bar->setValue(value);
        if (!matrix->heldHead().isValid()) { // it stands in its own place just now
            QCOMPARE(table()->rowHeight(table()->rowAt(0)), height);
            QCOMPARE(table()->rowViewportPosition(table()->rowAt(0)), 0);
            continue;
        }
        // Whatever row is the first below the held head, its platform is told.
        const QRect held = matrix->heldPlace();
        QVERIFY2(held.height() == height && held.bottom() >= 0, qPrintable(QString::number(value)));
        const int row = table()->rowAt(std::max(0, held.bottom() + 1));
        const auto isHead = [&](int each) {
            return table()->model()->index(each, 0).data(MatrixModel::KindRole).toInt()
                   == int(MatrixRow::Kind::Platform);
        };
        int platform = row;
        while (platform > 0 && !isHead(platform))
            --platform;
        if (!isHead(row))
            QCOMPARE(matrix->heldHead().row(), platform);
    }
    bar->setValue(height + 10);
    const QModelIndex held = matrix->heldHead();
    QCOMPARE(matrix->indexAt({40, 10}), held);
    // No chosen cell lies below it, and it folds where it stands.
    const ServiceKey below = platformService("corporate", "prod", "backend");
    table()->setCurrentIndex(cell(below));
    bar->setValue(table()->visualRect(cell(below)).top() + bar->value());
    table()->scrollTo(cell(below));
    QVERIFY(table()->visualRect(cell(below)).top() > matrix->heldPlace().bottom());
    bar->setValue(height + 10);
    m_window->selectService({});
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, QPoint(40, 10));
    QVERIFY(!cell(below).isValid());
    QVERIFY(table()->visualRect(head("Corporate Intelligence")).top() >= 0);
}

void TestWholeOverview::noRowIsCutAtTheLowerEdge()
{
    breakAll();
    auto *matrix = static_cast<MatrixTable *>(table());
    QScrollBar *bar = table()->verticalScrollBar();
    const QColor ground = ThemeHub::dark().bg;
    int cut = 0;
    for (int value = 0; value < std::min(60, bar->maximum()); value += 7) {
        bar->setValue(value);
        const int row = matrix->cutRow();
        if (row < 0)
            continue;
        ++cut;
        const QRect rest =
            table()->viewport()->rect().adjusted(0, table()->rowViewportPosition(row), 0, 0);
        const QImage picture = table()->viewport()->grab(rest).toImage();
        for (int x = 0; x < picture.width(); x += 3)
            QCOMPARE(picture.pixelColor(x, picture.height() - 1), ground);
        QVERIFY(!matrix->indexAt(rest.center()).isValid());
    }
    QVERIFY(cut > 0);
    bar->setValue(bar->maximum());
    QCOMPARE(matrix->cutRow(), -1);
}

void TestWholeOverview::causesNameTheirPlatform()
{
    m_window->setWholeWorkspace(true);
    apply({serviceState(platformService("rxdx", "prod", "db"), Health::Down, "refused")});
    // The diagram has such a list too.
    auto *first = m_window->findChild<OverviewPage *>()->findChild<QWidget *>("rootcause.row.0");
    const QString sentence = first->accessibleName();
    QVERIFY2(sentence.startsWith("RxDx · db "), qPrintable(sentence));
    QTest::mouseClick(first, Qt::LeftButton, {}, QPoint(300, 20));
    QCOMPARE(m_window->selectedService(), platformService("rxdx", "prod", "db"));
}

void TestWholeOverview::titlesAreWholeWhereThereIsRoom()
{
    const auto needed = [this] {
        int widest = 0;
        for (int row = 0; row < selector()->count(); ++row)
            widest = std::max(widest, QFontMetrics(roleFont(TextRole::BodyStrong))
                                          .horizontalAdvance(selector()->itemText(row)));
        return widest + 48;
    };
    auto workspace = std::make_shared<Workspace>(*layeredPlatforms());
    workspace->platforms[2].title = QStringLiteral("Research and Development Tools Platform");
    m_board->setWorkspace(workspace, referenceTime());
    resize({1600, 1000});
    QVERIFY2(selector()->width() >= needed(), qPrintable(QString::number(selector()->width())));
    resize({1280, 720});
    const auto rightOf = [this](const char *name) {
        auto *part = child<QWidget>(name);
        return part->mapTo(m_window.get(), QPoint(part->width(), 0)).x();
    };
    QVERIFY(rightOf("header.lock") <= 1280);
    // Either it is whole, or nothing is left that it could have.
    const int spare = child<QWidget>("header.counts")->mapTo(m_window.get(), QPoint()).x()
                      - rightOf("header.find");
    QVERIFY2(selector()->width() >= needed() || spare <= 3 * 12 + 2,
             qPrintable(
                 QString("%1 of %2, %3 spare").arg(selector()->width()).arg(needed()).arg(spare)));
}

void TestWholeOverview::aQuietTimeIsSaid()
{
    resize({2560, 1440});
    auto *empty = child<QLabel>("overview.events.empty");
    QVERIFY(empty->isVisible());
    const QString since =
        QDateTime::fromMSecsSinceEpoch(referenceTime().wallMs, Qt::UTC).toString("HH:mm");
    QCOMPARE(empty->text(), QString("No change since %1 UTC.").arg(since));
    ChangeSet changes;
    Event event;
    event.service = platformService("rxdx", "prod", "db");
    event.check = CheckId("answers");
    event.from = Health::Healthy;
    event.to = Health::Down;
    event.timeMs = referenceTime().wallMs;
    event.text = "db is down.";
    changes.events = {event};
    changes.at = referenceTime();
    m_board->apply(changes);
    QVERIFY(empty->isVisible()); // it is another platform's
    m_window->setWholeWorkspace(true);
    QVERIFY(!empty->isVisible());
    QVERIFY(child<QWidget>("overview.events")->isVisible());
}

void TestWholeOverview::pictures_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    for (const QSize size :
         {QSize(1024, 600), QSize(1280, 720), QSize(1920, 1080), QSize(3840, 2160)}) {
        for (const bool dark : {true, false})
            QTest::addRow("whole-%d-%s", size.width(), dark ? "dark" : "light") << size << dark;
    }
}

/// No column is out of sight at any size, and a picture to look at.
void TestWholeOverview::pictures()
{
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    m_theme->setDark(dark);
    m_window->setWholeWorkspace(true);
    apply({serviceState(platformService("residency", "prod", "db"), Health::Down,
                        "connection refused on db:5432"),
           serviceState(platformService("rxdx", "staging", "worker-4"), Health::Degraded,
                        "HTTP 200 on /metrics, 58 kB, 214 samples, in 1.2 s")});
    resize(size);
    for (int column = 0; column < 5; ++column)
        QVERIFY(table()->columnViewportPosition(column) + table()->columnWidth(column)
                <= table()->viewport()->width());
    for (const char *part :
         {"header.platform", "header.environment.prod", "header.counts", "header.lock"}) {
        auto *widget = child<QWidget>(part);
        const QRect place(widget->mapTo(m_window.get(), QPoint(0, 0)), widget->size());
        QVERIFY2(m_window->rect().contains(place), part);
    }
    QVERIFY(cell(platformService("residency", "prod", "db")).isValid());
    snapshot(*m_window, QString::fromLatin1(QTest::currentDataTag()));
}

QTEST_MAIN(TestWholeOverview)
#include "tst_wholeoverview.moc"
