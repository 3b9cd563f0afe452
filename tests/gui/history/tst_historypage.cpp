// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/availabilitymodel.h"
#include "tests/support/guitest.h"
#include "tests/support/overviewboard.h"
#include "ui/pages/history/historypage.h"
#include "ui/pages/history/ledgerlist.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

Event change(const QString &environment, const QString &service, Health from, Health to, int second,
             const QString &text, bool soft = false)
{
    Event made;
    made.timeMs = overviewTime(second).wallMs;
    made.service = overviewService(environment, service);
    made.from = from;
    made.to = to;
    made.soft = soft;
    made.text = text;
    return made;
}

AuditEntry entry(qint64 sequence, const QString &action, const QString &outcome)
{
    AuditEntry made;
    made.sequence = sequence;
    made.timeMs = overviewTime(static_cast<int>(sequence)).wallMs;
    made.actor = QStringLiteral("operator");
    made.action = action;
    made.target = QStringLiteral("intelligence/prod/minio");
    made.outcome = outcome;
    made.body = {{QStringLiteral("runbook"), QStringLiteral("restart-minio")}};
    return made;
}

} // namespace

class TestHistoryPage final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void newChangesComeOnTop();
    void filtersByKeysAndMouse();
    void onlyTheChosenService();
    void enterOpensTheService();
    void theRecordIsAskedForAndShown();
    void emptyListsSaySo();
    void availabilityIsAskedForAndTold();
    void aClickInAStripLeadsToThatMoment();
    void keysGoFromIntervalToInterval();
    void filtersReachTheServices();
    void whatCanNotBeReadIsSaid();
    void widgetsHaveNames();
    void pictures_data();
    void pictures();

private:
    template <typename T>
    T *child(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }

    QListView *events() const { return child<QListView>("history.events"); }

    void addIncident();
    void showAvailability(bool answered = true);

    LedgerList *services() const { return child<LedgerList>("history.availability"); }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<EventsModel> m_events;
    std::unique_ptr<AuditModel> m_audit;
    std::unique_ptr<AvailabilityModel> m_availability;
    std::unique_ptr<QWidget> m_window;
    HistoryPage *m_page = nullptr;
};

void TestHistoryPage::initTestCase()
{
    m_theme = std::make_unique<ThemeHub>();
}

void TestHistoryPage::init()
{
    m_theme->setDark(true);
    m_board = std::make_unique<StatusBoard>();
    m_board->setWorkspace(overviewWorkspace(), overviewTime());
    m_events = std::make_unique<EventsModel>(*m_board);
    m_audit = std::make_unique<AuditModel>();
    m_availability = std::make_unique<AvailabilityModel>(*m_board);
    m_window = std::make_unique<QWidget>();
    m_window->resize(1600, 1000);
    m_page = new HistoryPage(*m_events, *m_audit, *m_availability, *m_theme, m_window.get());
    m_page->setGeometry(72, 56, 1528, 944);
    m_page->setEnvironment(overviewEnvironment("prod"));
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestHistoryPage::cleanup()
{
    m_window.reset();
    m_events.reset();
    m_audit.reset();
    m_availability.reset();
    m_board.reset();
}

void TestHistoryPage::addIncident()
{
    ChangeSet changes;
    changes.events = {
        change("prod", "postgres", Health::Healthy, Health::Degraded, -740,
               "postgres may be degraded: query p95 1.1 s, limit 1 s, 1 of 3.", true),
        change("prod", "postgres", Health::Healthy, Health::Degraded, -720,
               "postgres is degraded: query p95 1.34 s, limit 1 s."),
        change("staging", "minio", Health::Healthy, Health::Down, -360,
               "minio is down: connection refused on minio:9000."),
        change("staging", "api", Health::Healthy, Health::Degraded, -340,
               "api is degraded: 18 % of answers are 5xx, limit 1 %."),
        change("dev", "redis", Health::Healthy, Health::Unknown, -120,
               "redis: no data for 2 min. It was OK."),
        change("dev", "redis", Health::Unknown, Health::Healthy, -60, "redis is OK again."),
    };
    m_board->apply(changes);
}

void TestHistoryPage::newChangesComeOnTop()
{
    addIncident();
    QCOMPARE(events()->model()->rowCount(), 6);
    QCOMPARE(events()->model()->index(0, 0).data().toString(), QString("redis is OK again."));
    QVERIFY(child<QLabel>("history.facts")->text().startsWith("6 "));
    events()->setCurrentIndex(events()->model()->index(2, 0));
    ChangeSet changes;
    changes.events = {
        change("prod", "jaeger", Health::Healthy, Health::Down, 5, "jaeger is down.")};
    m_board->apply(changes);
    QCOMPARE(events()->currentIndex().row(), 3);
}

void TestHistoryPage::filtersByKeysAndMouse()
{
    addIncident();
    QTest::mouseClick(child<QPushButton>("history.here"), Qt::LeftButton);
    QCOMPARE(child<QPushButton>("history.here")->text(), QString("Only PROD"));
    QCOMPARE(events()->model()->rowCount(), 2);
    m_page->setEnvironment(overviewEnvironment("dev"));
    QCOMPARE(events()->model()->rowCount(), 2);
    QTest::mouseClick(child<QPushButton>("history.bad"), Qt::LeftButton);
    QCOMPARE(events()->model()->rowCount(), 1);
    QTest::mouseClick(child<QPushButton>("history.here"), Qt::LeftButton);
    QCOMPARE(events()->model()->rowCount(), 5);
    auto *filter = child<QLineEdit>("history.filter");
    QTest::mouseClick(filter, Qt::LeftButton);
    QTest::keyClicks(filter, "minio");
    QCOMPARE(events()->model()->rowCount(), 1);
    QTest::keyClicks(filter, "x");
    QVERIFY(!events()->isVisible());
    QCOMPARE(child<QLabel>("history.empty")->text(),
             QString("Nothing matches. Clear the filter, or switch off what is chosen beside it."));
}

void TestHistoryPage::onlyTheChosenService()
{
    addIncident();
    auto *one = child<QPushButton>("history.service");
    QVERIFY(!one->isVisible());
    m_page->setSelectedService(overviewService("prod", "postgres"));
    QVERIFY(one->isVisible());
    QCOMPARE(one->text(), QString("Only postgres"));
    QTest::mouseClick(one, Qt::LeftButton);
    QCOMPARE(events()->model()->rowCount(), 2);
    m_page->setSelectedService(overviewService("staging", "minio"));
    QCOMPARE(events()->model()->rowCount(), 1);
    // With the choice its filter goes too: an invisible filter would hide changes.
    m_page->setSelectedService({});
    QVERIFY(!one->isVisible());
    QCOMPARE(events()->model()->rowCount(), 6);
}

void TestHistoryPage::enterOpensTheService()
{
    addIncident();
    QSignalSpy selected(m_page, &Page::serviceSelected);
    events()->setFocus(Qt::TabFocusReason);
    events()->setCurrentIndex(events()->model()->index(0, 0));
    QTest::keyClick(events(), Qt::Key_Down);
    QTest::keyClick(events(), Qt::Key_Down);
    QTest::keyClick(events(), Qt::Key_Return);
    QCOMPARE(selected.size(), 1);
    QCOMPARE(selected.first().first().value<ServiceKey>(), overviewService("staging", "api"));
}

void TestHistoryPage::theRecordIsAskedForAndShown()
{
    QSignalSpy wanted(m_page, &HistoryPage::auditWanted);
    QTest::mouseClick(child<QPushButton>("history.tab.actions"), Qt::LeftButton);
    QCOMPARE(wanted.size(), 1);
    QVERIFY(child<QLabel>("history.empty")->text().startsWith("Nothing was run yet."));
    m_audit->setEntries(
        {entry(2, "runbook.result", "succeeded"), entry(1, "runbook.intent", "planned")});
    auto *actions = child<QListView>("history.actions");
    QVERIFY(actions->isVisible());
    QCOMPARE(actions->model()->rowCount(), 2);
    QVERIFY(!child<QLineEdit>("history.filter")->isVisible());
    QVERIFY(child<QLabel>("history.facts")->text().startsWith("2 "));
    QTest::mouseClick(child<QPushButton>("history.tab.changes"), Qt::LeftButton);
    QVERIFY(child<QLineEdit>("history.filter")->isVisible());
}

void TestHistoryPage::emptyListsSaySo()
{
    QVERIFY(!events()->isVisible());
    QCOMPARE(child<QLabel>("history.empty")->text(),
             QString("No state has changed since observation began. The next change of any check "
                     "appears here by itself."));
}

/// Of the last day of prod: postgres was down twice, and an hour nobody looked; api degraded; minio
/// in maintenance; all others up, but for the first six hours. Elsewhere nobody looked at all.
void TestHistoryPage::showAvailability(bool answered)
{
    child<QPushButton>("history.tab.availability")->click();
    if (!answered)
        return;
    constexpr qint64 hour = 3'600'000;
    const qint64 to = m_board->now().wallMs;
    const qint64 from = to - lengthOf(m_availability->stretch());
    QList<CheckSpans> spans;
    const EnvironmentKey prod = overviewEnvironment("prod");
    for (const Service &service : m_board->workspace()->environment(prod)->services) {
        for (const Check &check : service.checks) {
            CheckSpans kept{{{prod, service.id}, check.id}, {}};
            const auto add = [&](qint64 begin, qint64 end, Health health) {
                kept.spans.append({to - begin, to - end, 45'000, health, true});
            };
            const QString id = service.id.toString();
            if (id == "postgres") {
                add(18 * hour, 10 * hour, Health::Healthy);
                add(10 * hour, 9 * hour, Health::Down);
                add(9 * hour, 5 * hour, Health::Healthy);
                add(4 * hour, 3 * hour, Health::Healthy);
                add(3 * hour, 3 * hour - 120'000, Health::Down);
                add(3 * hour - 120'000, 0, Health::Healthy);
            } else if (id == "api") {
                add(18 * hour, 8 * hour, Health::Healthy);
                add(8 * hour, 6 * hour, Health::Degraded);
                add(6 * hour, 0, Health::Healthy);
            } else {
                add(18 * hour, 0, Health::Healthy);
            }
            spans.append(kept);
        }
    }
    m_availability->take(from, to, spans,
                         {{overviewService("prod", "minio"), {{to - 15 * hour, to - 12 * hour}}}});
    QCoreApplication::processEvents();
}

void TestHistoryPage::availabilityIsAskedForAndTold()
{
    QAbstractItemModelTester tester(m_availability.get(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy wanted(m_availability.get(), &AvailabilityModel::wanted);
    showAvailability();
    QCOMPARE(wanted.size(), 1);
    QVERIFY(services()->isVisible());
    child<QPushButton>("history.here")->click();
    const QAbstractItemModel &rows = *services()->model();
    QVERIFY(rows.rowCount() > 5);
    QStringList told;
    for (int row = 0; row < rows.rowCount(); ++row)
        told.append(rows.index(row, 0).data().toString());
    const QString postgres = told.filter("postgres").value(0);
    // 62 minutes of 17 hours that were observed: 18 less the silent one, which is fresh for 45 s.
    QVERIFY2(postgres.contains("available 93.92 % of the 70.88 % that was observed of the last"),
             qPrintable(postgres));
    QVERIFY2(postgres.contains("2 outage(s), longest 1"), qPrintable(postgres));
    QVERIFY2(postgres.contains("not observed 29."), qPrintable(postgres));
    QVERIFY(told.filter("minio").value(0).contains("maintenance 12.5"));
    QVERIFY(told.filter("minio").value(0).contains("available 100 %"));
    // Nobody looked at dev: that is no availability.
    child<QPushButton>("history.here")->click();
    QVERIFY(rows.index(0, 0).data(AvailabilityModel::AvailabilityRole).toString()
            == "not observed");
    child<QPushButton>("history.stretch.3")->click();
    QCOMPARE(wanted.size(), 2);
    QCOMPARE(wanted.last().at(1).toLongLong() - wanted.last().at(0).toLongLong(),
             90 * 86'400'000LL);
}

void TestHistoryPage::aClickInAStripLeadsToThatMoment()
{
    showAvailability();
    m_page->setSelectedService(overviewService("prod", "postgres"));
    child<QPushButton>("history.service")->click();
    QSignalSpy wanted(m_page, &HistoryPage::momentWanted);
    const QRect strip =
        LedgerDelegate::stripIn(services()->visualRect(services()->model()->index(0, 0)));
    QTest::mouseClick(services()->viewport(), Qt::LeftButton, {},
                      {strip.left() + strip.width() / 2, strip.center().y()});
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().first().value<ServiceKey>(), overviewService("prod", "postgres"));
    const qint64 hoursAgo = (m_board->now().wallMs - wanted.first().at(1).toLongLong()) / 60'000;
    QVERIFY2(qAbs(hoursAgo - 12 * 60) < 5, qPrintable(QString::number(hoursAgo)));
    // Two minutes are less than a pixel's width on a small screen; the click means them.
    QTest::mouseClick(services()->viewport(), Qt::LeftButton, {},
                      {strip.left() + strip.width() * 21 / 24, strip.center().y()});
    const qint64 minutesAgo = (m_board->now().wallMs - wanted.last().at(1).toLongLong()) / 1000;
    QVERIFY2(minutesAgo <= 180 * 60 && minutesAgo >= 178 * 60 - 45,
             qPrintable(QString::number(minutesAgo)));
    // Beside the strip nothing is asked for.
    QTest::mouseClick(services()->viewport(), Qt::LeftButton, {},
                      {strip.left() - 30, strip.center().y()});
    QCOMPARE(wanted.size(), 2);
}

void TestHistoryPage::keysGoFromIntervalToInterval()
{
    showAvailability();
    m_page->setSelectedService(overviewService("prod", "postgres"));
    child<QPushButton>("history.service")->click();
    QSignalSpy wanted(m_page, &HistoryPage::momentWanted);
    services()->setFocus(Qt::TabFocusReason);
    services()->setCurrentIndex(services()->model()->index(0, 0));
    QVERIFY(child<QWidget>("history.legend")->accessibleName().contains("down 4."));
    // Without one that is pointed at: the longest outage.
    QTest::keyClick(services(), Qt::Key_Return);
    QCOMPARE(wanted.last().at(1).toLongLong(), m_board->now().wallMs - 10 * 3'600'000);
    QTest::keyClick(services(), Qt::Key_Right);
    QVERIFY(child<QLabel>("history.interval")->text().startsWith("Not observed, 6"));
    QTest::keyClick(services(), Qt::Key_Right);
    QVERIFY(child<QLabel>("history.interval")->text().startsWith("Up, 8"));
    QTest::keyClick(services(), Qt::Key_Right);
    QVERIFY(child<QLabel>("history.interval")->text().startsWith("Down, 1"));
    QTest::keyClick(services(), Qt::Key_Left);
    QVERIFY(child<QLabel>("history.interval")->text().startsWith("Up, 8"));
    QTest::keyClick(services(), Qt::Key_Return);
    QCOMPARE(wanted.last().at(1).toLongLong(), m_board->now().wallMs - 18 * 3'600'000);
}

void TestHistoryPage::filtersReachTheServices()
{
    showAvailability();
    const QAbstractItemModel &rows = *services()->model();
    QVERIFY(rows.rowCount() > 20);
    child<QPushButton>("history.bad")->click();
    QCOMPARE(rows.rowCount(), 2);
    child<QLineEdit>("history.filter")->setText("post");
    QCOMPARE(rows.rowCount(), 1);
    child<QLineEdit>("history.filter")->setText("nothing");
    QVERIFY(!services()->isVisible());
    QVERIFY(child<QLabel>("history.empty")->text().startsWith("Nothing matches."));
    child<QLineEdit>("history.filter")->clear();
    QVERIFY(services()->isVisible());
}

void TestHistoryPage::whatCanNotBeReadIsSaid()
{
    showAvailability(false);
    m_availability->fail("the disk is away");
    QVERIFY(!services()->isVisible());
    QVERIFY(child<QLabel>("history.empty")->text().contains("the disk is away"));
    // Chosen again it is asked again.
    QSignalSpy wanted(m_availability.get(), &AvailabilityModel::wanted);
    child<QPushButton>("history.tab.changes")->click();
    child<QPushButton>("history.tab.availability")->click();
    QVERIFY(!wanted.isEmpty());
}

void TestHistoryPage::widgetsHaveNames()
{
    QVERIFY(!services()->accessibleName().isEmpty());
    QVERIFY(!child<QWidget>("history.legend")->accessibleName().isEmpty());
    QCOMPARE(labelsWithoutPlainText(*m_page), QStringList());
    for (const QPushButton *button : m_page->findChildren<QPushButton *>())
        QVERIFY(!button->objectName().isEmpty());
    QVERIFY(!events()->accessibleName().isEmpty());
    QVERIFY(!child<QListView>("history.actions")->accessibleName().isEmpty());
}

void TestHistoryPage::pictures_data()
{
    QTest::addColumn<QSize>("page");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("tab");
    for (const QSize page : {QSize(1224, 672), QSize(1528, 944), QSize(3768, 2104)}) {
        for (const bool dark : {true, false})
            QTest::addRow("history-%d-%s", page.width(), dark ? "dark" : "light")
                << page << dark << 0;
    }
    QTest::addRow("history-actions-dark") << QSize(1224, 672) << true << 1;
    for (const QSize page : {QSize(1224, 672), QSize(1864, 1024)}) {
        for (const bool dark : {true, false})
            QTest::addRow("history-availability-%d-%s", page.width(), dark ? "dark" : "light")
                << page << dark << 2;
    }
}

/// Newest line in view at every size, and a picture to look at.
void TestHistoryPage::pictures()
{
    QFETCH(QSize, page);
    QFETCH(bool, dark);
    QFETCH(int, tab);
    m_theme->setDark(dark);
    m_window->resize(page + QSize(80, 60));
    m_page->setGeometry(QRect(QPoint(72, 56), page));
    addIncident();
    m_audit->setEntries({entry(3, "runbook.result", "failed"),
                         entry(2, "runbook.step-start", "planned"),
                         entry(1, "runbook.intent", "planned")});
    m_page->setSelectedService(overviewService("prod", "postgres"));
    if (tab == 1)
        child<QPushButton>("history.tab.actions")->click();
    if (tab == 2) {
        showAvailability();
        child<QPushButton>("history.here")->click();
        services()->setCurrentIndex(services()->model()->index(2, 0));
        QTest::keyClick(services(), Qt::Key_Right);
        QTest::keyClick(services(), Qt::Key_Right);
    }
    QCoreApplication::processEvents();
    const auto *list = tab == 2   ? services()
                       : tab == 1 ? child<QListView>("history.actions")
                                  : events();
    QVERIFY(list->viewport()->rect().contains(list->visualRect(list->model()->index(0, 0))));
    snapshot(*m_page, QString::fromLatin1(QTest::currentDataTag()));
}

QTEST_MAIN(TestHistoryPage)
#include "tst_historypage.moc"
