// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "tests/support/overviewboard.h"
#include "ui/pages/history/historypage.h"
#include "ui/theme/theme.h"

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

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<EventsModel> m_events;
    std::unique_ptr<AuditModel> m_audit;
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
    m_window = std::make_unique<QWidget>();
    m_window->resize(1600, 1000);
    m_page = new HistoryPage(*m_events, *m_audit, *m_theme, m_window.get());
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

void TestHistoryPage::widgetsHaveNames()
{
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
    QTest::addColumn<bool>("actions");
    for (const QSize page : {QSize(1224, 672), QSize(1528, 944), QSize(3768, 2104)}) {
        for (const bool dark : {true, false})
            QTest::addRow("history-%d-%s", page.width(), dark ? "dark" : "light")
                << page << dark << false;
    }
    QTest::addRow("history-actions-dark") << QSize(1224, 672) << true << true;
}

/// Newest line in view at every size, and a picture to look at.
void TestHistoryPage::pictures()
{
    QFETCH(QSize, page);
    QFETCH(bool, dark);
    QFETCH(bool, actions);
    m_theme->setDark(dark);
    m_window->resize(page + QSize(80, 60));
    m_page->setGeometry(QRect(QPoint(72, 56), page));
    addIncident();
    m_audit->setEntries({entry(3, "runbook.result", "failed"),
                         entry(2, "runbook.step-start", "planned"),
                         entry(1, "runbook.intent", "planned")});
    m_page->setSelectedService(overviewService("prod", "postgres"));
    if (actions)
        child<QPushButton>("history.tab.actions")->click();
    QCoreApplication::processEvents();
    const auto *list = actions ? child<QListView>("history.actions") : events();
    QVERIFY(list->viewport()->rect().contains(list->visualRect(list->model()->index(0, 0))));
    snapshot(*m_page, QString::fromLatin1(QTest::currentDataTag()));
}

QTEST_MAIN(TestHistoryPage)
#include "tst_historypage.moc"
