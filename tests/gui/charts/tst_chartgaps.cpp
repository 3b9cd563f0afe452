// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/overviewboard.h"
#include "ui/charts/chartcard.h"
#include "ui/charts/timechart.h"
#include "ui/theme/theme.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

class TestChartGaps final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void nothingIsMissedBeforeTheFirstSample();
    void silenceAfterItIsHatched();
    void whatLiesBeforeTheSpanCounts();

private:
    /// Samples of the chart's check at these seconds.
    void observe(const QList<int> &seconds);
    using Gaps = QList<Hole>;

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<ChartCard> m_card;
    MetricKey m_key;
    qint64 m_reach = 0; ///< ms that a hole may last
};

namespace {

constexpr qint64 kSecond = 1000;

qint64 at(int second)
{
    return overviewTime(second).wallMs;
}

} // namespace

void TestChartGaps::init()
{
    m_card.reset();
    m_theme = std::make_unique<ThemeHub>();
    m_series = std::make_unique<SeriesBoard>();
    m_series->setWorkspace(overviewWorkspace());
    m_key = m_series->metrics(overviewEnvironment("prod")).first();
    m_reach = m_series->gapMs(m_key);
    m_card = std::make_unique<ChartCard>(m_key, *m_series, *m_theme);
    m_card->resize(800, 300);
    m_card->setSpan(at(0), at(900));
}

void TestChartGaps::observe(const QList<int> &seconds)
{
    const MetricDefinition *definition = m_series->definition(m_key);
    QVERIFY(definition != nullptr);
    QList<CheckResult> results;
    for (const int second : seconds) {
        CheckResult result;
        result.key = {m_key.service, definition->check};
        result.observedAt = overviewTime(second);
        result.samples.append(
            {definition->metric, definition->labels, 1.0 + second, MetricType::Gauge});
        results.append(result);
    }
    m_series->addResults(results);
}

void TestChartGaps::nothingIsMissedBeforeTheFirstSample()
{
    QVERIFY(m_card->contentOf().gaps.isEmpty());
    QList<int> seconds;
    for (int second = 600; second <= 900; second += 5)
        seconds << second;
    observe(seconds);
    QVERIFY(!m_card->contentOf().lines.isEmpty());
    QCOMPARE(m_card->contentOf().gaps, Gaps());
}

void TestChartGaps::silenceAfterItIsHatched()
{
    QList<int> seconds;
    for (int second = 300; second <= 400; second += 5)
        seconds << second;
    const int silence = static_cast<int>(m_reach / kSecond) + 100;
    for (int second = 400 + silence; second <= 800; second += 5)
        seconds << second;
    observe(seconds);
    const Gaps gaps = m_card->contentOf().gaps;
    QVERIFY(!gaps.isEmpty());
    QVERIFY(gaps.first().fromMs >= at(395) && gaps.first().fromMs <= at(405));
    QVERIFY(gaps.first().toMs <= at(405 + silence));
    QVERIFY(gaps.last().toMs >= at(395 + silence));
}

void TestChartGaps::whatLiesBeforeTheSpanCounts()
{
    QList<int> seconds{-100};
    for (int second = 600; second <= 900; second += 5)
        seconds << second;
    observe(seconds);
    const Gaps gaps = m_card->contentOf().gaps;
    QCOMPARE(gaps.first().fromMs, at(0));
    QVERIFY(!gaps.last().wasAsked);
}

QTEST_MAIN(TestChartGaps)
#include "tst_chartgaps.moc"
