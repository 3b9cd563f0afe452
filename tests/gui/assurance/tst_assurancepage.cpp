// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "tests/unit/assurance/assuranceboard.h"
#include "ui/pages/assurance/assurancepage.h"
#include "ui/pages/assurance/assurancesections.h"
#include "ui/theme/theme.h"

#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>

using namespace opsdeck;
using namespace opsdeck::test;

class TestAssurancePage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { m_theme = std::make_unique<ThemeHub>(); }

    void init()
    {
        m_theme->setDark(true);
        m_series = std::make_unique<SeriesBoard>();
        m_board = std::make_unique<StatusBoard>();
        show(assuranceWorkspace());
        m_window = std::make_unique<QWidget>();
        m_window->resize(1600, 1000);
        m_page = new AssurancePage(*m_board, *m_series, *m_theme, m_window.get());
        m_page->setGeometry(72, 56, 1528, 944);
        m_page->setEnvironment(assuranceEnvironment("shop", "prod"));
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup()
    {
        m_window.reset();
        m_board.reset();
        m_series.reset();
    }

    void countsWhatIsOpen()
    {
        QCOMPARE(tab("questions")->text(), QString("Questions 2"));
        QVERIFY(tab("questions")->isChecked());
        QCOMPARE(questions()->model()->rowCount(), 2);
        QCOMPARE(child<QLabel>("assurance.facts")->text(), QString("2 of 2 open"));
        show(assuranceWorkspace("only inside"));
        QCOMPARE(tab("questions")->text(), QString("Questions 1"));
        QTest::mouseClick(child<QPushButton>("assurance.open"), Qt::LeftButton);
        QCOMPARE(questions()->model()->rowCount(), 1);
        QCOMPARE(child<QLabel>("assurance.question.title")->text(),
                 QString("How much may be lost?"));
    }

    void theChosenQuestionStaysChosen()
    {
        questions()->setFocus();
        QTest::keyClick(questions(), Qt::Key_Down);
        QCOMPARE(child<QLabel>("assurance.question.title")->text(),
                 QString("How much may be lost?"));
        QVERIFY(child<QLabel>("assurance.question.head")->text().startsWith("SHOP   GAP 2, OPEN"));
        show(assuranceWorkspace("only inside"));
        QCOMPARE(questions()->currentIndex().row(), 1);
        QTest::keyClick(questions(), Qt::Key_Up);
        QVERIFY(child<QLabel>("assurance.question.head")->text().endsWith("SETTLED"));
    }

    void onePlatformOrAll()
    {
        auto *all = child<QPushButton>("assurance.all");
        QVERIFY(all->isVisible());
        QTest::mouseClick(all, Qt::LeftButton);
        QCOMPARE(questions()->model()->rowCount(), 3);
        QCOMPARE(tab("questions")->text(), QString("Questions 3"));
        QTest::mouseClick(tab("rules"), Qt::LeftButton);
        QVERIFY(!table("rules")->isColumnHidden(0));
        QTest::mouseClick(all, Qt::LeftButton);
        QVERIFY(table("rules")->isColumnHidden(0));
        m_page->setEnvironment(assuranceEnvironment("bare", "prod"));
        QVERIFY(!table("rules")->isVisible());
        QVERIFY(child<QLabel>("assurance.empty")->text().startsWith("Bare documents no rules."));
        // With one platform there is nothing to choose, and a choice made before hides nothing.
        QTest::mouseClick(all, Qt::LeftButton);
        Workspace single = *assuranceWorkspace();
        single.platforms.removeFirst();
        show(std::make_shared<const Workspace>(single));
        QVERIFY(!all->isVisible());
        QTest::mouseClick(tab("questions"), Qt::LeftButton);
        QCOMPARE(questions()->model()->rowCount(), 1);
    }

    void filtersByKeysAndSaysWhenNothingMatches()
    {
        QTest::mouseClick(tab("facts"), Qt::LeftButton);
        const int facts = table("facts")->model()->rowCount();
        QVERIFY(facts > 5);
        auto *filter = child<QLineEdit>("assurance.filter");
        filter->setFocus();
        QTest::keyClicks(filter, "image postgres");
        QCOMPARE(table("facts")->model()->rowCount(), 1);
        QTest::keyClicks(filter, "x");
        QVERIFY(!table("facts")->isVisible());
        QVERIFY(child<QLabel>("assurance.empty")->text().startsWith("Nothing matches."));
        QTest::keyClick(filter, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(filter, Qt::Key_Delete);
        QCOMPARE(table("facts")->model()->rowCount(), facts);
        auto *open = child<QPushButton>("assurance.open");
        QCOMPARE(open->text(), QString("Only doubtful"));
        open->setFocus();
        QTest::keyClick(open, Qt::Key_Space);
        QCOMPARE(table("facts")->model()->rowCount(), 2);
    }

    void theChosenRowInWords()
    {
        QTest::mouseClick(tab("facts"), Qt::LeftButton);
        QVERIFY(!child<QLabel>("assurance.facts.row")->isVisible());
        table("facts")->setFocus();
        QTest::keyClick(table("facts"), Qt::Key_Down);
        QVERIFY(child<QLabel>("assurance.facts.row")->isVisible());
        QCOMPARE(child<QLabel>("assurance.facts.row.title")->text(),
                 QString("Image of PostgreSQL"));
        QCOMPARE(child<QLabel>("assurance.facts.row")->text(),
                 QString("postgres:15\nSource: stated, line 58 of “Guide”"));
    }

    void aLoadIsToldWithItsShareWhileItIsOfNow()
    {
        QTest::mouseClick(tab("capacity"), Qt::LeftButton);
        CheckResult result;
        result.key = {{assuranceEnvironment("shop", "prod"), ServiceId("db")}, CheckId("stats")};
        result.observedAt = {std::chrono::seconds(2), 1'795'000'001'000};
        result.samples = {
            {"pg_connections", {{"state", "active"}}, 130, MetricType::Gauge},
            {"pg_connections", {{"state", "idle"}}, 12, MetricType::Gauge},
        };
        m_series->addResults({result});
        m_board->tick({std::chrono::seconds(4), 1'795'000'003'000});
        const auto cell = [this](int column) {
            return table("capacity")->model()->index(1, column).data().toString();
        };
        QCOMPARE(cell(CapacityModel::LoadColumn), QString("142"));
        QCOMPARE(cell(CapacityModel::ShareColumn).replace(QChar(QChar::Nbsp), ' '),
                 QString("71 %"));
        table("capacity")->setCurrentIndex(table("capacity")->model()->index(1, 1));
        QVERIFY(child<QLabel>("assurance.capacity.row")->text().contains("71"));
        QCoreApplication::processEvents();
        snapshot(*m_page, "assurance-load-fresh");
        m_board->tick({std::chrono::seconds(40), 1'795'000'039'000});
        QCOMPARE(cell(CapacityModel::LoadColumn), QString("was 142"));
        QVERIFY(!child<QLabel>("assurance.capacity.row")->text().contains("71"));
        QCoreApplication::processEvents();
        snapshot(*m_page, "assurance-load-stale");
    }

    void heightsAreShared()
    {
        QCOMPARE(shareHeights(400, {100, 100}, 50), QList<int>({100, 300}));
        // Who needs little gets it, the others share what is left.
        QCOMPARE(shareHeights(400, {60, 1000, 1000}, 50), QList<int>({60, 170, 170}));
        QCOMPARE(shareHeights(100, {1000, 1000}, 80), QList<int>({80, 80}));
        QCOMPARE(shareHeights(100, {}, 80), QList<int>());
    }

    void allSectionsAtOnce()
    {
        QVERIFY(!section("facts")->isVisible());
        tab("all")->setFocus();
        QTest::keyClick(tab("all"), Qt::Key_Space);
        int bottom = -1;
        for (const char *name : {"questions", "capacity", "rules", "facts"}) {
            QVERIFY2(section(name)->isVisible(), name);
            QVERIFY2(section(name)->y() > bottom, name);
            bottom = section(name)->geometry().bottom();
            QVERIFY2(bottom < m_page->height(), name);
        }
        QCOMPARE(count("rules"), QString("2"));
        QCOMPARE(child<QLabel>("assurance.facts")->text(), QString("2 of 2 question(s) open"));
        QVERIFY(table("rules")->isVisible());
        // What one lacks stands in its place, what the others have stays.
        QTest::keyClicks(child<QLineEdit>("assurance.filter"), "memory");
        QCOMPARE(table("rules")->model()->rowCount(), 1);
        QVERIFY(!table("facts")->isVisible());
        QVERIFY(
            child<QLabel>("assurance.section.facts.note")->text().startsWith("Nothing matches."));
        child<QLineEdit>("assurance.filter")->clear();
        QVERIFY(table("facts")->isVisible());
        QTest::mouseClick(tab("questions"), Qt::LeftButton);
        QVERIFY(!section("facts")->isVisible());
        QVERIFY(section("questions")->height() > 700);
    }

    void aSectionTellsHowMuchOfItIsInSight()
    {
        Workspace many = *assuranceWorkspace();
        for (int i = 0; i < 100; ++i)
            many.platforms.first().facts.append(
                {QString("fact-%1").arg(i), "logs", QString("Fact %1").arg(i), "x", stated("7")});
        show(std::make_shared<const Workspace>(many));
        m_page->showAllSections();
        QCoreApplication::processEvents();
        const QString some = count("facts");
        QVERIFY2(some.endsWith(" of 109 in sight") && some.section(' ', 0, 0).toInt() > 3,
                 qPrintable(some));
        QVERIFY(m_page->lackingHeight() > 3000);
        m_page->resize(m_page->width(), m_page->height() + m_page->lackingHeight());
        QCoreApplication::processEvents();
        QVERIFY(m_page->lackingHeight() <= 0);
        QCOMPARE(count("facts"), QString("109"));
        QVERIFY(!table("facts")->verticalScrollBar()->isVisible());
    }

    void onASmallScreenAllSectionsScroll()
    {
        Workspace many = *assuranceWorkspace();
        Platform &platform = many.platforms.first();
        for (int i = 0; i < 40; ++i) {
            platform.facts.append(
                {QString("fact-%1").arg(i), "logs", QString("Fact %1").arg(i), "x", stated("7")});
            platform.rules.append(platform.rules.first());
            platform.contradictions.append(platform.contradictions.first());
        }
        m_window->resize(1280, 720);
        m_page->setGeometry(56, 56, 1224, 664);
        show(std::make_shared<const Workspace>(many));
        m_page->showAllSections();
        QCoreApplication::processEvents();
        for (const char *name : {"questions", "rules", "facts"})
            QVERIFY2(section(name)->height() >= 200, name);
        auto *scroll = child<QScrollArea>("assurance.scroll");
        QVERIFY(scroll->verticalScrollBar()->maximum() > 0);
        QCOMPARE(scroll->horizontalScrollBar()->maximum(), 0);
        // One section alone takes just the page.
        QTest::mouseClick(tab("rules"), Qt::LeftButton);
        QCoreApplication::processEvents();
        QCOMPARE(scroll->verticalScrollBar()->maximum(), 0);
        QVERIFY(section("rules")->height() > 400);
    }

    void sectionsStandSideBySideWhereThereIsRoom()
    {
        m_window->resize(3840, 2160);
        m_page->setGeometry(72, 56, 3768, 2104);
        QVERIFY(tab("all")->isChecked());
        QCOMPARE(section("questions")->y(), section("capacity")->y());
        QVERIFY(section("questions")->geometry().right() < section("capacity")->x());
        // What a platform does not have takes no room.
        QVERIFY(!section("scaling")->isVisible());
        QVERIFY(!tab("scaling")->isVisible());
        QCOMPARE(section("rules")->x(), section("questions")->x());
        QCOMPARE(section("facts")->x(), section("capacity")->x());
        // Until a part is chosen: that stays.
        m_page->setGeometry(72, 56, 1528, 944);
        QVERIFY(tab("questions")->isChecked());
        QTest::mouseClick(tab("rules"), Qt::LeftButton);
        m_page->setGeometry(72, 56, 3768, 2104);
        QVERIFY(tab("rules")->isChecked());
    }

    void enterOpensTheServiceOfAFigure()
    {
        const QSignalSpy wanted(m_page, &AssurancePage::serviceWanted);
        QTest::mouseClick(tab("capacity"), Qt::LeftButton);
        table("capacity")->setFocus();
        QTest::keyClick(table("capacity"), Qt::Key_Down);
        QTest::keyClick(table("capacity"), Qt::Key_Return);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.first().first().value<ServiceKey>(),
                 ServiceKey(assuranceEnvironment("shop", "prod"), ServiceId("db")));
    }

    void anAdviceToScaleHasItsRunbook()
    {
        Workspace scaled = *assuranceWorkspace();
        for (Environment &environment : scaled.platforms.first().environments) {
            Threshold out;
            out.enter = 70;
            out.rule = "S1";
            environment.services.first().metrics.first().scaleOut = out;
        }
        Runbook more;
        more.id = RunbookId("more");
        more.title = "More of it";
        more.platform = PlatformId("shop");
        more.service = ServiceId("db");
        more.environments = {EnvironmentId("prod")};
        more.triggers = {"S1"};
        scaled.runbooks = {more};
        show(std::make_shared<const Workspace>(scaled));
        QTest::mouseClick(tab("scaling"), Qt::LeftButton);
        QCOMPARE(table("scaling")->model()->rowCount(), 2);
        QVERIFY(child<QLabel>("assurance.facts")->text().startsWith("2 figure"));
        table("scaling")->setFocus();
        // In development it may not run.
        auto *button = child<QPushButton>("assurance.scaling.runbook");
        QVERIFY(!button->isVisible());
        QCOMPARE(child<QLabel>("assurance.scaling.why")->text(),
                 QString("No runbook of this service has S1 among its triggers."));
        QTest::keyClick(table("scaling"), Qt::Key_Down);
        QVERIFY(button->isVisible());
        QCOMPARE(button->text(), QString("Runbook: More of it"));
        const QSignalSpy chosen(m_page, &Page::runbookChosen);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().at(0).value<ServiceKey>(),
                 ServiceKey(assuranceEnvironment("shop", "prod"), ServiceId("db")));
        QCOMPARE(chosen.first().at(1).toString(), QString("more"));
    }

    void aServiceOfAQuestionIsAskedForHere()
    {
        const QSignalSpy wanted(m_page, &AssurancePage::serviceWanted);
        QTest::mouseClick(child<QPushButton>("assurance.question.service.db"), Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.first().first().value<ServiceKey>(),
                 ServiceKey(assuranceEnvironment("shop", "prod"), ServiceId("db")));
    }

    void widgetsHaveNames()
    {
        QCOMPARE(labelsWithoutPlainText(*m_page), QStringList());
        for (const QPushButton *button : m_page->findChildren<QPushButton *>()) {
            QVERIFY(!button->objectName().isEmpty());
            QVERIFY2(!button->text().isEmpty() || !button->accessibleName().isEmpty(),
                     qPrintable(button->objectName()));
        }
        for (const QAbstractItemView *view : m_page->findChildren<QAbstractItemView *>()) {
            if (!view->objectName().startsWith("assurance."))
                continue;
            QVERIFY(!view->accessibleName().isEmpty());
        }
        for (const QLineEdit *line : m_page->findChildren<QLineEdit *>())
            QVERIFY(!line->accessibleName().isEmpty());
    }

    void nothingIsWiderThanItsPlace_data()
    {
        QTest::addColumn<QSize>("page");
        QTest::addColumn<bool>("dark");
        for (const QSize page :
             {QSize(968, 544), QSize(1224, 664), QSize(1848, 1024), QSize(3768, 2104)}) {
            for (const bool dark : {true, false})
                QTest::addRow("assurance-%d-%s", page.width(), dark ? "dark" : "light")
                    << page << dark;
        }
    }

    void nothingIsWiderThanItsPlace()
    {
        QFETCH(QSize, page);
        QFETCH(bool, dark);
        m_theme->setDark(dark);
        m_window->resize(page + QSize(80, 60));
        m_page->setGeometry(QRect(QPoint(72, 56), page));
        m_page->setAllPlatforms(true);
        for (const QString name : {"questions", "capacity", "rules", "facts", "all"}) {
            QTest::mouseClick(tab(qPrintable(name)), Qt::LeftButton);
            QCoreApplication::processEvents();
            if (name != "questions" && name != "all") {
                int width = 0;
                for (int column = 0; column < table(qPrintable(name))->model()->columnCount();
                     ++column)
                    width += table(qPrintable(name))->columnWidth(column);
                QVERIFY2(width <= table(qPrintable(name))->viewport()->width(), qPrintable(name));
            }
            QVERIFY(m_page->minimumSizeHint().width() <= page.width());
            snapshot(*m_page, QString::fromLatin1(QTest::currentDataTag()) + '-' + name);
        }
    }

private:
    template <typename T>
    T *child(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }

    QPushButton *tab(const char *name) const
    {
        return m_page->findChild<QPushButton *>(QString("assurance.tab.") + name);
    }

    QTableView *table(const char *name) const
    {
        return m_page->findChild<QTableView *>(QString("assurance.") + name);
    }

    QWidget *section(const char *name) const
    {
        return m_page->findChild<QWidget *>(QString("assurance.section.") + name);
    }

    QString count(const char *name) const
    {
        return m_page->findChild<QLabel *>(QString("assurance.section.%1.count").arg(name))->text();
    }

    QListView *questions() const { return child<QListView>("assurance.questions"); }

    void show(const WorkspacePtr &workspace)
    {
        m_series->setWorkspace(workspace);
        m_board->setWorkspace(workspace, {std::chrono::seconds(1), 1'795'000'000'000});
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<QWidget> m_window;
    AssurancePage *m_page = nullptr;
};

QTEST_MAIN(TestAssurancePage)
#include "tst_assurancepage.moc"
