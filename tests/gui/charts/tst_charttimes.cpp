// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "tests/support/referenceboard.h"
#include "ui/charts/chartcard.h"
#include "ui/charts/rangebar.h"
#include "ui/charts/timechart.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QDateTimeEdit>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace opsdeck;
using namespace opsdeck::test;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kDay = 24LL * 3'600'000;

} // namespace

/// What times the charts show, chosen by mouse, keys and buttons.
class TestChartTimes final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void init()
    {
        m_theme = std::make_unique<ThemeHub>();
        m_board = std::make_unique<StatusBoard>();
        m_series = std::make_unique<SeriesBoard>();
        m_coarse = std::make_unique<CoarseBoard>(*m_series);
        m_golden = std::make_unique<GoldenBoard>();
        auto workspace = std::make_shared<Workspace>(*referenceWorkspace());
        Service &db = workspace->platforms.first().environments.first().services.first();
        m_check = {{referenceEnvironment(), db.id}, db.checks.first().id};
        for (const char *name : {"one", "two", "three"}) {
            MetricDefinition metric;
            metric.id = QString::fromLatin1(name);
            metric.title = metric.id;
            metric.check = m_check.check;
            metric.metric = metric.id;
            db.metrics.append(metric);
        }
        m_series->setWorkspace(workspace);
        m_golden->setWorkspace(workspace);
        m_board->setWorkspace(workspace, referenceTime());
        m_board->apply(allHealthy());
        QList<CheckResult> results;
        for (int second = -900; second <= 0; second += 10) {
            CheckResult result;
            result.key = m_check;
            result.status = CheckStatus::Ok;
            result.observedAt = referenceTime(second);
            for (const char *name : {"one", "two", "three"})
                result.samples.append({QString::fromLatin1(name), {}, 1.0 * second, {}});
            results.append(result);
        }
        m_series->addResults(results);
        m_page = std::make_unique<MetricsPage>(*m_board, *m_series, *m_coarse, *m_golden, *m_theme);
        m_page->setEnvironment(referenceEnvironment());
        m_page->resize(1208, 632);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        QTRY_VERIFY(chart("one") != nullptr && chart("three") != nullptr);
    }

    void cleanup()
    {
        m_page.reset();
        m_golden.reset();
        m_coarse.reset();
        m_series.reset();
        m_board.reset();
        m_theme.reset();
    }

    void draggingShowsThatPart()
    {
        const Stretch before = shown();
        TimeChart *one = chart("one");
        const QRectF plot = one->plotRect();
        const auto at = [&](double share) {
            return QPoint(qRound(plot.left() + plot.width() * share), qRound(plot.center().y()));
        };
        QTest::mousePress(one->viewport(), Qt::LeftButton, {}, at(0.5));
        QTest::mouseMove(one->viewport(), at(0.6));
        QTest::mouseMove(one->viewport(), at(0.75));
        QTest::mouseRelease(one->viewport(), Qt::LeftButton, {}, at(0.75));
        QVERIFY(!m_page->window().isLive());
        const double pixel = static_cast<double>(before.toMs - before.fromMs) / plot.width();
        QVERIFY(std::abs(static_cast<double>(shown().fromMs - before.fromMs) - 450'000)
                < 2 * pixel);
        QVERIFY(std::abs(static_cast<double>(shown().toMs - before.fromMs) - 675'000) < 2 * pixel);
        // All charts show it, and it stands still while time goes on.
        QCOMPARE(chart("two")->content().fromMs, shown().fromMs);
        m_board->tick(referenceTime(60));
        QCOMPARE(chart("two")->content().toMs, shown().toMs);
        QVERIFY(!button("metrics.live")->isChecked());
        QVERIFY(button("metrics.longer")->text().contains(QChar(0x2013)));
        // And back, following again.
        QTest::mouseClick(button("metrics.back"), Qt::LeftButton);
        QVERIFY(m_page->window().isLive());
        QVERIFY(button("metrics.span.15min")->isChecked() && !button("metrics.back")->isEnabled());
    }

    void aClickIsNoDrag()
    {
        TimeChart *one = chart("one");
        const QPoint middle = one->plotRect().center().toPoint();
        QTest::mouseClick(one->viewport(), Qt::LeftButton, {}, middle);
        QVERIFY(m_page->window().isLive());
    }

    void theWheelZoomsAndMoves()
    {
        const auto wheel = [&](Qt::KeyboardModifiers keys, int turned) {
            TimeChart *one = chart("one");
            const QPointF at = one->plotRect().center();
            QWheelEvent event(at, one->viewport()->mapToGlobal(at), {}, {0, turned}, Qt::NoButton,
                              keys, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(one->viewport(), &event);
            return event.isAccepted();
        };
        wheel({}, 120);
        QVERIFY(m_page->window().isLive());
        const Stretch before = shown();
        wheel(Qt::ControlModifier, 120);
        QVERIFY(shown().toMs - shown().fromMs < before.toMs - before.fromMs);
        const Stretch near = shown();
        wheel(Qt::ShiftModifier, 120);
        QVERIFY(shown().fromMs < near.fromMs);
        QCOMPARE(shown().toMs - shown().fromMs, near.toMs - near.fromMs);
        // All that was one way.
        QTest::keyClick(m_page.get(), Qt::Key_Backspace);
        QVERIFY(m_page->window().isLive());
    }

    void keysDoTheSame()
    {
        QTest::keyClick(m_page.get(), Qt::Key_Plus);
        QVERIFY(m_page->window().isLive());
        QCOMPARE(m_page->window().span(), Milliseconds(600'000));
        QTest::keyClick(m_page.get(), Qt::Key_Left);
        QVERIFY(!m_page->window().isLive());
        QCOMPARE(shown().toMs, referenceTime().wallMs - 150'000);
        QTest::mouseClick(button("metrics.live"), Qt::LeftButton);
        QVERIFY(m_page->window().isLive());
        QCOMPARE(m_page->window().span(), Milliseconds(600'000));
    }

    void oneChartAlone()
    {
        QVERIFY(card("one")->isVisible() && card("two")->isVisible());
        const int height = card("two")->height();
        QTest::mouseMove(chart("two")->viewport(), chart("two")->plotRect().center().toPoint());
        QTest::keyClick(m_page.get(), Qt::Key_F);
        QVERIFY(!card("one")->isVisible() && card("two")->isVisible());
        QVERIFY(card("two")->height() > height);
        QTest::keyClick(m_page.get(), Qt::Key_Escape);
        QVERIFY(card("one")->isVisible() && card("two")->isVisible());
        QCOMPARE(card("two")->height(), height);
    }

    void longTimesAreAskedInParts()
    {
        QSignalSpy parts(m_coarse.get(), &CoarseBoard::wanted);
        QSignalSpy points(m_page.get(), &MetricsPage::historyWanted);
        trigger("metrics.span.30d");
        QCOMPARE(m_page->window().span(), Milliseconds(30 * kDay));
        QCOMPARE(button("metrics.longer")->text(), QString("30 d"));
        QVERIFY(parts.size() >= 3);
        // Of the points only those of the part that goes on.
        QVERIFY(!points.isEmpty());
        QVERIFY(points.first().at(1).toLongLong() > referenceTime().wallMs - 3'600'001);
        QVERIFY(chart("one")->content().emptyText.startsWith("Reading"));
        const auto grid = parts.first().at(1).value<CoarseBoard::Grid>();
        const qint64 last = grid.stretch.toMs - grid.partMs;
        m_coarse->add(keyOf("one"), grid, {{{}, {{last - grid.partMs, 1, 7, 3}, {last, 2, 5, 3}}}});
        const QList<ChartContent::Line> lines = chart("one")->content().lines;
        QCOMPARE(lines.size(), 1);
        QCOMPARE(lines.first().valueAt(last - grid.partMs / 2), 1.0);
        m_coarse->fail(keyOf("two"), grid, QStringLiteral("the disk is gone"));
        QVERIFY(chart("two")->content().emptyText.contains("the disk is gone"));
        QVERIFY(chart("two")->content().lines.isEmpty());
    }

    void aChartIsCopied()
    {
        card("two")->setFocus();
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(20, 20),
                                card("two")->mapToGlobal(QPoint(20, 20)));
        QCoreApplication::sendEvent(card("two"), &event);
        auto *menu = card("two")->findChild<QMenu *>();
        QVERIFY(menu != nullptr);
        QClipboard *clipboard = QGuiApplication::clipboard();
        const QList<QAction *> actions = menu->actions();
        QCOMPARE(actions.size(), 5);
        actions.at(0)->trigger();
        QCOMPARE(clipboard->pixmap().deviceIndependentSize(), QSizeF(card("two")->size()));
        actions.at(1)->trigger();
        QVERIFY(clipboard->text().startsWith("time,two\r\n"));
        QVERIFY(clipboard->text().count('\n') > 50);
        actions.at(2)->trigger();
        QVERIFY2(clipboard->text().startsWith("sum(two{platform="), qPrintable(clipboard->text()));
        menu->close();
        // The one with the focus is the one that F shows alone.
        QTest::keyClick(card("two"), Qt::Key_F);
        QVERIFY(card("two")->isVisible() && !card("one")->isVisible());
    }

    void fromHereToThere()
    {
        auto *from = m_page->findChild<QDateTimeEdit *>(QStringLiteral("metrics.from"));
        auto *to = m_page->findChild<QDateTimeEdit *>(QStringLiteral("metrics.to"));
        QVERIFY(from != nullptr && to != nullptr);
        const QDateTime now = QDateTime::fromMSecsSinceEpoch(referenceTime().wallMs, Qt::UTC);
        from->setDateTime(now.addSecs(-600));
        to->setDateTime(now.addSecs(-300));
        m_page->findChild<QPushButton *>(QStringLiteral("metrics.show"))->click();
        QCOMPARE(shown().toMs - shown().fromMs, 300'000);
        QVERIFY(!m_page->window().isLive());
    }

    void aMomentOfThePastIsFollowed()
    {
        const qint64 moment = referenceTime(-120).wallMs;
        m_page->showMoment(moment);
        QCOMPARE(shown().toMs, moment);
        auto *cursor = m_page->findChild<QLabel *>(QStringLiteral("metrics.cursor"));
        QVERIFY(cursor->text().startsWith("Replay"));
        m_page->showMoment(moment - 10'000);
        QCOMPARE(shown().toMs, moment - 10'000);
        m_page->showMoment(std::nullopt);
        QVERIFY(m_page->window().isLive());
        QVERIFY(cursor->text().isEmpty());
    }

    /// A replay's steps cost nothing while the page is hidden; then it shows the last of them.
    void nothingIsReadWhileItIsHidden()
    {
        m_page->hide();
        QSignalSpy points(m_page.get(), &MetricsPage::historyWanted);
        const qint64 drawn = chart("one")->content().toMs;
        for (int step = 1; step <= 5; ++step)
            m_page->showMoment(referenceTime(-60 * step).wallMs);
        QCOMPARE(points.size(), 0);
        QCOMPARE(chart("one")->content().toMs, drawn);
        m_page->show();
        QVERIFY(!points.isEmpty());
        QCOMPARE(chart("one")->content().toMs, referenceTime(-300).wallMs);
    }

    void widgetsHaveNames()
    {
        auto *range = m_page->findChild<RangeBar *>();
        for (const QWidget *widget : range->findChildren<QPushButton *>())
            QVERIFY(!widget->objectName().isEmpty());
        for (const QWidget *widget : range->findChildren<QDateTimeEdit *>())
            QVERIFY(!widget->accessibleName().isEmpty());
    }

private:
    MetricKey keyOf(const char *metric) const { return {m_check.service, metric}; }

    ChartCard *card(const char *metric) const
    {
        for (ChartCard *each : m_page->findChildren<ChartCard *>()) {
            if (each->key() == keyOf(metric))
                return each;
        }
        return nullptr;
    }

    TimeChart *chart(const char *metric) const
    {
        ChartCard *found = card(metric);
        return found == nullptr ? nullptr : found->chart();
    }

    Stretch shown() const { return m_page->window().at(m_board->now().wallMs); }

    QPushButton *button(const char *name) const
    {
        return m_page->findChild<QPushButton *>(QString::fromLatin1(name));
    }

    void trigger(const char *name) const
    {
        for (QAction *action : button("metrics.longer")->menu()->actions()) {
            if (action->objectName() == QLatin1String(name))
                action->trigger();
        }
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<CoarseBoard> m_coarse;
    std::unique_ptr<GoldenBoard> m_golden;
    std::unique_ptr<MetricsPage> m_page;
    CheckKey m_check;
};

QTEST_MAIN(TestChartTimes)
#include "tst_charttimes.moc"
