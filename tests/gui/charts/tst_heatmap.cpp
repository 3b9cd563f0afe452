// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "tests/support/referenceboard.h"
#include "ui/charts/chartcard.h"
#include "ui/charts/chartlegend.h"
#include "ui/charts/heatmap.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QTest>

#include <cmath>

using namespace opsdeck;
using namespace opsdeck::test;

/// A histogram over time.
class TestHeatMap final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void eachBucketHasARow();
    void moreIsStronger();
    void whereNobodyAskedThereIsNothing();
    void whatIsNotOfNowIsGrey();

private:
    CheckResult result(qint64 second, const QList<double> &upTo) const;
    QImage painted(int width = 600) const;
    /// How far from the ground of an empty cell.
    static int strength(const QImage &image, const Theme &theme, double x, int row);

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<ChartCard> m_card;
    MetricKey m_key;
    CheckKey m_check;
};

namespace {

const QStringList kEnds{"0.1", "0.5", "1", "+Inf"};
constexpr qint64 kSpanMs = 600'000;

} // namespace

CheckResult TestHeatMap::result(qint64 second, const QList<double> &upTo) const
{
    CheckResult made;
    made.key = m_check;
    made.observedAt = referenceTime(static_cast<int>(second));
    for (int i = 0; i < upTo.size(); ++i)
        made.samples.append(
            {"time_bucket", {{"le", kEnds.at(i)}}, upTo.at(i), MetricType::Counter});
    return made;
}

void TestHeatMap::init()
{
    m_card.reset();
    m_theme = std::make_unique<ThemeHub>();
    m_series = std::make_unique<SeriesBoard>();
    auto workspace = std::make_shared<Workspace>(*referenceWorkspace());
    Service &db = workspace->platforms.first().environments.first().services.first();
    m_check = {{referenceEnvironment(), db.id}, db.checks.first().id};
    MetricDefinition metric;
    metric.id = "times";
    metric.title = "Answer times";
    metric.metric = "time";
    metric.check = m_check.check;
    metric.unit = Unit::Seconds;
    metric.quantiles = {0.5, 0.95};
    metric.kind = ChartKind::HeatMap;
    db.metrics = {metric};
    db.checks.first().interval = std::chrono::seconds(10);
    m_series->setWorkspace(workspace);
    m_key = {m_check.service, "times"};
    // Ten minutes: most answers take up to half a second, some a second; one minute is not asked.
    QList<double> upTo{0, 0, 0, 0};
    for (int second = -600; second <= 0; second += 10) {
        if (second > -300 && second <= -240)
            continue;
        m_series->addResults({result(second, upTo)});
        const double many = 40 + 20 * std::sin(second / 60.0);
        upTo = {upTo.at(0), upTo.at(1) + many, upTo.at(2) + many + 5, upTo.at(3) + many + 5};
    }
    m_card = std::make_unique<ChartCard>(m_key, *m_series, *m_theme);
    m_card->resize(600, 240);
    m_card->setKind(ChartKind::HeatMap);
    m_card->setSpan(referenceTime().wallMs - kSpanMs, referenceTime().wallMs);
    m_card->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_card.get()));
    m_card->chart()->setContent(m_card->contentOf());
}

void TestHeatMap::eachBucketHasARow()
{
    QCOMPARE(m_card->chart()->content().kind, ChartKind::HeatMap);
    QStringList ticks = m_card->chart()->ticks();
    ticks.replaceInStrings(QString(QChar::Nbsp), " ");
    QCOMPARE(ticks, (QStringList{"100 ms", "500 ms", "1 s", "more"}));
    const QRectF plot(0, 0, 100, 80);
    const Heat &heat = m_card->chart()->content().heat;
    QVERIFY(heatTickY(heat, 0, plot) > heatTickY(heat, 1, plot));
    QVERIFY(qAbs(heatTickY(heat, 3, plot)) < 1);
    snapshot(*m_card, QStringLiteral("heatmap"));
}

QImage TestHeatMap::painted(int width) const
{
    QImage image(width, 200, QImage::Format_RGB32);
    image.fill(m_theme->theme().bg);
    QPainter painter(&image);
    const ChartContent &content = m_card->chart()->content();
    paintHeat(painter, QRectF(image.rect()), content.heat, {content.fromMs, content.toMs},
              content.isOld, m_theme->theme());
    return image;
}

int TestHeatMap::strength(const QImage &image, const Theme &theme, double x, int row)
{
    const QColor here = image.pixelColor(static_cast<int>(x * image.width()), 175 - 50 * row);
    return std::abs(here.red() - theme.s2.red()) + std::abs(here.green() - theme.s2.green())
           + std::abs(here.blue() - theme.s2.blue());
}

void TestHeatMap::moreIsStronger()
{
    const QImage image = painted();
    const Theme &theme = m_theme->theme();
    QCOMPARE(strength(image, theme, 0.3, 0), 0);
    QVERIFY(strength(image, theme, 0.3, 2) > 20);
    QVERIFY(strength(image, theme, 0.3, 1) > 30 + strength(image, theme, 0.3, 2));
    QCOMPARE(strength(image, theme, 0.3, 3), 0);
    // At a third of the width nothing is lost.
    QVERIFY(strength(painted(60), theme, 0.3, 2) > 20);
}

void TestHeatMap::whereNobodyAskedThereIsNothing()
{
    const QImage image = painted();
    for (int row = 0; row < 4; ++row)
        QCOMPARE(image.pixelColor(static_cast<int>(0.54 * image.width()), 175 - 50 * row),
                 m_theme->theme().bg);
}

void TestHeatMap::whatIsNotOfNowIsGrey()
{
    ChartContent content = m_card->chart()->content();
    content.isOld = true;
    m_card->chart()->setContent(content);
    const QColor here = painted().pixelColor(180, 125);
    const QColor series = m_theme->theme().series(0);
    const QColor grey = m_theme->theme().t3;
    const auto apart = [&](const QColor &colour) {
        return std::abs(here.red() - colour.red()) + std::abs(here.green() - colour.green())
               + std::abs(here.blue() - colour.blue());
    };
    QVERIFY(apart(grey) < apart(series));
}

QTEST_MAIN(TestHeatMap)
#include "tst_heatmap.moc"
