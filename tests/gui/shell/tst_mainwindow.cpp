// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/problemsmodel.h"
#include "tests/support/guitest.h"
#include "tests/support/referenceboard.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/pages/firstrun/firstrunpage.h"
#include "ui/pages/settings/settingspage.h"
#include "ui/shell/dataage.h"
#include "ui/shell/environmentbutton.h"
#include "ui/shell/findpanel.h"
#include "ui/shell/keyspanel.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

/// The reference environment three times over: dev, staging, prod.
WorkspacePtr threeEnvironments()
{
    auto workspace = std::make_shared<Workspace>(*referenceWorkspace());
    Platform &platform = workspace->platforms.first();
    Environment prod = platform.environments.first();
    prod.isProtected = true;
    prod.host = "scheduler.example.com";
    Environment dev = prod;
    dev.id = EnvironmentId("dev");
    dev.tier = Tier::Dev;
    dev.isProtected = false;
    Environment staging = dev;
    staging.id = EnvironmentId("staging");
    staging.tier = Tier::Staging;
    platform.environments = {dev, staging, prod};
    return workspace;
}

EnvironmentKey environment(const QString &id)
{
    return {referenceEnvironment().platform, EnvironmentId(id)};
}

/// A page with something of its own that has an age.
class AgedPage final : public Page
{
public:
    void setEnvironment(const EnvironmentKey &) override {}

    Milliseconds oldestShownAge() const override { return m_age; }

    void setAge(Milliseconds age) { m_age = age; }

private:
    Milliseconds m_age{-1};
};

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void beginsWithTheProtectedEnvironment();
    void countsTellWhatIsNotSetUp();
    void keysChoosePages();
    void keysAndMouseChooseEnvironments();
    void findGoesThere();
    void questionMarkShowsTheKeys();
    void signsAreExplained();
    void escapeClosesTheInspector();
    void inspectorStandsBesideOrOver();
    void armingShowsEverywhere();
    void silenceIsSaid();
    void anEngineThatNeverBeatIsSilentToo();
    void dataAgeCoversThePage();
    void worstBannerIsShown();
    void withoutAWorkspaceTheFirstPageSaysWhatToDo();
    void everyWidgetHasAName();
    void labelsNeverInterpretText();
    void firstWindowFitsTheScreen();
    void smallHeaderCutsNothing_data();
    void smallHeaderCutsNothing();
    void pictures_data();
    void pictures();

private:
    template <typename T>
    T *child(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<ProblemsModel> m_problems;
    std::unique_ptr<MainWindow> m_window;
    QWidget *m_inspector = nullptr;
};

void TestMainWindow::init()
{
    m_theme = std::make_unique<ThemeHub>();
    m_theme->setDark(true);
    m_board = std::make_unique<StatusBoard>();
    m_problems = std::make_unique<ProblemsModel>();
    m_window = std::make_unique<MainWindow>(*m_board, *m_theme);
    m_window->addPage({"overview", "Overview", "overview", true, false},
                      new DiagramPage(*m_board, *m_theme));
    m_window->addPage({"diagram", "Diagram", "diagram", true, false},
                      new DiagramPage(*m_board, *m_theme));
    m_window->addPage({"settings", "Settings", "settings", false, true},
                      new SettingsPage(*m_problems, *m_theme));
    m_inspector = new QWidget;
    m_inspector->setObjectName("inspector");
    m_window->setInspector(m_inspector);
    m_window->setFirstRun(new FirstRunPage(*m_theme));
    m_board->setWorkspace(threeEnvironments(), referenceTime());
    ChangeSet changes = allHealthy();
    m_board->apply(changes);
    m_board->apply(databaseDown());
    m_window->resize(1600, 1000);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->beat(referenceTime());
    m_window->tick(referenceTime());
}

void TestMainWindow::cleanup()
{
    m_window.reset();
    m_problems.reset();
    m_board.reset();
    m_theme.reset();
}

void TestMainWindow::beginsWithTheProtectedEnvironment()
{
    QCOMPARE(m_window->environment(), environment("prod"));
    QVERIFY(m_window->windowTitle().startsWith("PROD"));
    QVERIFY(child<QWidget>("band")->isVisible());
    QVERIFY(child<QWidget>("band")->accessibleName().contains("PROD"));
    // The page is of prod alone, and the platform is not forgotten over it.
    const auto counts = [this] { return child<QWidget>("header.counts")->accessibleName(); };
    QVERIFY2(counts().startsWith("Services in PROD: "), qPrintable(counts()));
    QVERIFY2(counts().contains("; all 3: "), qPrintable(counts()));
    QVERIFY2(!counts().contains("not set up"), qPrintable(counts()));
    m_window->showPage("settings");
    QVERIFY2(counts().startsWith("Services in all 3 environments: "), qPrintable(counts()));
}

void TestMainWindow::countsTellWhatIsNotSetUp()
{
    auto workspace = std::make_shared<Workspace>(*m_board->workspace());
    for (Environment &each : workspace->platforms.first().environments) {
        DormantCheck lacking;
        lacking.presence = Presence::NotConfigured;
        each.services.first().dormantChecks = {lacking, lacking};
        if (each.id == EnvironmentId("prod"))
            each.services.last().dormantChecks = {lacking};
    }
    m_board->setWorkspace(workspace, referenceTime());
    const auto counts = [this] { return child<QWidget>("header.counts")->accessibleName(); };
    QTRY_VERIFY2(counts().contains("; 3 checks not set up"), qPrintable(counts()));
    m_window->showPage("settings");
    QVERIFY2(counts().contains("; 7 checks not set up"), qPrintable(counts()));
}

void TestMainWindow::keysChoosePages()
{
    QSignalSpy shown(m_window.get(), &MainWindow::pageShown);
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(m_window->currentPage(), "diagram");
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(m_window->currentPage(), "settings");
    QVERIFY(!child<QWidget>("band")->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_9, Qt::ControlModifier);
    QCOMPARE(m_window->currentPage(), "settings");
    QTest::mouseClick(child<QAbstractButton>("rail.overview"), Qt::LeftButton);
    QCOMPARE(m_window->currentPage(), "overview");
    QCOMPARE(shown.size(), 3);
}

void TestMainWindow::keysAndMouseChooseEnvironments()
{
    QSignalSpy changed(m_window.get(), &MainWindow::environmentChanged);
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::AltModifier);
    QCOMPARE(m_window->environment(), environment("dev"));
    QTest::mouseClick(child<EnvironmentButton>("header.environment.staging"), Qt::LeftButton);
    QCOMPARE(m_window->environment(), environment("staging"));
    QVERIFY(child<EnvironmentButton>("header.environment.staging")->isChecked());
    QCOMPARE(changed.size(), 2);
    QVERIFY(child<EnvironmentButton>("header.environment.prod")->accessibleName().contains("Down"));
}

void TestMainWindow::findGoesThere()
{
    QTest::keyClick(m_window.get(), Qt::Key_Slash);
    auto *find = child<FindPanel>("find");
    QVERIFY(find->isVisible());
    auto *field = child<QLineEdit>("find.text");
    QTest::keyClicks(field, "redis staging");
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(!find->isVisible());
    QCOMPARE(m_window->selectedService(), (ServiceKey{environment("staging"), ServiceId("redis")}));
    QCOMPARE(m_window->environment(), environment("staging"));

    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    QTest::keyClicks(field, "sett");
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(m_window->currentPage(), "settings");

    QSignalSpy typed(m_window.get(), &MainWindow::findTextChanged);
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    QTest::keyClicks(field, "re");
    QCOMPARE(typed.last().first().toString(), QString("re"));
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!find->isVisible());
    QCOMPARE(typed.last().first().toString(), QString());
}

void TestMainWindow::questionMarkShowsTheKeys()
{
    QTest::keyClick(m_window.get(), Qt::Key_Question);
    QVERIFY(child<KeysPanel>("keys")->isVisible());
    QTest::keyClick(child<KeysPanel>("keys"), Qt::Key_A);
    QVERIFY(!child<KeysPanel>("keys")->isVisible());
}

void TestMainWindow::signsAreExplained()
{
    auto *signs = child<QWidget>("signs");
    QTest::keyClick(m_window.get(), Qt::Key_F1);
    QVERIFY(signs->isVisible());
    QTest::keyClick(signs, Qt::Key_Escape);
    QVERIFY(!signs->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_F1);
    QTest::keyClick(signs, Qt::Key_F1);
    QVERIFY(!signs->isVisible());
    QTest::mouseClick(child<QAbstractButton>("rail.help"), Qt::LeftButton);
    QVERIFY(signs->isVisible());
    // The page in the rail stays the one that is shown.
    QVERIFY(child<QAbstractButton>("rail.overview")->isChecked());
    QTest::keyClick(signs, Qt::Key_Escape);
    QTest::keyClick(m_window.get(), Qt::Key_Slash);
    QTest::keyClicks(child<QLineEdit>("find.text"), "signs mean");
    QTest::keyClick(child<QLineEdit>("find.text"), Qt::Key_Return);
    QVERIFY(signs->isVisible());
    QTest::keyClick(signs, Qt::Key_Escape);
    QVERIFY(!signs->isVisible());
    QVERIFY(!m_window->selectedService().service.isEmpty() || !m_inspector->isVisible());
}

void TestMainWindow::escapeClosesTheInspector()
{
    m_window->selectService({environment("prod"), ServiceId("db")});
    QVERIFY(m_inspector->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(!m_inspector->isVisible());
    QVERIFY(m_window->selectedService().service.isEmpty());
}

void TestMainWindow::inspectorStandsBesideOrOver()
{
    m_window->selectService({environment("prod"), ServiceId("db")});
    QTRY_COMPARE(m_inspector->width(), 384);
    auto *page = m_window->findChild<QStackedWidget *>();
    QTRY_VERIFY(page->mapTo(m_window.get(), QPoint(page->width(), 0)).x()
                <= m_inspector->mapTo(m_window.get(), QPoint(0, 0)).x());
    m_window->resize(1280, 720);
    QTRY_COMPARE(m_inspector->width(), 360);
    QTRY_VERIFY(page->mapTo(m_window.get(), QPoint(page->width(), 0)).x()
                > m_inspector->mapTo(m_window.get(), QPoint(0, 0)).x());
    QVERIFY(m_inspector->isVisible());
}

void TestMainWindow::armingShowsEverywhere()
{
    QSignalSpy toggled(m_window.get(), &MainWindow::armingToggled);
    QTest::keyClick(m_window.get(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(toggled.size(), 1);
    QCOMPARE(toggled.first().first().value<EnvironmentKey>(), environment("prod"));
    QVERIFY(!child<QWidget>("armedframe")->isVisible());

    m_window->setArming(
        ArmedState{environment("prod"), moved(referenceTime(), std::chrono::minutes(15))});
    m_window->tick(referenceTime(60));
    QVERIFY(child<QWidget>("armedframe")->isVisible());
    QVERIFY(child<QAbstractButton>("header.lock")->accessibleName().contains("14:00"));
    QVERIFY(child<QWidget>("band")->accessibleName().contains("armed"));
    // Another environment than the armed one is read-only.
    m_window->setEnvironment(environment("dev"));
    QVERIFY(!child<QWidget>("armedframe")->isVisible());
    QVERIFY(child<QAbstractButton>("header.lock")->accessibleName().contains("Read-only"));
    m_window->setEnvironment(environment("prod"));
    QVERIFY(child<QWidget>("armedframe")->isVisible());
    m_window->setArming(std::nullopt);
    QVERIFY(!child<QWidget>("armedframe")->isVisible());
}

void TestMainWindow::silenceIsSaid()
{
    m_window->tick(referenceTime(3));
    QVERIFY(!child<QWidget>("banner")->isVisible());
    m_window->tick(referenceTime(9));
    QVERIFY(child<QWidget>("banner")->isVisible());
    QVERIFY(child<QWidget>("banner")->accessibleName().contains("silent"));
    QVERIFY(child<DataAge>("header.age")->accessibleName().contains("silent"));
    m_window->beat(referenceTime(10));
    m_window->tick(referenceTime(10));
    QVERIFY(!child<QWidget>("banner")->isVisible());
}

void TestMainWindow::dataAgeCoversThePage()
{
    auto *page = new AgedPage;
    m_window->addPage({"metrics", "Metrics", "metrics", false, false}, page);
    const auto age = [this] { return child<DataAge>("header.age")->accessibleName(); };
    page->setAge(std::chrono::hours(2));
    m_window->beat(referenceTime(1));
    m_window->tick(referenceTime(1));
    const QString ofServices = age();
    QVERIFY2(!ofServices.contains("2" + QString(QChar::Nbsp) + "h"), qPrintable(ofServices));
    // What is old there is old as soon as it can be seen, and only then.
    m_window->showPage("metrics");
    QVERIFY2(age().endsWith(QString("to 2%1h").arg(QChar(QChar::Nbsp))), qPrintable(age()));
    page->setAge(Milliseconds(-1));
    m_window->tick(referenceTime(2));
    QCOMPARE(age(), ofServices);
    page->setAge(std::chrono::hours(2));
    m_window->showPage("overview");
    QCOMPARE(age(), ofServices);
}

void TestMainWindow::anEngineThatNeverBeatIsSilentToo()
{
    DataAge age(*m_theme);
    age.tick(referenceTime(0));
    age.tick(referenceTime(5));
    QVERIFY(!age.isSilent());
    age.tick(referenceTime(6));
    QVERIFY(age.isSilent());
    QVERIFY(age.accessibleName().contains("silent"));
    age.beat(referenceTime(7));
    age.tick(referenceTime(8));
    QVERIFY(!age.isSilent());

    // Without a workspace there is nothing to be silent about.
    StatusBoard board;
    MainWindow window(board, *m_theme);
    window.tick(referenceTime(0));
    window.tick(referenceTime(60));
    QVERIFY(window.banner().isHidden());
}

void TestMainWindow::worstBannerIsShown()
{
    Banner &banner = m_window->banner();
    banner.put({"a", Health::Degraded, "History is not kept.", {}, {}});
    banner.put({"b", Health::Unknown, "Nothing is observed.", "Show", {}});
    QVERIFY(child<QLabel>("banner.sentence")->text().startsWith("Nothing is observed."));
    auto *next = child<QPushButton>("banner.next");
    QVERIFY(next->isVisible());
    QCOMPARE(next->text(), "1 of 2, next");
    QVERIFY(next->focusPolicy() & Qt::TabFocus);
    QTest::keyClick(next, Qt::Key_Space);
    QCOMPARE(child<QLabel>("banner.sentence")->text(), "History is not kept.");
    QCOMPARE(banner.accessibleName(), "History is not kept.");
    QVERIFY(!child<QPushButton>("banner.action")->isVisible());
    // What is only said again takes nobody away from what is being read; something new does.
    banner.put({"b", Health::Unknown, "Nothing is observed.", "Show", {}});
    QCOMPARE(child<QLabel>("banner.sentence")->text(), "History is not kept.");
    QTest::keyClick(next, Qt::Key_Space);
    QVERIFY(child<QLabel>("banner.sentence")->text().startsWith("Nothing is observed."));
    QSignalSpy chosen(&banner, &Banner::actionChosen);
    QTest::mouseClick(child<QPushButton>("banner.action"), Qt::LeftButton);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.first().first().toString(), "b");
    banner.remove("b");
    QCOMPARE(child<QLabel>("banner.sentence")->text(), "History is not kept.");
    QVERIFY(!child<QPushButton>("banner.action")->isVisible());
    QVERIFY(!next->isVisible());
    banner.put({"c", Health::Degraded, "Newer.", {}, {}});
    QCOMPARE(child<QLabel>("banner.sentence")->text(), "Newer.");
    banner.remove("c");
    banner.remove("a");
    QVERIFY(!banner.isVisible());
}

void TestMainWindow::withoutAWorkspaceTheFirstPageSaysWhatToDo()
{
    m_board->setWorkspace({}, referenceTime());
    auto *first = child<FirstRunPage>("firstrun");
    QVERIFY(first->isVisible());
    QVERIFY(!child<QWidget>("band")->isVisible());
    QSignalSpy open(first, &FirstRunPage::openRequested);
    QTest::mouseClick(child<QPushButton>("firstrun.open"), Qt::LeftButton);
    QCOMPARE(open.size(), 1);
    QVERIFY(!child<QPushButton>("firstrun.problems")->isVisible());
    first->setProblem("The workspace can't be used", "3 problems.");
    QVERIFY(child<QPushButton>("firstrun.problems")->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
    QVERIFY(!first->isVisible());
}

void TestMainWindow::everyWidgetHasAName()
{
    QStringList nameless;
    for (const QAbstractButton *button : m_window->findChildren<QAbstractButton *>()) {
        const bool own = qstrcmp(button->metaObject()->className(), "QLineEditIconButton") != 0
                         && button->parentWidget()->objectName() != "qt_spinbox_lineedit";
        if (own
            && (button->objectName().isEmpty()
                || (button->text().isEmpty() && button->accessibleName().isEmpty())))
            nameless << QString::fromLatin1(button->metaObject()->className()) + ' '
                            + button->objectName() + ' ' + button->text();
    }
    for (const QLineEdit *field : m_window->findChildren<QLineEdit *>()) {
        if (field->objectName().isEmpty() || field->accessibleName().isEmpty())
            nameless << field->objectName();
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
}

void TestMainWindow::labelsNeverInterpretText()
{
    const QStringList labels = labelsWithoutPlainText(*m_window);
    QVERIFY2(labels.isEmpty(), qPrintable(labels.join('\n')));
}

void TestMainWindow::firstWindowFitsTheScreen()
{
    QCOMPARE(MainWindow::firstSize({3840, 2160}), QSize(1600, 1000));
    QCOMPARE(MainWindow::firstSize({1366, 728}), QSize(1350, 680));
    QCOMPARE(MainWindow::firstSize({1920, 1040}), QSize(1600, 992));
    // Smaller than this nothing can be laid out.
    QCOMPARE(MainWindow::firstSize({800, 600}), m_window->minimumSize());
    QCOMPARE(MainWindow::firstSize({}), m_window->minimumSize());
}

void TestMainWindow::smallHeaderCutsNothing_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("armed");
    for (const QSize size : {QSize(1024, 600), QSize(1100, 700), QSize(1280, 720), QSize(1439, 900),
                             QSize(1440, 900), QSize(1600, 1000)}) {
        for (const bool armed : {false, true})
            QTest::addRow("header-%d-%s", size.width(), armed ? "armed" : "read-only")
                << size << armed;
    }
}

/// Every part of the header has its whole width and stands beside the others, with every kind of
/// trouble counted.
void TestMainWindow::smallHeaderCutsNothing()
{
    QFETCH(QSize, size);
    QFETCH(bool, armed);
    ChangeSet changes = databaseDown();
    for (qsizetype i = 0; i < changes.states.size(); ++i)
        changes.states[i].key.service.environment = environment("staging");
    m_board->apply(changes);
    m_board->tick(referenceTime(30));
    m_window->resize(size);
    m_window->setArming(
        armed ? std::optional(ArmedState{environment("prod"),
                                         moved(referenceTime(), std::chrono::minutes(15))})
              : std::nullopt);
    m_window->tick(referenceTime(30));
    QTRY_COMPARE(m_window->size(), size);
    QCoreApplication::processEvents();
    QList<QWidget *> parts;
    for (const char *name :
         {"header.environment.dev", "header.environment.staging", "header.environment.prod",
          "header.counts", "header.age", "header.lock"}) {
        auto *part = child<QWidget>(name);
        QVERIFY2(part != nullptr && part->isVisible(), name);
        QVERIFY2(part->width() >= part->sizeHint().width(),
                 qPrintable(QString("%1: %2 of %3")
                                .arg(name)
                                .arg(part->width())
                                .arg(part->sizeHint().width())));
        parts << part;
    }
    for (const char *name : {"header.platform", "header.find", "header.clock"}) {
        if (child<QWidget>(name)->isVisible())
            parts << child<QWidget>(name);
    }
    const auto placeOf = [&](const QWidget *part) {
        return QRect(part->mapTo(m_window.get(), QPoint(0, 0)), part->size());
    };
    for (const QWidget *part : parts) {
        QVERIFY2(m_window->rect().contains(placeOf(part)), qPrintable(part->objectName()));
        for (const QWidget *other : parts)
            QVERIFY2(part == other || !placeOf(part).intersects(placeOf(other)),
                     qPrintable(part->objectName() + " over " + other->objectName()));
    }
    snapshot(*m_window, QString::fromLatin1(QTest::currentDataTag()));
}

void TestMainWindow::pictures_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    QTest::newRow("window-1280-light") << QSize(1280, 720) << false;
    QTest::newRow("window-1600-dark") << QSize(1600, 1000) << true;
    QTest::newRow("window-3840-dark") << QSize(3840, 2160) << true;
}

void TestMainWindow::pictures()
{
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    m_theme->setDark(dark);
    m_window->resize(size);
    m_window->setArming(
        ArmedState{environment("prod"), moved(referenceTime(), std::chrono::minutes(15))});
    m_window->tick(referenceTime(60));
    QCOMPARE(m_window->size(), size);
    // The whole header stays readable: nothing of it lies outside of the window.
    for (const char *name :
         {"header.platform", "header.counts", "header.age", "header.clock", "header.lock"}) {
        const auto *part = child<QWidget>(name);
        const QRect place(part->mapTo(m_window.get(), QPoint(0, 0)), part->size());
        QVERIFY2(m_window->rect().contains(place), name);
    }
    snapshot(*m_window, QString::fromLatin1(QTest::currentDataTag()));
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
