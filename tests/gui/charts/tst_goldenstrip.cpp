// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "tests/support/referenceboard.h"
#include "ui/charts/goldenstrip.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

const ServiceKey kDb = referenceService(QStringLiteral("db"));

CheckResult answer(const CheckKey &check, int seconds, int ms, const QList<Sample> &samples = {})
{
    CheckResult made;
    made.key = check;
    made.status = CheckStatus::Ok;
    made.observedAt = referenceTime(seconds);
    made.latency = std::chrono::milliseconds(ms);
    made.samples = samples;
    return made;
}

} // namespace

/// The page of one service: its four figures above its charts.
class TestGoldenStrip final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void init()
    {
        m_theme = std::make_unique<ThemeHub>();
        m_theme->setDark(true);
        m_board = std::make_unique<StatusBoard>();
        m_series = std::make_unique<SeriesBoard>();
        m_golden = std::make_unique<GoldenBoard>();
        const WorkspacePtr workspace = referenceWorkspace();
        m_series->setWorkspace(workspace);
        m_golden->setWorkspace(workspace);
        m_coarse = std::make_unique<CoarseBoard>(*m_series);
        m_board->setWorkspace(workspace, referenceTime());
        m_board->apply(allHealthy());
        m_page = std::make_unique<MetricsPage>(*m_board, *m_series, *m_coarse, *m_golden, *m_theme);
        m_page->setEnvironment(referenceEnvironment());
        m_page->resize(1208, 632);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }

    void cleanup()
    {
        m_page.reset();
        m_golden.reset();
        m_series.reset();
        m_board.reset();
        m_theme.reset();
    }

    void standsAboveOneServiceOnly()
    {
        QVERIFY(!strip()->isVisible());
        m_page->showService(kDb.service);
        QVERIFY(strip()->isVisible());
        for (const Golden tile : kGoldenFour) {
            QVERIFY(card(tile)->isVisible());
            QVERIFY2(card(tile)->accessibleName().startsWith(titleOf(tile) + ": not known."),
                     qPrintable(card(tile)->accessibleName()));
        }
        m_page->showService({});
        QVERIFY(!strip()->isVisible());
    }

    void oneWithoutChartsHasAPageToo()
    {
        // What it has none of is said, and how to change that.
        m_page->showService(kDb.service);
        auto *button =
            m_page->findChild<QPushButton *>("metrics.service." + kDb.service.toString());
        QVERIFY(button != nullptr && button->isChecked());
        auto *empty = m_page->findChild<QLabel *>("metrics.empty");
        QVERIFY(empty->isVisible());
        QVERIFY(empty->text().contains("for this service"));
        // What is not there leads to all of them.
        m_page->showService(ServiceId("nobody"));
        QVERIFY(!strip()->isVisible());
    }

    void figuresComeWithResults()
    {
        m_page->showService(kDb.service);
        m_golden->addResults({answer(check(), -4, 12)});
        QVERIFY2(card(Golden::Latency)->accessibleName().contains("12"),
                 qPrintable(card(Golden::Latency)->accessibleName()));
        QVERIFY(!card(Golden::Latency)->tile().isOld);
        QCOMPARE(card(Golden::Latency)->tile().ageMs, 4000);
        // Time alone makes them old, and they look so.
        const QImage before = card(Golden::Latency)->grab().toImage();
        m_board->tick(referenceTime(3600));
        QVERIFY(card(Golden::Latency)->tile().isOld);
        QVERIFY(card(Golden::Latency)->accessibleName().contains("last at"));
        QVERIFY(card(Golden::Latency)->grab().toImage() != before);
    }

    void historyIsAskedForWhatIsShown()
    {
        QSignalSpy asked(m_page.get(), &MetricsPage::answersWanted);
        m_page->showService(kDb.service);
        QCOMPARE(asked.size(), m_golden->service(kDb)->checks.size());
        QCOMPARE(asked.first().first().value<CheckKey>(), check());
        const int quarter = asked.first().last().toInt();
        asked.clear();
        QTest::mouseClick(m_page->findChild<QPushButton *>("metrics.span.1h"), Qt::LeftButton);
        QVERIFY(!asked.isEmpty());
        QVERIFY(asked.first().last().toInt() > quarter);
        asked.clear();
        m_page->showService({});
        QTest::mouseClick(m_page->findChild<QPushButton *>("metrics.span.5min"), Qt::LeftButton);
        QVERIFY(asked.isEmpty());
    }

    void littleRoomMakesTwoRows()
    {
        m_page->showService(kDb.service);
        QTRY_COMPARE(card(Golden::Saturation)->y(), card(Golden::Latency)->y());
        m_page->resize(760, 632);
        QTRY_VERIFY(card(Golden::Saturation)->y() > card(Golden::Latency)->y());
        m_page->resize(1920, 900);
        QTRY_COMPARE(card(Golden::Saturation)->y(), card(Golden::Latency)->y());
    }

    void servicesWithoutRoomAreAMenu()
    {
        m_page->resize(1920, 900);
        for (const char *id : {"nginx", "frontend", "backend", "celery-worker", "redis", "grafana"})
            m_page->showService(ServiceId(id));
        m_page->showService({});
        auto *services = m_page->findChild<QPushButton *>("metrics.services");
        auto *all = m_page->findChild<QPushButton *>("metrics.service.all");
        QVERIFY(services->isHidden());
        QTRY_VERIFY(all->isVisible());
        m_page->resize(760, 632);
        QTRY_VERIFY(services->isVisible());
        QVERIFY(!all->isVisible());
        QCOMPARE(services->text(), QString("All services"));
        Q_EMIT services->menu()->aboutToShow();
        const QList<QAction *> actions = services->menu()->actions();
        QVERIFY(actions.size() > 1);
        QVERIFY(actions.first()->isChecked());
        actions.last()->trigger();
        QCOMPARE(services->text(), actions.last()->text());
        QVERIFY(m_page->findChild<QWidget *>("metrics.golden")->isVisible());
        m_page->resize(1920, 900);
        QTRY_VERIFY(all->isVisible());
        QVERIFY(!services->isVisible());
    }

    void pictures_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        QTest::newRow("golden-1208-dark") << QSize(1208, 632) << true;
        QTest::newRow("golden-1208-light") << QSize(1208, 632) << false;
        QTest::newRow("golden-760-dark") << QSize(760, 632) << true;
    }

    void pictures()
    {
        QFETCH(const QSize, size);
        QFETCH(const bool, dark);
        m_theme->setDark(dark);
        m_page->resize(size);
        m_page->showService(kDb.service);
        for (int second = -890; second <= -5; second += 15)
            m_golden->addResults({answer(check(), second, 8 + (second * second) % 7,
                                         {{"pg_stat_activity_connections", {}, 60.0 + second % 11},
                                          {"pg_settings_max_connections", {}, 100}})});
        m_board->tick(referenceTime(1));
        QVERIFY(card(Golden::Saturation)->tile().isKnown);
        QVERIFY(!card(Golden::Traffic)->tile().isKnown);
        snapshot(*m_page, QString::fromLatin1(QTest::currentDataTag()));
    }

private:
    CheckKey check() const { return {kDb, m_golden->service(kDb)->checks.constFirst().id}; }

    GoldenStrip *strip() const { return m_page->findChild<GoldenStrip *>("metrics.golden"); }

    GoldenTileCard *card(Golden tile) const
    {
        return m_page->findChild<GoldenTileCard *>("metrics.golden." + toWord(tile));
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<GoldenBoard> m_golden;
    std::unique_ptr<CoarseBoard> m_coarse;
    std::unique_ptr<MetricsPage> m_page;
};

QTEST_MAIN(TestGoldenStrip)
#include "tst_goldenstrip.moc"
