// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/program/editingbench.h"
#include "ui/charts/chartcard.h"
#include "ui/pages/metrics/cardgrip.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/pages/metrics/pagebar.h"

#include <QApplication>
#include <QLabel>
#include <QMenu>
#include <QPushButton>

using namespace opsdeck;

namespace {

const EnvironmentKey kProd{PlatformId("p"), EnvironmentId("prod")};
const QByteArray kRoot = "workspace: w\nplatforms:\n  - file: p.yaml\n";
const QByteArray kPlatform = "# What we watch\n"
                             "platform: p\n"
                             "environments: [{ id: prod, tier: prod }, { id: dev, tier: dev }]\n"
                             "services:\n"
                             "  - id: web   # the front\n"
                             "    checks: [ { id: port, kind: tcp, host: 127.0.0.1, port: 1 } ]\n"
                             "    metrics: [ { id: rate, title: Rate, check: port, metric: a } ]\n"
                             "  - id: api\n"
                             "    checks: [ { id: port, kind: tcp, host: 127.0.0.1, port: 1 } ]\n"
                             "    metrics: [ { id: time, title: Time, check: port, metric: b } ]\n"
                             "  - id: db\n"
                             "    only_in: [ prod ]\n"
                             "    checks: [ { id: port, kind: tcp, host: 127.0.0.1, port: 1 } ]\n"
                             "    metrics: [ { id: size, title: Size, check: port, metric: c } ]\n";
const QByteArray kPage = "pages:\n"
                         "  - id: night\n"
                         "    title: Night\n"
                         "    charts:\n"
                         "      - { service: web, metric: rate }   # first\n"
                         "      - { service: api, metric: time }\n"
                         "      - { service: db, metric: size }\n";

} // namespace

/// A page of charts put together, from mouse and keys to the platform's file and back.
class TestChartArranging final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_bench = std::make_unique<EditingBench>();
        m_bench->put("opsdeck.yaml", kRoot);
    }

    void cleanup()
    {
        m_page = nullptr;
        m_bench.reset();
    }

    void aPageIsMadeAndKept()
    {
        start(kPlatform);
        click("metrics.newpage");
        QVERIFY(m_page->findChild<PageBar *>()->isVisible());
        auto *title = m_page->findChild<QLineEdit *>("metrics.pagebar.title");
        QTRY_VERIFY(title->hasFocus());
        QTest::keyClicks(title, "Night watch"); // over what is selected there
        add("metrics.pagebar.add.db.size");
        add("metrics.pagebar.add.web.rate");
        QTRY_COMPARE(shown(), QStringList({"db", "web"}));
        QCOMPARE(m_bench->get("p.yaml"), kPlatform); // it is not yet kept
        click("metrics.pagebar.save");
        QTRY_VERIFY_WITH_TIMEOUT(m_bench->get("p.yaml") != kPlatform, 10'000);
        QTRY_VERIFY(!m_page->findChild<PageBar *>()->isVisible());
        QVERIFY(m_bench->get("p.yaml").startsWith(kPlatform));
        const QList<ChartPage> kept{
            {"new-page", "Night watch", {{ServiceId("db"), "size"}, {ServiceId("web"), "rate"}}}};
        QTRY_COMPARE_WITH_TIMEOUT(pages(), kept, 10'000);
        QTRY_COMPARE(shown(), QStringList({"db", "web"}));

        // So it is when the program is started anew, and other charts when another page is chosen.
        start(m_bench->get("p.yaml"));
        QCOMPARE(shown(), QStringList({"web", "api", "db"}));
        auto *button = m_page->findChild<QPushButton *>("metrics.chartpage.new-page");
        QVERIFY(button != nullptr);
        QCOMPARE(button->text(), QString("Night watch"));
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(shown(), QStringList({"db", "web"}));
        click("metrics.service.all");
        QCOMPARE(shown(), QStringList({"web", "api", "db"}));
    }

    void chartsAreDragged()
    {
        start(kPlatform + kPage);
        edit();
        // To the right half of the last one: behind it.
        CardGrip *web = grip("web");
        CardGrip *db = grip("db");
        drag(web, web->rect().center(),
             db->mapToGlobal(QPoint(db->width() * 3 / 4, db->height() / 2)));
        QCOMPARE(shown(), QStringList({"api", "db", "web"}));
        QCOMPARE(web, grip("web")); // the chart is what it was, in another place
        // To the left half of the first one: in front of it.
        CardGrip *api = grip("api");
        drag(web, web->rect().center(), api->mapToGlobal(QPoint(api->width() / 4, 40)));
        QCOMPARE(shown(), QStringList({"web", "api", "db"}));
        // Escape puts it back.
        const QPoint from = web->mapToGlobal(web->rect().center());
        send(web, QEvent::MouseButtonPress, from);
        send(web, QEvent::MouseMove, from + QPoint(60, 0));
        send(web, QEvent::MouseMove, db->mapToGlobal(QPoint(db->width() - 5, 40)));
        QTest::keyClick(web, Qt::Key_Escape);
        send(web, QEvent::MouseButtonRelease, db->mapToGlobal(QPoint(db->width() - 5, 40)));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        QCOMPARE(shown(), QStringList({"web", "api", "db"}));
        QVERIFY(!m_page->findChild<QPushButton *>("metrics.pagebar.save")->isEnabled());
    }

    void chartsAreResizedByTheirCorner()
    {
        start(kPlatform + kPage);
        edit();
        CardGrip *web = grip("web");
        const QSize before = web->size();
        const QPoint corner(web->width() - 6, web->height() - 6);
        drag(web, corner, web->mapToGlobal(corner) + QPoint(before.width(), before.height()));
        QTRY_VERIFY(web->width() > 2 * before.width());
        QVERIFY(web->height() > 2 * before.height() * 3 / 4);
        click("metrics.pagebar.save");
        QByteArray wanted = kPlatform + kPage;
        wanted.replace("metric: rate }   #", "metric: rate, wide: 2, high: 2 }   #");
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->get("p.yaml"), wanted, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(pages().value(0).charts.value(0).wide, 2, 10'000);
    }

    void keysDoTheSame()
    {
        start(kPlatform + kPage);
        edit();
        grip("web")->setFocus();
        QTest::keyClick(grip("web"), Qt::Key_Right, Qt::AltModifier);
        QTRY_COMPARE(shown(), QStringList({"api", "web", "db"}));
        QTest::keyClick(grip("web"), Qt::Key_Down, Qt::AltModifier);
        QTest::keyClick(grip("web"), Qt::Key_Left, Qt::AltModifier);
        QTRY_COMPARE(shown(), QStringList({"api", "web", "db"}));
        const int wide = grip("web")->width();
        QTest::keyClick(grip("web"), Qt::Key_Right, Qt::ShiftModifier);
        QTRY_VERIFY(grip("web")->width() > wide);
        QTest::keyClick(grip("db"), Qt::Key_Delete);
        QTRY_COMPARE(shown(), QStringList({"api", "web"}));
        click("metrics.pagebar.save");
        const QList<PlacedChart> kept{{ServiceId("api"), "time"}, {ServiceId("web"), "rate", 2}};
        QTRY_COMPARE_WITH_TIMEOUT(pages().value(0).charts, kept, 10'000);
        // One that was cancelled changes nothing.
        edit();
        QTest::keyClick(grip("web"), Qt::Key_Delete);
        QTRY_COMPARE(shown(), QStringList("api"));
        click("metrics.pagebar.cancel");
        QTRY_COMPARE(shown(), QStringList({"api", "web"}));
        QCOMPARE(pages().value(0).charts, kept);
    }

    void aChartsMenuPutsItOnAPage()
    {
        start(kPlatform);
        QMenu *menu = menuOf("web");
        QVERIFY(menu != nullptr);
        auto *pages = menu->findChild<QMenu *>("metrics.puton");
        QVERIFY(pages != nullptr);
        QCOMPARE(pages->actions().size(), 1);
        pages->actions().first()->trigger();
        menu->close();
        QTRY_COMPARE(shown(), QStringList("web"));
        QVERIFY(m_page->findChild<PageBar *>()->isVisible());
        click("metrics.pagebar.cancel");
        QTRY_COMPARE(shown(), QStringList({"web", "api", "db"}));
    }

    void aChartsMenuChoosesHowItIsDrawn()
    {
        start(kPlatform + kPage);
        edit();
        // One line, which can be told as a number.
        CheckResult result;
        result.key = {{kProd, ServiceId("web")}, CheckId("port")};
        result.observedAt = SystemClock().now();
        result.samples = {{"a", {}, 7, MetricType::Gauge}};
        m_bench->session().series().addResults({result});
        const ChartCard &card = grip("web")->card();
        QTRY_COMPARE_WITH_TIMEOUT(card.chart()->content().lines.size(), 1, 10'000);
        QMenu *menu = menuOf("web");
        QVERIFY(menu != nullptr);
        const QList<QAction *> actions = menu->findChildren<QAction *>();
        const auto number = std::find_if(actions.cbegin(), actions.cend(), [](const QAction *each) {
            return each->objectName().endsWith(".kinds.2");
        });
        QVERIFY(number != actions.cend());
        (*number)->trigger();
        menu->close();
        click("metrics.pagebar.save");
        QTRY_COMPARE_WITH_TIMEOUT(pages().value(0).charts.value(0).kind,
                                  std::optional(ChartKind::Number), 10'000);
        QVERIFY(m_bench->get("p.yaml").contains("metric: rate, kind: number }   # first"));
    }

    void aPageIsTakenOut()
    {
        start(kPlatform + kPage);
        edit();
        auto *menu = m_page->findChild<QMenu *>("metrics.pagebar.removal");
        menu->actions().first()->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->get("p.yaml"), kPlatform, 10'000);
        QTRY_COMPARE(shown(), QStringList({"web", "api", "db"}));
        m_bench->session().history().refreshAudit();
        const AuditModel &audit = m_bench->session().history().audit();
        QTRY_COMPARE_WITH_TIMEOUT(audit.rowCount(), 2, 10'000);
        const auto entry = audit.index(0).data(AuditModel::EntryRole).value<AuditEntry>();
        QCOMPARE(entry.action, QString("configuration.edit"));
        QCOMPARE(entry.body.value("what").toString(),
                 QString("Remove the page of charts 'Night' of p"));
    }

    void whatAnEnvironmentLacksIsSaid()
    {
        start(kPlatform + kPage);
        QTest::mouseClick(m_page->findChild<QPushButton *>("metrics.chartpage.night"),
                          Qt::LeftButton);
        auto *missing = m_page->findChild<QLabel *>("metrics.missing");
        QVERIFY(!missing->isVisible());
        m_bench->window().setEnvironment({PlatformId("p"), EnvironmentId("dev")});
        QTRY_COMPARE(shown(), QStringList({"web", "api"}));
        QVERIFY(missing->isVisible());
        QCOMPARE(missing->text(), QString("Not in DEV: size of db"));
        m_bench->window().setEnvironment(kProd);
        QTRY_COMPARE(shown(), QStringList({"web", "api", "db"}));
    }

    void aPageThatCannotBeKeptStaysOnTheScreen()
    {
        start(kPlatform + kPage);
        edit();
        QTest::keyClick(grip("db"), Qt::Key_Delete);
        QTRY_COMPARE(shown(), QStringList({"web", "api"}));
        // Another hand breaks the file.
        m_bench->put("p.yaml", kPlatform + kPage + "pages: nonsense\n");
        click("metrics.pagebar.save");
        auto *note = m_page->findChild<QLabel *>("metrics.pagebar.note");
        QTRY_VERIFY_WITH_TIMEOUT(note->text().startsWith("Not saved: "), 10'000);
        QCOMPARE(shown(), QStringList({"web", "api"}));
        QVERIFY(m_page->findChild<QPushButton *>("metrics.pagebar.save")->isEnabled());
        m_bench->put("p.yaml", kPlatform + kPage);
        click("metrics.pagebar.save");
        QTRY_COMPARE_WITH_TIMEOUT(pages().value(0).charts.size(), 2, 10'000);
    }

private:
    void start(const QByteArray &platform)
    {
        m_bench->put("p.yaml", platform);
        m_bench->start(kProd);
        m_bench->window().showPage("metrics");
        m_page = m_bench->window().findChild<MetricsPage *>();
        QTRY_COMPARE(shown().size(), 3);
    }

    void edit()
    {
        auto *button = m_page->findChild<QPushButton *>("metrics.chartpage.night");
        QTest::mouseClick(button, Qt::LeftButton);
        click("metrics.editpage");
        QTRY_VERIFY(grip("web") != nullptr);
    }

    void click(const char *name)
    {
        auto *button = m_page->findChild<QPushButton *>(name);
        QVERIFY2(button != nullptr, name);
        QTRY_VERIFY2(button->isVisible() && button->isEnabled(), name);
        QTest::mouseClick(button, Qt::LeftButton);
    }

    void add(const char *name)
    {
        auto *menu = m_page->findChild<QMenu *>("metrics.pagebar.charts");
        Q_EMIT menu->aboutToShow();
        auto *action = menu->findChild<QAction *>(name);
        QVERIFY2(action != nullptr, name);
        action->trigger();
    }

    QMenu *menuOf(const char *service)
    {
        const QList<ChartCard *> cards = m_page->findChildren<ChartCard *>();
        for (ChartCard *card : cards) {
            if (card->key().service.service != ServiceId(service))
                continue;
            QContextMenuEvent event(QContextMenuEvent::Mouse, {20, 20},
                                    card->mapToGlobal(QPoint(20, 20)));
            QApplication::sendEvent(card, &event);
            return card->findChild<QMenu *>(card->objectName() + ".menu");
        }
        return nullptr;
    }

    CardGrip *grip(const char *service) const
    {
        const QList<CardGrip *> grips = m_page->findChildren<CardGrip *>();
        for (CardGrip *grip : grips) {
            if (grip->card().key().service.service == ServiceId(service))
                return grip;
        }
        return nullptr;
    }

    /// Services of the charts in the order of reading.
    QStringList shown() const
    {
        QMap<std::pair<int, int>, QString> found;
        const QList<ChartCard *> cards = m_page->findChildren<ChartCard *>();
        for (const ChartCard *card : cards)
            found.insert({card->y(), card->x()}, card->key().service.service.toString());
        return found.values();
    }

    QList<ChartPage> pages() const
    {
        return m_bench->session().board().workspace()->platforms.first().pages;
    }

    static void send(QWidget *widget, QEvent::Type type, const QPoint &global)
    {
        const bool isMove = type == QEvent::MouseMove;
        QMouseEvent event(
            type, widget->mapFromGlobal(global), global, isMove ? Qt::NoButton : Qt::LeftButton,
            type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(widget, &event);
    }

    void drag(CardGrip *grip, const QPoint &at, const QPoint &to)
    {
        const QPoint from = grip->mapToGlobal(at);
        send(grip, QEvent::MouseButtonPress, from);
        send(grip, QEvent::MouseMove, (from + to) / 2);
        send(grip, QEvent::MouseMove, to);
        send(grip, QEvent::MouseButtonRelease, to);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    }

    std::unique_ptr<EditingBench> m_bench;
    MetricsPage *m_page = nullptr;
};

QTEST_MAIN(TestChartArranging)
#include "tst_chartarranging.moc"
