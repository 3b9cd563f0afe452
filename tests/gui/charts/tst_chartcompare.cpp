// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "tests/support/referenceboard.h"
#include "ui/charts/chartcard.h"
#include "ui/charts/chartkinds.h"
#include "ui/charts/chartlegend.h"
#include "ui/charts/timechart.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/theme/theme.h"

#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace opsdeck;
using namespace opsdeck::test;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kHour = 3'600'000;
const QStringList kQueues{"analysis", "default",  "embedding", "export",    "ingest", "mail",
                          "ocr",      "priority", "reports",   "scheduled", "search", "webhooks"};
constexpr qsizetype kFewQueues = 3;

double wave(int second, int phase)
{
    return 40 + 25 * std::sin(second / 300.0 + phase) + 6 * std::sin(second / 37.0 + 2 * phase);
}

} // namespace

/// Charts held against another time or environment, and one line of many.
class TestChartCompare final : public QObject
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
        Platform &platform = workspace->platforms.first();
        Service &db = platform.environments.first().services.first();
        m_check = {{referenceEnvironment(), db.id}, db.checks.first().id};
        const auto add = [&](const char *id, const char *title, Unit unit, const char *by) {
            MetricDefinition metric;
            metric.id = metric.metric = QString::fromLatin1(id);
            metric.title = QString::fromLatin1(title);
            metric.check = m_check.check;
            metric.unit = unit;
            metric.seriesLabel = QString::fromLatin1(by);
            db.metrics.append(metric);
        };
        add("latency", "Time of a query", Unit::Seconds, "");
        db.metrics.last().thresholds = {{0.07, 0.06, true, Severity::Warning}};
        add("few", "Waiting", Unit::Count, "queue");
        add("many", "Waiting by queue", Unit::Count, "queue");
        add("alone", "Only here", Unit::Count, "");
        db.metrics.last().kind = ChartKind::Number;
        platform.environments.append(platform.environments.first());
        platform.environments.last().id = EnvironmentId("staging");
        platform.environments.last().tier = Tier::Staging;
        platform.environments.last().services.first().metrics.removeLast();
        m_series->setWorkspace(workspace);
        m_golden->setWorkspace(workspace);
        m_board->setWorkspace(workspace, referenceTime());
        m_board->apply(allHealthy());
        addResults(m_check, -900, 0, 0);
        CheckKey staging = m_check;
        staging.service.environment.environment = EnvironmentId("staging");
        addResults(staging, -900, 0, 2);
        m_page = std::make_unique<MetricsPage>(*m_board, *m_series, *m_coarse, *m_golden, *m_theme);
        m_page->setEnvironment(referenceEnvironment());
        m_page->resize(1208, 632);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        QTRY_VERIFY(card("latency") != nullptr && card("alone") != nullptr);
        QTRY_VERIFY(!card("alone")->chart()->content().isEmpty());
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

    void anHourBeforeStandsBehind()
    {
        QSignalSpy history(m_page.get(), &MetricsPage::historyWanted);
        trigger("metrics.compare.1 h before");
        const qint64 now = referenceTime().wallMs;
        const bool isAsked = std::any_of(history.cbegin(), history.cend(), [&](const auto &each) {
            return each.at(0).template value<MetricKey>() == keyOf("latency")
                   && each.at(1).toLongLong() == now - kHour - 900'000;
        });
        QVERIFY(isAsked);
        // Nothing is there yet, and the chart says so.
        QCOMPARE(legend("latency")->behind(), QString("1 h before: no samples"));
        QVERIFY(card("latency")->chart()->content().behind.isEmpty());
        addHistory("latency", {});
        m_board->tick(referenceTime(1));
        QTRY_COMPARE(card("latency")->chart()->content().behind.size(), 1);
        const ChartContent content = card("latency")->chart()->content();
        // It stands at the times of the present, with the values of then.
        QCOMPARE(content.behind.first().valueAt(now - 300'000), valueBefore(-300));
        QVERIFY(content.lines.first().valueAt(now - 300'000) != valueBefore(-300));
        QVERIFY(content.axis.maximum >= 0.1);
        QVERIFY2(legend("latency")->behind().startsWith("1 h before: "),
                 qPrintable(legend("latency")->behind()));
        // At the cursor it has its own value.
        card("latency")->setCursorTime(now - 300'000);
        QCOMPARE(legend("latency")->behind().section(": ", 1).remove(QChar(QChar::Nbsp)),
                 QString("%1ms").arg(std::round(valueBefore(-300) * 1000)));
        QVERIFY(button("metrics.compare")->text().contains("1 h before"));
    }

    void itIsKeptWhileTheTimesChange()
    {
        QTest::keyClick(m_page.get(), Qt::Key_B);
        QCOMPARE(m_page->companion().agoMs, kHour);
        addHistory("latency", {});
        QSignalSpy history(m_page.get(), &MetricsPage::historyWanted);
        QTest::keyClick(m_page.get(), Qt::Key_Plus);
        QCOMPARE(card("latency")->companion().agoMs, kHour);
        QCOMPARE(card("latency")->chart()->content().behind.size(), 1);
        QVERIFY(std::any_of(history.cbegin(), history.cend(), [&](const auto &each) {
            return each.at(1).toLongLong() == referenceTime().wallMs - kHour - 600'000;
        }));
        // A day, a week, another environment, nothing; and the other way.
        QTest::keyClick(m_page.get(), Qt::Key_B);
        QCOMPARE(m_page->companion().agoMs, 24 * kHour);
        QTest::keyClick(m_page.get(), Qt::Key_B);
        QCOMPARE(m_page->companion().agoMs, 7 * 24 * kHour);
        QTest::keyClick(m_page.get(), Qt::Key_B);
        QCOMPARE(m_page->companion().environment.environment, EnvironmentId("staging"));
        QTest::keyClick(m_page.get(), Qt::Key_B);
        QVERIFY(!m_page->companion().isOn());
        QVERIFY(card("latency")->chart()->content().behind.isEmpty());
        QVERIFY(!legend("latency")->isVisible());
        QTest::keyClick(m_page.get(), Qt::Key_B, Qt::ShiftModifier);
        QCOMPARE(m_page->companion().environment.environment, EnvironmentId("staging"));
    }

    void aWeekBeforeComesInParts()
    {
        QSignalSpy wanted(&m_page->compared(), &CoarseBoard::wanted);
        m_page->compareWith({7 * 24 * kHour, {}});
        QVERIFY(!wanted.isEmpty());
        QCOMPARE(legend("latency")->behind(), QString("1 week before: reading the history…"));
        const auto grid = wanted.first().at(1).value<CoarseBoard::Grid>();
        const qint64 now = referenceTime().wallMs;
        QVERIFY(grid.stretch.toMs <= now - 7 * 24 * kHour + grid.partMs);
        const qint64 last = grid.stretch.toMs - grid.partMs;
        m_page->compared().add(
            keyOf("latency"), grid,
            {{{}, {{last - grid.partMs, 0.02, 0.03, 0.025}, {last, 0.02, 0.05, 0.03}}}});
        const QList<ChartContent::Line> behind = card("latency")->chart()->content().behind;
        QCOMPARE(behind.size(), 1);
        const double first = behind.first().segments.first().first().x();
        QVERIFY(first > static_cast<double>(now - 900'000) && first < static_cast<double>(now));
        m_page->compared().fail(keyOf("few"), grid, QStringLiteral("the disk is gone"));
        QVERIFY(legend("few")->behind().contains("the disk is gone"));
    }

    void anotherEnvironmentStandsBehind()
    {
        m_page->compareWith({0, {referenceEnvironment().platform, EnvironmentId("staging")}});
        const ChartContent content = card("few")->chart()->content();
        QCOMPARE(content.behind.size(), kFewQueues);
        for (qsizetype i = 0; i < kFewQueues; ++i) {
            QCOMPARE(content.behind.at(i).label, content.lines.at(i).label);
            QCOMPARE(content.behind.at(i).colour, content.lines.at(i).colour);
        }
        QCOMPARE(legend("few")->behind(), QString("STAGING"));
        QVERIFY(!legend("few")->entries().first().behind.isEmpty());
        QVERIFY(legend("few")->entries().first().behind != legend("few")->entries().first().value);
        QCOMPARE(legend("alone")->behind(), QString("STAGING: no such chart there"));
    }

    void oneChartAloneIsComparedByItsMenu()
    {
        ChartCard *few = card("few");
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(20, 20),
                                few->mapToGlobal(QPoint(20, 20)));
        QCoreApplication::sendEvent(few, &event);
        auto *menu = few->findChild<QMenu *>(few->objectName() + ".compare");
        QVERIFY(menu != nullptr);
        QCOMPARE(menu->actions().size(), 5);
        menu->actions().at(4)->trigger();
        QVERIFY(few->companion().isOn() && !card("many")->companion().isOn());
        // The chart is made anew, and shows what it showed.
        m_page->setEnvironment({referenceEnvironment().platform, EnvironmentId("staging")});
        m_page->setEnvironment(referenceEnvironment());
        QTRY_VERIFY(card("few") != nullptr);
        QVERIFY(card("few")->companion().isOn() && !card("latency")->companion().isOn());
    }

    void aClickLeavesOneLine()
    {
        ChartCard *few = card("few");
        ChartLegend *shown = legend("few");
        QVERIFY(shown->isVisible());
        QCOMPARE(shown->entries().size(), kFewQueues);
        LegendButton *second = entry("few", 1);
        const int colour = few->chart()->content().lines.at(1).colour;
        QTest::mouseClick(second, Qt::LeftButton);
        QCOMPARE(few->chart()->content().lines.size(), 1);
        QCOMPARE(few->chart()->content().lines.first().label, kQueues.at(1));
        QCOMPARE(few->chart()->content().lines.first().colour, colour);
        QVERIFY(entry("few", 0)->accessibleName().endsWith("not shown"));
        QVERIFY(!few->accessibleName().contains(shown->entries().first().value)
                || shown->entries().first().value == shown->entries().at(1).value);
        // It stays so while values come.
        addResults(m_check, 10, 30, 0);
        m_board->tick(referenceTime(31));
        QTRY_VERIFY(few->chart()->content().toMs == referenceTime(31).wallMs);
        QCOMPARE(few->chart()->content().lines.size(), 1);
        // Again: all.
        QTest::mouseClick(second, Qt::LeftButton);
        QCOMPARE(few->chart()->content().lines.size(), kFewQueues);
        // With Ctrl one less, and one more.
        QTest::mouseClick(second, Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(few->chart()->content().lines.size(), kFewQueues - 1);
        QTest::mouseClick(entry("few", 0), Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(few->chart()->content().lines.size(), kFewQueues - 2);
        QTest::mouseDClick(entry("few", 2), Qt::LeftButton);
        QCOMPARE(few->chart()->content().lines.size(), kFewQueues);
    }

    void keysDoTheSame()
    {
        LegendButton *first = entry("few", 0);
        first->setFocus();
        QTest::keyClick(first, Qt::Key_Return);
        QCOMPARE(card("few")->chart()->content().lines.size(), 1);
        QTest::keyClick(first, Qt::Key_Right);
        QVERIFY(entry("few", 1)->hasFocus());
        QTest::keyClick(entry("few", 1), Qt::Key_Space, Qt::ControlModifier);
        QCOMPARE(card("few")->chart()->content().lines.size(), 2);
        QVERIFY(m_page->window().isLive());
        for (const LegendButton *button : legend("few")->findChildren<LegendButton *>()) {
            QVERIFY(!button->objectName().isEmpty());
            QVERIFY(!button->accessibleName().isEmpty());
        }
    }

    void manyLinesFold()
    {
        ChartLegend *many = legend("many");
        QCOMPARE(many->entries().size(), kQueues.size());
        QVERIFY(many->folded() > 0);
        auto *more = many->findChild<QPushButton *>(many->objectName() + ".more");
        QCOMPARE(more->text(), QString("+%1").arg(many->folded()));
        auto *menu = more->findChild<QMenu *>();
        Q_EMIT menu->aboutToShow();
        QCOMPARE(menu->actions().size(), many->folded() + 2);
        // One that was folded is named when it is the one that is shown.
        const QString wanted = kQueues.at(kQueues.size() - many->folded());
        menu->actions().first()->trigger();
        QCOMPARE(card("many")->chart()->content().lines.size(), 1);
        QCOMPARE(card("many")->chart()->content().lines.first().label, wanted);
        for (const LegendButton *button : many->findChildren<LegendButton *>()) {
            if (button->entry().label == wanted)
                QVERIFY(button->isVisible());
        }
        // Alone it has more room.
        const int folded = many->folded();
        QTest::keyClick(card("many"), Qt::Key_F);
        card("many")->setFocus();
        m_page->resize(1848, 1000);
        QVERIFY(legend("many")->folded() <= folded);
    }

    void linesAreStacked()
    {
        ChartCard *few = card("few");
        const qint64 now = referenceTime().wallMs;
        const QList<ChartContent::Line> lines = few->chart()->content().lines;
        double sum = 0;
        for (const ChartContent::Line &line : lines)
            sum += line.valueAt(now - 300'000);
        const QString value = legend("few")->entries().at(1).value;
        few->setKind(ChartKind::Stacked);
        const ChartContent content = few->chart()->content();
        QCOMPARE(content.kind, ChartKind::Stacked);
        QVERIFY(std::abs(content.lines.last().valueAt(now - 300'000) - sum) < 3);
        QVERIFY(content.axis.maximum >= sum);
        // Each line still has its own value.
        QCOMPARE(legend("few")->entries().at(1).value, value);
        QCOMPARE(content.lines.at(1).own, lines.at(1).segments);
        // One line has nothing to stand on.
        QTest::mouseClick(entry("few", 1), Qt::LeftButton);
        QCOMPARE(few->chart()->content().kind, ChartKind::Lines);
        QTest::mouseClick(entry("few", 1), Qt::LeftButton);
        QCOMPARE(few->chart()->content().kind, ChartKind::Stacked);
        // What one alone shows is kept while charts are made anew.
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(20, 20),
                                few->mapToGlobal(QPoint(20, 20)));
        QCoreApplication::sendEvent(few, &event);
        auto *menu = few->findChild<QMenu *>(few->objectName() + ".kinds");
        QVERIFY(menu != nullptr);
        QVERIFY(menu->actions().at(1)->isChecked() && !menu->actions().at(2)->isEnabled());
        menu->actions().at(3)->trigger();
        m_page->setEnvironment({referenceEnvironment().platform, EnvironmentId("staging")});
        QTRY_VERIFY(m_page->findChild<ChartCard *>() != nullptr);
        m_page->setEnvironment(referenceEnvironment());
        QTRY_VERIFY(card("few") != nullptr);
        QCOMPARE(card("few")->kind(), ChartKind::Table);
        QCOMPARE(card("latency")->kind(), ChartKind::Lines);
    }

    void aChartBeginsAsItsDefinitionSays()
    {
        ChartCard *alone = card("alone");
        QCOMPARE(alone->chart()->content().kind, ChartKind::Number);
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(20, 20),
                                alone->mapToGlobal(QPoint(20, 20)));
        QCoreApplication::sendEvent(alone, &event);
        auto *menu = alone->findChild<QMenu *>(alone->objectName() + ".kinds");
        QVERIFY(menu != nullptr);
        QVERIFY(menu->actions().at(2)->isChecked());
        // What a person chose stands before it.
        menu->actions().at(0)->trigger();
        m_page->setEnvironment({referenceEnvironment().platform, EnvironmentId("staging")});
        QTRY_VERIFY(m_page->findChild<ChartCard *>() != nullptr);
        m_page->setEnvironment(referenceEnvironment());
        QTRY_VERIFY(card("alone") != nullptr);
        QCOMPARE(card("alone")->kind(), ChartKind::Lines);
    }

    void aStackHasItsHoles()
    {
        QList<ChartContent::Line> lines(2);
        lines[0].segments = {{{0, 1}, {40, 1}}, {{80, 1}, {100, 1}}};
        lines[1].segments = {{{0, 2}, {20, 2}}, {{80, 2}, {100, 2}}};
        stack(lines, 0, 100, 10);
        QCOMPARE(lines.at(0).segments.size(), 2);
        QCOMPARE(lines.at(1).segments.size(), 2);
        QCOMPARE(lines.at(1).valueAt(10), 3.0);
        // Without a value of its own it adds nothing.
        QCOMPARE(lines.at(1).valueAt(40), 1.0);
        QVERIFY(std::isnan(lines.at(1).valueAt(60)));
    }

    /// A look for people.
    void pictures()
    {
        if (qEnvironmentVariableIsEmpty("OPSDECK_SNAPSHOT_DIR"))
            QSKIP("no folder for pictures");
        for (const char *name : {"latency", "few", "many"})
            addHistory(name, name == QByteArray("latency") ? QStringList{""} : kQueues);
        for (const QSize size : {QSize(1208, 632), QSize(1848, 992)}) {
            for (const bool dark : {true, false}) {
                m_theme->setDark(dark);
                m_page->resize(size);
                m_page->compareWith({kHour, {}});
                m_board->tick(referenceTime(1));
                QTest::qWait(100);
                card("few")->setCursorTime(referenceTime(-200).wallMs);
                const QString tail =
                    QStringLiteral("%1-%2")
                        .arg(size.width())
                        .arg(dark ? QStringLiteral("dark") : QStringLiteral("light"));
                snapshot(*m_page, QStringLiteral("compare-") + tail);
                m_page->compareWith(
                    {0, {referenceEnvironment().platform, EnvironmentId("staging")}});
                QTest::mouseClick(entry("few", 1), Qt::LeftButton);
                snapshot(*m_page, QStringLiteral("isolated-") + tail);
                QTest::mouseClick(entry("few", 1), Qt::LeftButton);
                m_page->compareWith({});
                card("latency")->setKind(ChartKind::Number);
                card("few")->setKind(ChartKind::Stacked);
                card("many")->setKind(ChartKind::Table);
                card("alone")->setKind(ChartKind::Number);
                snapshot(*m_page, QStringLiteral("kinds-") + tail);
                for (const char *each : {"latency", "few", "many", "alone"})
                    card(each)->setKind(ChartKind::Lines);
            }
        }
    }

private:
    static double valueBefore(int second) { return 0.05 + wave(second, 1) / 2000; }

    void addResults(const CheckKey &check, int from, int to, int phase)
    {
        QList<CheckResult> results;
        for (int second = from; second <= to; second += 10) {
            CheckResult result;
            result.key = check;
            result.status = CheckStatus::Ok;
            result.observedAt = referenceTime(second);
            result.samples.append({"latency", {}, wave(second, phase) / 1000, {}});
            result.samples.append({"alone", {}, 3, {}});
            for (int i = 0; i < kQueues.size(); ++i) {
                const Labels labels{{"queue", kQueues.at(i)}};
                const double value = std::round(wave(second, i + phase));
                result.samples.append({"many", labels, value, {}});
                if (i < kFewQueues)
                    result.samples.append({"few", labels, value, {}});
            }
            results.append(result);
        }
        m_series->addResults(results);
    }

    void addHistory(const char *metric, const QStringList &queues)
    {
        QList<SeriesBoard::StoredLine> stored;
        for (const QString &queue : queues.isEmpty() ? QStringList{QString()} : queues) {
            SeriesBoard::StoredLine line;
            if (!queue.isEmpty())
                line.labels = {{"queue", queue}};
            for (int second = -900; second <= 60; second += 10)
                line.points.append({referenceTime(second).wallMs - kHour,
                                    queue.isEmpty()
                                        ? valueBefore(second)
                                        : wave(second, static_cast<int>(queue.size()) + 3)});
            stored.append(line);
        }
        m_series->addHistory(keyOf(metric), stored);
    }

    MetricKey keyOf(const char *metric) const { return {m_check.service, metric}; }

    ChartCard *card(const char *metric) const
    {
        for (ChartCard *each : m_page->findChildren<ChartCard *>()) {
            if (each->key() == keyOf(metric))
                return each;
        }
        return nullptr;
    }

    ChartLegend *legend(const char *metric) const
    {
        return card(metric)->findChild<ChartLegend *>();
    }

    LegendButton *entry(const char *metric, int number) const
    {
        return legend(metric)->findChild<LegendButton *>(legend(metric)->objectName() + '.'
                                                         + kQueues.at(number));
    }

    QPushButton *button(const char *name) const
    {
        return m_page->findChild<QPushButton *>(QString::fromLatin1(name));
    }

    void trigger(const char *name) const
    {
        QMenu *menu = button("metrics.compare")->menu();
        Q_EMIT menu->aboutToShow();
        for (QAction *action : menu->actions()) {
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

QTEST_MAIN(TestChartCompare)
#include "tst_chartcompare.moc"
