// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/comparison/comparisonmodel.h"
#include "models/history/eventsmodel.h"
#include "services/domain/expecteddifference.h"
#include "tests/support/guitest.h"
#include "tests/unit/comparison/comparisonboard.h"
#include "ui/pages/overview/compareview.h"
#include "ui/pages/overview/explainform.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

using namespace opsdeck;
using namespace opsdeck::test;

class TestCompareView final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { m_theme = std::make_unique<ThemeHub>(); }

    void init()
    {
        m_theme->setDark(true);
        m_board = std::make_unique<StatusBoard>();
        m_board->setWorkspace(comparedWorkspace(), comparedTime(0));
        m_series = std::make_unique<SeriesBoard>();
        m_events = std::make_unique<EventsModel>(*m_board);
        m_window = std::make_unique<QWidget>();
        m_window->resize(1600, 1000);
        m_page = new OverviewPage(*m_board, *m_series, *m_events, *m_theme, m_window.get());
        m_page->setGeometry(72, 56, 1528, 944);
        m_page->setEnvironment(comparedEnvironment("prod"));
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_board->apply(comparedAnswers(1));
        m_board->tick(comparedTime(2));
    }

    void cleanup()
    {
        m_window.reset();
        m_events.reset();
        m_series.reset();
        m_board.reset();
    }

    void openedByMouseAndClosedByKey()
    {
        QVERIFY(!table()->isVisible());
        QTest::mouseClick(child<QPushButton>("overview.mode.compare"), Qt::LeftButton);
        QVERIFY(table()->isVisible());
        QVERIFY(!child<QTableView>("overview.matrix")->isVisible());
        QVERIFY(!child<QPushButton>("overview.abnormal")->isVisible());
        QVERIFY(child<QLabel>("overview.facts")->text().startsWith("4 of "));
        QVERIFY(child<QLabel>("overview.facts")->text().contains("expected to"));
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_C);
        QVERIFY(!table()->isVisible());
        QVERIFY(child<QTableView>("overview.matrix")->isVisible());
        QVERIFY(child<QPushButton>("overview.mode.states")->isChecked());
        child<QTableView>("overview.matrix")->setFocus();
        QTest::keyClick(child<QTableView>("overview.matrix"), Qt::Key_C);
        QVERIFY(table()->isVisible());
    }

    void whereThereIsNothingToCompareItIsNotOffered()
    {
        m_page->setComparing(true);
        m_page->setWholeWorkspace(true);
        QVERIFY(!table()->isVisible());
        QVERIFY(!child<QPushButton>("overview.mode.compare")->isVisible());
        m_page->setWholeWorkspace(false);
        QVERIFY(table()->isVisible());
        m_page->setEnvironment({PlatformId("bare"), EnvironmentId("prod")});
        QVERIFY(!child<QPushButton>("overview.mode.compare")->isVisible());
        QVERIFY(child<QTableView>("overview.matrix")->isVisible());
    }

    void theChosenRowIsToldInWords()
    {
        m_page->setComparing(true);
        QVERIFY(!child<QLabel>("compare.row")->isVisible());
        const QModelIndex version = find("version");
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                          table()->visualRect(version.siblingAtColumn(3)).center());
        QCOMPARE(child<QLabel>("compare.row.title")->text(),
                 QString("PostgreSQL, version: differs"));
        QVERIFY(child<QLabel>("compare.row")->text().contains("prod: 15.6 (1\u00a0s old)"));
        // It stays chosen when the rows are others.
        QTest::mouseClick(child<QPushButton>("compare.environment.staging"), Qt::LeftButton);
        QCOMPARE(table()->model()->columnCount(), 3);
        QCOMPARE(child<QLabel>("compare.row.title")->text(),
                 QString("PostgreSQL, version: differs"));
        // Enter leads to the service there.
        const QSignalSpy selected(m_page, &Page::serviceSelected);
        table()->setCurrentIndex(find("version").siblingAtColumn(2));
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Return);
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected.first().first().value<ServiceKey>(),
                 ServiceKey(comparedEnvironment("prod"), ServiceId("db")));
    }

    void keysPassOverHeads()
    {
        m_page->setComparing(true);
        table()->setFocus(Qt::TabFocusReason);
        QCOMPARE(table()->currentIndex().row(), 2); // below the heads of section and service
        for (int i = 0; i < table()->model()->rowCount(); ++i) {
            QTest::keyClick(table(), Qt::Key_Down);
            const QModelIndex current = table()->currentIndex();
            QCOMPARE(current.data(ComparisonModel::IsHeadRole).toBool(),
                     current.data(ComparisonModel::IsSectionRole).toBool());
        }
        QCOMPARE(table()->currentIndex().row(), table()->model()->rowCount() - 1);
    }

    void slashFilters()
    {
        m_page->setComparing(true);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Slash);
        auto *filter = child<QLineEdit>("overview.filter");
        QVERIFY(filter->hasFocus());
        QTest::keyClicks(filter, "disable");
        QCOMPARE(table()->model()->rowCount(), 3); // with the heads of section and service
        QTest::keyClicks(filter, "x");
        QVERIFY(!table()->isVisible());
        QVERIFY(child<QLabel>("compare.empty")->text().startsWith("Nothing matches."));
        // Letters that are keys elsewhere are text here.
        QTest::keyClicks(filter, "c");
        QCOMPARE(filter->text(), QString("disablexc"));
        QVERIFY(child<QLabel>("compare.empty")->isVisible());
    }

    void onlyDifferences()
    {
        m_page->setComparing(true);
        const int all = table()->model()->rowCount();
        auto *only = child<QPushButton>("compare.only");
        only->setFocus();
        QTest::keyClick(only, Qt::Key_Space);
        QVERIFY(table()->model()->rowCount() < all);
        QVERIFY(!find("host").isValid());
        QVERIFY(find("version").isValid());
    }

    void sectionsFoldByMouseAndKey()
    {
        m_page->setComparing(true);
        const auto last = [this] {
            return table()->model()->index(table()->model()->rowCount() - 1, 0);
        };
        QCOMPARE(last().data().toString(), QString("The same"));
        QVERIFY(!find("max connections").isValid());
        table()->scrollTo(last());
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                          table()->visualRect(last()).center());
        QVERIFY(find("max connections").isValid());
        table()->setFocus();
        table()->setCurrentIndex(find("The same"));
        QTest::keyClick(table(), Qt::Key_Return);
        QVERIFY(!find("max connections").isValid());
        table()->setCurrentIndex(last());
        QTest::keyClick(table(), Qt::Key_Space);
        QVERIFY(find("max connections").isValid());
    }

    void aDifferenceIsMarkedAsExpected()
    {
        m_page->setComparing(true);
        CompareView &view = m_page->compareView();
        auto *reason = child<QLineEdit>("compare.explain.reason");
        table()->setCurrentIndex(find("replicas").siblingAtColumn(3));
        QVERIFY2(!reason->isVisible(), "nobody would write it");
        view.explainForm().setEditable(true);
        QVERIFY(reason->isVisible());
        QVERIFY(!reason->accessibleName().isEmpty());
        auto *mark = child<QPushButton>("compare.explain.mark");
        QVERIFY2(!mark->isEnabled(), "a reason is needed");
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_N);
        QVERIFY(reason->hasFocus());
        QTest::keyClicks(reason, "prod carries  the load");
        const QSignalSpy asked(&view, &CompareView::explainRequested);
        QTest::keyClick(reason, Qt::Key_Return);
        QCOMPARE(asked.size(), 1);
        const auto request = asked.first().first().value<ExplainRequest>();
        QCOMPARE(request, (ExplainRequest{PlatformId("shop"), "api/replicas",
                                          QString("prod carries the load")}));
        QVERIFY2(!mark->isEnabled(), "it is asked for once");
        view.explainForm().showProblem(request, "The disk is full.");
        QVERIFY(child<QLabel>("compare.explain.state")->text().contains("The disk is full."));
        QVERIFY(mark->isEnabled());
        QTest::mouseClick(mark, Qt::LeftButton);
        auto explained = std::make_shared<Workspace>(*comparedWorkspace());
        explained->platforms[0].facts << factOf({"api/replicas", "prod carries the load", ""});
        m_board->setWorkspace(explained, comparedTime(2));
        view.explainForm().showSaved(request);
        // The row is the chosen one still, among the explained.
        QVERIFY(child<QLabel>("compare.row.title")->text().endsWith("differs, explained"));
        QVERIFY(child<QLabel>("overview.facts")->text().contains("1 more "));
        QVERIFY(!reason->isVisible());
        QTest::mouseClick(child<QPushButton>("compare.explain.unmark"), Qt::LeftButton);
        QCOMPARE(asked.size(), 3);
        QVERIFY(!asked.last().first().value<ExplainRequest>().reason);
        // Where nothing differs there is nothing to explain.
        child<QLineEdit>("overview.filter")->setText("technology");
        table()->setCurrentIndex(find("technology").siblingAtColumn(1));
        QVERIFY(!child<QPushButton>("compare.explain.mark")->isVisible());
        QVERIFY(!child<QPushButton>("compare.explain.unmark")->isVisible());
    }

    void twoAtTheLeast()
    {
        m_page->setComparing(true);
        QVERIFY(child<QPushButton>("compare.environment.dev")->isVisible());
        QTest::mouseClick(child<QPushButton>("compare.environment.dev"), Qt::LeftButton);
        QCOMPARE(table()->model()->columnCount(), 3);
        QVERIFY(!child<QPushButton>("compare.environment.prod")->isEnabled());
        QVERIFY(!child<QPushButton>("compare.environment.staging")->isEnabled());
        QTest::mouseClick(child<QPushButton>("compare.environment.dev"), Qt::LeftButton);
        QCOMPARE(table()->model()->columnCount(), 4);
        QVERIFY(child<QPushButton>("compare.environment.prod")->isEnabled());
    }

    void copiesWhatIsShown()
    {
        m_page->setComparing(true);
        child<QLineEdit>("overview.filter")->setText("version");
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_C, Qt::ControlModifier);
        QVERIFY(table()->isVisible());
        QVERIFY(QGuiApplication::clipboard()->text().contains("\n### PostgreSQL\n"));
        child<QAction>("compare.copy.csv")->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(
            "service,fact,difference,reason,dev,staging,prod"));
    }

    void namesAndSilence()
    {
        m_page->setComparing(true);
        for (const QWidget *each : m_page->findChildren<QPushButton *>()) {
            QVERIFY(!each->objectName().isEmpty());
            const auto *button = qobject_cast<const QPushButton *>(each);
            QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(),
                     qPrintable(each->objectName()));
        }
        QVERIFY(!table()->accessibleName().isEmpty());
        m_board->tick(comparedTime(20));
        QCOMPARE(find("version").siblingAtColumn(3).data().toString(), QString("was 15.6"));
        QVERIFY(!find("version").siblingAtColumn(3).data(ComparisonModel::StandsOutRole).toBool());
        QVERIFY(child<QLabel>("overview.facts")->text().contains("not observed everywhere"));
    }

    void pictures_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("stale");
        for (const bool dark : {true, false}) {
            const QString theme = dark ? "dark" : "light";
            QTest::newRow(qPrintable(theme)) << dark << QSize(1600, 1000) << false;
            QTest::newRow(qPrintable(theme + "-1280")) << dark << QSize(1280, 720) << false;
            QTest::newRow(qPrintable(theme + "-1920-stale")) << dark << QSize(1920, 1080) << true;
        }
    }

    void pictures()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        QFETCH(bool, stale);
        m_theme->setDark(dark);
        m_window->resize(size);
        m_page->setGeometry(72, 56, size.width() - 72, size.height() - 56);
        m_page->setComparing(true);
        if (stale)
            m_board->tick(comparedTime(20));
        table()->setCurrentIndex(find("version").siblingAtColumn(3));
        QCoreApplication::processEvents();
        snapshot(*m_page, QString("compare-%1").arg(QTest::currentDataTag()));
        QVERIFY(
            child<QLabel>("compare.row")->height()
            >= child<QLabel>("compare.row")->heightForWidth(child<QLabel>("compare.row")->width()));
        // What stands out has ink at its left that the others have not.
        const QImage picture = m_page->grab().toImage();
        const auto barOf = [&](int column) {
            const QRect cell = table()->visualRect(find("replicas").siblingAtColumn(column));
            const QPoint at =
                table()->viewport()->mapTo(m_page, QPoint(cell.left() + 2, cell.center().y()));
            return picture.pixelColor(at * picture.devicePixelRatio());
        };
        QCOMPARE(barOf(3), m_theme->theme().ink);
        QVERIFY(barOf(2) != m_theme->theme().ink);
    }

private:
    template <typename T>
    T *child(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }

    QTableView *table() const { return child<QTableView>("compare.table"); }

    QModelIndex find(const QString &name) const
    {
        for (int row = 0; row < table()->model()->rowCount(); ++row) {
            const QModelIndex index = table()->model()->index(row, 0);
            if (index.data().toString() == name)
                return index;
        }
        return {};
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<EventsModel> m_events;
    std::unique_ptr<QWidget> m_window;
    OverviewPage *m_page = nullptr;
};

QTEST_MAIN(TestCompareView)
#include "tst_compareview.moc"
