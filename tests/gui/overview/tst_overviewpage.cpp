// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/eventsmodel.h"
#include "tests/support/guitest.h"
#include "tests/support/overviewboard.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/rootcauserow.h"

#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>

using namespace opsdeck;
using namespace opsdeck::test;

class TestOverviewPage final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void clicksSelect();
    void arrowsPassOverHeadsAndGaps();
    void enterChoosesTheFocusedCell();
    void aSelectionFromOutsideIsSilent();
    void typingFilters();
    void onlyAbnormalFollowsTheStates();
    void anEmptyPlatformSaysSo();
    void rootCausesStandAbove();
    void wordsMoveDownInsteadOfBeingCut();
    void manyCausesAreLines();
    void whatFailsAlikeOpensItsEnvironments();
    void fewServicesFillALargeScreen();
    void rowsShrinkThenScroll();
    void healthyGroupsFoldWhereThereIsNoRoom();
    void foldedGroupsOpenByKeysAndMouse();
    void whatVanishesChoosesNothing();
    void nothingLiesBelowTheInspector();
    void manyEnvironmentsScrollRatherThanVanish();
    void silenceIsSeen();
    void widgetsHaveNames();
    void pictures_data();
    void pictures();

private:
    template <typename T>
    T *child(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }

    QTableView *table() const { return child<QTableView>("overview.matrix"); }

    /// Middle of a cell by its row's title and environment column, in the viewport.
    QModelIndex cell(const QString &service, int column) const;

    void click(const QModelIndex &index) const
    {
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                          table()->visualRect(index).center());
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<EventsModel> m_events;
    std::unique_ptr<QWidget> m_window;
    OverviewPage *m_page = nullptr;
};

void TestOverviewPage::initTestCase()
{
    m_theme = std::make_unique<ThemeHub>();
}

void TestOverviewPage::init()
{
    m_theme->setDark(true);
    m_board = std::make_unique<StatusBoard>();
    m_series = std::make_unique<SeriesBoard>();
    m_series->setWorkspace(overviewWorkspace());
    m_board->setWorkspace(overviewWorkspace(), overviewTime());
    addHalfAnHour(*m_series, *overviewWorkspace());
    m_board->apply(overviewHealthy());
    m_window = std::make_unique<QWidget>();
    m_window->resize(1600, 1000);
    m_events = std::make_unique<EventsModel>(*m_board);
    m_page = new OverviewPage(*m_board, *m_series, *m_events, *m_theme, m_window.get());
    m_page->setGeometry(72, 56, 1144, 944);
    m_page->setEnvironment(overviewEnvironment("prod"));
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestOverviewPage::cleanup()
{
    m_window.reset();
    m_events.reset();
    m_board.reset();
    m_series.reset();
}

QModelIndex TestOverviewPage::cell(const QString &service, int column) const
{
    const QAbstractItemModel *model = table()->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        if (model->index(row, 0).data().toString() == service
            && !model->index(row, 0).data(MatrixModel::IsHeadRole).toBool())
            return model->index(row, column);
    }
    return {};
}

void TestOverviewPage::clicksSelect()
{
    QSignalSpy selected(m_page, &Page::serviceSelected);
    click(cell("redis", 2));
    QCOMPARE(selected.size(), 1);
    QCOMPARE(selected.first().first().value<ServiceKey>(), overviewService("staging", "redis"));
    click(cell("nginx", 1)); // does not run there
    click(cell("nginx", 0));
    QCOMPARE(selected.size(), 1);
    QCOMPARE(table()->currentIndex(), cell("redis", 2));
}

void TestOverviewPage::arrowsPassOverHeadsAndGaps()
{
    QSignalSpy selected(m_page, &Page::serviceSelected);
    click(cell("api", 1));
    QTest::keyClick(table(), Qt::Key_Down);
    QCOMPARE(table()->currentIndex(), cell("postgres", 1));
    QTest::keyClick(table(), Qt::Key_Up);
    QTest::keyClick(table(), Qt::Key_Up); // nginx does not run in dev
    QCOMPARE(table()->currentIndex(), cell("api", 1));
    QTest::keyClick(table(), Qt::Key_Left); // not into the names
    QCOMPARE(table()->currentIndex(), cell("api", 1));
    QTest::keyClick(table(), Qt::Key_Right);
    QTest::keyClick(table(), Qt::Key_Up);
    QCOMPARE(table()->currentIndex(), cell("nginx", 2));
    QCOMPARE(selected.last().first().value<ServiceKey>(), overviewService("staging", "nginx"));
    QCOMPARE(selected.size(), 5);
}

void TestOverviewPage::enterChoosesTheFocusedCell()
{
    QSignalSpy selected(m_page, &Page::serviceSelected);
    child<QLineEdit>("overview.filter")->setFocus(Qt::TabFocusReason);
    table()->setFocus(Qt::TabFocusReason);
    QVERIFY(table()->hasFocus());
    QVERIFY(table()->currentIndex().isValid());
    QCOMPARE(selected.size(), 0);
    QTest::keyClick(table(), Qt::Key_Return);
    QCOMPARE(selected.size(), 1);
    QCOMPARE(selected.first().first().value<ServiceKey>(),
             table()->currentIndex().data(MatrixModel::ServiceRole).value<ServiceKey>());
}

void TestOverviewPage::aSelectionFromOutsideIsSilent()
{
    QSignalSpy selected(m_page, &Page::serviceSelected);
    m_page->setSelectedService(overviewService("prod", "postgres"));
    QCOMPARE(table()->currentIndex(), cell("postgres", 3));
    QVERIFY(table()->selectionModel()->isSelected(cell("postgres", 3)));
    m_page->setSelectedService({});
    QVERIFY(!table()->selectionModel()->hasSelection());
    QCOMPARE(selected.size(), 0);
    click(cell("postgres", 3));
    QCOMPARE(selected.size(), 1);
}

void TestOverviewPage::typingFilters()
{
    auto *filter = child<QLineEdit>("overview.filter");
    QTest::mouseClick(filter, Qt::LeftButton);
    QTest::keyClicks(filter, "exporter");
    QCOMPARE(table()->model()->rowCount(), 4); // the head and three exporters
    QTest::keyClicks(filter, "zzz");
    QVERIFY(!table()->isVisible());
    QCOMPARE(child<QLabel>("overview.empty")->text(), QString("No service matches 'exporterzzz'."));
    filter->clear();
    QVERIFY(table()->isVisible());
    QCOMPARE(table()->model()->rowCount(), 16);
}

void TestOverviewPage::onlyAbnormalFollowsTheStates()
{
    QTest::mouseClick(child<QPushButton>("overview.abnormal"), Qt::LeftButton);
    QCOMPARE(table()->model()->rowCount(), 2); // cadvisor has no check in staging
    m_board->apply(overviewIncident());
    QVERIFY(cell("postgres", 3).isValid());
    QVERIFY(cell("minio", 2).isValid());
    QVERIFY(!cell("grafana", 2).isValid());
    for (int row = 0; row < table()->model()->rowCount(); ++row)
        QVERIFY2(table()->rowHeight(row) >= 24, qPrintable(QString::number(row)));
    QCOMPARE(table()->model()->index(0, 0).data().toString(), QString("Edge"));
    QCOMPARE(table()->rowHeight(0), 24);
    QCOMPARE(table()->rowHeight(1), 48);
    m_board->apply(overviewHealthy());
    QCOMPARE(table()->model()->rowCount(), 2);
}

void TestOverviewPage::anEmptyPlatformSaysSo()
{
    m_page->setEnvironment(
        {PlatformId(QStringLiteral("none")), EnvironmentId(QStringLiteral("none"))});
    QVERIFY(!table()->isVisible());
    QVERIFY(child<QLabel>("overview.empty")->text().startsWith("This platform has no services"));
}

void TestOverviewPage::rootCausesStandAbove()
{
    auto *list = child<RootCauseList>("rootcause.list");
    QVERIFY(list != nullptr);
    QCOMPARE(list->shownRows(), 0);
    m_board->apply(overviewIncident());
    QVERIFY(list->shownRows() >= 2);
    QSignalSpy selected(m_page, &Page::serviceSelected);
    QTest::mouseClick(child<QWidget>("rootcause.row.0"), Qt::LeftButton, {}, QPoint(200, 20));
    QCOMPARE(selected.size(), 1);
    QCOMPARE(selected.first().first().value<ServiceKey>(), overviewService("prod", "postgres"));
    // Only what is wrong in prod is tinted.
    const auto isTinted = [this](const char *row, const QColor &tint) {
        return child<QWidget>(row)->grab().toImage().pixelColor(60, 4) == tint;
    };
    QVERIFY(isTinted("rootcause.row.0", ThemeHub::dark().tintDegraded));
    QVERIFY(isTinted("rootcause.row.1", ThemeHub::dark().s1));
}

void TestOverviewPage::wordsMoveDownInsteadOfBeingCut()
{
    ChangeSet incident = overviewIncident();
    for (CheckState &state : incident.states)
        state.last->message = "10.20.0.14:9000 shows a certificate that expired 1024 days ago, on "
                              "2024-02-01, and nobody took notice";
    incident.states.removeLast(); // of two there is room for all that they say
    m_board->apply(incident);
    m_window->resize(1280, 1600);
    m_page->setGeometry(56, 56, 1224, 1544);
    m_page->setCoveredRight(360);
    QCoreApplication::processEvents();
    const auto *list = child<RootCauseList>("rootcause.list");
    QTRY_COMPARE(list->height(), list->sizeHint().height());
    QWidget *above = nullptr;
    for (const char *name : {"rootcause.row.0", "rootcause.row.1", "rootcause.row.2"}) {
        auto *row = child<RootCauseRow>(name);
        if (row == nullptr || !row->isVisible())
            continue;
        QVERIFY2(row->height() > RootCauseRow::kOneLine, name);
        QCOMPARE(row->height(), row->heightAt(row->width()));
        QVERIFY2(above == nullptr || above->geometry().bottom() < row->y(), name);
        above = row;
    }
    QVERIFY(above != nullptr);
    QVERIFY(above->mapTo(m_page, QPoint(0, above->height())).y()
            <= table()->mapTo(m_page, QPoint()).y());
    const int narrow = child<QWidget>("rootcause.row.1")->height();
    m_page->setCoveredRight(0);
    m_window->resize(2600, 1400);
    m_page->setGeometry(72, 56, 2488, 1344);
    QTRY_COMPARE(child<QWidget>("rootcause.row.1")->height(), RootCauseRow::kOneLine);
    // A large window is filled: cells and rows grow, the newest changes keep their place.
    QTRY_VERIFY2(table()->columnWidth(1) > 340,
                 qPrintable(QString::number(table()->columnWidth(1))));
    QVERIFY(table()->rowHeight(1) >= 72);
    const int last = table()->model()->rowCount() - 1;
    const int filled = table()->rowViewportPosition(last) + table()->rowHeight(last);
    QVERIFY2(filled > table()->viewport()->height() * 85 / 100,
             qPrintable(QString("%1 of %2").arg(filled).arg(table()->viewport()->height())));
    QVERIFY(filled <= table()->viewport()->height());
    QVERIFY(child<QWidget>("overview.changes")->isVisible());
    QVERIFY(child<QWidget>("overview.changes")->width() >= 600);
    QTRY_COMPARE(table()->horizontalScrollBar()->maximum(), 0);
    QVERIFY(narrow > RootCauseRow::kOneLine);
}

/// However many causes there are and whatever they say, the table keeps its place.
void TestOverviewPage::manyCausesAreLines()
{
    m_board->apply(overviewHealthy());
    ChangeSet incident;
    for (const char *name : {"postgres", "redis", "minio", "grafana", "jaeger"}) {
        CheckState state = overviewState(
            overviewService("prod", name), Health::Down, "refused",
            QString("Nothing listens on 10.20.0.14:9000, and nobody has taken notice for long")
                .repeated(3));
        state.last->error = Error{ErrorKind::Refused, state.last->message, {}, {}};
        incident.states.append(state);
    }
    incident.at = overviewTime();
    m_board->apply(incident);
    auto *list = child<RootCauseList>("rootcause.list");
    for (const QSize window : {QSize(1024, 600), QSize(1280, 720), QSize(1920, 1080)}) {
        m_window->resize(window);
        m_page->setGeometry(56, 56, window.width() - 56, window.height() - 56);
        m_page->setCoveredRight(360);
        QTRY_COMPARE(list->height(), list->sizeHint().height());
        QVERIFY2(list->height() <= m_page->height() / 5,
                 qPrintable(QString("%1 of %2").arg(list->height()).arg(m_page->height())));
        QVERIFY(list->shownRows() >= 2);
        for (int i = 0; i < list->shownRows(); ++i)
            QCOMPARE(child<RootCauseRow>(qPrintable(QString("rootcause.row.%1").arg(i)))->height(),
                     RootCauseRow::kCompact);
        // Whoever has no line is named below.
        const auto *more = child<QLabel>("rootcause.more");
        QVERIFY(more->isVisible());
        QVERIFY2(more->text().startsWith(QString::number(5 - list->shownRows())),
                 qPrintable(more->text()));
        snapshot(*m_page, QString("causes-%1").arg(window.width()));
    }
}

void TestOverviewPage::whatFailsAlikeOpensItsEnvironments()
{
    ChangeSet incident;
    for (const char *environment : {"dev", "staging", "prod"}) {
        CheckState state = overviewState(overviewService(environment, "redis"), Health::Down,
                                         "refused", "Nothing listens on redis:6379");
        state.last->error = Error{ErrorKind::Refused, "Nothing listens on redis:6379.", {}, {}};
        incident.states.append(state);
    }
    incident.at = overviewTime();
    m_board->apply(incident);
    QCoreApplication::processEvents();
    QCOMPARE(child<RootCauseList>("rootcause.list")->shownRows(), 1);
    QSignalSpy selected(m_page, &Page::serviceSelected);
    const auto open = [&](auto ask) {
        ask();
        auto *menu = child<QMenu>("rootcause.row.0.environments");
        QStringList texts;
        for (const QAction *action : menu->actions())
            texts << action->text().section(':', 0, 0);
        [&] { QCOMPARE(texts, QStringList({"PROD", "STAGING", "DEV"})); }();
        return menu;
    };
    QCOMPARE(child<QPushButton>("rootcause.row.0.runbook")->text(), QString("3 environments…"));
    QMenu *menu = open(
        [&] { QTest::mouseClick(child<QPushButton>("rootcause.row.0.runbook"), Qt::LeftButton); });
    QCOMPARE(selected.size(), 0);
    menu->actions().at(1)->trigger();
    QCOMPARE(selected.size(), 1);
    QCOMPARE(selected.first().first().value<ServiceKey>(), overviewService("staging", "redis"));
    menu->close();
    QTRY_VERIFY(child<QMenu>("rootcause.row.0.environments") == nullptr);
    auto *row = child<QWidget>("rootcause.row.0");
    row->setFocus();
    menu = open([&] { QTest::keyClick(row, Qt::Key_Return); });
    menu->close();
    snapshot(*m_page, "causes-alike");
}

/// Four services alone on a large screen: their rows take what is free, and their lines with them.
void TestOverviewPage::fewServicesFillALargeScreen()
{
    m_series->setWorkspace(manyServicesWorkspace(4));
    m_board->setWorkspace(manyServicesWorkspace(4), overviewTime());
    m_page->setEnvironment(m_board->environments().first());
    m_window->resize(2560, 1440);
    m_page->setGeometry(72, 56, 2488, 1384);
    QTRY_VERIFY(table()->rowHeight(1) > 200);
    QCOMPARE(table()->verticalScrollBar()->maximum(), 0);
    QVERIFY(child<QWidget>("overview.changes")->isVisible());
    QCOMPARE(child<QListView>("overview.events")->sizeHintForRow(0), -1);
    QVERIFY(child<QLabel>("overview.events.empty")->isVisible());
    snapshot(*m_page, "few-2560");
    // What is smaller keeps its rows.
    m_window->resize(1600, 1000);
    m_page->setGeometry(72, 56, 1144, 944);
    QTRY_COMPARE(table()->rowHeight(1), 48);
}

void TestOverviewPage::rowsShrinkThenScroll()
{
    const int row = cell("redis", 1).row();
    QCOMPARE(table()->rowHeight(row), 48);
    m_page->setGeometry(56, 48, 1224, 672);
    QCoreApplication::processEvents();
    QVERIFY(table()->rowHeight(row) < 48);
    QCOMPARE(table()->verticalScrollBar()->maximum(), 0);
    QCOMPARE(table()->horizontalScrollBar()->maximum(), 0);
    m_series->setWorkspace(manyServicesWorkspace(40));
    m_board->setWorkspace(manyServicesWorkspace(40), overviewTime());
    QCoreApplication::processEvents();
    QCOMPARE(table()->rowHeight(5), 24);
    QVERIFY(table()->verticalScrollBar()->maximum() > 0);
    QCOMPARE(table()->horizontalScrollBar()->maximum(), 0);
    QTest::keyClick(table(), Qt::Key_End);
    click(table()->model()->index(1, 1));
    for (int i = 0; i < 39; ++i)
        QTest::keyClick(table(), Qt::Key_Down);
    QVERIFY(
        table()->viewport()->rect().contains(table()->visualRect(table()->model()->index(40, 1))));
    snapshot(*m_page, "many-1280");
}

void TestOverviewPage::healthyGroupsFoldWhereThereIsNoRoom()
{
    QCOMPARE(table()->model()->rowCount(), 16);
    m_window->resize(1024, 600);
    m_page->setGeometry(56, 56, 968, 544);
    QCoreApplication::processEvents();
    QVERIFY(!cell("redis", 1).isValid());
    QVERIFY(cell("cadvisor", 2).isValid()); // it has no check there
    QCOMPARE(table()->verticalScrollBar()->maximum(), 0);
    snapshot(*m_page, "overview-folded");
    // Trouble opens its group, health closes it again.
    m_board->apply(overviewIncident());
    QCoreApplication::processEvents();
    QVERIFY(cell("redis", 1).isValid());
    QVERIFY(cell("postgres", 3).isValid());
    m_board->apply(overviewHealthy());
    QVERIFY(!cell("redis", 1).isValid());
    m_board->tick(overviewTime(25));
    QVERIFY(cell("redis", 1).isValid());
    m_board->apply(overviewHealthy());
    m_board->tick(overviewTime());
    // Who is looked at stays in sight.
    m_page->setSelectedService(overviewService("prod", "redis"));
    QCOMPARE(table()->currentIndex(), cell("redis", 3));
    QVERIFY(table()->viewport()->rect().contains(table()->visualRect(cell("redis", 3)).center()));
    m_page->setSelectedService({});
    QVERIFY(!cell("redis", 1).isValid());
    m_window->resize(1600, 1000);
    m_page->setGeometry(72, 56, 1144, 944);
    QCoreApplication::processEvents();
    QCOMPARE(table()->model()->rowCount(), 16);
}

void TestOverviewPage::foldedGroupsOpenByKeysAndMouse()
{
    m_window->resize(1024, 600);
    m_page->setGeometry(56, 56, 968, 544);
    QCoreApplication::processEvents();
    QSignalSpy selected(m_page, &Page::serviceSelected);
    const auto data = [this](int column) {
        return table()->model()->index(cell("api", 3).row() + 1, column);
    };
    QCOMPARE(data(0).data().toString(), QString("Data"));
    click(data(0));
    QVERIFY(cell("redis", 1).isValid());
    QVERIFY(cell("nginx", 3).isValid()); // nothing else folded for it
    click(data(3));
    QVERIFY(!cell("redis", 1).isValid());
    QVERIFY(table()->hasFocus());
    QCOMPARE(table()->currentIndex(), data(3));
    QTest::keyClick(table(), Qt::Key_Return);
    QVERIFY(cell("redis", 1).isValid());
    QCOMPARE(selected.size(), 0);
    QTest::keyClick(table(), Qt::Key_Down);
    QCOMPARE(selected.last().first().value<ServiceKey>(), overviewService("prod", "postgres"));
    QTest::keyClick(table(), Qt::Key_Up);
    QCOMPARE(table()->currentIndex(), data(3));
    QTest::keyClick(table(), Qt::Key_Space);
    QVERIFY(!cell("redis", 1).isValid());
    QCOMPARE(selected.size(), 1);
    QTest::keyClick(table(), Qt::Key_Up);
    QCOMPARE(selected.last().first().value<ServiceKey>(), overviewService("prod", "api"));
    // What was folded by hand stays so where there is room for all of it.
    m_window->resize(1600, 1000);
    m_page->setGeometry(72, 56, 1144, 944);
    QCoreApplication::processEvents();
    QVERIFY(!cell("redis", 1).isValid());
    click(data(1));
    QCOMPARE(table()->model()->rowCount(), 16);
}

void TestOverviewPage::whatVanishesChoosesNothing()
{
    m_board->apply(overviewIncident());
    QTest::mouseClick(child<QPushButton>("overview.abnormal"), Qt::LeftButton);
    click(cell("minio", 2));
    m_page->setSelectedService(overviewService("staging", "minio"));
    QSignalSpy selected(m_page, &Page::serviceSelected);
    m_board->apply(overviewHealthy());
    QVERIFY(!cell("minio", 2).isValid());
    QCOMPARE(selected.size(), 0);
    QVERIFY(!table()->selectionModel()->hasSelection());
}

void TestOverviewPage::nothingLiesBelowTheInspector()
{
    m_board->apply(overviewIncident());
    for (const QSize window : {QSize(1024, 600), QSize(1280, 720)}) {
        m_window->resize(window);
        m_page->setGeometry(56, 56, window.width() - 56, window.height() - 56);
        m_page->setCoveredRight(360);
        QCoreApplication::processEvents();
        const int free = m_page->width() - 360;
        const auto rightOf = [&](const QWidget *part) {
            return part->mapTo(m_page, QPoint(part->width(), 0)).x();
        };
        QVERIFY(rightOf(child<QWidget>("rootcause.row.0")) <= free);
        QVERIFY(rightOf(table()) <= free);
        QCOMPARE(table()->horizontalScrollBar()->maximum(), 0);
        snapshot(*m_page, QString("overview-covered-%1").arg(window.width()));
        m_page->setCoveredRight(0);
        QCoreApplication::processEvents();
        QVERIFY(rightOf(child<QWidget>("rootcause.row.0")) > free);
    }
}

void TestOverviewPage::manyEnvironmentsScrollRatherThanVanish()
{
    auto workspace = std::make_shared<Workspace>(*overviewWorkspace());
    QList<Environment> &environments = workspace->platforms.first().environments;
    for (int i = 0; i < 9; ++i) {
        Environment more = environments.first();
        more.id = EnvironmentId(QString("region-%1").arg(i));
        environments.append(more);
    }
    m_board->setWorkspace(workspace, overviewTime());
    QCoreApplication::processEvents();
    QVERIFY(table()->columnWidth(12) >= 120);
    m_page->setSelectedService({{overviewEnvironment("prod").platform, environments.last().id},
                                ServiceId(QStringLiteral("redis"))});
    QVERIFY(table()->horizontalScrollBar()->maximum() > 0);
    QVERIFY(table()->viewport()->rect().contains(
        table()->visualRect(table()->currentIndex()).center()));
}

void TestOverviewPage::silenceIsSeen()
{
    QCOMPARE(cell("redis", 3).data().toString(), QString("OK"));
    const QRect place = table()->visualRect(cell("redis", 3));
    const QImage fresh = table()->viewport()->grab(place).toImage();
    m_board->tick(overviewTime(70));
    QCOMPARE(cell("redis", 3).data().toString(), QString("Unknown, was OK"));
    const QImage silent = table()->viewport()->grab(place).toImage();
    // The ground of what fell silent is tinted: it asks for somebody.
    QCOMPARE(fresh.pixelColor(6, 6), ThemeHub::dark().bg);
    QCOMPARE(silent.pixelColor(6, 6), ThemeHub::dark().tintUnknown);
}

void TestOverviewPage::widgetsHaveNames()
{
    QCOMPARE(labelsWithoutPlainText(*m_page), QStringList());
    for (const QPushButton *button : m_page->findChildren<QPushButton *>()) {
        QVERIFY(!button->objectName().isEmpty());
        QVERIFY2(!button->text().isEmpty() || !button->accessibleName().isEmpty(),
                 qPrintable(button->objectName()));
    }
    QVERIFY(!table()->accessibleName().isEmpty());
    QVERIFY(!child<QLineEdit>("overview.filter")->accessibleName().isEmpty());
}

void TestOverviewPage::pictures_data()
{
    QTest::addColumn<QSize>("page");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("second");
    for (const QSize page : {QSize(1224, 672), QSize(1144, 944), QSize(3288, 2104)}) {
        for (const bool dark : {true, false})
            QTest::addRow("overview-%d-%s", page.width(), dark ? "dark" : "light")
                << page << dark << 0;
    }
    QTest::addRow("overview-silent") << QSize(1144, 944) << true << 70;
}

/// Every column in view at every size, and a picture to look at.
void TestOverviewPage::pictures()
{
    QFETCH(QSize, page);
    QFETCH(bool, dark);
    QFETCH(int, second);
    m_theme->setDark(dark);
    m_window->resize(page.width() + (page.width() == 1144 ? 456 : 56), page.height() + 56);
    m_page->setGeometry(QRect(QPoint(72, 56), page));
    ChangeSet incident = overviewIncident();
    for (const CheckState &state : std::as_const(incident.states)) {
        Event event;
        event.timeMs = state.since.wallMs;
        event.service = state.key.service;
        event.from = Health::Healthy;
        event.to = state.shown;
        event.text = state.key.service.service.toString() + ": " + state.last->message + ".";
        incident.events.append(event);
    }
    m_board->apply(incident);
    if (second > 0)
        m_board->tick(overviewTime(second));
    m_page->setSelectedService(overviewService("prod", "postgres"));
    QCoreApplication::processEvents();
    snapshot(*m_page, QString::fromLatin1(QTest::currentDataTag()));
    QTRY_VERIFY(table()->viewport()->rect().contains(table()->visualRect(cell("cadvisor", 3))));
    snapshot(*m_page, QString::fromLatin1(QTest::currentDataTag()));
}

QTEST_MAIN(TestOverviewPage)
#include "tst_overviewpage.moc"
